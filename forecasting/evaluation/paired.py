"""Errors paired by seed, as differences of logs.

On a log scale "a third lower" is as far from 0 as "half as high again", whatever the units, and
one bad seed weighs less.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.messages import bad_value


@dataclass(frozen=True, eq=False)
class Runs:
    """What was measured of one cell, or of one baseline.

    Attributes:
        name: Of the cell or baseline.
        steps: (step,) how far ahead.
        logs: (stretch, seed, step) log RMSE, ∞ where a member diverged and −∞ where it has no
            error at all. A baseline has one row at a stretch, which stands for all seeds there.
    """

    name: str
    steps: tuple[int, ...]
    logs: np.ndarray

    def diverged(self, shape: tuple[int, int]) -> int:
        """How many members (stretch, seed) diverged, at any of the steps."""
        return int(np.broadcast_to(np.isposinf(self.logs).any(axis=2), shape).sum())


def runs_of(table: pd.DataFrame, kind: str, variable: str) -> list[Runs]:
    """What was measured of each cell or baseline, in order of appearance.

    Args:
        table: Columns `kind`, seed, variable, steps_ahead, rmse, and stretch where there are
            several.
        kind: "cell" or "baseline".
        variable: Which variable.

    Raises:
        ValueError: If there are no such errors, one is missing, or there are two for one seed.
    """
    rows = table[table["variable"] == variable]
    if rows.empty:
        raise bad_value(
            "no errors of a {kind} for {variable!r} at any step: choose another.",
            kind=kind,
            variable=variable,
        )
    rows = rows.assign(stretch=rows.get("stretch", 1))
    rmse = rows.set_index([kind, "stretch", "seed", "steps_ahead"])["rmse"]
    if rmse.index.has_duplicates:
        raise bad_value(
            "a {kind} has several errors for one seed and step: choose rows.", kind=kind
        )
    axes = [sorted(rows[name].unique()) for name in ("stretch", "seed", "steps_ahead")]
    grid: pd.MultiIndex = pd.MultiIndex.from_product(axes)
    shape = tuple(map(len, axes))
    names, ahead = list(rows[kind].unique()), tuple(map(int, axes[-1]))
    return [Runs(str(k), ahead, _logs(rmse.loc[k].reindex(grid)).reshape(shape)) for k in names]


def step_differences(a: Runs, b: Runs) -> np.ndarray:
    """Log RMSE of a minus log RMSE of b (stretch, seed, step), negative where a is better.

    Two that diverged at the same step tie there. Where only one diverged, or only one has no
    error at all, the difference is infinite.

    Raises:
        ValueError: If they have different steps.
    """
    if a.steps != b.steps:
        raise bad_value(
            "{one} has errors at {steps} steps and {other} at {others}: give the same steps.",
            one=a.name,
            steps=len(a.steps),
            other=b.name,
            others=len(b.steps),
        )
    with np.errstate(invalid="ignore"):
        return np.where(a.logs == b.logs, 0.0, a.logs - b.logs)


def over_steps(steps: np.ndarray) -> np.ndarray:
    """Mean over steps (member,) of differences (member, step); of infinite ones most decide."""
    infinite = np.isinf(steps)
    balance = np.where(infinite, np.sign(steps), 0.0).sum(axis=1)
    counted = np.maximum((~infinite).sum(axis=1), 1)
    finite = np.where(infinite, 0.0, steps).sum(axis=1) / counted
    return np.where(balance == 0, finite, np.copysign(np.inf, balance))


def bounded(differences: np.ndarray) -> np.ndarray:
    """Infinite differences as twice the largest finite one: further out than any other.

    Args:
        differences: (member, ...), each question with a limit of its own.
    """
    finite = np.where(np.isfinite(differences), np.abs(differences), 0.0)
    limit = 2 * finite.max(axis=0, initial=0.0)
    limit = np.where(limit > 0, limit, 1.0)
    return np.clip(differences, -limit, limit)


def _logs(rmse: pd.Series) -> np.ndarray:
    values = rmse.to_numpy(np.float64)
    if not (values >= 0).all():
        raise bad_value(
            "an error is missing, NaN or negative: give every cell the same seeds and steps, and "
            "inf for a diverged member."
        )
    with np.errstate(divide="ignore"):
        return np.log(values)
