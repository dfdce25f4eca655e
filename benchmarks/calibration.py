"""How often the verdict is wrong, and how often it finds: python -m benchmarks.calibration.

Calibration: identical cells must not differ. On a draw of the noise, many members of one cell that
differ in their seeds alone are trained as one stack. The first n of them are called A, the next n B
(and C), and so on; for each group the verdict is asked which is better, over all steps together and
at every single step. Whatever it shows is false. No member is in two comparisons of the same row.
A comparison needs errors only, so that thousands are trained in minutes.

With it, of the same members, how often the interval of a few holds the interquartile mean of all.
Power, in benchmarks/power.py: cells that do differ. benchmarks/coverage.py: what can be simulated.
benchmarks/stretches.py: verdicts over several stretches, with --stretches 2000.

What was measured is kept beside the report, so that it can be done in parts: --draws 0 50, then
--draws 50 100, each adding to what is there.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import coverage, power, report, stretches
from benchmarks.headline import Row
from benchmarks.rates import HORIZON, share, table
from forecasting import Experiment, SyntheticSeries, TrainingConfig, compare
from forecasting.evaluation import (
    ALPHA,
    TOTAL,
    compare_cells,
    compare_steps,
    error_interval,
    interquartile_mean,
    probability_interval,
)

RESULTS = Path(__file__).parent / "results" / "calibration.json"
SEEDS = (7, 8, 10, 20)
"""Of a comparison; fewer than 7 can show nothing with three cells."""

CELLS = ("RNN", "LSTM", "GRU")
NAMES = {"two": ("A", "B"), "three": ("A", "B", "C")}
FALSE = ("beats", "beats or leads", "anything at any step")
"""What is counted: the first two over all steps together."""

HELD = (5, 8, 20)
"""Members of an interval."""

KINDS = {
    "sine": SyntheticSeries("sine", length=150, cycles=8),
    "sine_cosine": SyntheticSeries("sine_cosine", length=150, cycles=8),
    "mackey_glass": SyntheticSeries("mackey_glass", length=200, cycles=8),
    "long_memory": SyntheticSeries("long_memory", length=150, cycles=15),
}
MEMBERS = 600
"""Trained on one draw."""

EACH = 20
"""Comparisons of a row on one draw, at most: so many as its members suffice for."""


def kind_of(draw: int) -> str:
    """The series that is drawn; they take turns."""
    return list(KINDS)[draw % len(KINDS)]


def experiment(draw: int, members: int, epochs: int) -> Experiment:
    """Members of one cell, which take turns, too; data and seeds are of this draw alone."""
    return Experiment(
        source=replace(KINDS[kind_of(draw)], seed=draw),
        window_length=10,
        horizon=HORIZON,
        cells=(CELLS[draw // len(KINDS) % len(CELLS)],),
        seeds=tuple(range(1000 * draw, 1000 * draw + members)),
        training=TrainingConfig(hidden_size=8, epochs=epochs, snapshot_every=epochs),
    )


def named(errors: pd.DataFrame, names: Sequence[str], seeds: int) -> list[pd.DataFrame]:
    """The errors of one cell as if of several: groups of `seeds` members for each name.

    Args:
        errors: Of one cell.
        names: What the parts of a group are called.
        seeds: Members of each part.

    Returns:
        A table of the same columns for each group that is whole; the seeds of each part are
        numbered from 0, so that they pair.
    """
    totals = errors[errors["variable"] == TOTAL]
    place = totals["seed"].rank(method="dense").astype(int) - 1
    part = place // seeds
    group = part // len(names)
    parts = totals.assign(cell=(part % len(names)).map(dict(enumerate(names))), seed=place % seeds)
    whole = (int(place.max()) + 1) // (seeds * len(names))
    return [parts[group == k] for k in range(min(whole, EACH))]


def shown(errors: pd.DataFrame) -> dict[str, bool]:
    """Whether any pair of cells is said to differ, over all steps and at any of them."""
    answers = {pair.answer for pair in compare_cells(errors)}
    single = {pair.answer for pairs in compare_steps(errors).values() for pair in pairs}
    return dict(
        zip(FALSE, ("beats" in answers, answers != {"open"}, single != {"open"}), strict=True)
    )


def outcomes(draw: int, each: int, epochs: int) -> Iterator[dict[str, object]]:
    """One row for each comparison of identical cells on a draw, and one for its intervals.

    Returns:
        identical cells, seeds, draw, kind, cell and each of FALSE; for intervals, identical cells
        is "one", seeds their members, and `held` and `intervals` count them.
    """
    x = experiment(draw, min(MEMBERS, 60 * each), epochs)
    errors = compare(x, device="cpu").errors
    labels = {"draw": draw, "kind": kind_of(draw), "cell": x.cells[0]}
    for case, names in NAMES.items():
        for seeds in SEEDS:
            for group in named(errors, names, seeds)[:each]:
                yield {"identical cells": case, "seeds": seeds, **labels, **shown(group)}
    for members, (held, intervals) in held_by(errors).items():
        counts = {"held": held, "intervals": intervals}
        yield {"identical cells": "one", "seeds": members, **labels, **counts}


def held_by(errors: pd.DataFrame) -> dict[int, tuple[int, int]]:
    """Of intervals of a few members, how many hold the mean of all, at the last step."""
    last = errors[(errors["variable"] == TOTAL) & (errors["steps_ahead"] == HORIZON)]
    rmse = last["rmse"].to_numpy()
    truth, found = interquartile_mean(rmse), {}
    for members in HELD:
        groups = rmse[: len(rmse) // members * members].reshape(-1, members)
        low, high = error_interval(groups)
        found[members] = int(((low <= truth) & (truth <= high)).sum()), len(groups)
    return found


def tables(
    found: pd.DataFrame, powers: pd.DataFrame, simulated: bool, at_stretches: int = 0
) -> dict[str, list[Row]]:
    """What is printed of what there is; of stretches, so many comparisons are simulated a row."""
    rate = "per cent of comparisons (95 % interval)"
    made: dict[str, list[Row]] = {}
    if len(found):
        judged, case = found[found["identical cells"] != "one"], ["identical cells", "seeds"]
        made[f"Identical cells: something false is shown, {rate}"] = table(judged, case, FALSE)
        two = judged[judged["identical cells"] == "two"]
        made["The same for two names, by kind of series"] = table(two, ["kind", "seeds"], FALSE)
        made["The same for two names, by cell"] = table(two, ["cell", "seeds"], FALSE)
        made["Intervals of trained members that hold the mean of all, per cent"] = _held(found)
    if len(powers):
        made[f"Power: a real difference is found, {rate}"] = power.table_of(powers)
    if simulated:
        made["Simulated: intervals that hold the truth, per cent"] = coverage.intervals()
        made["Simulated: what is said of the number of seeds comes true"] = coverage.seeds()
    if at_stretches:
        title = f"Simulated: something false is said of identical cells at stretches, {rate}"
        made[title] = stretches.rows(at_stretches)
    return made


def _held(found: pd.DataFrame) -> list[Row]:
    rows = found[found["identical cells"] == "one"].groupby("seeds")[["held", "intervals"]].sum()
    return [
        {"members": seeds, "intervals": int(row["intervals"]), "hold it": share(*map(int, row))}
        for seeds, row in rows.iterrows()
    ]


def faults(found: pd.DataFrame) -> list[str]:
    """Rows where the rate of false verdicts is above 5 % by more than luck."""
    wrong = []
    judged = found[found["identical cells"] != "one"]
    for keys, group in judged.groupby(["identical cells", "seeds"], sort=False):
        for question in FALSE:
            rate = float(group[question].mean())
            if probability_interval(rate, len(group))[0] > ALPHA:
                wrong.append(f"{keys}, {question}: {100 * rate:.1f} %")
    return wrong


def kept(path: Path, new: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """What was measured before and now; what is measured again takes the place of the old."""
    old = pd.read_csv(path) if path.exists() else new.iloc[:0]
    if len(old) and len(new):
        again = set(map(tuple, new[keys].to_numpy().tolist()))
        old = old[[tuple(row) not in again for row in old[keys].to_numpy().tolist()]]
    whole = pd.concat([part for part in (old, new) if len(part)] or [new], ignore_index=True)
    if len(whole):
        whole.to_csv(path, index=False)
    return whole


def main(arguments: list[str] | None = None) -> None:
    """Measure, keep, print, write."""
    asked = _parser().parse_args(arguments)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    epochs, each = (1, 1) if asked.quick else (15, EACH)
    started = time.perf_counter()
    rows = [row for draw in range(*asked.draws) for row in outcomes(draw, each, epochs)]
    powers = power.outcomes(range(*asked.power), quick=asked.quick)
    found = kept(asked.out.with_suffix(".identical.csv"), pd.DataFrame(rows), ["draw"])
    powers = kept(asked.out.with_suffix(".power.csv"), powers, ["difference", "number"])
    facts = report.machine() | {"minutes": round((time.perf_counter() - started) / 60, 1)}
    made = tables(_in_order(found), powers, asked.simulate, asked.stretches)
    text = report.markdown(facts, made)
    print(text)
    asked.out.write_text(json.dumps({"machine": facts, "tables": made}, indent=2), encoding="utf-8")
    asked.out.with_suffix(".md").write_text(text, encoding="utf-8")
    if len(found) and (wrong := faults(found)) and not asked.quick:
        sys.exit("False more often than 5 %: " + "; ".join(wrong))


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    """Two names before three, few seeds before many; truth values, which a file does not know."""
    if found.empty:
        return found
    order = found["identical cells"].map({"two": 0, "three": 1, "one": 2})
    places = np.lexsort((found["seeds"], order))
    return found.iloc[places].astype(dict.fromkeys(FALSE, "boolean"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks.calibration", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only prove that all of it runs")
    words = "first draw of identical cells, and the end"
    parser.add_argument("--draws", type=int, nargs=2, default=(0, 204), help=words)
    words = "first comparison of each case that differs, and the end"
    parser.add_argument("--power", type=int, nargs=2, default=(0, 100), help=words)
    parser.add_argument("--simulate", action="store_true", help="intervals and seeds, too")
    words = "simulated comparisons of each row about several stretches"
    parser.add_argument("--stretches", type=int, default=0, help=words)
    parser.add_argument("--out", type=Path, default=RESULTS, help="JSON; the rest beside it")
    return parser


if __name__ == "__main__":
    main()
