"""What is drawn over the steps ahead: errors and skill, over seeds and for each of them.

A point of a curve is the interquartile mean over seeds, each the geometric mean of its stretches,
with a 95 % interval, or with their range if they are fewer than five; a column says which. A
diverged member is infinite, the worst of all, and stays in: where the middle half of the seeds
holds it the curve has a gap, and a column counts it.
"""

from typing import Literal

import numpy as np
import pandas as pd

from forecasting.data import Task
from forecasting.evaluation import (
    MEASURES,
    RMSE,
    TOTAL,
    check_known,
    error_interval,
    interquartile_mean,
    interval_name,
    known_measures,
)
from forecasting.experiment.baseline_errors import steps_back
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.noise_floor import noise_floor
from forecasting.experiment.once import once
from forecasting.experiment.places import over_stretches
from forecasting.messages import Message, bad_value, clauses, listed, message, phrase, plural

SERIES_UNIT = phrase("units of the series")
TOTAL_UNIT = phrase("standard deviations of the training part")
"""Of the total of several variables, which may have different units."""

Against = Literal["observed", "clean"]
"""What a forecast is measured against: the values as observed, or the signal below the noise."""


@once
def error_curves(
    comparison: Comparison,
    variable: str = TOTAL,
    against: Against = "observed",
    measure: str = RMSE,
) -> pd.DataFrame:
    """The error of every cell and baseline, and the noise floor, of one variable.

    Args:
        comparison: Trained cells.
        variable: Which one, or "Total".
        against: "clean" leaves out the baselines; only a synthetic series knows it.
        measure: A name in `MEASURES`.

    Returns:
        curve (cell, baseline or noise floor), kind ("cell", "baseline", "floor"), steps_ahead,
        `<measure>`, `<measure>_lower`, `<measure>_upper`, interval (what these two are), seeds,
        diverged, unit (of the error); infinite numbers as NaN, and no interval where there is but
        one seed.

    Raises:
        ValueError: If the clean signal is asked for and not known, or there is no such measure.
    """
    curves = gaps(error_summary(comparison, variable, against, measure))
    return curves.assign(unit=unit_of(comparison, variable, measure))


@once
def error_summary(
    comparison: Comparison,
    variable: str = TOTAL,
    against: Against = "observed",
    measure: str = RMSE,
) -> pd.DataFrame:
    """The `summary` of `error_runs`, at all steps: what tables of a few steps choose from."""
    return summary(error_runs(comparison, variable, against, measure), measure)


@once
def skill_curves(
    comparison: Comparison, baseline: str, variable: str = TOTAL, measure: str = RMSE
) -> pd.DataFrame:
    """Skill, 1 − error / error of a baseline: 1 is perfect, 0 is no better than the baseline.

    Args:
        comparison: Trained cells.
        baseline: Name of the baseline, whose own curve is zero.
        variable: Which one, or "Total".
        measure: Of the errors, a name in `MEASURES`.

    Returns:
        Like `error_curves`, with skill, skill_lower and skill_upper.

    Raises:
        ValueError: If there is no such baseline.
    """
    return gaps(summary(skill_runs(comparison, baseline, variable, measure), "skill"))


def error_runs(
    comparison: Comparison,
    variable: str = TOTAL,
    against: Against = "observed",
    measure: str = RMSE,
) -> pd.DataFrame:
    """What `error_curves` summarises: curve, kind, seed, steps_ahead, `<measure>`.

    What has no seeds, such as the noise floor, stands under seed −1.

    Raises:
        ValueError: As of `error_curves`.
    """
    clean = against == "clean"
    cells = clean_errors(comparison) if clean else comparison.errors
    parts = [runs_of(cells, "cell", variable, measure)]
    if not clean:
        parts.append(runs_of(comparison.baselines, "baseline", variable, measure))
    parts.append(noise_floor(comparison, variable, measure))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def skill_runs(
    comparison: Comparison, baseline: str, variable: str = TOTAL, measure: str = RMSE
) -> pd.DataFrame:
    """What `skill_curves` summarises: curve, kind, seed, steps_ahead, skill.

    Each seed's error is set against the baseline's at the same seed, if it has seeds. The skill
    is 0 where both errors are zero or infinite, and −∞ where only the baseline's is zero.

    Raises:
        ValueError: If there is no such baseline.
    """
    runs = error_runs(comparison, variable, "observed", measure)
    reference = runs[(runs["kind"] == "baseline") & (runs["curve"] == baseline)]
    if reference.empty:
        names = ", ".join(comparison.baselines["baseline"].unique())
        raise bad_value(
            "There is no baseline {baseline!r}; choose one of {names}.",
            baseline=baseline,
            names=names,
        )
    has_seeds = "seed" in comparison.baselines
    keys = ["seed", "steps_ahead"] if has_seeds else ["steps_ahead"]
    both = runs.merge(reference[[*keys, measure]], on=keys, how="left", suffixes=("", "_of"))
    # What has no seeds is set against the baseline's usual error.
    usual = summary(reference, measure).set_index("steps_ahead")[measure]
    against = both[f"{measure}_of"].fillna(both["steps_ahead"].map(usual))
    return both[["curve", "kind", "seed", "steps_ahead"]].assign(
        skill=_skill(both[measure], against)
    )


def clean_errors(comparison: Comparison) -> pd.DataFrame:
    """The errors against the signal below the noise, with the columns of `Comparison.errors`.

    Raises:
        ValueError: If it is not known, as of a series that was measured.
    """
    if comparison.task.series.clean is None:
        name = comparison.task.series.name
        raise bad_value(
            "The clean signal of {name!r} is not known; use observed values.", name=name
        )
    return comparison.errors_against(_clean)


def _clean(task: Task) -> np.ndarray:
    """The signal at all that is forecast (window, step, variable); `task` must know it."""
    steps = task.test.origins[:, None] + np.arange(1, task.split.horizon + 1)
    return np.asarray(task.series.clean)[steps]


def unit_of(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> str:
    """In which units the errors of a variable are, for an axis."""
    if measure == "smape":
        return "%"
    if measure == "mase":
        if steps_back(comparison.task) == 1:
            return phrase("errors of the naive in training")
        return phrase("errors of the seasonal naive in training")
    several = len(comparison.task.series.variables) > 1
    return TOTAL_UNIT if variable == TOTAL and several else SERIES_UNIT


def units_of_measures(comparison: Comparison, variable: str = TOTAL) -> Message:
    """In which units each measure that is known is, in words."""
    labels: dict[str, list[str]] = {}
    for name in measures_of(comparison, variable):
        labels.setdefault(unit_of(comparison, variable, name), []).append(MEASURES[name].label)
    units = [
        phrase("{measures} in {unit}", measures=listed(names), unit=unit)
        for unit, names in labels.items()
    ]
    season = steps_back(comparison.task)
    if "mase" in measures_of(comparison, variable) and season > 1:
        return plural(
            "{units}, whose season has {count} step. sMAPE is 0 where forecast and value are both "
            "0, and 200 at most.",
            "{units}, whose season has {count} steps. sMAPE is 0 where forecast and value are both "
            "0, and 200 at most.",
            count=season,
            units=clauses(units),
        )
    return message(
        "{units}. sMAPE is 0 where forecast and value are both 0, and 200 at most.",
        units=clauses(units),
    )


def measures_of(comparison: Comparison, variable: str = TOTAL) -> tuple[str, ...]:
    """The measures that are known of a variable: MASE needs something to divide by."""
    return known_measures(comparison.errors, variable)


def runs_of(
    table: pd.DataFrame, kind: str, variable: str = TOTAL, measure: str = RMSE
) -> pd.DataFrame:
    """One variable of a table of errors: curve, kind, seed, steps_ahead, `<measure>`.

    Of several stretches it is the geometric mean over them, so that what is left to differ are the
    seeds.

    Args:
        table: Columns `kind`, variable, steps_ahead, measures, and seed and stretch where there
            are several.
        kind: "cell" or "baseline", the column that holds the name of the curve.
        variable: Which one, or "Total".
        measure: A name in `MEASURES`.

    Raises:
        ValueError: If there is no such measure, or it is not known of these errors.
    """
    check_known(table, measure, variable)
    rows = table[table["variable"] == variable].rename(columns={kind: "curve"})
    rows = rows.assign(kind=kind, seed=rows.get("seed", -1))
    keys = ["curve", "kind", "seed", "steps_ahead"]
    return over_stretches(rows, keys, measure)[[*keys, measure]]


def summary(runs: pd.DataFrame, value: str) -> pd.DataFrame:
    """Interquartile mean over seeds, and its interval, at each step of each curve.

    Args:
        runs: curve, kind, seed, steps_ahead and a column `value`.
        value: A measure, of which less is better, or "skill", of which more is.

    Returns:
        curve, kind, steps_ahead, `<value>`, `<value>_lower`, `<value>_upper`, interval (what these
        are: "95 % interval", "range" of fewer than five seeds, "" of one, with NaN), seeds,
        diverged; in order of appearance. A diverged seed is infinite.
    """
    worst = -np.inf if value == "skill" else np.inf
    rows = runs.assign(**{value: runs[value].where(np.isfinite(runs[value]), worst)})
    rows["curve"] = pd.Categorical(rows["curve"], rows["curve"].unique())
    parts = [_of_one_kind(group, value) for _, group in rows.groupby("kind", sort=False)]
    table = pd.concat(parts, ignore_index=True).astype({"curve": str})
    upper, most = table[f"{value}_upper"], MEASURES[value].most if value in MEASURES else np.inf
    # The interval of a few seeds does not know what no error is above.
    return table.assign(**{f"{value}_upper": upper.mask(np.isfinite(upper) & (upper > most), most)})


def gaps(curves: pd.DataFrame) -> pd.DataFrame:
    """Infinite numbers as NaN, which a chart leaves out."""
    return curves.replace([np.inf, -np.inf], np.nan)


def _of_one_kind(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """All cells, or all baselines: curves that have the same seeds."""
    points = ["curve", "kind", "steps_ahead"]
    table = rows.set_index([*points, "seed"])[value].unstack("seed")  # noqa: PD010 - never a mean
    table = table.dropna(how="all")
    values = table.to_numpy(np.float64)
    members = values.shape[1]
    # One less its skill is an error, measured by that of the baseline.
    ends = error_interval(1 - values if value == "skill" else values)
    lower, upper = (1 - ends[1], 1 - ends[0]) if value == "skill" else ends
    columns = {value: interquartile_mean(values), f"{value}_lower": lower, f"{value}_upper": upper}
    diverged = np.isinf(values).sum(axis=1)
    table = table.index.to_frame(index=False).assign(**columns, interval=interval_name(members))
    return table.assign(seeds=members, diverged=diverged)


def _skill(errors: pd.Series, reference: pd.Series) -> np.ndarray:
    own, other = errors.to_numpy(np.float64), reference.to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        skill = 1 - own / other
    equal = (own == other) | (np.isinf(own) & np.isinf(other))
    return np.where(equal, 0.0, skill)
