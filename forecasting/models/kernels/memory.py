"""Where the numbers lie that a member holds while it walks."""

from typing import NamedTuple

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.plans import PANEL_BYTES, Network, Parts, parts_of
from forecasting.models.kernels.views import view


class Weights(NamedTuple):
    """A member's weights in panels, or the slopes of its loss by them.

    Attributes:
        table: Where each matrix lies (matrix + 1, 6).
        ahead: All panels, biases included.
        back: The same matrices turned, for the way back; biases are 0.
    """

    table: np.ndarray
    ahead: np.ndarray
    back: np.ndarray


class Memory(NamedTuple):
    """What a member holds of some rows while it walks.

    Attributes:
        values: All of it (number,).
        parts: Where what lies in it.
        times: Times.
        rows: Rows.
    """

    values: np.ndarray
    parts: Parts
    times: int
    rows: int


_parts_of = compiled(parts_of)


@compiled
def make_memory(net: Network, times: int, rows: int, space: np.ndarray) -> Memory:
    """Memory for a walk through `times` steps, in a space (number,) that is large enough."""
    parts = _parts_of(net, times, rows)
    for i in range(parts.gates):
        space[i] = 0
    return Memory(space, parts, times, rows)


# Where the parts lie: places for `view`. A function cannot return an array that nobody counts.


@inlined
def of_variables(net, memory, time):
    """The inputs of a time (row, variable)."""
    size = memory.rows * net.variables
    return memory.parts.inputs + time * size, (memory.rows, net.variables)


@inlined
def of_filled(net, memory, part, time):
    """The outputs of a time or their slopes (row, filled variable)."""
    return part + time * memory.rows * net.filled, (memory.rows, net.filled)


@inlined
def of_hidden(net, memory, part, index):
    """One of many (row, hidden) that lie one after another."""
    return part + index * memory.rows * net.hidden, (memory.rows, net.hidden)


@inlined
def of_gates(net, memory, layer, time):
    """A layer's gates at a time (row, gates_row)."""
    at = (layer * memory.times + time) * memory.rows * net.gates_row
    return memory.parts.gates + at, (memory.rows, net.gates_row)


@inlined
def of_states(net, memory, part, layer, slot):
    """A layer's h or c in a slot (row, hidden)."""
    return of_hidden(net, memory, part, layer * (memory.times + 1) + slot)


@inlined
def states(net, memory, layer, slot):
    """A layer's h and c in a slot, (row, hidden) each."""
    h = view(memory.values, of_states(net, memory, memory.parts.h, layer, slot))
    return h, view(memory.values, of_states(net, memory, memory.parts.c, layer, slot))


@inlined
def slopes_of_states(net, memory, layer):
    """The slopes of the loss by a layer's h and c at this time, (row, hidden) each."""
    h = view(memory.values, of_hidden(net, memory, memory.parts.slope_h, layer))
    return h, view(memory.values, of_hidden(net, memory, memory.parts.slope_c, layer))


@inlined
def flat(memory, at, times, width):
    """What lies at a place for some times, time and row as one axis."""
    return at, (times * memory.rows, width)


@inlined
def panels_of(weights, matrix):
    """The panels of one matrix (panel, inputs + 1, width)."""
    count, rows, at = weights.table[matrix, 0], weights.table[matrix, 1], weights.table[matrix, 2]
    return at, (count, rows, PANEL_BYTES // weights.ahead.itemsize)


@inlined
def turned_of(weights, matrix):
    """The panels of one matrix turned (panel of inputs, outputs + 1, width)."""
    count, rows, at = weights.table[matrix, 3], weights.table[matrix, 4], weights.table[matrix, 5]
    return at, (count, rows, PANEL_BYTES // weights.back.itemsize)


@inlined
def clear(values):
    """Set (row, column) to zero. NumPy's own way takes seconds to compile."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            values[row, column] = 0
