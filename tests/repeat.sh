#!/usr/bin/env bash
# The suite again and again, at the end with four busy loops beside it: tests/repeat.sh [RUNS [OF THEM BUSY [PYTEST...]]]
# It goes on after a failure, prints what failed and the seconds of each run, and fails if any did.
set -uo pipefail
cd "$(dirname "$0")/.."
runs=${1:-20} busy=${2:-5} failures=0 loops=()
end_loops() { [ ${#loops[@]} -eq 0 ] || kill "${loops[@]}"; loops=(); }
trap end_loops EXIT

for run in $(seq "$runs"); do
    if [ "$run" -gt $((runs - busy)) ]; then
        for _ in 1 2 3 4; do
            while :; do :; done &
            loops+=($!)
        done
    fi
    began=$SECONDS
    printed=$(.venv/bin/python -m pytest "${@:3}" 2>&1) && how=passed || { how=FAILED failures=$((failures + 1)); }
    echo "run $run, ${#loops[@]} loops beside it: $how after $((SECONDS - began)) s"
    [ "$how" = passed ] || grep -E "^(FAILED|ERROR)" <<<"$printed"
    end_loops
done
[ "$failures" -eq 0 ]
