"""How often a difference that is there is found; run by python -m benchmarks.calibration.

Every comparison has a draw of the noise and member seeds of its own. Its first 5, 10, 20 and all
30 seeds are judged: no two comparisons of a row have a member in common, but rows of a case do.
Which cell is better was found before, with other seeds; if the other is shown, that is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from benchmarks.headline import Row
from benchmarks.rates import HORIZON, QUESTIONS, Verdicts, ask, table
from forecasting import Experiment, SyntheticSeries, TrainingConfig, compare
from forecasting.evaluation import TOTAL

SEEDS = (5, 10, 20, 30)
FIRST = 1_000_000
"""Number of the first comparison; those of identical cells are below."""

MOST = 100
"""Comparisons of a case, each with numbers of its own."""


@dataclass(frozen=True)
class Case:
    """Two cells of which one is better.

    Attributes:
        title: What is compared on what.
        better: Name of the cell with the lower error.
        source: The series, but for the seed of its noise.
        cells: Two, or one in two sizes.
        window: Values that the model sees.
        training: How all are trained.
        hidden: The sizes of the one cell, each trained on the same data and with the same seeds.
    """

    title: str
    better: str
    source: SyntheticSeries
    cells: tuple[str, ...]
    window: int
    training: TrainingConfig
    hidden: tuple[int, ...] = ()

    def errors(self, number: int) -> pd.DataFrame:
        """Both cells trained on the data and with the seeds of this number alone."""
        first = 100 * number
        experiment = Experiment(
            replace(self.source, seed=number),
            self.window,
            HORIZON,
            cells=self.cells,
            seeds=tuple(range(first, first + max(SEEDS))),
            training=self.training,
        )
        if not self.hidden:
            return compare(experiment, device="cpu").errors
        return pd.concat([_with_hidden(experiment, size) for size in self.hidden])


def cases(quick: bool = False) -> tuple[Case, ...]:
    """Long memory, where the length of the series decides who is better; a quarter of the size."""
    short, long = _training(40, quick), _training(20, quick, learning_rate=0.02)
    brief, more = _training(20, quick), _training(60, quick)
    sine, sizes = SyntheticSeries("sine", length=200, cycles=8), (16, 4)
    echo, small = "long memory", "GRU 16 against GRU 4"
    return (
        Case(
            f"{echo}, 1,500 values: GRU against RNN", "GRU", _echo(1500), ("RNN", "GRU"), 22, long
        ),
        Case(
            f"{echo}, 400 values: RNN against LSTM", "RNN", _echo(400), ("RNN", "LSTM"), 25, short
        ),
        Case(f"sine, 20 epochs: {small}", "GRU 16", sine, ("GRU",), 10, brief, sizes),
        Case(f"sine, 60 epochs: {small}", "GRU 16", sine, ("GRU",), 10, more, sizes),
    )


def outcomes(comparisons: range, quick: bool = False) -> pd.DataFrame:
    """One row for each comparison.

    Args:
        comparisons: Their numbers within each case.
        quick: Only one epoch.

    Returns:
        Columns difference, number, seeds, each question (whether the better cell was found to
        beat the other there), found (that it beats it or has a small lead, over all steps), wrong
        way, won, reduction (the last two over all steps).
    """
    rows: list[dict[str, object]] = []
    for place, case in enumerate(cases(quick)):
        for number in comparisons:
            errors = case.errors(FIRST + MOST * place + number + 1)
            labels = {"difference": case.title, "number": number}
            rows += [labels | row for row in _judged(case, errors)]
    return pd.DataFrame(rows)


def table_of(found: pd.DataFrame) -> list[Row]:
    """Power for each case and number of seeds, beside the size of the difference."""
    by = ["difference", "seeds"]
    found = found.sort_values(by, kind="stable")
    rows = table(found, by, [*QUESTIONS, "found", "wrong way"])
    sizes = found.groupby(by, sort=False)
    for row, (_, group) in zip(rows, sizes, strict=True):
        row["RMSE lower by, all steps, median"] = f"{100 * group['reduction'].median():.0f} %"
        row["better at, share of seeds"] = f"{100 * group['won'].mean():.0f} %"
    return rows


def found_in(verdicts: Verdicts, better: str) -> dict[str, bool]:
    """For each question, whether the better of two cells is shown; and if ever the other."""
    right = {name: pair.shown and pair.better == better for name, (pair,) in verdicts.items()}
    wrong = any(pair.shown and pair.better != better for (pair,) in verdicts.values())
    (together,) = verdicts["all steps"]
    either = together.answer != "open" and together.better == better
    return right | {"found": either, "wrong way": wrong}


def _judged(case: Case, errors: pd.DataFrame) -> Iterator[dict[str, object]]:
    """The first seeds of one comparison, for each number of seeds."""
    totals = errors[errors["variable"] == TOTAL]
    for seeds in SEEDS:
        verdicts = ask(totals[totals["seed"] < totals["seed"].min() + seeds])
        (pair,) = verdicts["all steps"]
        is_right = pair.better == case.better
        yield {
            "seeds": seeds,
            **found_in(verdicts, case.better),
            "won": pair.probability if is_right else 1 - pair.probability,
            "reduction": 1 - (1 - pair.reduction) ** (1 if is_right else -1),
        }


def _training(epochs: int, quick: bool, learning_rate: float = 0.005) -> TrainingConfig:
    epochs = 1 if quick else epochs
    return TrainingConfig(
        hidden_size=16, epochs=epochs, learning_rate=learning_rate, snapshot_every=epochs
    )


def _echo(length: int) -> SyntheticSeries:
    """A value depends on the one 20 steps back."""
    return SyntheticSeries("long_memory", length=length, cycles=length / 20, noise_std=0.05)


def _with_hidden(experiment: Experiment, size: int) -> pd.DataFrame:
    """The errors of its one cell with this hidden size, which the name says."""
    sized = replace(experiment, training=replace(experiment.training, hidden_size=size))
    return compare(sized, device="cpu").errors.assign(cell=f"{experiment.cells[0]} {size}")
