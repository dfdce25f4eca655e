"""A member's way through the network for some rows at once: one time step ahead, one step back."""

from typing import NamedTuple

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.equations import LSTM, advance, retreat
from forecasting.models.kernels.layout import Network
from forecasting.models.kernels.products import PANEL_BYTES, outer, product, turn, two_products

FIRST = np.int64(0)
"""The first column or matrix. A plain 0 would have each function compiled once more for it."""


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
    """What a member holds of some rows while it walks. Slot 0 of the states is before time 0.

    Attributes:
        inputs: (time, row, variable).
        entry: What the input layer gives (time, row, hidden).
        gates: (layer, time, row, column).
        h: Hidden states (layer, slot, row, hidden).
        c: Memory cells, the same; one slot without an LSTM.
        outputs: (time, row, filled variable).
        slope_entry: Slope of the loss by it.
        slope_h: Slope by the hidden states at this time (layer, row, hidden).
        slope_c: The same by the memory cells.
        slope_outputs: (time, row, filled variable).
        slope_inputs: (row, filled variable).
    """

    inputs: np.ndarray
    entry: np.ndarray
    gates: np.ndarray
    h: np.ndarray
    c: np.ndarray
    outputs: np.ndarray
    slope_entry: np.ndarray
    slope_h: np.ndarray
    slope_c: np.ndarray
    slope_outputs: np.ndarray
    slope_inputs: np.ndarray


@compiled
def make_memory(net: Network, times: int, rows: int, like: np.ndarray) -> Memory:
    """Memory for a walk through `times` steps, in the precision of `like`."""
    width = PANEL_BYTES // like.itemsize
    filled = (net.variables + width - 1) // width * width
    shape = (net.layers, times + 1, rows, net.hidden)
    cells = shape if net.cell == LSTM else (net.layers, 1, rows, net.hidden)
    entries = times if net.input_layer else 0
    return Memory(
        inputs=np.zeros((times, rows, net.variables), like.dtype),
        entry=np.zeros((entries, rows, net.hidden), like.dtype),
        # One panel more than is used, lest all rows fall on the same sets of the cache.
        gates=np.empty((net.layers, times, rows, net.columns + width), like.dtype),
        h=np.zeros(shape, like.dtype),
        c=np.zeros(cells, like.dtype),
        outputs=np.zeros((times, rows, filled), like.dtype),
        slope_entry=np.empty((entries, rows, net.hidden), like.dtype),
        slope_h=np.zeros((net.layers, rows, net.hidden), like.dtype),
        slope_c=np.zeros((net.layers, rows, net.hidden), like.dtype),
        slope_outputs=np.zeros((times, rows, filled), like.dtype),
        slope_inputs=np.zeros((rows, filled), like.dtype),
    )


@inlined
def ahead(weights, matrix):
    """The panels of one matrix (panel, inputs + 1, width)."""
    count, rows, at = weights.table[matrix, 0], weights.table[matrix, 1], weights.table[matrix, 2]
    width = PANEL_BYTES // weights.ahead.itemsize
    return weights.ahead[at : at + count * rows * width].reshape((count, rows, width))


@inlined
def back(weights, matrix):
    """The panels of one matrix turned (panel of inputs, outputs + 1, width)."""
    count, rows, at = weights.table[matrix, 3], weights.table[matrix, 4], weights.table[matrix, 5]
    width = PANEL_BYTES // weights.back.itemsize
    return weights.back[at : at + count * rows * width].reshape((count, rows, width))


@compiled
def turn_all(weights: Weights, first: int) -> None:
    """Bring the turned matrices up to date, from the matrix `first` on."""
    for matrix in range(first, len(weights.table) - 1):
        turn(ahead(weights, matrix), back(weights, matrix))


@compiled
def step_ahead(net: Network, weights: Weights, memory: Memory, time: int, slots: tuple) -> None:
    """From the inputs and states before a time to the states after it, in every layer.

    Args:
        net: What the member looks like.
        weights: Its weights.
        memory: Read and written.
        time: Where inputs and gates are.
        slots: The slots of the states before and after. Slot 0 counts as zero if -1 is given.
    """
    before, after = max(slots[0], 0), slots[1]
    source, matrix = memory.inputs[time], FIRST
    if net.input_layer:
        clear(memory.entry[time])
        product(source, FIRST, net.variables, ahead(weights, FIRST), memory.entry[time], FIRST)
        source, matrix = memory.entry[time], FIRST + 1
    for layer in range(net.layers):
        gates, h, c = memory.gates[layer, time], memory.h[layer], memory.c[layer]
        depth = FIRST if slots[0] < 0 else net.hidden
        x_panels, h_panels = ahead(weights, matrix), ahead(weights, matrix + 1)
        at = net.from_hidden_at
        two_products(source, x_panels, h[before], h_panels, depth, gates, at)
        c_before, c_after = (c[before], c[after]) if net.cell == LSTM else (c[0], c[0])
        advance(net.cell, gates, (h[before], c_before), (h[after], c_after))
        source, matrix = h[after], matrix + 2


@compiled
def read_out(net: Network, weights: Weights, memory: Memory, time: int, slot: int) -> None:
    """The output after the states in a slot."""
    clear(memory.outputs[time])
    head = ahead(weights, len(weights.table) - 2)
    top = memory.h[net.layers - 1, slot]
    product(top, FIRST, net.hidden, head, memory.outputs[time], FIRST)


@compiled
def step_back(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """From the slopes by the states after a time to those by the states before it.

    Leaves the slopes by the products in `gates`, and those by the input layer in `slope_entry`.
    """
    for layer in range(net.layers - 1, -1, -1):
        gates, h, c = memory.gates[layer, time], memory.h[layer], memory.c[layer]
        slope_h, matrix = memory.slope_h[layer], net.input_layer + 2 * layer
        c_before, c_after = (c[time], c[time + 1]) if net.cell == LSTM else (c[0], c[0])
        before, after = (h[time], c_before), (h[time + 1], c_after)
        retreat(net.cell, gates, before, after, (slope_h, memory.slope_c[layer]))
        gates_ih = ahead(weights, matrix).shape[0] * PANEL_BYTES // gates.itemsize
        if time > 0:
            turned = back(weights, matrix + 1)
            product(gates, net.from_hidden_at, gates_ih, turned, slope_h, FIRST)
        if layer > 0:
            below = memory.slope_h[layer - 1]
            product(gates, FIRST, gates_ih, back(weights, matrix), below, FIRST)
        elif net.input_layer:
            clear(memory.slope_entry[time])
            below = memory.slope_entry[time]
            product(gates, FIRST, gates_ih, back(weights, matrix), below, FIRST)


@compiled
def blame_inputs(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """The slope by the inputs of a time, from what `step_back` left."""
    clear(memory.slope_inputs)
    turned = back(weights, FIRST)
    if net.input_layer:
        slopes = memory.slope_entry[time]
        product(slopes, FIRST, net.hidden, turned, memory.slope_inputs, FIRST)
    else:
        depth = turned.shape[1] - 1
        product(memory.gates[0, time], FIRST, depth, turned, memory.slope_inputs, FIRST)


@compiled
def blame_output(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """Add to the slopes by the top layer's states what comes from the output of a time."""
    turned = back(weights, len(weights.table) - 2)
    slopes = memory.slope_h[net.layers - 1]
    product(memory.slope_outputs[time], FIRST, net.variables, turned, slopes, FIRST)


@compiled
def blame_weights(net: Network, slopes: Weights, memory: Memory, judged_from: int) -> None:
    """Add up the slopes by all weights, from what the way back left at every time."""
    head = ahead(slopes, len(slopes.table) - 2)
    top = flat(memory.h[net.layers - 1, judged_from + 1 :])
    outer(top, flat(memory.slope_outputs[judged_from:]), FIRST, head)
    source, matrix = flat(memory.inputs), FIRST
    if net.input_layer:
        outer(source, flat(memory.slope_entry), FIRST, ahead(slopes, FIRST))
        source, matrix = flat(memory.entry), FIRST + 1
    for layer in range(net.layers):
        if layer > 0:
            source = flat(memory.h[layer - 1, 1:])
        gates, states = flat(memory.gates[layer]), flat(memory.h[layer, :-1])
        outer(source, gates, FIRST, ahead(slopes, matrix))
        outer(states, gates, net.from_hidden_at, ahead(slopes, matrix + 1))
        matrix += 2


@inlined
def clear(values):
    """Set (row, column) to zero. NumPy's own way takes seconds to compile."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            values[row, column] = 0


@inlined
def flat(values):
    """Time and row as one axis."""
    return values.reshape((values.shape[0] * values.shape[1], values.shape[2]))
