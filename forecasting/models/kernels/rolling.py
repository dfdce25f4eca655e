"""One member's rollout from some origins, without the interpreter."""

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.epoch import unpack
from forecasting.models.kernels.equations import LSTM
from forecasting.models.kernels.layout import Network, Places
from forecasting.models.kernels.network import (
    Memory,
    Weights,
    clear,
    make_memory,
    read_out,
    step_ahead,
)

STRIP_ROWS = 64
"""Origins that are rolled out at once."""

LARGEST_START = 2**21
"""Values that a strip may keep of its first walk; where there would be more, nothing is shared."""


@compiled
def roll_out(
    net: Network,
    places: Places,
    own: np.ndarray,
    carries_state: bool,
    contexts: np.ndarray,
    observed: np.ndarray,
    forecasts: np.ndarray,
) -> None:
    """Feed a member's forecasts back.

    Args:
        net: What the member looks like.
        places: Where its weights lie.
        own: The member's weights (weight,) in PyTorch's layout.
        carries_state: Whether the state is carried on, or each step starts from zero.
        contexts: (window, time, variable).
        observed: (window, step, variable) to feed back in place of forecasts, or no windows.
        forecasts: (window, step, variable), written.
    """
    weights = unpack(places, own)
    for start in range(0, len(contexts), STRIP_ROWS):
        strip = contexts[start : start + STRIP_ROWS]
        known = observed[start : start + STRIP_ROWS]
        shares = not carries_state and _overlap(net, strip)
        states = _first_walk(net, weights, strip, shares)
        memory = make_memory(net, 1, len(strip), own)
        ahead = forecasts[start : start + STRIP_ROWS]
        _roll_strip(net, weights, memory, carries_state, strip, known, ahead, states)


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
def _first_walk(net: Network, weights: Weights, contexts: np.ndarray, shares: bool) -> np.ndarray:
    """Through all contexts from zero, and through what follows them as far as it is known.

    A rollout drops the oldest value at each step and starts again from zero. What it then sees
    first is how a context further down begins; so the states on the way are kept for it.

    Returns:
        The states h and c after each time (2, layer, time, row, hidden); no times if not `shares`.
    """
    windows, length, variables = contexts.shape
    times, rows = (length, windows + length - 1) if shares else (0, 1)
    states = np.zeros((2, net.layers, times, rows, net.hidden), contexts.dtype)
    memory = make_memory(net, 1, rows, contexts)
    slot = -1
    for time in range(times):
        for row in range(rows):
            context = min(row, windows - 1)
            at = min(time + row - context, length - 1)
            for v in range(variables):
                memory.inputs[0, row, v] = contexts[context, at, v]
        before, slot = slot, 1 if slot < 1 else 0
        step_ahead(net, weights, memory, 0, (before, slot))
        for layer in range(net.layers):
            _copy(memory.h[layer, slot], states[0, layer, time])
            if net.cell == LSTM:
                _copy(memory.c[layer, slot], states[1, layer, time])
    return states


@compiled
def _roll_strip(
    net: Network,
    weights: Weights,
    memory: Memory,
    carries_state: bool,
    contexts: np.ndarray,
    observed: np.ndarray,
    forecasts: np.ndarray,
    states: np.ndarray,
) -> None:
    length, fed = contexts.shape[1], forecasts if len(observed) == 0 else observed
    slot = -1
    for step in range(forecasts.shape[1]):
        first = length + step - 1
        if step < states.shape[2]:
            first, slot = length, 0
            _start_from(net, memory, states[:, :, length - step - 1, step:])
        elif step == 0 or not carries_state:
            first, slot = step, -1
            _forget(net, memory)
        for time in range(first, length + step):
            values, at = (contexts, time) if time < length else (fed, time - length)
            _read(net, memory, values, at)
            before, slot = slot, 1 if slot < 1 else 0
            step_ahead(net, weights, memory, 0, (before, slot))
        read_out(net, weights, memory, 0, slot)
        for row in range(len(contexts)):
            for v in range(net.variables):
                forecasts[row, step, v] = memory.outputs[0, row, v]


@inlined
def _start_from(net, memory, states):
    """Put states (2, layer, row, hidden) into slot 0."""
    for layer in range(net.layers):
        _copy(states[0, layer], memory.h[layer, 0])
        if net.cell == LSTM:
            _copy(states[1, layer], memory.c[layer, 0])


@inlined
def _copy(source, target):
    """The first rows of a source, as many as the target has."""
    for row in range(target.shape[0]):
        for unit in range(target.shape[1]):
            target[row, unit] = source[row, unit]


@inlined
def _forget(net, memory):
    for layer in range(net.layers):
        clear(memory.h[layer, 0])
        clear(memory.c[layer, 0])


@inlined
def _read(net, memory, values, at):
    for row in range(values.shape[0]):
        for v in range(net.variables):
            memory.inputs[0, row, v] = values[row, at, v]
