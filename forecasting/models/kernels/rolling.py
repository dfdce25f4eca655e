"""One member's rollout from some origins, without the interpreter."""

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.epoch import unpack
from forecasting.models.kernels.layout import WeightOffsets
from forecasting.models.kernels.network import read_out, step_forward
from forecasting.models.kernels.plans import LARGEST_START, LSTM, Network
from forecasting.models.kernels.views import view
from forecasting.models.kernels.workspace import (
    Weights,
    clear,
    make_workspace,
    of_filled,
    of_variables,
    states,
)


@compiled
def roll_out(
    net: Network,
    offsets: WeightOffsets,
    own: np.ndarray,
    carries_state: int,
    contexts: np.ndarray,
    fed: np.ndarray,
    forecasts: np.ndarray,
    space: np.ndarray,
) -> None:
    """Feed a member's forecasts back.

    Args:
        net: What the member looks like.
        offsets: Where its weights lie.
        own: The member's weights (weight,) in PyTorch's layout.
        carries_state: Whether the state is carried on, or each step starts from zero.
        contexts: (window, time, variable).
        fed: What is fed back (window, step, variable): the forecasts, or others in their place.
        forecasts: (window, step, variable), written.
        space: Room for `plans.rollout_numbers` numbers.
    """
    weights, rows = unpack(net, offsets, own, space), contexts.shape[0]
    length, slot = contexts.shape[1], -1
    begin = offsets.table[net.matrices, 2] + offsets.table[net.matrices, 5]
    first = view(space, (begin, (2, net.layers, length, rows + length - 1, net.hidden)))
    shares = not carries_state and _overlap(net, contexts)
    if shares:
        begin += 2 * net.layers * length * (rows + length - 1) * net.hidden
        _first_pass(net, weights, contexts, first, view(space, (begin, (0,))))
    workspace = make_workspace(net, 1, rows, view(space, (begin, (0,))))
    for step in range(forecasts.shape[1]):
        at = length + step - 1
        if shares and step < length:
            at, slot = length, 0
            _start_from(net, workspace, first, length - step - 1, step)
        elif step == 0 or not carries_state:
            at, slot = step, -1
            _forget(net, workspace)
        for time in range(at, length + step):
            _read(net, workspace, contexts, fed, time)
            before, slot = slot, 1 if slot < 1 else 0
            step_forward(net, weights, workspace, 0, before, slot)
        read_out(net, weights, workspace, 0, slot)
        _write(net, workspace, forecasts, step)


@inlined
def _overlap(net, contexts):
    """Whether each context is the one before it, moved on by a step."""
    windows, length, variables = contexts.shape
    if 2 * net.layers * length * (windows + length) * net.hidden > LARGEST_START:
        return False
    for row in range(1, windows):
        for time in range(length - 1):
            for v in range(variables):
                if contexts[row, time, v] != contexts[row - 1, time + 1, v]:
                    return False
    return True


@compiled
def _first_pass(
    net: Network, weights: Weights, contexts: np.ndarray, first: np.ndarray, space: np.ndarray
) -> None:
    """Through all contexts from zero, and through what follows them as far as it is known.

    A rollout drops the oldest value at each step and starts again from zero. What it then sees
    first is how a context further down begins; so the states on the way are kept for it, in
    `first` (h and c, layer, time, row, hidden).
    """
    windows, length = contexts.shape[0], contexts.shape[1]
    rows = first.shape[3]
    workspace = make_workspace(net, 1, rows, space)
    slot = -1
    for time in range(length):
        inputs = view(workspace.values, of_variables(net, workspace, 0))
        for row in range(rows):
            context = row if row < windows else windows - 1
            at = time + row - context
            at = at if at < length else length - 1
            for v in range(net.variables):
                inputs[row, v] = contexts[context, at, v]
        before, slot = slot, 1 if slot < 1 else 0
        step_forward(net, weights, workspace, 0, before, slot)
        for layer in range(net.layers):
            h, c = states(net, workspace, layer, slot)
            _copy(h, 0, first[0, layer, time], rows)
            if net.cell == LSTM:
                _copy(c, 0, first[1, layer, time], rows)


@inlined
def _start_from(net, workspace, first, time, row):
    """Put the states after a time, from a row on, into slot 0."""
    for layer in range(net.layers):
        h, c = states(net, workspace, layer, 0)
        _copy(first[0, layer, time], row, h, workspace.rows)
        if net.cell == LSTM:
            _copy(first[1, layer, time], row, c, workspace.rows)


@inlined
def _copy(source, at, target, rows):
    """Some rows of a source, from one on, to the beginning of a target."""
    for row in range(rows):
        for unit in range(source.shape[1]):
            target[row, unit] = source[at + row, unit]


@inlined
def _forget(net, workspace):
    for layer in range(net.layers):
        h, c = states(net, workspace, layer, 0)
        clear(h)
        clear(c)


@inlined
def _read(net, workspace, contexts, fed, time):
    """The inputs of the workspace's one time: from the contexts, or what follows them."""
    inputs, seen = view(workspace.values, of_variables(net, workspace, 0)), contexts.shape[1]
    for row in range(workspace.rows):
        for v in range(net.variables):
            observed = time < seen
            inputs[row, v] = contexts[row, time, v] if observed else fed[row, time - seen, v]


@inlined
def _write(net, workspace, forecasts, step):
    outputs = view(workspace.values, of_filled(net, workspace, workspace.parts.outputs, 0))
    for row in range(workspace.rows):
        for v in range(net.variables):
            forecasts[row, step, v] = outputs[row, v]
