"""What was measured at one step ahead, in one line."""

import numpy as np
import pandas as pd

from forecasting import digits
from forecasting.evaluation import MEASURES, RANGE, RMSE, TOTAL, interval_name
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.curves import SERIES_UNIT, runs_of, summary, unit_of
from forecasting.experiment.places import means_note
from forecasting.messages import Message, bad_value, beside, in_turn, message, phrase, plural


def figures(
    comparison: Comparison, steps_ahead: int, variable: str = TOTAL, measure: str = RMSE
) -> str:
    """The error of each cell at a step ahead, the lowest first, and that of the best baseline.

    The numbers are those of the chart: interquartile means over seeds. It says what was
    measured, and does not claim that a difference is more than luck.

    Args:
        comparison: Trained cells.
        steps_ahead: How far ahead.
        variable: Of which variable; all of them together if not given.
        measure: A name in `MEASURES`.

    Raises:
        ValueError: If nothing was forecast that far ahead, or the measure is not known.
    """
    cells = _at(runs_of(comparison.errors, "cell", variable, measure), measure, steps_ahead)
    if _all_diverged(comparison.errors, steps_ahead, variable, measure):
        return plural(
            "At {count} step ahead the forecasts of every cell have diverged.",
            "At {count} steps ahead the forecasts of every cell have diverged.",
            count=steps_ahead,
        )
    best = runs_of(comparison.baselines, "baseline", variable, measure)
    best = _at(best, measure, steps_ahead).head(1)
    rows = pd.concat([cells, best], ignore_index=True)
    told = digits.ranged(rows[measure], rows[f"{measure}_lower"], rows[f"{measure}_upper"])
    *own, baseline = (
        phrase("{name} {value}", name=name, value=text)
        for name, text in zip(rows["curve"], told, strict=True)
    )
    measured = plural(
        "At {count} step ahead: {measure} {cells}; best baseline: {baseline}.",
        "At {count} steps ahead: {measure} {cells}; best baseline: {baseline}.",
        count=steps_ahead,
        measure=_of_measure(unit_of(comparison, variable, measure), MEASURES[measure].label),
        cells=beside(own),
        baseline=baseline,
    )
    note = means_note(comparison.experiment)
    return in_turn([measured, _of_seeds(cells), *([note] if note else [])])


def _all_diverged(errors: pd.DataFrame, steps_ahead: int, variable: str, measure: str) -> bool:
    """Whether no member of any cell has an error, at any stretch: a mean is infinite before."""
    at = (errors["steps_ahead"] == steps_ahead) & (errors["variable"] == variable)
    return not np.isfinite(errors.loc[at, measure]).any()


def _of_measure(unit: str, label: str) -> str:
    return (
        label if unit == SERIES_UNIT else phrase("{measure} in {unit}:", measure=label, unit=unit)
    )


def _at(runs: pd.DataFrame, measure: str, steps_ahead: int) -> pd.DataFrame:
    """The summary of all cells, or all baselines, at one step ahead, the best first."""
    chosen = runs[runs["steps_ahead"] == steps_ahead]
    if chosen.empty:
        last = runs["steps_ahead"].max()
        raise bad_value(
            "no errors at steps ahead [{steps_ahead}]: choose from 1 to {last}.",
            steps_ahead=steps_ahead,
            last=last,
        )
    return summary(chosen, measure).sort_values(measure, kind="stable")


def _of_seeds(cells: pd.DataFrame) -> Message:
    """How the numbers of the cells were made of several."""
    seeds = int(cells["seeds"].iloc[0])
    if seeds == 1:
        return message("Of a single seed.")
    name = interval_name(seeds)
    if name == RANGE:
        return message(
            "Interquartile mean over {seeds} seeds, in brackets their {range}.",
            seeds=seeds,
            range=name,
        )
    return message(
        "Interquartile mean over {seeds} seeds, in brackets its {interval}.",
        seeds=seeds,
        interval=name,
    )
