"""How much of a cell is looked at while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.inspection.walk import Stack

if TYPE_CHECKING:
    from torch import Tensor

MOST_WINDOWS = 32
"""Of those that are judged, evenly spread, over which the median is taken."""
MOST_STATE_WINDOWS = 3
"""The same for the states, of which every unit has a derivative of its own."""
MOST_OPERATIONS = 2_000_000_000
"""That one cell may take; above it fewer windows are looked at, then fewer members and units."""
MOST_VALUES = 1_000_000
"""Derivatives of states that are held at once, and half of what stands under the curves."""


@dataclass(frozen=True)
class Effort:
    """How much is looked at of one cell.

    Attributes:
        windows: Of those that are judged, evenly spread.
        members: Evenly spread, too.
        units: Of the last hidden state.
    """

    windows: int
    members: int
    units: int = 1


def effort_for(stack: Stack, contexts: Tensor, of_states: bool = False) -> Effort:
    """As much as can be had while somebody waits.

    Args:
        stack: The members.
        contexts: Their windows (member, window, time, variable).
        of_states: Whether each unit of the last hidden state has derivatives of its own.
    """
    a, (members, windows, time) = stack.architecture, contexts.shape[:3]
    ways_back = a.hidden_size if of_states else a.variables
    one_way = 2 * time * stack.parameter_count
    one = one_way * (1 + 2 * ways_back)
    most = MOST_STATE_WINDOWS if of_states else MOST_WINDOWS
    held = members * time * stack.cell.blocks * a.hidden_size * a.layers
    return Effort(
        windows=max(
            1, min(most, windows, MOST_OPERATIONS // (one * members), 2 * MOST_VALUES // held)
        ),
        members=max(1, min(members, MOST_OPERATIONS // one)),
        units=max(1, min(ways_back, MOST_OPERATIONS // (2 * one_way))),
    )


def spread(count: int, most: int) -> list[int]:
    """So many of a number of things, evenly."""
    return sorted({int(place) for place in np.linspace(0, count - 1, most).round()})
