"""Errors per step ahead, as tidy tables.

One row is one number: charts and pages filter these tables and never index an array.

A member whose rollout diverged has the error `inf`: it stays in every table, worse than any
other member, and is counted where seeds are summarised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.evaluation.measures import Scales, absolute_measures
from forecasting.messages import bad_value

TOTAL = "Total"
"""The name, in a column `variable`, of all variables together.

Of several, errors are divided by the standard deviation of each variable in the training part, so
that pressure in pascals does not outweigh rain in metres; of one, they stay in its units.
"""


@dataclass(frozen=True)
class Labels:
    """What the axes of one cell's arrays are called in a tidy table.

    Attributes:
        cell: Name of the cell.
        seeds: One number for each entry of the axis member.
        variables: One name for each entry of the axis variable.
        stretches: At which stretch of the series each member was trained; empty if there is one.

    Raises:
        ValueError: For a list that is empty or repeats itself, or a variable called "Total".
    """

    cell: str
    seeds: tuple[int, ...]
    variables: tuple[str, ...]
    stretches: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        both = zip(self.seeds, self.stretches, strict=True) if self.stretches else self.seeds
        members = tuple(both)
        for name, labels in (("seeds", members), ("variables", self.variables)):
            if not labels or len(set(labels)) != len(labels):
                raise bad_value(
                    "{name} are {labels}: give at least one, each only once.",
                    name=name,
                    labels=labels,
                )
        if TOTAL in self.variables:
            raise bad_value(
                "a variable is called {total!r}, the name of the sum: rename it.", total=TOTAL
            )


def rmse_per_step(
    forecasts: np.ndarray, observed: np.ndarray, stds: np.ndarray | None = None
) -> np.ndarray:
    """Root mean squared error at each step ahead, over windows.

    The error at step k is that of step k alone, not of the steps 1 to k.

    Args:
        forecasts: (member, window, step, variable), in the units of `observed`.
        observed: (window, step, variable), NaN where nothing was observed, which is not scored;
            led by member if each has its own.
        stds: (variable,) what the errors of several variables are divided by in their total; led
            by member if each has its own. 1 if not given.

    Returns:
        (member, step, variable + 1), in the same units. The last column is all variables
        together: the root of the mean over variables of their mean squares, each divided by the
        square of its standard deviation if there are several. A member with a forecast at a step
        that is NaN or infinite has `inf` in all columns of that step.

    Raises:
        ValueError: If the shapes do not match, an axis is empty, `observed` is infinite somewhere,
            or nothing was observed of a variable at a step.
    """
    _check_forecasts(forecasts, observed)
    _check_observed(observed)
    # float64, because the square of a large float32 is infinite; where even that is too small
    # the error is rightly infinite.
    with np.errstate(over="ignore", invalid="ignore"):
        squared = np.square(np.asarray(forecasts, np.float64) - np.asarray(observed, np.float64))
        per_variable = _mean_of_scored(squared, np.isnan(observed))
        if stds is None or forecasts.shape[-1] == 1:
            stds = np.ones(forecasts.shape[-1])
        shares = per_variable / np.square(stds)[..., None, :]
        total = shares.mean(axis=-1, keepdims=True)
        rmse = np.sqrt(np.concatenate([per_variable, total], axis=-1))
    rmse[~np.isfinite(forecasts).all(axis=(1, 3))] = np.inf
    return rmse


def _check_observed(observed: np.ndarray) -> None:
    if np.isinf(observed).any():
        raise bad_value(
            "observed has {count} infinite values: give finite ones, and NaN where nothing was "
            "observed.",
            count=int(np.isinf(observed).sum()),
        )
    empty = np.argwhere(np.isnan(observed).all(axis=-3))
    if len(empty):
        step, variable = empty[0][-2:]
        raise bad_value(
            "nothing was observed of variable {variable} at step {step} ahead: give at least one "
            "origin at which it was.",
            variable=variable,
            step=step + 1,
        )


def _mean_of_scored(squared: np.ndarray, left_out: np.ndarray) -> np.ndarray:
    """Mean over windows (member, step, variable) of what is scored."""
    if not left_out.any():
        return squared.mean(axis=1)
    scored = np.broadcast_to(~left_out, squared.shape)
    return squared.mean(axis=1, where=scored)


def errors_table(
    labels: Labels, forecasts: np.ndarray, observed: np.ndarray, scales: Scales | None = None
) -> pd.DataFrame:
    """The errors of one cell's members by every measure, one row each.

    Args:
        labels: Names of the cell, its members and the variables.
        forecasts: (member, window, step, variable).
        observed: As in `rmse_per_step`.
        scales: What errors are divided by.

    Returns:
        Columns cell, seed, variable, steps_ahead (from 1) and those of `MEASURES`: rmse, mae,
        smape, mase. The variable "Total" is all variables together, and is there for one too.

    Raises:
        ValueError: If the shapes do not match the labels or each other.
    """
    scales = scales or Scales()
    table = rmse_table(labels, forecasts, observed, scales.stds)
    found = absolute_measures(forecasts, observed, scales)
    return table.assign(**{name: v.swapaxes(1, 2).ravel() for name, v in found.items()})


def rmse_table(
    labels: Labels, forecasts: np.ndarray, observed: np.ndarray, stds: np.ndarray | None = None
) -> pd.DataFrame:
    """The same with the RMSE alone, for looks that are taken while the cells learn."""
    _check_labels(labels, forecasts)
    rmse = rmse_per_step(forecasts, observed, stds)
    steps = range(1, rmse.shape[1] + 1)
    table = pd.MultiIndex.from_product(
        [[labels.cell], labels.seeds, [*labels.variables, TOTAL], steps],
        names=["cell", "seed", "variable", "steps_ahead"],
    ).to_frame(index=False)
    return with_stretches(table, labels.stretches).assign(rmse=rmse.swapaxes(1, 2).ravel())


def with_stretches(table: pd.DataFrame, stretches: Sequence[int]) -> pd.DataFrame:
    """A table, member by member, with a column `stretch`; as it is if there is but one.

    Args:
        table: As many rows for each member.
        stretches: (member,), empty for one.
    """
    if stretches:
        column = np.repeat(np.array(stretches), len(table) // len(stretches))
        table.insert(list(table).index("seed") + 1, "stretch", column)
    return table


def forecasts_table(
    labels: Labels, origins: np.ndarray, forecasts: np.ndarray, observed: np.ndarray | None = None
) -> pd.DataFrame:
    """Every forecast of one cell's members beside what was observed, one row each.

    Args:
        labels: Names of the cell, its members and the variables.
        origins: (window,) index of the last observed value.
        forecasts: (member, window, step, variable).
        observed: (window, step, variable) in the same units, NaN where nothing is observed;
            led by member if each has its own; None if nothing is, as past the end.

    Returns:
        Columns cell, seed, origin, steps_ahead (from 1), variable, forecast, observed. Cell and
        variable are categorical; `join_tables` keeps them so.

    Raises:
        ValueError: If the shapes do not match the labels or each other.
    """
    _, windows, steps, _ = _check_labels(labels, forecasts)
    if observed is None:
        observed = np.full(forecasts.shape[1:], np.nan, dtype=forecasts.dtype)
    _check_forecasts(forecasts, observed)
    if origins.shape != (windows,):
        raise bad_value(
            "origins have shape {shape}: give one for each {windows} windows.",
            shape=origins.shape,
            windows=windows,
        )
    # A name is stored once rather than in each of what may be millions of rows.
    cell = pd.Categorical([labels.cell])
    variables = pd.Categorical(labels.variables, categories=list(labels.variables))
    table = pd.MultiIndex.from_product(
        [cell, labels.seeds, origins, range(1, steps + 1), variables],
        names=["cell", "seed", "origin", "steps_ahead", "variable"],
    ).to_frame(index=False)
    observed = np.broadcast_to(observed, forecasts.shape)
    return with_stretches(table, labels.stretches).assign(
        forecast=forecasts.ravel(), observed=observed.ravel()
    )


def join_tables(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several tables below each other; categorical columns stay categorical.

    Args:
        tables: At least one, all with the same columns.

    Returns:
        One table, numbered from 0. Categories are in order of appearance.

    Raises:
        ValueError: If there is no table.
    """
    if not tables:
        raise bad_value("there are no tables to join: give at least one.")
    # pd.concat alone turns columns with different categories into one string per row.
    joined = {
        str(name): pd.api.types.union_categoricals([table[name] for table in tables])
        for name in tables[0].select_dtypes("category")
    }
    return pd.concat(tables, ignore_index=True).assign(**joined)


def _check_forecasts(forecasts: np.ndarray, observed: np.ndarray) -> None:
    if forecasts.ndim != 4 or forecasts.size == 0:
        raise bad_value(
            "forecasts have shape {shape}: give (member, window, step, variable), none of them "
            "empty.",
            shape=forecasts.shape,
        )
    if observed.shape not in (forecasts.shape, forecasts.shape[1:]):
        raise bad_value(
            "observed has shape {shape}: give {wanted}, the (window, step, variable) of the "
            "forecasts.",
            shape=observed.shape,
            wanted=forecasts.shape[1:],
        )


def _check_labels(labels: Labels, forecasts: np.ndarray) -> tuple[int, int, int, int]:
    """The sizes of the four axes, if they are as many as the labels say."""
    if forecasts.ndim != 4 or (
        (forecasts.shape[0], forecasts.shape[3]) != (len(labels.seeds), len(labels.variables))
    ):
        raise bad_value(
            "forecasts have shape {shape}: give (member, window, step, variable) with {seeds} "
            "members and {variables} variables.",
            shape=forecasts.shape,
            seeds=len(labels.seeds),
            variables=len(labels.variables),
        )
    members, windows, steps, variables = forecasts.shape
    return members, windows, steps, variables
