"""One member's whole epoch: every update of it, without the interpreter."""

import numpy as np

from forecasting.models.kernels import plans
from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.layout import Places
from forecasting.models.kernels.memory import (
    Memory,
    Weights,
    clear,
    flat,
    make_memory,
    of_filled,
    of_variables,
)
from forecasting.models.kernels.network import (
    blame_inputs,
    blame_output,
    blame_weights,
    read_out,
    step_ahead,
    step_back,
    turn_all,
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

_strip_rows = compiled(plans.strip_rows)


@compiled
def train_epoch(
    net: Network,
    plan: Plan,
    step: Step,
    places: Places,
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
        places: Where its weights lie.
        sequences: Windows each with the value after it (window, time + 1, variable).
        order: The windows in the order in which they are met.
        own: The member's weights (weight,) in PyTorch's layout, replaced.
        moments: What the optimizer keeps (2, place).
        kept: As in `optimizers.adam`, before this epoch.
        told: Where to write (3,) the mean loss over the windows, each taken before the update that
            it leads to; the mean norm of the gradient; how many updates were clipped.
        space: Room for `plans.training_numbers` numbers.
    """
    panels, turned = places.table[net.matrices, 2], places.table[net.matrices, 5]
    weights = unpack(net, places, own, space)
    slopes = Weights(places.table, view(space, (panels + turned, (panels,))), weights.back)
    rest, times = view(space, (2 * panels + turned, (0,))), sequences.shape[1] - 1
    first_turned = 0 if plan.warm_up < times else 1
    memory = make_memory(net, times, _strip_rows(plan.batch), rest)
    summed, updates, gradients = 0.0, 0, view(told, (1, (2,)))
    gradients[0] = gradients[1] = 0.0
    for start in range(0, len(order), plan.batch):
        left = len(order) - start
        batch = plan.batch if plan.batch < left else left
        turn_all(net, weights, first_turned)
        for i in range(panels):
            slopes.ahead[i] = 0
        rows = _strip_rows(batch)
        for at in range(0, batch, rows):
            strip = view(order, (start + at, (rows if rows < batch - at else batch - at,)))
            if len(strip) != memory.rows:
                memory = make_memory(net, times, len(strip), rest)
            summed += _walk(net, plan, weights, memory, sequences, strip, batch)
            _walk_back(net, plan, weights, slopes, memory)
        kept = (kept[0] * ADAM_KEPT, kept[1] * ADAM_SQUARES_KEPT)
        move(plan.optimizer, step, weights.ahead, slopes.ahead, moments, kept, gradients)
        updates += 1
    for i in range(len(own)):
        own[i] = weights.ahead[places.weights[i]]
    told[0] = summed / len(order)
    gradients[0] /= updates


@inlined
def unpack(net, places, own, space):
    """A member's weights in panels, at the beginning of a space."""
    panels, turned = places.table[net.matrices, 2], places.table[net.matrices, 5]
    for i in range(panels + turned):
        space[i] = 0
    ahead = view(space, (0, (panels,)))
    for i in range(len(own)):
        ahead[places.weights[i]] = own[i]
    return Weights(places.table, ahead, view(space, (panels, (turned,))))


@compiled
def _walk(
    net: Network,
    plan: Plan,
    weights: Weights,
    memory: Memory,
    sequences: np.ndarray,
    strip: np.ndarray,
    batch: int,
) -> float:
    """Through time; leaves the slopes by the outputs in `slope_outputs`.

    Returns:
        The sum over the rows of the mean squared error.
    """
    judged, squares = net.variables * (memory.times - plan.judged_from), 0.0
    scale = sequences.dtype.type(2.0 / (batch * judged))
    for time in range(memory.times):
        _read(net, plan, memory, sequences, strip, time)
        step_ahead(net, weights, memory, time, time if time > 0 else -1, time + 1)
        if time >= plan.judged_from:
            read_out(net, weights, memory, time, time + 1)
            outputs = view(memory.values, of_filled(net, memory, memory.parts.outputs, time))
            slopes = view(memory.values, of_filled(net, memory, memory.parts.slope_outputs, time))
            for row in range(memory.rows):
                for v in range(net.variables):
                    error = outputs[row, v] - sequences[strip[row], time + 1, v]
                    slopes[row, v] = scale * error
                    squares += error * error
    return squares / judged


@inlined
def _read(net, plan, memory, sequences, strip, time):
    """The inputs of a time: observed, or the outputs before it."""
    inputs = view(memory.values, of_variables(net, memory, time))
    outputs = view(memory.values, of_filled(net, memory, memory.parts.outputs, time - 1))
    for row in range(memory.rows):
        for v in range(net.variables):
            observed = time < plan.warm_up
            inputs[row, v] = sequences[strip[row], time, v] if observed else outputs[row, v]


@compiled
def _walk_back(
    net: Network,
    plan: Plan,
    weights: Weights,
    slopes: Weights,
    memory: Memory,
) -> None:
    """Back through time, from `slope_outputs` to the slopes by all weights."""
    clear(view(memory.values, flat(memory, memory.parts.slope_h, net.layers, net.hidden)))
    clear(view(memory.values, flat(memory, memory.parts.slope_c, net.layers, net.hidden)))
    for time in range(memory.times - 1, -1, -1):
        if time >= plan.judged_from:
            blame_output(net, weights, memory, time)
        step_back(net, weights, memory, time)
        if time >= plan.warm_up:
            blame_inputs(net, weights, memory, time)
            own = view(memory.values, of_filled(net, memory, memory.parts.slope_inputs, 0))
            before = view(
                memory.values, of_filled(net, memory, memory.parts.slope_outputs, time - 1)
            )
            for row in range(memory.rows):
                for v in range(net.variables):
                    before[row, v] += own[row, v]
    blame_weights(net, slopes, memory, plan.judged_from)
