"""Other libraries, timed in their own environment."""

import statistics
import subprocess
from pathlib import Path

from benchmarks.headline import Row
from benchmarks.workload import Workload

LIBRARIES = ("darts", "neuralforecast")
WORKER = Path(__file__).with_name("peers_worker.py")


def peers(
    python: Path, setting: Workload, our_ms: dict[str, float], updates: int, repeats: int
) -> list[Row]:
    """Milliseconds per update of each library and cell, and of all three cells together.

    Args:
        python: The interpreter of the environment in which they are installed.
        setting: Hidden size, batch and window; the libraries train one seed, and more in turn.
        our_ms: Ours per update and member: of each cell alone, and of "all".
        updates: How many updates to time.
        repeats: How many times.
    """
    rows: list[Row] = []
    for library in LIBRARIES:
        found = {
            cell: statistics.median(
                _milliseconds(python, library, cell, setting, updates) for _ in range(repeats)
            )
            for cell in setting.cells
        }
        found["all"] = sum(found.values())
        rows += [
            {
                "library": library,
                "cell": cell,
                "theirs, ms per update": round(theirs, 3),
                "ours, ms per update and member": round(our_ms[cell], 4),
                "times faster": round(theirs / our_ms[cell], 1),
            }
            for cell, theirs in found.items()
        ]
    return rows


def _milliseconds(python: Path, library: str, cell: str, setting: Workload, updates: int) -> float:
    numbers = (updates, setting.hidden, setting.batch, setting.window)
    # -P, or else the modules beside the worker would stand in for those of Python (profile).
    command = [str(python), "-P", str(WORKER), library, cell, *map(str, numbers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])
