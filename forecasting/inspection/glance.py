"""One member of one cell with one set of weights, before one window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.data import Task
from forecasting.inspection.subject import Subject
from forecasting.inspection.unit_order import neighbours
from forecasting.inspection.walk import LayerWalk, Stack, Walk, walk
from forecasting.later import Later
from forecasting.messages import bad_value
from forecasting.models.one_core import one_core

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")

MOST_UNITS = 64
"""That a table shows of one layer; of more, every so many-th in their order."""


@dataclass(frozen=True)
class Glance:
    """What to look at.

    Attributes:
        cell: Which one.
        seed: Which member.
        epoch: After how many epochs; 0 is the start.
        origin: Index of the last value of the window, which is one of those that are judged.
    """

    cell: str
    seed: int
    epoch: int
    origin: int


def look(subject: Subject, glance: Glance) -> Walk:
    """What happens inside, step by step: one member, one window.

    Raises:
        ValueError: If there is no such window, member, cell or epoch, or it has diverged.
    """
    member, context = member_of(subject, glance), context_of(subject, glance)
    with torch.no_grad(), one_core():
        return walk(member, torch.tensor(context, dtype=torch.float64)[None, None])


def context_of(subject: Subject, glance: Glance) -> np.ndarray:
    """The window as the cells see it, transformed and scaled (time, variable).

    Raises:
        ValueError: If it is none of those that are judged.
    """
    origins = subject.origins
    if glance.origin not in origins:
        raise _no_window(glance.origin, origins[0], origins[-1])
    return subject.task_of(glance.seed).test.contexts[origins.index(glance.origin)]


def _no_window(origin: int, first: int, last: int) -> ValueError:
    if first == last:
        return bad_value(
            "The cells are not judged on a window that ends at value {origin}: the only one ends "
            "at {first}. Choose that.",
            origin=origin,
            first=first,
        )
    return bad_value(
        "The cells are not judged on a window that ends at value {origin}: theirs end at {first} "
        "to {last}. Choose one of these.",
        origin=origin,
        first=first,
        last=last,
    )


def member_of(subject: Subject, glance: Glance) -> Stack:
    """The one member.

    Raises:
        ValueError: If there is no such one, or it has diverged.
    """
    if glance.seed not in subject.experiment.seeds:
        raise bad_value(
            "No member has seed {seed}. The seeds are {seeds}.",
            seed=glance.seed,
            seeds=list(subject.experiment.seeds),
        )
    member = subject.members(glance.cell, glance.epoch).only((glance.seed,))
    if not all(member.are_finite()):
        raise bad_value(
            "The {cell} with seed {seed} has diverged: by epoch {epoch} its weights are no numbers "
            "any more, and there is nothing to see inside. Choose another network, or weights of "
            "an earlier epoch.",
            cell=glance.cell,
            seed=glance.seed,
            epoch=glance.epoch,
        )
    return member


def inside_table(seen: Walk, layer: int = 0) -> pd.DataFrame:
    """All gates and states of one layer, units in an order in which similar ones are neighbours.

    Args:
        seen: Of one member and one window.
        layer: Counted from 0.

    Returns:
        cell, layer (from 1), quantity (gates, then states), unit (from 1), place (of the unit in
        that order, from 1), step (in the window, from 1), value.
    """
    inside = {name: own[0, 0].numpy() for name, own in seen.layers[layer].inside.items()}
    order = shown_units(seen, layer)
    steps = np.arange(1, seen.outputs.shape[2] + 1)
    parts = [_tidy(name, values[:, order], order, steps) for name, values in inside.items()]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "layer", layer + 1)
    table.insert(0, "cell", seen.layers[layer].cell.name)
    return table


def shown_units(seen: Walk, layer: int = 0) -> np.ndarray:
    """The units of a layer, counted from 0, in their order; of very many an even part."""
    cell = seen.layers[layer].cell
    order = neighbours(seen.layers[layer].inside[cell.states[0]][0, 0].numpy())
    return order[:: max(1, -(-len(order) // MOST_UNITS))]


def _tidy(name: str, values: np.ndarray, units: np.ndarray, steps: np.ndarray) -> pd.DataFrame:
    """`values` (time, unit)."""
    return pd.DataFrame(
        {
            "quantity": name,
            "unit": np.tile(units + 1, len(steps)),
            "place": np.tile(np.arange(1, len(units) + 1), len(steps)),
            "step": np.repeat(steps, len(units)),
            "value": values.ravel(),
        }
    )


def opening_gates(layer: LayerWalk) -> list[str]:
    """The gates that open and shut, from 0 to 1: a candidate is none."""
    return [line.name for line in layer.lines if line.curve == "sigmoid"]


def means_table(seen: Walk, layer: int = 0) -> pd.DataFrame:
    """The mean over all units of each gate that opens and shuts, and its least and most.

    A cell without gates has no rows.

    Returns:
        quantity, step, mean, lowest, highest.
    """
    own = seen.layers[layer]
    tables = []
    for name in opening_gates(own):
        values = own.inside[name][0, 0].numpy()
        columns = {"mean": values.mean(1), "lowest": values.min(1), "highest": values.max(1)}
        tables.append(
            pd.DataFrame({"quantity": name, "step": range(1, len(values) + 1), **columns})
        )
    empty = pd.DataFrame(columns=["quantity", "step", "mean", "lowest", "highest"])
    return pd.concat(tables, ignore_index=True) if tables else empty


def window_table(subject: Subject, glance: Glance, seen: Walk, variable: str) -> pd.DataFrame:
    """The window of one variable, and what the member forecast at every step of it.

    Returns:
        step (in the window, from 1; the last is the value after it), time, input (scaled, NaN for
        the value after the window), observed (in units of the series; NaN where nothing
        was), forecast (of that value, made one step before; NaN for the first).
    """
    task = subject.task_of(glance.seed)
    place, length = task.series.variables.index(variable), task.split.window_length
    at = np.arange(glance.origin - length + 1, glance.origin + 2)
    outputs = seen.outputs[0, 0].numpy()[:, None]
    forecasts = task.to_units(outputs, at[:-1])[:, 0, place]
    inputs = context_of(subject, glance)[:, place]
    return pd.DataFrame(
        {
            "step": range(1, length + 2),
            "time": task.series.time[at],
            "input": [*inputs, np.nan],
            "observed": task.series.observed[at, place],
            "forecast": [np.nan, *forecasts],
        }
    )


def window_on_series(task: Task, origin: int) -> pd.DataFrame:
    """A window of the series and the value after it, in the series' units.

    Returns:
        time, variable, value, role ("input" or "target").
    """
    at = np.arange(origin - task.split.window_length + 1, origin + 2)
    roles = ["input"] * (len(at) - 1) + ["target"]
    parts = [
        pd.DataFrame(
            {
                "time": task.series.time[at],
                "variable": name,
                "value": task.series.values[at, place],
                "role": roles,
            }
        )
        for place, name in enumerate(task.series.variables)
    ]
    return pd.concat(parts, ignore_index=True)
