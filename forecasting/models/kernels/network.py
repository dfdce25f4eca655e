"""A member's way through the network for some rows at once: one time step ahead, one step back."""

from forecasting.models.kernels.compiling import compiled
from forecasting.models.kernels.equations import advance, retreat
from forecasting.models.kernels.memory import (
    Memory,
    Weights,
    clear,
    flat,
    of_filled,
    of_gates,
    of_hidden,
    of_variables,
    panels_of,
    slopes_of_states,
    states,
    turned_of,
)
from forecasting.models.kernels.plans import PANEL_BYTES, Network
from forecasting.models.kernels.products import outer, product, turn, two_products
from forecasting.models.kernels.views import view


@compiled
def turn_all(net: Network, weights: Weights, first: int) -> None:
    """Bring the turned matrices up to date, from the matrix `first` on."""
    for matrix in range(first, net.matrices):
        panels = view(weights.ahead, panels_of(weights, matrix))
        turn(panels, view(weights.back, turned_of(weights, matrix)))


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
        matrix = net.input_layer + 2 * layer
        gates = view(memory.values, of_gates(net, memory, layer, time))
        old = states(net, memory, layer, 0 if before < 0 else before)
        new = states(net, memory, layer, after)
        x_panels = view(weights.ahead, panels_of(weights, matrix))
        h_panels = view(weights.ahead, panels_of(weights, matrix + 1))
        two_products(source, x_panels, old[0], h_panels, depth, gates, net.from_hidden_at)
        advance(net.cell, gates, old, new)
        source = new[0]


@compiled
def read_out(net: Network, weights: Weights, memory: Memory, time: int, slot: int) -> None:
    """The output after the states in a slot."""
    outputs = view(memory.values, of_filled(net, memory, memory.parts.outputs, time))
    clear(outputs)
    top = states(net, memory, net.layers - 1, slot)[0]
    head = view(weights.ahead, panels_of(weights, net.matrices - 1))
    product(top, 0, net.hidden, head, outputs, 0)


@compiled
def step_back(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """From the slopes by the states after a time to those by the states before it.

    Leaves the slopes by the products in `gates`, and those by the input layer in `slope_entry`.
    """
    parts = memory.parts
    for layer in range(net.layers - 1, -1, -1):
        matrix = net.input_layer + 2 * layer
        gates = view(memory.values, of_gates(net, memory, layer, time))
        slopes = slopes_of_states(net, memory, layer)
        before, after = states(net, memory, layer, time), states(net, memory, layer, time + 1)
        retreat(net.cell, gates, before, after, slopes)
        depth = weights.table[matrix, 0] * PANEL_BYTES // gates.itemsize
        turned = view(weights.back, turned_of(weights, matrix))
        if time > 0:
            turned_h = view(weights.back, turned_of(weights, matrix + 1))
            product(gates, net.from_hidden_at, depth, turned_h, slopes[0], 0)
        if layer > 0:
            below = view(memory.values, of_hidden(net, memory, parts.slope_h, layer - 1))
            product(gates, 0, depth, turned, below, 0)
        elif net.input_layer:
            below = view(memory.values, of_hidden(net, memory, parts.slope_entry, time))
            clear(below)
            product(gates, 0, depth, turned, below, 0)


@compiled
def blame_inputs(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """The slope by the inputs of a time, from what `step_back` left."""
    found = view(memory.values, of_filled(net, memory, memory.parts.slope_inputs, 0))
    clear(found)
    turned = view(weights.back, turned_of(weights, 0))
    if net.input_layer:
        slopes = view(memory.values, of_hidden(net, memory, memory.parts.slope_entry, time))
        product(slopes, 0, net.hidden, turned, found, 0)
    else:
        gates = view(memory.values, of_gates(net, memory, 0, time))
        product(gates, 0, turned.shape[1] - 1, turned, found, 0)


@compiled
def blame_output(net: Network, weights: Weights, memory: Memory, time: int) -> None:
    """Add to the slopes by the top layer's states what comes from the output of a time."""
    slope_outputs = view(memory.values, of_filled(net, memory, memory.parts.slope_outputs, time))
    slopes = view(memory.values, of_hidden(net, memory, memory.parts.slope_h, net.layers - 1))
    turned = view(weights.back, turned_of(weights, net.matrices - 1))
    product(slope_outputs, 0, net.variables, turned, slopes, 0)


@compiled
def blame_weights(net: Network, slopes: Weights, memory: Memory, judged_from: int) -> None:
    """Add up the slopes by all weights, from what the way back left at every time."""
    parts, times = memory.parts, memory.times
    step, whole = memory.rows * net.hidden, (times + 1) * memory.rows * net.hidden
    top_at = parts.h + (net.layers - 1) * whole + (judged_from + 1) * step
    blame_at = parts.slope_outputs + judged_from * memory.rows * net.filled
    top = view(memory.values, flat(memory, top_at, times - judged_from, net.hidden))
    blame = view(memory.values, flat(memory, blame_at, times - judged_from, net.filled))
    outer(top, blame, 0, view(slopes.ahead, panels_of(slopes, net.matrices - 1)))
    source = view(memory.values, flat(memory, parts.inputs, times, net.variables))
    if net.input_layer:
        entry = view(memory.values, flat(memory, parts.slope_entry, times, net.hidden))
        outer(source, entry, 0, view(slopes.ahead, panels_of(slopes, 0)))
        source = view(memory.values, flat(memory, parts.entry, times, net.hidden))
    for layer in range(net.layers):
        at, matrix = parts.h + layer * whole, net.input_layer + 2 * layer
        gates_at = parts.gates + layer * times * memory.rows * net.gates_row
        gates = view(memory.values, flat(memory, gates_at, times, net.gates_row))
        outer(source, gates, 0, view(slopes.ahead, panels_of(slopes, matrix)))
        before = view(memory.values, flat(memory, at, times, net.hidden))
        panels = view(slopes.ahead, panels_of(slopes, matrix + 1))
        outer(before, gates, net.from_hidden_at, panels)
        source = view(memory.values, flat(memory, at + step, times, net.hidden))
