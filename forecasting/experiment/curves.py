"""What is drawn over the steps ahead: errors and skill, over seeds and for each of them.

A point of a curve is the interquartile mean over seeds, with a 95 % interval, or with their range
if they are fewer than five; a column says which. A diverged member is infinite, the worst of all,
and stays in: where the middle half of the seeds holds it the curve has a gap, and a column counts
it.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from forecasting.data import Task
from forecasting.evaluation import TOTAL, error_interval, interquartile_mean, interval_name
from forecasting.experiment.comparison import Comparison

NOISE_FLOOR = "noise σ"

SERIES_UNIT = "units of the series"
TOTAL_UNIT = "standard deviations of the training part"
"""Of the total of several variables, which may have different units."""

Against = Literal["observed", "clean"]
"""What a forecast is measured against: the values as observed, or the signal below the noise."""


def error_curves(
    comparison: Comparison, variable: str = TOTAL, against: Against = "observed"
) -> pd.DataFrame:
    """The RMSE of every cell and baseline, and the noise floor, of one variable.

    Args:
        comparison: Trained cells.
        variable: Which one, or "Total".
        against: "clean" leaves out the baselines; only a synthetic series knows it.

    Returns:
        curve (cell, baseline or noise floor), kind ("cell", "baseline", "floor"), steps_ahead,
        rmse, rmse_lower, rmse_upper, interval (what these two are), seeds, diverged, unit (of the
        rmse); infinite numbers as NaN, and no interval where there is but one seed.

    Raises:
        ValueError: If the clean signal is asked for and not known.
    """
    curves = gaps(summary(error_runs(comparison, variable, against), "rmse"))
    return curves.assign(unit=unit_of(comparison, variable))


def skill_curves(comparison: Comparison, baseline: str, variable: str = TOTAL) -> pd.DataFrame:
    """Skill, 1 − RMSE / RMSE of a baseline: 1 is perfect, 0 is no better than the baseline.

    Args:
        comparison: Trained cells.
        baseline: Name of the baseline, whose own curve is zero.
        variable: Which one, or "Total".

    Returns:
        Like `error_curves`, with skill, skill_lower and skill_upper.

    Raises:
        ValueError: If there is no such baseline.
    """
    return gaps(summary(skill_runs(comparison, baseline, variable), "skill"))


def error_runs(
    comparison: Comparison, variable: str = TOTAL, against: Against = "observed"
) -> pd.DataFrame:
    """What `error_curves` summarises: curve, kind, seed, steps_ahead, rmse.

    What has no seeds, such as the noise floor, stands under seed −1.

    Raises:
        ValueError: If the clean signal is asked for and not known.
    """
    clean = against == "clean"
    cells = clean_errors(comparison) if clean else comparison.errors
    parts = [runs_of(cells, "cell", "cell", variable)]
    if not clean:
        parts.append(runs_of(comparison.baselines, "baseline", "baseline", variable))
    parts.append(_noise_floor(comparison, variable))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def skill_runs(comparison: Comparison, baseline: str, variable: str = TOTAL) -> pd.DataFrame:
    """What `skill_curves` summarises: curve, kind, seed, steps_ahead, skill.

    Each seed's error is set against the baseline's at the same seed, if it has seeds. The skill
    is 0 where both errors are zero or infinite, and −∞ where only the baseline's is zero.

    Raises:
        ValueError: If there is no such baseline.
    """
    runs = error_runs(comparison, variable)
    reference = runs[(runs["kind"] == "baseline") & (runs["curve"] == baseline)]
    if reference.empty:
        names = ", ".join(comparison.baselines["baseline"].unique())
        raise ValueError(f"There is no baseline {baseline!r}; choose one of {names}.")
    has_seeds = "seed" in comparison.baselines
    keys = ["seed", "steps_ahead"] if has_seeds else ["steps_ahead"]
    both = runs.merge(reference[[*keys, "rmse"]], on=keys, how="left", suffixes=("", "_of"))
    # What has no seeds is set against the baseline's usual error.
    usual = summary(reference, "rmse").set_index("steps_ahead")["rmse"]
    against = both["rmse_of"].fillna(both["steps_ahead"].map(usual))
    return both[["curve", "kind", "seed", "steps_ahead"]].assign(
        skill=_skill(both["rmse"], against)
    )


def clean_errors(comparison: Comparison) -> pd.DataFrame:
    """The errors against the signal below the noise: cell, seed, variable, steps_ahead, rmse.

    Raises:
        ValueError: If it is not known, as of a series that was measured.
    """
    if comparison.task.series.clean is None:
        name = comparison.task.series.name
        raise ValueError(f"The clean signal of {name!r} is not known; use observed values.")
    return comparison.errors_against(_clean)


def _clean(task: Task) -> np.ndarray:
    """The signal at all that is forecast (window, step, variable); `task` must know it."""
    steps = task.test.origins[:, None] + np.arange(1, task.split.horizon + 1)
    return np.asarray(task.series.clean)[steps]


def unit_of(comparison: Comparison, variable: str = TOTAL) -> str:
    """In which units the errors of a variable are, for an axis."""
    several = len(comparison.task.series.variables) > 1
    return TOTAL_UNIT if variable == TOTAL and several else SERIES_UNIT


def runs_of(table: pd.DataFrame, name: str, kind: str, variable: str) -> pd.DataFrame:
    """One variable of a table of errors: curve, kind, seed, steps_ahead, rmse.

    Args:
        table: Columns `name`, variable, steps_ahead, rmse, and seed where there are several.
        name: Which column holds the name of the curve.
        kind: "cell" or "baseline".
        variable: Which one, or "Total".
    """
    rows = table[table["variable"] == variable].rename(columns={name: "curve"})
    rows = rows.assign(kind=kind, seed=rows.get("seed", -1))
    return rows[["curve", "kind", "seed", "steps_ahead", "rmse"]]


def summary(runs: pd.DataFrame, value: str) -> pd.DataFrame:
    """Interquartile mean over seeds, and its interval, at each step of each curve.

    Args:
        runs: curve, kind, seed, steps_ahead and a column `value`.
        value: "rmse", of which less is better, or "skill", of which more is.

    Returns:
        curve, kind, steps_ahead, `<value>`, `<value>_lower`, `<value>_upper`, interval (what these
        are: "95 % interval", "range" of fewer than five seeds, "" of one, with NaN), seeds,
        diverged; in order of appearance. A diverged seed is infinite.
    """
    worst = -np.inf if value == "skill" else np.inf
    rows = runs.assign(**{value: runs[value].where(np.isfinite(runs[value]), worst)})
    rows["curve"] = pd.Categorical(rows["curve"], rows["curve"].unique())
    parts = [_of_one_kind(group, value) for _, group in rows.groupby("kind", sort=False)]
    return pd.concat(parts, ignore_index=True).astype({"curve": str})


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
    ends = error_interval(values if value == "rmse" else 1 - values)
    lower, upper = ends if value == "rmse" else (1 - ends[1], 1 - ends[0])
    columns = {value: interquartile_mean(values), f"{value}_lower": lower, f"{value}_upper": upper}
    diverged = np.isinf(values).sum(axis=1)
    table = table.index.to_frame(index=False).assign(**columns, interval=interval_name(members))
    return table.assign(seeds=members, diverged=diverged)


def _skill(rmse: pd.Series, reference: pd.Series) -> np.ndarray:
    own, other = rmse.to_numpy(np.float64), reference.to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        skill = 1 - own / other
    equal = (own == other) | (np.isinf(own) & np.isinf(other))
    return np.where(equal, 0.0, skill)


def _noise_floor(comparison: Comparison, variable: str) -> pd.DataFrame:
    """No forecast of noisy values can have an expected error below the noise itself."""
    noise = comparison.task.series.noise_std
    steps: Sequence[int] = range(1, comparison.experiment.horizon + 1) if noise else ()
    floor = pd.DataFrame({"curve": NOISE_FLOOR, "kind": "floor", "seed": -1, "steps_ahead": steps})
    if noise and unit_of(comparison, variable) == TOTAL_UNIT:
        stds = comparison.stacked(lambda task: task.stds)
        noise *= float(np.sqrt(np.mean(np.square(1 / stds))))
    return floor.assign(rmse=noise)
