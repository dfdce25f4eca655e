"""How far back a forecast listens: the derivative of the forecast by each value of its window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.inspection.effort import MOST_VALUES, effort_for, spread
from forecasting.inspection.glance import Glance, context_of, member_of
from forecasting.inspection.subject import Subject
from forecasting.inspection.walk import Stack, walk
from forecasting.later import Later
from forecasting.models.one_core import one_core

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Later("torch")


@one_core()
def listening_table(subject: Subject, epoch: int) -> pd.DataFrame:
    """How much each cell's forecast depends on the value some steps back.

    Both are as the cells see them, transformed and scaled if the settings say so; the forecast is
    that of the next value. Where there are several variables the norm is over all pairs of them.

    Returns:
        cell, seed, lag (0 is the last value of the window), norm (median over windows), windows
        (over how many). Members whose weights are no numbers have no rows.
    """
    tables = []
    for cell in subject.experiment.cells:
        stack, contexts = _sound(subject, subject.members(cell, epoch))
        if stack.seeds:
            some, own, _ = _looked_at(stack, contexts, of_states=False)
            table = _tidy(cell, some.seeds, _forecast_norms(some, own))
            tables.append(table.assign(windows=own.shape[1]))
    return _joined(tables)


@one_core()
def state_table(subject: Subject, epoch: int) -> pd.DataFrame:
    """How much the last hidden state depends on all that was carried some steps back.

    It is the norm of the derivative of the top layer's last hidden state by the states of all
    layers after an earlier step, with the memory cell where there is one: the root of the mean
    square over the units of that hidden state.

    Returns:
        As `listening_table`, lags from 1; and units, over how many of them.
    """
    tables = []
    for cell in subject.experiment.cells:
        stack, contexts = _sound(subject, subject.members(cell, epoch))
        if stack.seeds and contexts.shape[2] > 1:
            some, own, units = _looked_at(stack, contexts, of_states=True)
            table = _tidy(cell, some.seeds, state_norms(some, own, units), first=1)
            tables.append(table.assign(windows=own.shape[1], units=units))
    return _joined(tables)


@one_core()
def felt_table(subject: Subject, glance: Glance, variable: str) -> pd.DataFrame:
    """How much one member's forecast depends on each value of one window.

    Returns:
        cell, step (in the window, from 1), time, value (in units of the series), norm (over the
        variables that are forecast), share (of the largest in the window, 0 to 1).
    """
    stack, context = member_of(subject, glance), context_of(subject, glance)
    task = subject.task_of(glance.seed)
    place = task.series.variables.index(variable)
    squares = forecast_squares(stack, torch.tensor(context, dtype=torch.float64)[None, None])
    norms = squares[0, 0].sqrt().numpy()
    at = np.arange(glance.origin - len(context) + 1, glance.origin + 1)
    largest = norms.max()
    return pd.DataFrame(
        {
            "cell": glance.cell,
            "step": range(1, len(at) + 1),
            "time": task.series.time[at],
            "value": task.series.values[at, place],
            "norm": norms[:, place],
            "share": norms[:, place] / (largest or 1.0),
        }
    )


def on_one_scale(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same with shares of the largest in all of them.

    Args:
        tables: As `felt_table` gives them, by cell.
    """
    largest = max((table["norm"].max() for table in tables.values()), default=0.0) or 1.0
    return {cell: table.assign(share=table["norm"] / largest) for cell, table in tables.items()}


def forecast_squares(stack: Stack, contexts: Tensor) -> Tensor:
    """Squared derivatives of the forecast by each input, summed over what is forecast.

    Args:
        stack: The members.
        contexts: (member, window, time, variable), scaled.

    Returns:
        (member, window, time, variable).
    """
    inputs = contexts.clone().requires_grad_()
    last = walk(stack, inputs).outputs[:, :, -1]
    squares = torch.zeros_like(contexts)
    for one in last.unbind(-1):
        (found,) = torch.autograd.grad(one.sum(), inputs, retain_graph=True)
        squares += found.square()
    return squares


def state_norms(stack: Stack, contexts: Tensor, units: int) -> Tensor:
    """Median over windows of the norm of d h(T) / d (all states after T - lag).

    Args:
        stack: The members.
        contexts: (member, window, time, variable), scaled.
        units: Of the hidden state, evenly spread, over which the mean square is taken.

    Returns:
        (member, lag), lags from 1.
    """
    a, kinds = stack.architecture, len(stack.cell.states)
    (members, windows, times), hidden = contexts.shape[:3], a.hidden_size
    zero = torch.zeros(members, windows, hidden, dtype=contexts.dtype)
    nudges = [
        [tuple(zero.clone().requires_grad_() for _ in range(kinds)) for _ in range(times)]
        for _ in range(a.layers)
    ]
    last = walk(stack, contexts, nudges).layers[-1].states[-1][0]
    rows = torch.eye(hidden, dtype=last.dtype)[spread(hidden, units), None, None]
    rows = rows.expand(-1, *last.shape)
    squares = last.new_zeros(times - 1, members, windows)
    # Nothing comes after the last step that would depend on what is carried from it.
    carried = [kind for layer in nudges for step in layer[:-1] for kind in step]
    for some in rows.split(max(1, MOST_VALUES // (len(carried) * zero.numel()))):
        found = torch.autograd.grad(last, carried, some, retain_graph=True, is_grads_batched=True)
        for place, own in enumerate(found):
            lag = times - 2 - place // kinds % (times - 1)
            squares[lag] += own.square().sum(dim=(0, 3))
    return torch.quantile((squares / len(rows)).sqrt(), 0.5, dim=2).T


def _forecast_norms(stack: Stack, contexts: Tensor) -> Tensor:
    """Median over windows (member, lag)."""
    norms = forecast_squares(stack, contexts).sum(-1).sqrt()
    return torch.quantile(norms, 0.5, dim=1).flip(1)


def _sound(subject: Subject, stack: Stack) -> tuple[Stack, Tensor]:
    """The members that have not diverged, and their windows (member, window, time, variable)."""
    sound = [m for m, finite in enumerate(stack.are_finite()) if finite]
    contexts = torch.tensor(subject.contexts, dtype=torch.float64)
    contexts = contexts.expand(len(stack.seeds), *contexts.shape[-3:])
    return stack.only(tuple(stack.seeds[m] for m in sound)), contexts[sound]


def _looked_at(stack: Stack, contexts: Tensor, of_states: bool) -> tuple[Stack, Tensor, int]:
    """Members, their windows, and of how many units: all, or as many as can be had in time."""
    effort = effort_for(stack, contexts, of_states)
    members = spread(len(stack.seeds), effort.members)
    windows = spread(contexts.shape[1], effort.windows)
    some = stack.only(tuple(stack.seeds[member] for member in members))
    return some, contexts[members][:, windows], effort.units


def _tidy(cell: str, seeds: tuple[int, ...], norms: Tensor, first: int = 0) -> pd.DataFrame:
    lags = norms.shape[1]
    return pd.DataFrame(
        {
            "cell": cell,
            "seed": np.repeat(seeds, lags),
            "lag": np.tile(np.arange(first, first + lags), len(seeds)),
            "norm": norms.numpy().ravel(),
        }
    )


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    empty = pd.DataFrame(columns=["cell", "seed", "lag", "norm", "windows"])
    return pd.concat(tables, ignore_index=True) if tables else empty


def lag_curves(table: pd.DataFrame) -> pd.DataFrame:
    """Summarised over seeds.

    Returns:
        curve (the cell), lag, norm_median, norm_lowest, norm_highest, seeds (how many), windows,
        and units where the table has them.
    """
    groups = table.groupby(["cell", "lag"], sort=False)
    curves = groups["norm"].agg(
        norm_median="median", norm_lowest="min", norm_highest="max", seeds="size"
    )
    counts = [name for name in ("windows", "units") if name in table]
    curves[counts] = groups[counts].first()
    return curves.reset_index().rename(columns={"cell": "curve"})
