"""How far back a forecast listens: the derivative of the forecast by each value of its window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.data import SIGNALS, SyntheticSeries
from forecasting.digits import percent
from forecasting.inspection.glance import Glance, context_of, member_of
from forecasting.inspection.subject import Subject
from forecasting.inspection.walk import Stack, walk
from forecasting.later import Later
from forecasting.messages import Message, message, plural
from forecasting.models.narrow import one_core

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Later("torch")

MOST_WINDOWS = 32
"""Of the test part, evenly spread, over which the median is taken."""
MOST_STATE_WINDOWS = 3
"""The same for the states, of which every unit has a derivative of its own."""
MOST_OPERATIONS = 2_000_000_000
"""That one cell may take; above it fewer windows are looked at, and states of one member."""


@dataclass(frozen=True)
class Effort:
    """How much of the test part is looked at.

    Attributes:
        windows: For the forecast.
        state_windows: For the states.
        all_members: Whether the states of all members are looked at, or only the median one's.
        units: Of the last hidden state whose derivatives are taken, evenly spread.
    """

    windows: int
    state_windows: int
    all_members: bool
    units: int


def effort_for(stack: Stack, contexts: int, time: int) -> Effort:
    """As much as can be had while somebody waits."""
    a, members = stack.architecture, len(stack.seeds)
    one_way = 2 * time * stack.parameter_count
    forecast = members * one_way * (1 + 2 * a.variables)
    states = one_way * (1 + 2 * a.hidden_size)
    windows = min(MOST_WINDOWS, contexts, MOST_OPERATIONS // forecast)
    state_windows = min(MOST_STATE_WINDOWS, contexts, MOST_OPERATIONS // (states * members))
    units = a.hidden_size if state_windows else min(a.hidden_size, MOST_OPERATIONS // (2 * one_way))
    return Effort(max(1, windows), max(1, state_windows), state_windows > 0, max(1, units))


@one_core()
def listening_table(subject: Subject, epoch: int) -> pd.DataFrame:
    """How much each cell's forecast depends on the value some steps back.

    The forecast is that of the next value, in the scaled units that the cells work in; where there
    are several variables the norm is over all pairs of them.

    Returns:
        cell, seed, lag (0 is the last value of the window), norm (median over windows). Members
        whose weights are no numbers have no rows.
    """
    tables = []
    for cell in subject.experiment.cells:
        stack, contexts = _sound(subject, subject.members(cell, epoch))
        if stack.seeds:
            effort = effort_for(stack, contexts.shape[1], contexts.shape[2])
            own = contexts[:, _spread(contexts.shape[1], effort.windows)]
            tables.append(_tidy(cell, stack.seeds, _forecast_norms(stack, own)))
    return _joined(tables)


@one_core()
def state_table(subject: Subject, epoch: int) -> pd.DataFrame:
    """How much the last hidden state depends on all that was carried some steps back.

    It is the norm of the derivative of the top layer's last hidden state by the states of all
    layers after an earlier step, with the memory cell where there is one: the root of the mean
    square over the units of that hidden state.

    Returns:
        As `listening_table`, lags from 1.
    """
    tables = []
    for cell in subject.experiment.cells:
        stack, contexts = _sound(subject, subject.members(cell, epoch))
        if stack.seeds and contexts.shape[2] > 1:
            effort = effort_for(stack, contexts.shape[1], contexts.shape[2])
            if not effort.all_members:
                seed = subject.median_seed(cell)
                chosen = seed if seed in stack.seeds else stack.seeds[0]
                contexts = contexts[[stack.seeds.index(chosen)]]
                stack = stack.only((chosen,))
            own = contexts[:, _spread(contexts.shape[1], effort.state_windows)]
            tables.append(_tidy(cell, stack.seeds, state_norms(stack, own, effort.units), first=1))
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
    nudges = torch.zeros(
        a.layers, times, kinds, members, windows, hidden, dtype=contexts.dtype, requires_grad=True
    )
    pieces = [[tuple(step.unbind()) for step in layer.unbind()] for layer in nudges.unbind()]
    last = walk(stack, contexts, pieces).layers[-1].states[-1][0]
    rows = torch.eye(hidden, dtype=last.dtype)[_spread(hidden, units), None, None]
    rows = rows.expand(-1, *last.shape)
    (found,) = torch.autograd.grad(last, nudges, rows, is_grads_batched=True)
    squares = found[:, :, :-1].square().sum(dim=(0, 1, 3, 6)).flip(0)
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


def _spread(count: int, most: int) -> list[int]:
    """So many of a number of windows, evenly."""
    return sorted({int(place) for place in np.linspace(0, count - 1, most).round()})


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
    empty = pd.DataFrame(columns=["cell", "seed", "lag", "norm"])
    return pd.concat(tables, ignore_index=True) if tables else empty


def lag_curves(table: pd.DataFrame) -> pd.DataFrame:
    """Summarised over seeds.

    Returns:
        curve (the cell), lag, norm_median, norm_lowest, norm_highest.
    """
    groups = table.groupby(["cell", "lag"], sort=False)["norm"]
    curves = groups.agg(norm_median="median", norm_lowest="min", norm_highest="max")
    return curves.reset_index().rename(columns={"cell": "curve"})


def half_distance(norms: np.ndarray) -> int:
    """The largest lag at which there is at least half of what there is at lag 0.

    Args:
        norms: By lag, from 0 (lag,).
    """
    return int(np.flatnonzero(norms >= norms[0] / 2)[-1])


def half_sentences(curves: pd.DataFrame) -> Iterator[Message]:
    """For each cell, how far back its forecast feels a value half as much as the last one.

    Args:
        curves: As `lag_curves` gives them, of `listening_table`.
    """
    for cell, rows in curves.groupby("curve", sort=False):
        norms = rows.sort_values("lag")["norm_median"].to_numpy()
        if not norms[0] > 0:
            yield message("The forecast of the {cell} does not feel the last value.", cell=cell)
        else:
            share = percent(norms[-1] / norms[0])
            yield _half_sentence(str(cell), half_distance(norms), len(norms) - 1, share)


def _half_sentence(cell: str, steps: int, last: int, share: str) -> Message:
    """Where the half is, and what is left at the other end of the window."""
    if steps == last:
        return plural(
            "The forecast of the {cell} still feels the value {count} step back, the first of its "
            "window, at least half as much as the last one.",
            "The forecast of the {cell} still feels the value {count} steps back, the first of its "
            "window, at least half as much as the last one.",
            count=steps,
            cell=cell,
        )
    if steps == 0:
        return plural(
            "The forecast of the {cell} feels no earlier value half as much as the last one; the "
            "first of its window, {count} step back, {share} as much.",
            "The forecast of the {cell} feels no earlier value half as much as the last one; the "
            "first of its window, {count} steps back, {share} as much.",
            count=last,
            cell=cell,
            share=share,
        )
    return plural(
        "The forecast of the {cell} still feels the value {count} step back at least half as much "
        "as the last one; the first of its window, {last} steps back, {share} as much.",
        "The forecast of the {cell} still feels the value {count} steps back at least half as much "
        "as the last one; the first of its window, {last} steps back, {share} as much.",
        count=steps,
        cell=cell,
        last=last,
        share=share,
    )


def needed_lag(subject: Subject) -> int | None:
    """The lag of the one value from which the next one follows, if that is how the series is."""
    source = subject.experiment.source
    if not isinstance(source, SyntheticSeries):
        return None
    follows = SIGNALS[source.signal].follows_steps
    return None if follows is None else round(follows(source.length, source.cycles)) - 1
