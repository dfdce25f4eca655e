"""How often the verdict is wrong, and how often it finds: python -m benchmarks.calibration.

Calibration: identical cells must not differ. Members of one cell that differ in their seeds alone
are trained as one stack, on a draw of the noise of its own for every comparison. The first n of
them are called A, the next n B (and C), and the verdict is asked which is better. Whatever it
shows is false. Two names are the hardest case, because nothing is corrected for one pair alone.
No member is in two comparisons of the same row.

Power, in benchmarks/power.py: cells that do differ.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from benchmarks import power, report
from benchmarks.headline import Row
from benchmarks.rates import HORIZON, QUESTIONS, ask, table
from forecasting import Experiment, SyntheticSeries, TrainingConfig, compare
from forecasting.evaluation import ALPHA, TOTAL, least_seeds, probability_interval

RESULTS = Path(__file__).parent / "results" / "calibration.json"
SEEDS = (6, 10, 20)
CELLS = ("RNN", "LSTM", "GRU")
NAMES = {"two": ("A", "B"), "three": ("A", "B", "C")}
ANSWERS = (*QUESTIONS, "any of these")
KINDS = {
    "sine": SyntheticSeries("sine", length=150, cycles=8),
    "sine_cosine": SyntheticSeries("sine_cosine", length=150, cycles=8),
    "mackey_glass": SyntheticSeries("mackey_glass", length=200, cycles=8),
    "long_memory": SyntheticSeries("long_memory", length=150, cycles=15),
}


def experiment(kind: str, number: int, members: int, epochs: int) -> Experiment:
    """Members of one cell, in turn RNN, LSTM, GRU; data and seeds are of this number alone."""
    return Experiment(
        source=replace(KINDS[kind], seed=number),
        window_length=10,
        horizon=HORIZON,
        cells=(CELLS[number % len(CELLS)],),
        seeds=tuple(range(100 * number, 100 * number + members)),
        training=TrainingConfig(hidden_size=8, epochs=epochs, snapshot_every=epochs),
    )


def named(errors: pd.DataFrame, names: Sequence[str], seeds: int) -> pd.DataFrame:
    """The errors of one cell as if of several: the first seeds of the first, then of the next.

    Args:
        errors: Of one cell, with at least `seeds` members for each name.
        names: What the parts are called.
        seeds: Members of each part.

    Returns:
        The same columns; the seeds of each part are numbered from 0, so that they pair.
    """
    totals = errors[errors["variable"] == TOTAL]
    place = totals["seed"].rank(method="dense").astype(int) - 1
    parts = totals.assign(cell=place // seeds, seed=place % seeds)
    parts = parts[parts["cell"] < len(names)]
    return parts.assign(cell=parts["cell"].map(dict(enumerate(names))))


def shown(errors: pd.DataFrame) -> dict[str, bool]:
    """For each question, whether any pair of cells is shown to differ."""
    answers = {name: any(pair.shown for pair in pairs) for name, pairs in ask(errors).items()}
    return answers | {"any of these": any(answers.values())}


def outcomes(comparisons: int, epochs: int) -> pd.DataFrame:
    """One row for each comparison of identical cells.

    Args:
        comparisons: For each kind of series, number of names and number of seeds.
        epochs: Passes over the training windows.

    Returns:
        Columns identical cells, seeds, kind, cell, and each of ANSWERS.
    """
    rows: list[dict[str, object]] = []
    number = 0
    for seeds in SEEDS:
        for kind in KINDS:
            for _ in range(comparisons):
                number += 1
                rows += _compared(kind, number, seeds, epochs)
    return pd.DataFrame(rows).sort_values(
        "identical cells", key=lambda c: c == "three", kind="stable"
    )


def _compared(kind: str, number: int, seeds: int, epochs: int) -> Iterator[dict[str, object]]:
    """Two and three names, the members of the second case being those of the first and more."""
    sizes = {case: _enough(seeds, len(names)) for case, names in NAMES.items()}
    members = max(size * len(NAMES[case]) for case, size in sizes.items())
    x = experiment(kind, number, members, epochs)
    errors = compare(x, device="cpu").errors
    for case, size in sizes.items():
        labels = {"identical cells": case, "seeds": size, "kind": kind, "cell": x.cells[0]}
        yield {**labels, **shown(named(errors, NAMES[case], size))}


def _enough(seeds: int, names: int) -> int:
    """The seeds, or as many as it takes that anything can be shown: 7 for three names."""
    return max(seeds, least_seeds(names * (names - 1) // 2))


def tables(found: pd.DataFrame, powers: pd.DataFrame) -> dict[str, list[Row]]:
    """What is printed."""
    rate = "per cent of comparisons (95 % interval)"
    two, case = found[found["identical cells"] == "two"], ["identical cells", "seeds"]
    return {
        f"Identical cells: false “better”, {rate}": table(found, case, ANSWERS),
        "The same for two names, by kind of series": table(two, ["kind", "seeds"], QUESTIONS),
        "The same for two names, by cell": table(two, ["cell", "seeds"], QUESTIONS),
        f"Power: a real difference is found, {rate}": power.table_of(powers),
    }


def faults(found: pd.DataFrame) -> list[str]:
    """Rows where the rate of false verdicts is above 5 % by more than luck."""
    wrong = []
    for keys, group in found.groupby(["identical cells", "seeds"], sort=False):
        for question in QUESTIONS:
            rate = float(group[question].mean())
            if probability_interval(rate, len(group))[0] > ALPHA:
                wrong.append(f"{keys}, {question}: {100 * rate:.1f} %")
    return wrong


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write."""
    asked = _parser().parse_args(arguments)
    comparisons = 2 if asked.quick else asked.comparisons
    started = time.perf_counter()
    found = outcomes(comparisons, epochs=1 if asked.quick else 15)
    powers = power.outcomes(max(1, comparisons // 3), quick=asked.quick)
    facts = report.machine() | {"minutes": round((time.perf_counter() - started) / 60, 1)}
    made = tables(found, powers)
    text = report.markdown(facts, made)
    print(text)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps({"machine": facts, "tables": made}, indent=2), encoding="utf-8")
    asked.out.with_suffix(".md").write_text(text, encoding="utf-8")
    if (wrong := faults(found)) and not asked.quick:
        sys.exit("False more often than 5 %: " + "; ".join(wrong))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks.calibration", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only prove that all of it runs")
    parser.add_argument(
        "--comparisons",
        type=int,
        default=300,
        help="identical cells, for each kind of series and number of seeds; a third for power",
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="JSON; Markdown beside it")
    return parser


if __name__ == "__main__":
    main()
