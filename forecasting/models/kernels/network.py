"""A member's way through the network for some rows at once: one time step ahead, one step back."""

from typing import NamedTuple

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.equations import advance, retreat
from forecasting.models.kernels.plans import PANEL_BYTES, Network, Parts, parts_of
from forecasting.models.kernels.products import outer, product, turn, two_products
from forecasting.models.kernels.vectors import view


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


@compiled
def turn_all(net: Network, weights: Weights, first: int) -> None:
    """Bring the turned matrices up to date, from the matrix `first` on."""
    for matrix in range(first, net.matrices):
        turn(
            view(weights.ahead, panels_of(weights, matrix)),
            view(weights.back, turned_of(weights, matrix)),
        )


@compiled
def step_ahead(
    net: Network, weights: Weights, memory: Memory, time: int, before: int, after: int
) -> None:
    """From the inputs and states before a time to the states after it, in every layer.

    Args:
        net: What the member looks like.
        weights: Its weights.
        memory: Read and written.
        time: Where inputs and gates are.
        before: The slot of the states before; slot 0 counts as zero if -1 is given.
        after: The slot of the states after.
    """
    depth = 0 if before < 0 else net.hidden
    source = view(memory.values, of_variables(net, memory, time))
    if net.input_layer:
        entry = view(memory.values, of_hidden(net, memory, memory.parts.entry, time))
        clear(entry)
        product(source, 0, net.variables, view(weights.ahead, panels_of(weights, 0)), entry, 0)
        source = entry
    for layer in range(net.layers):
        gates, matrix = (
            view(memory.values, of_gates(net, memory, layer, time)),
            net.input_layer + 2 * layer,
        )
        old = states(net, memory, layer, 0 if before < 0 else before)
        new = states(net, memory, layer, after)
        x_panels, h_panels = (
            view(weights.ahead, panels_of(weights, matrix)),
            view(weights.ahead, panels_of(weights, matrix + 1)),
        )
        two_products(source, x_panels, old[0], h_panels, depth, gates, net.from_hidden_at)
        advance(net.cell, gates, old, new)
        source = new[0]


@compiled
def read_out(net: Network, weights: Weights, memory: Memory, time: int, slot: int) -> None:
    """The output after the states in a slot."""
    outputs = view(memory.values, of_filled(net, memory, memory.parts.outputs, time))
    clear(outputs)
    top = states(net, memory, net.layers - 1, slot)[0]
    product(
        top, 0, net.hidden, view(weights.ahead, panels_of(weights, net.matrices - 1)), outputs, 0
    )


@compiled
def step_back(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """From the slopes by the states after a time to those by the states before it.

    Leaves the slopes by the products in `gates`, and those by the input layer in `slope_entry`.
    """
    parts = memory.parts
    for layer in range(net.layers - 1, -1, -1):
        gates, matrix = (
            view(memory.values, of_gates(net, memory, layer, time)),
            net.input_layer + 2 * layer,
        )
        slope_h = view(memory.values, of_hidden(net, memory, parts.slope_h, layer))
        slopes = (slope_h, view(memory.values, of_hidden(net, memory, parts.slope_c, layer)))
        before, after = states(net, memory, layer, time), states(net, memory, layer, time + 1)
        retreat(net.cell, gates, before, after, slopes)
        depth = (
            view(weights.ahead, panels_of(weights, matrix)).shape[0] * PANEL_BYTES // gates.itemsize
        )
        if time > 0:
            product(
                gates,
                net.from_hidden_at,
                depth,
                view(weights.back, turned_of(weights, matrix + 1)),
                slope_h,
                0,
            )
        if layer > 0:
            below = view(memory.values, of_hidden(net, memory, parts.slope_h, layer - 1))
            product(gates, 0, depth, view(weights.back, turned_of(weights, matrix)), below, 0)
        elif net.input_layer:
            below = view(memory.values, of_hidden(net, memory, parts.slope_entry, time))
            clear(below)
            product(gates, 0, depth, view(weights.back, turned_of(weights, matrix)), below, 0)


@compiled
def blame_inputs(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """The slope by the inputs of a time, from what `step_back` left."""
    slope_inputs = view(memory.values, of_filled(net, memory, memory.parts.slope_inputs, 0))
    clear(slope_inputs)
    turned = view(weights.back, turned_of(weights, 0))
    if net.input_layer:
        slopes = view(memory.values, of_hidden(net, memory, memory.parts.slope_entry, time))
        product(slopes, 0, net.hidden, turned, slope_inputs, 0)
    else:
        depth = turned.shape[1] - 1
        product(
            view(memory.values, of_gates(net, memory, 0, time)), 0, depth, turned, slope_inputs, 0
        )


@compiled
def blame_output(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """Add to the slopes by the top layer's states what comes from the output of a time."""
    slope_outputs = view(memory.values, of_filled(net, memory, memory.parts.slope_outputs, time))
    slopes = view(memory.values, of_hidden(net, memory, memory.parts.slope_h, net.layers - 1))
    product(
        slope_outputs,
        0,
        net.variables,
        view(weights.back, turned_of(weights, net.matrices - 1)),
        slopes,
        0,
    )


@compiled
def blame_weights(net: Network, slopes: Weights, memory: Memory, judged_from: int) -> None:
    """Add up the slopes by all weights, from what the way back left at every time."""
    parts, times, size = memory.parts, memory.times, memory.rows * net.hidden
    layer_of_h, judged = (times + 1) * size, times - judged_from
    top_at = parts.h + (net.layers - 1) * layer_of_h + (judged_from + 1) * size
    blame_at = parts.slope_outputs + judged_from * memory.rows * net.filled
    top = view(memory.values, flat(memory, top_at, judged, net.hidden))
    outer(
        top,
        view(memory.values, flat(memory, blame_at, judged, net.filled)),
        0,
        view(slopes.ahead, panels_of(slopes, net.matrices - 1)),
    )
    source = view(memory.values, flat(memory, parts.inputs, times, net.variables))
    if net.input_layer:
        outer(
            source,
            view(memory.values, flat(memory, parts.slope_entry, times, net.hidden)),
            0,
            view(slopes.ahead, panels_of(slopes, 0)),
        )
        source = view(memory.values, flat(memory, parts.entry, times, net.hidden))
    for layer in range(net.layers):
        at, matrix = parts.h + layer * layer_of_h, net.input_layer + 2 * layer
        gates_at = parts.gates + layer * times * memory.rows * net.gates_row
        gates = view(memory.values, flat(memory, gates_at, times, net.gates_row))
        outer(source, gates, 0, view(slopes.ahead, panels_of(slopes, matrix)))
        before = view(memory.values, flat(memory, at, times, net.hidden))
        outer(before, gates, net.from_hidden_at, view(slopes.ahead, panels_of(slopes, matrix + 1)))
        source = view(memory.values, flat(memory, at + size, times, net.hidden))


@inlined
def clear(values):
    """Set (row, column) to zero. NumPy's own way takes seconds to compile."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            values[row, column] = 0
