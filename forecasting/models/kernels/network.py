"""A member's way through the network for some rows at once: a time step forward, one backward."""

from forecasting.models.kernels.compiling import compiled
from forecasting.models.kernels.equations import backward, forward
from forecasting.models.kernels.plans import PANEL_BYTES, Network
from forecasting.models.kernels.products import outer, product, transpose, two_products
from forecasting.models.kernels.views import view
from forecasting.models.kernels.workspace import (
    Weights,
    Workspace,
    clear,
    flat,
    grads_of_states,
    of_filled,
    of_gates,
    of_hidden,
    of_variables,
    panels_of,
    states,
    transposed_of,
)


@compiled
def transpose_all(net: Network, weights: Weights, first: int) -> None:
    """Bring the transposed matrices up to date, from the matrix `first` on."""
    for matrix in range(first, net.matrices):
        panels = view(weights.panels, panels_of(weights, matrix))
        transpose(panels, view(weights.transposed, transposed_of(weights, matrix)))


@compiled
def step_forward(
    net: Network, weights: Weights, workspace: Workspace, time: int, before: int, after: int
) -> None:
    """From the inputs and states before a time to the states after it, in every layer.

    Args:
        net: What the member looks like.
        weights: Its weights.
        workspace: Read and written.
        time: Where inputs and gates are.
        before: The slot of the states before; slot 0 counts as zero if -1 is given.
        after: The slot of the states after.
    """
    depth = 0 if before < 0 else net.hidden
    source = view(workspace.values, of_variables(net, workspace, time))
    if net.input_layer:
        entry = view(workspace.values, of_hidden(net, workspace, workspace.parts.entry, time))
        clear(entry)
        product(source, 0, net.variables, view(weights.panels, panels_of(weights, 0)), entry, 0)
        source = entry
    for layer in range(net.layers):
        matrix = net.input_layer + 2 * layer
        gates = view(workspace.values, of_gates(net, workspace, layer, time))
        old = states(net, workspace, layer, 0 if before < 0 else before)
        new = states(net, workspace, layer, after)
        x_panels = view(weights.panels, panels_of(weights, matrix))
        h_panels = view(weights.panels, panels_of(weights, matrix + 1))
        two_products(source, x_panels, old[0], h_panels, depth, gates, net.from_hidden_at)
        forward(net.cell, gates, old, new)
        source = new[0]


@compiled
def read_out(net: Network, weights: Weights, workspace: Workspace, time: int, slot: int) -> None:
    """The output after the states in a slot."""
    outputs = view(workspace.values, of_filled(net, workspace, workspace.parts.outputs, time))
    clear(outputs)
    top = states(net, workspace, net.layers - 1, slot)[0]
    head = view(weights.panels, panels_of(weights, net.matrices - 1))
    product(top, 0, net.hidden, head, outputs, 0)


@compiled
def step_backward(net: Network, weights: Weights, workspace: Workspace, time: int) -> None:
    """From the gradient by the states after a time to that by the states before it.

    Leaves the gradient by the products in `gates`, and that by the input layer in `grad_entry`.
    """
    parts = workspace.parts
    for layer in range(net.layers - 1, -1, -1):
        matrix = net.input_layer + 2 * layer
        gates = view(workspace.values, of_gates(net, workspace, layer, time))
        grads = grads_of_states(net, workspace, layer)
        before, after = states(net, workspace, layer, time), states(net, workspace, layer, time + 1)
        backward(net.cell, gates, before, after, grads)
        depth = weights.table[matrix, 0] * PANEL_BYTES // gates.itemsize
        transposed = view(weights.transposed, transposed_of(weights, matrix))
        if time > 0:
            transposed_h = view(weights.transposed, transposed_of(weights, matrix + 1))
            product(gates, net.from_hidden_at, depth, transposed_h, grads[0], 0)
        if layer > 0:
            below = view(workspace.values, of_hidden(net, workspace, parts.grad_h, layer - 1))
            product(gates, 0, depth, transposed, below, 0)
        elif net.input_layer:
            below = view(workspace.values, of_hidden(net, workspace, parts.grad_entry, time))
            clear(below)
            product(gates, 0, depth, transposed, below, 0)


@compiled
def backward_inputs(net: Network, weights: Weights, workspace: Workspace, time: int) -> None:
    """The gradient by the inputs of a time, from what `step_backward` left."""
    found = view(workspace.values, of_filled(net, workspace, workspace.parts.grad_inputs, 0))
    clear(found)
    transposed = view(weights.transposed, transposed_of(weights, 0))
    if net.input_layer:
        grads = view(workspace.values, of_hidden(net, workspace, workspace.parts.grad_entry, time))
        product(grads, 0, net.hidden, transposed, found, 0)
    else:
        gates = view(workspace.values, of_gates(net, workspace, 0, time))
        product(gates, 0, transposed.shape[1] - 1, transposed, found, 0)


@compiled
def backward_output(net: Network, weights: Weights, workspace: Workspace, time: int) -> None:
    """Add to the gradient by the top layer's states what comes from the output of a time."""
    grad_outputs = view(
        workspace.values, of_filled(net, workspace, workspace.parts.grad_outputs, time)
    )
    grads = view(
        workspace.values, of_hidden(net, workspace, workspace.parts.grad_h, net.layers - 1)
    )
    transposed = view(weights.transposed, transposed_of(weights, net.matrices - 1))
    product(grad_outputs, 0, net.variables, transposed, grads, 0)


@compiled
def accumulate_weight_grads(
    net: Network, grads: Weights, workspace: Workspace, judged_from: int
) -> None:
    """Add up the gradient by all weights, from what the backward pass left at every time."""
    parts, times = workspace.parts, workspace.times
    step, whole = workspace.rows * net.hidden, (times + 1) * workspace.rows * net.hidden
    top_at = parts.h + (net.layers - 1) * whole + (judged_from + 1) * step
    grad_at = parts.grad_outputs + judged_from * workspace.rows * net.filled
    top = view(workspace.values, flat(workspace, top_at, times - judged_from, net.hidden))
    grad = view(workspace.values, flat(workspace, grad_at, times - judged_from, net.filled))
    outer(top, grad, 0, view(grads.panels, panels_of(grads, net.matrices - 1)))
    source = view(workspace.values, flat(workspace, parts.inputs, times, net.variables))
    if net.input_layer:
        entry = view(workspace.values, flat(workspace, parts.grad_entry, times, net.hidden))
        outer(source, entry, 0, view(grads.panels, panels_of(grads, 0)))
        source = view(workspace.values, flat(workspace, parts.entry, times, net.hidden))
    for layer in range(net.layers):
        at, matrix = parts.h + layer * whole, net.input_layer + 2 * layer
        gates_at = parts.gates + layer * times * workspace.rows * net.gates_row
        gates = view(workspace.values, flat(workspace, gates_at, times, net.gates_row))
        outer(source, gates, 0, view(grads.panels, panels_of(grads, matrix)))
        before = view(workspace.values, flat(workspace, at, times, net.hidden))
        panels = view(grads.panels, panels_of(grads, matrix + 1))
        outer(before, gates, net.from_hidden_at, panels)
        source = view(workspace.values, flat(workspace, at + step, times, net.hidden))
