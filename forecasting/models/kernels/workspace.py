"""Where the numbers lie that a member holds during a pass."""

from typing import NamedTuple

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.plans import PANEL_BYTES, Network, Parts, parts_of
from forecasting.models.kernels.views import view


class Weights(NamedTuple):
    """A member's weights in panels, or the gradient of its loss by them.

    Attributes:
        table: Where each matrix lies (matrix + 1, 6).
        panels: All of them, biases included.
        transposed: The same matrices transposed, for the backward pass; biases are 0.
    """

    table: np.ndarray
    panels: np.ndarray
    transposed: np.ndarray


class Workspace(NamedTuple):
    """What a member holds of some rows during a pass.

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
def make_workspace(net: Network, times: int, rows: int, space: np.ndarray) -> Workspace:
    """A workspace for a pass through `times` steps, in a space (number,) that is large enough."""
    parts = _parts_of(net, times, rows)
    for i in range(parts.gates):
        space[i] = 0
    return Workspace(space, parts, times, rows)


# Where the parts lie: offsets and shapes for `view`. A function cannot return an array that
# nobody counts.


@inlined
def of_variables(net, workspace, time):
    """The inputs of a time (row, variable)."""
    size = workspace.rows * net.variables
    return workspace.parts.inputs + time * size, (workspace.rows, net.variables)


@inlined
def of_filled(net, workspace, part, time):
    """The outputs of a time or their gradient (row, filled variable)."""
    return part + time * workspace.rows * net.filled, (workspace.rows, net.filled)


@inlined
def of_hidden(net, workspace, part, index):
    """One of many (row, hidden) that lie one after another."""
    return part + index * workspace.rows * net.hidden, (workspace.rows, net.hidden)


@inlined
def of_gates(net, workspace, layer, time):
    """A layer's gates at a time (row, gates_row)."""
    at = (layer * workspace.times + time) * workspace.rows * net.gates_row
    return workspace.parts.gates + at, (workspace.rows, net.gates_row)


@inlined
def of_states(net, workspace, part, layer, slot):
    """A layer's h or c in a slot (row, hidden)."""
    return of_hidden(net, workspace, part, layer * (workspace.times + 1) + slot)


@inlined
def states(net, workspace, layer, slot):
    """A layer's h and c in a slot, (row, hidden) each."""
    h = view(workspace.values, of_states(net, workspace, workspace.parts.h, layer, slot))
    return h, view(workspace.values, of_states(net, workspace, workspace.parts.c, layer, slot))


@inlined
def grads_of_states(net, workspace, layer):
    """The gradient of the loss by a layer's h and c at this time, (row, hidden) each."""
    h = view(workspace.values, of_hidden(net, workspace, workspace.parts.grad_h, layer))
    return h, view(workspace.values, of_hidden(net, workspace, workspace.parts.grad_c, layer))


@inlined
def flat(workspace, at, times, width):
    """What lies at an offset for some times, time and row as one axis."""
    return at, (times * workspace.rows, width)


@inlined
def panels_of(weights, matrix):
    """The panels of one matrix (panel, inputs + 1, width)."""
    count, rows, at = weights.table[matrix, 0], weights.table[matrix, 1], weights.table[matrix, 2]
    return at, (count, rows, PANEL_BYTES // weights.panels.itemsize)


@inlined
def transposed_of(weights, matrix):
    """The panels of one matrix transposed (panel of inputs, outputs + 1, width)."""
    count, rows, at = weights.table[matrix, 3], weights.table[matrix, 4], weights.table[matrix, 5]
    return at, (count, rows, PANEL_BYTES // weights.transposed.itemsize)


@inlined
def clear(values):
    """Set (row, column) to zero. NumPy's own way takes seconds to compile."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            values[row, column] = 0
