"""One member's whole epoch: every update of it, without the interpreter."""

from typing import NamedTuple

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.layout import Network, Places
from forecasting.models.kernels.network import (
    Memory,
    Weights,
    blame_inputs,
    blame_output,
    blame_weights,
    clear,
    flat,
    make_memory,
    read_out,
    step_ahead,
    step_back,
    turn_all,
)
from forecasting.models.kernels.optimizers import Step, move

STRIP_ROWS = 32
"""Windows that walk together: a larger minibatch goes in strips, so that it stays in the cache."""


class Plan(NamedTuple):
    """What is learned.

    Attributes:
        batch: Windows in one update.
        warm_up: Observed inputs; after them the model reads its own output.
        judged_from: First time whose output counts: the last for `one_step`, 0 for `free_running`.
        optimizer: A value of `OPTIMIZER_CODES`.
    """

    batch: int
    warm_up: int
    judged_from: int
    optimizer: int


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
    updates: int,
) -> float:
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
        updates: Updates so far.

    Returns:
        The mean loss over the windows, each taken before the update that it leads to.
    """
    weights = unpack(places, own)
    slopes = Weights(places.table, np.zeros_like(weights.ahead), weights.back)
    first_turned = 0 if plan.warm_up < sequences.shape[1] - 1 else 1
    memory = make_memory(net, sequences.shape[1] - 1, strip_rows(plan.batch), own)
    summed = 0.0
    for start in range(0, len(order), plan.batch):
        batch = order[start : start + plan.batch]
        turn_all(weights, first_turned)
        for i in range(len(slopes.ahead)):
            slopes.ahead[i] = 0
        rows = strip_rows(len(batch))
        for at in range(0, len(batch), rows):
            strip = batch[at : at + rows]
            if len(strip) != memory.inputs.shape[1]:
                memory = make_memory(net, sequences.shape[1] - 1, len(strip), own)
            summed += _walk(net, plan, weights, memory, sequences, strip, len(batch))
            _walk_back(net, plan, weights, slopes, memory)
        updates += 1
        move(plan.optimizer, step, weights.ahead, slopes.ahead, moments, updates)
    for i in range(len(own)):
        own[i] = weights.ahead[places.weights[i]]
    return summed / len(order)


@inlined
def unpack(places, own):
    """A member's weights in panels."""
    last = len(places.table) - 1
    panels = np.zeros(places.table[last, 2], own.dtype)
    for i in range(len(own)):
        panels[places.weights[i]] = own[i]
    return Weights(places.table, panels, np.zeros(places.table[last, 5], own.dtype))


@inlined
def strip_rows(batch):
    """Rows of a strip when a minibatch is cut into equal ones."""
    strips = (batch + STRIP_ROWS - 1) // STRIP_ROWS
    return (batch + strips - 1) // strips


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
    times = sequences.shape[1] - 1
    judged, squares = net.variables * (times - plan.judged_from), 0.0
    scale = sequences.dtype.type(2.0 / (batch * judged))
    for time in range(times):
        for row in range(len(strip)):
            for v in range(net.variables):
                observed = time < plan.warm_up
                memory.inputs[time, row, v] = (
                    sequences[strip[row], time, v] if observed else memory.outputs[time - 1, row, v]
                )
        step_ahead(net, weights, memory, time, (time if time > 0 else -1, time + 1))
        if time >= plan.judged_from:
            read_out(net, weights, memory, time, time + 1)
            for row in range(len(strip)):
                for v in range(net.variables):
                    error = memory.outputs[time, row, v] - sequences[strip[row], time + 1, v]
                    memory.slope_outputs[time, row, v] = scale * error
                    squares += error * error
    return squares / judged


@compiled
def _walk_back(
    net: Network,
    plan: Plan,
    weights: Weights,
    slopes: Weights,
    memory: Memory,
) -> None:
    """Back through time, from `slope_outputs` to the slopes by all weights."""
    times = memory.inputs.shape[0]
    clear(flat(memory.slope_h))
    clear(flat(memory.slope_c))
    for time in range(times - 1, -1, -1):
        if time >= plan.judged_from:
            blame_output(net, weights, memory, time)
        step_back(net, weights, memory, time)
        if time >= plan.warm_up:
            blame_inputs(net, weights, memory, time)
            for row in range(memory.slope_inputs.shape[0]):
                for v in range(net.variables):
                    memory.slope_outputs[time - 1, row, v] += memory.slope_inputs[row, v]
    blame_weights(net, slopes, memory, plan.judged_from)
