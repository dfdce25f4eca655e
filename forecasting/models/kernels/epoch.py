"""One member's whole epoch: every update of it, without the interpreter."""

import numpy as np

from forecasting.models.kernels import plans
from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.layout import WeightOffsets
from forecasting.models.kernels.network import (
    accumulate_weight_grads,
    backward_inputs,
    backward_output,
    read_out,
    step_backward,
    step_forward,
    transpose_all,
)
from forecasting.models.kernels.plans import (
    ADAM_KEPT,
    ADAM_SQUARES_KEPT,
    Network,
    Plan,
    Step,
)
from forecasting.models.kernels.update_rules import move
from forecasting.models.kernels.views import view
from forecasting.models.kernels.workspace import (
    Weights,
    Workspace,
    clear,
    flat,
    make_workspace,
    of_filled,
    of_variables,
)

_strip_rows = compiled(plans.strip_rows)


@compiled
def train_epoch(
    net: Network,
    plan: Plan,
    step: Step,
    offsets: WeightOffsets,
    sequences: np.ndarray,
    order: np.ndarray,
    own: np.ndarray,
    moments: np.ndarray,
    kept: tuple[float, float],
    told: np.ndarray,
    space: np.ndarray,
) -> None:
    """Train one member once on every window.

    Args:
        net: What the member looks like.
        plan: What it learns.
        step: How it moves.
        offsets: Where its weights lie.
        sequences: Windows each with the value after it (window, time + 1, variable).
        order: The windows in the order in which they are met.
        own: The member's weights (weight,) in PyTorch's layout, replaced.
        moments: What the optimizer keeps (2, offset).
        kept: As in `optimizers.adam`, before this epoch.
        told: Where to write (3,) the mean loss over the windows, each taken before the update that
            it leads to; the mean norm of the gradient; how many updates were clipped.
        space: Room for `plans.training_numbers` numbers.
    """
    panels, transposed = offsets.table[net.matrices, 2], offsets.table[net.matrices, 5]
    weights = unpack(net, offsets, own, space)
    grads = Weights(
        offsets.table, view(space, (panels + transposed, (panels,))), weights.transposed
    )
    rest, times = view(space, (2 * panels + transposed, (0,))), sequences.shape[1] - 1
    first_transposed = 0 if plan.warm_up < times else 1
    workspace = make_workspace(net, times, _strip_rows(plan.batch), rest)
    summed, updates, gradients = 0.0, 0, view(told, (1, (2,)))
    gradients[0] = gradients[1] = 0.0
    for start in range(0, len(order), plan.batch):
        left = len(order) - start
        batch = plan.batch if plan.batch < left else left
        transpose_all(net, weights, first_transposed)
        for i in range(panels):
            grads.panels[i] = 0
        rows = _strip_rows(batch)
        for at in range(0, batch, rows):
            strip = view(order, (start + at, (rows if rows < batch - at else batch - at,)))
            if len(strip) != workspace.rows:
                workspace = make_workspace(net, times, len(strip), rest)
            summed += _forward(net, plan, weights, workspace, sequences, strip, batch)
            _backward(net, plan, weights, grads, workspace)
        kept = (kept[0] * ADAM_KEPT, kept[1] * ADAM_SQUARES_KEPT)
        move(plan.optimizer, step, weights.panels, grads.panels, moments, kept, gradients)
        updates += 1
    for i in range(len(own)):
        own[i] = weights.panels[offsets.weights[i]]
    told[0] = summed / len(order)
    gradients[0] /= updates


@inlined
def unpack(net, offsets, own, space):
    """A member's weights in panels, at the beginning of a space."""
    panels, transposed = offsets.table[net.matrices, 2], offsets.table[net.matrices, 5]
    for i in range(panels + transposed):
        space[i] = 0
    values = view(space, (0, (panels,)))
    for i in range(len(own)):
        values[offsets.weights[i]] = own[i]
    return Weights(offsets.table, values, view(space, (panels, (transposed,))))


@compiled
def _forward(
    net: Network,
    plan: Plan,
    weights: Weights,
    workspace: Workspace,
    sequences: np.ndarray,
    strip: np.ndarray,
    batch: int,
) -> float:
    """Through time; leaves the gradient by the outputs in `grad_outputs`.

    Returns:
        The sum over the rows of the mean squared error.
    """
    judged, squares = net.variables * (workspace.times - plan.judged_from), 0.0
    scale = sequences.dtype.type(2.0 / (batch * judged))
    for time in range(workspace.times):
        _read(net, plan, workspace, sequences, strip, time)
        step_forward(net, weights, workspace, time, time if time > 0 else -1, time + 1)
        if time >= plan.judged_from:
            read_out(net, weights, workspace, time, time + 1)
            outputs = view(
                workspace.values, of_filled(net, workspace, workspace.parts.outputs, time)
            )
            grads = view(
                workspace.values, of_filled(net, workspace, workspace.parts.grad_outputs, time)
            )
            for row in range(workspace.rows):
                for v in range(net.variables):
                    error = outputs[row, v] - sequences[strip[row], time + 1, v]
                    grads[row, v] = scale * error
                    squares += error * error
    return squares / judged


@inlined
def _read(net, plan, workspace, sequences, strip, time):
    """The inputs of a time: observed, or the outputs before it."""
    inputs = view(workspace.values, of_variables(net, workspace, time))
    outputs = view(workspace.values, of_filled(net, workspace, workspace.parts.outputs, time - 1))
    for row in range(workspace.rows):
        for v in range(net.variables):
            observed = time < plan.warm_up
            inputs[row, v] = sequences[strip[row], time, v] if observed else outputs[row, v]


@compiled
def _backward(
    net: Network,
    plan: Plan,
    weights: Weights,
    grads: Weights,
    workspace: Workspace,
) -> None:
    """Back through time, from `grad_outputs` to the gradient by all weights."""
    clear(view(workspace.values, flat(workspace, workspace.parts.grad_h, net.layers, net.hidden)))
    clear(view(workspace.values, flat(workspace, workspace.parts.grad_c, net.layers, net.hidden)))
    for time in range(workspace.times - 1, -1, -1):
        if time >= plan.judged_from:
            backward_output(net, weights, workspace, time)
        step_backward(net, weights, workspace, time)
        if time >= plan.warm_up:
            backward_inputs(net, weights, workspace, time)
            own = view(workspace.values, of_filled(net, workspace, workspace.parts.grad_inputs, 0))
            before = view(
                workspace.values, of_filled(net, workspace, workspace.parts.grad_outputs, time - 1)
            )
            for row in range(workspace.rows):
                for v in range(net.variables):
                    before[row, v] += own[row, v]
    accumulate_weight_grads(net, grads, workspace, plan.judged_from)
