"""One member's rollout from some origins, without the interpreter."""

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.epoch import STRIP_ROWS, unpack
from forecasting.models.kernels.layout import Network, Places
from forecasting.models.kernels.network import (
    Memory,
    Weights,
    clear,
    make_memory,
    read_out,
    step_ahead,
)


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
        memory = make_memory(net, 1, len(strip), own)
        _roll_strip(
            net, weights, memory, carries_state, strip, known, forecasts[start : start + STRIP_ROWS]
        )


@compiled
def _roll_strip(
    net: Network,
    weights: Weights,
    memory: Memory,
    carries_state: bool,
    contexts: np.ndarray,
    observed: np.ndarray,
    forecasts: np.ndarray,
) -> None:
    length, fed = contexts.shape[1], forecasts if len(observed) == 0 else observed
    slot = -1
    for step in range(forecasts.shape[1]):
        first = length + step - 1
        if step == 0 or not carries_state:
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
def _forget(net, memory):
    for layer in range(net.layers):
        clear(memory.h[layer, 0])
        clear(memory.c[layer, 0])


@inlined
def _read(net, memory, values, at):
    for row in range(values.shape[0]):
        for v in range(net.variables):
            memory.inputs[0, row, v] = values[row, at, v]
