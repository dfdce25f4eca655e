"""The tables of a report, as text."""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from forecasting import digits
from forecasting.evaluation import MEASURES
from forecasting.experiment import Comparison, tables
from forecasting.experiment.future import future_summary
from forecasting.messages import Message, phrase

LABELS = {
    "train_seconds": phrase("Training, s"),
    "epochs_fewest": phrase("Epochs, fewest"),
    "epochs_most": phrase("Epochs, most"),
    "diverged": phrase("Seeds diverged"),
    "interval": phrase("Below each error"),
}
"""Of columns whose name alone does not say it."""

RANGES = (("lowest", "highest"), ("lower", "upper"))
"""What the columns end in that hold the range of another."""

SUMMARY = re.compile(rf"({'|'.join(MEASURES)})_(\d+)")


@dataclass(frozen=True)
class Table:
    """Text in rows; the first column names them."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def cells(comparison: Comparison) -> Table:
    """What each cell got and how well it forecasts: the columns of `cells_table` as rows."""
    rows = tables.cells_table(comparison)
    ends = {f"{name}_{end}" for name in rows for pair in RANGES for end in pair}
    names = [str(name) for name in rows if name not in {"cell", *ends}]
    return Table([phrase("Cell"), *rows["cell"]], [[_label(n), *_column(rows, n)] for n in names])


def errors(curves: pd.DataFrame) -> Table:
    """The rows of `error_curves`, a row per step and a column per curve."""
    curves = curves.assign(shown=_with_range(curves, "rmse", "lower", "upper"))
    shown = curves.set_index(["steps_ahead", "curve"])["shown"].to_dict()
    steps, names = curves["steps_ahead"].unique(), curves["curve"].unique()
    rows = [[str(step), *(shown.get((step, name), "–") for name in names)] for step in steps]
    return Table([phrase("Steps ahead"), *names], rows)


def measures(comparison: Comparison) -> Table:
    """The rows of `measures_table` at the last step, a column per measure."""
    last = comparison.experiment.horizon
    rows = tables.measures_table(comparison, last)
    known = [name for name in MEASURES if name in rows]
    columns = [_with_range(rows, name, "lower", "upper") for name in known]
    labels = [MEASURES[name].label for name in known]
    return Table(
        [phrase("At step {step}", step=last), *labels],
        [list(row) for row in zip(rows["curve"], *columns, strict=True)],
    )


def future(comparison: Comparison) -> Table:
    """The rows of `future_summary`, a column per cell: the median, below it the range of seeds."""
    rows, experiment = future_summary(comparison), comparison.experiment
    write = {
        name: digits.levels(part.select_dtypes("float").melt()["value"])
        for name, part in rows.groupby("variable")
    }
    names = [str(name) for name in rows.columns[:3]]
    if len(write) == 1:
        names.remove("variable")
    body = []
    for row in rows.to_dict(orient="records"):
        told = [
            _over_seeds(row, cell, write[row["variable"]], len(experiment.comparable_seeds))
            for cell in experiment.cells
        ]
        body.append([*(text(row[name]) for name in names), *told])
    return Table([*map(words, names), *experiment.cells], body)


def _over_seeds(
    row: Mapping[Hashable, Any], cell: str, write: Callable[[float], str], seeds: int
) -> str:
    ends = ("median over seeds", "lowest seed", "highest seed")
    median, lowest, highest = (write(row[f"{cell} {end}"]) for end in ends)
    return median if seeds == 1 else _below(median, lowest, highest)


def _below(value: str, low: str, high: str) -> Message:
    """A number, and below it the ends that it lies between."""
    return phrase("{value}\n{low} to {high}", value=value, low=low, high=high)


def text(value: object) -> str:
    """A number as people read it, anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return digits.number(value)


def words(name: str) -> str:
    """A name of ours as a label."""
    return name.replace("_", " ").capitalize()


def _column(rows: pd.DataFrame, name: str) -> list[str]:
    """A column as text, with its range where it has one."""
    for low, high in RANGES:
        if f"{name}_{low}" in rows:
            return _with_range(rows, name, low, high)
    return _texts(rows[name].tolist())


def _texts(values: list) -> list[str]:
    """Numbers with the same decimals, anything else as it is."""
    is_number = [isinstance(value, int | float) and value is not True for value in values]
    return digits.column(values) if all(is_number) else [text(value) for value in values]


def _with_range(rows: pd.DataFrame, name: str, low: str, high: str) -> list[str]:
    """A column with its range on a line below, where it is not empty."""
    return digits.ranged(rows[name], rows[f"{name}_{low}"], rows[f"{name}_{high}"], _below)


def _label(name: str) -> str:
    if found := SUMMARY.fullmatch(name):
        return phrase("{measure} at step {step}", measure=MEASURES[found[1]].label, step=found[2])
    return LABELS.get(name, words(name))
