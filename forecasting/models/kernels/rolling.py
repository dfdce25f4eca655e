"""One member's rollout from some origins, without the interpreter."""

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.epoch import unpack
from forecasting.models.kernels.layout import Places
from forecasting.models.kernels.memory import (
    Weights,
    clear,
    make_memory,
    of_filled,
    of_variables,
    states,
)
from forecasting.models.kernels.network import read_out, step_ahead
from forecasting.models.kernels.plans import LARGEST_START, LSTM, Network
from forecasting.models.kernels.views import view


@compiled
def roll_out(
    net: Network,
    places: Places,
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
        places: Where its weights lie.
        own: The member's weights (weight,) in PyTorch's layout.
        carries_state: Whether the state is carried on, or each step starts from zero.
        contexts: (window, time, variable).
        fed: What is fed back (window, step, variable): the forecasts, or others in their place.
        forecasts: (window, step, variable), written.
        space: Room for `plans.rollout_numbers` numbers.
    """
    weights, rows = unpack(net, places, own, space), contexts.shape[0]
    length, slot = contexts.shape[1], -1
    begin = places.table[net.matrices, 2] + places.table[net.matrices, 5]
    first = view(space, (begin, (2, net.layers, length, rows + length - 1, net.hidden)))
    shares = not carries_state and _overlap(net, contexts)
    if shares:
        begin += 2 * net.layers * length * (rows + length - 1) * net.hidden
        _first_walk(net, weights, contexts, first, view(space, (begin, (0,))))
    memory = make_memory(net, 1, rows, view(space, (begin, (0,))))
    for step in range(forecasts.shape[1]):
        at = length + step - 1
        if shares and step < length:
            at, slot = length, 0
            _start_from(net, memory, first, length - step - 1, step)
        elif step == 0 or not carries_state:
            at, slot = step, -1
            _forget(net, memory)
        for time in range(at, length + step):
            _read(net, memory, contexts, fed, time)
            before, slot = slot, 1 if slot < 1 else 0
            step_ahead(net, weights, memory, 0, before, slot)
        read_out(net, weights, memory, 0, slot)
        _write(net, memory, forecasts, step)


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
def _first_walk(
    net: Network, weights: Weights, contexts: np.ndarray, first: np.ndarray, space: np.ndarray
) -> None:
    """Through all contexts from zero, and through what follows them as far as it is known.

    A rollout drops the oldest value at each step and starts again from zero. What it then sees
    first is how a context further down begins; so the states on the way are kept for it, in
    `first` (h and c, layer, time, row, hidden).
    """
    windows, length = contexts.shape[0], contexts.shape[1]
    rows = first.shape[3]
    memory = make_memory(net, 1, rows, space)
    slot = -1
    for time in range(length):
        inputs = view(memory.values, of_variables(net, memory, 0))
        for row in range(rows):
            context = row if row < windows else windows - 1
            at = time + row - context
            at = at if at < length else length - 1
            for v in range(net.variables):
                inputs[row, v] = contexts[context, at, v]
        before, slot = slot, 1 if slot < 1 else 0
        step_ahead(net, weights, memory, 0, before, slot)
        for layer in range(net.layers):
            h, c = states(net, memory, layer, slot)
            _copy(h, 0, first[0, layer, time], rows)
            if net.cell == LSTM:
                _copy(c, 0, first[1, layer, time], rows)


@inlined
def _start_from(net, memory, first, time, row):
    """Put the states after a time, from a row on, into slot 0."""
    for layer in range(net.layers):
        h, c = states(net, memory, layer, 0)
        _copy(first[0, layer, time], row, h, memory.rows)
        if net.cell == LSTM:
            _copy(first[1, layer, time], row, c, memory.rows)


@inlined
def _copy(source, at, target, rows):
    """Some rows of a source, from one on, to the beginning of a target."""
    for row in range(rows):
        for unit in range(source.shape[1]):
            target[row, unit] = source[at + row, unit]


@inlined
def _forget(net, memory):
    for layer in range(net.layers):
        h, c = states(net, memory, layer, 0)
        clear(h)
        clear(c)


@inlined
def _read(net, memory, contexts, fed, time):
    """The inputs of the one time that the memory has: from the contexts, or what follows them."""
    inputs, seen = view(memory.values, of_variables(net, memory, 0)), contexts.shape[1]
    for row in range(memory.rows):
        for v in range(net.variables):
            observed = time < seen
            inputs[row, v] = contexts[row, time, v] if observed else fed[row, time - seen, v]


@inlined
def _write(net, memory, forecasts, step):
    outputs = view(memory.values, of_filled(net, memory, memory.parts.outputs, 0))
    for row in range(memory.rows):
        for v in range(net.variables):
            forecasts[row, step, v] = outputs[row, v]
