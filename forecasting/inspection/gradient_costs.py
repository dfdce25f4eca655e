"""Time and memory of each way to the gradient, measured here and now on small networks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from forecasting.inspection.gradient_ways import gradient_of
from forecasting.later import Later
from forecasting.models import Architecture
from forecasting.models.one_core import one_core
from forecasting.training import GRADIENTS, Unrolling

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")

WINDOWS = (5, 10, 20, 40)
"""Lengths, measured with a hidden size of `FIXED_HIDDEN`."""
HIDDEN_SIZES = (2, 4, 8, 16)
"""Measured with a window of `FIXED_WINDOW` values."""
FIXED_HIDDEN, FIXED_WINDOW = 8, 20
REPEATS = 2
SECONDS = 2.0
"""After which nothing more is begun."""


@one_core()
def costs_table(
    architecture: Architecture,
    unrolling: Unrolling,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.perf_counter,
) -> pd.DataFrame:
    """What the gradient of one window takes in each way, by its length and by the hidden size.

    Args:
        architecture: Of the network; of its hidden size others are measured.
        unrolling: What it reads and is judged on.
        seconds: After which nothing more is begun: what is missing was not measured.
        clock: Gives the time in seconds.

    Returns:
        gradient (a name in `GRADIENTS`), over ("window" or "hidden"), size, milliseconds (the least
        of some times), kilobytes (1000 bytes; of all tensors alive at once, at the peak, without
        the weights and the window).
    """
    for gradient in GRADIENTS:
        _kilobytes(
            _computation(
                replace(architecture, hidden_size=2),
                1,
                gradient,
                replace(unrolling, warm_up_steps=1),
            )
        )
    end, rows = clock() + seconds, []
    for over, size, window, hidden in _sizes():
        if clock() >= end:
            break
        of_size = replace(architecture, hidden_size=hidden)
        own = replace(unrolling, warm_up_steps=min(unrolling.warm_up_steps, window))
        for gradient in GRADIENTS:
            compute = _computation(of_size, window, gradient, own)
            # First the memory: what is loaded at the first time takes no time of the others.
            kilobytes = _kilobytes(compute)
            rows.append((gradient, over, size, _milliseconds(compute, clock), kilobytes))
    return pd.DataFrame(rows, columns=["gradient", "over", "size", "milliseconds", "kilobytes"])


def _sizes() -> Iterator[tuple[str, int, int, int]]:
    """What is measured, small things first: over what, its size, window and hidden size."""
    for window, hidden in zip(WINDOWS, HIDDEN_SIZES, strict=True):
        yield "window", window, window, FIXED_HIDDEN
        yield "hidden", hidden, FIXED_WINDOW, hidden


def _computation(
    architecture: Architecture, window: int, gradient: str, unrolling: Unrolling
) -> Callable[[], object]:
    from forecasting.models import Ensemble  # noqa: PLC0415 - it needs torch

    ensemble = Ensemble(architecture, (0,)).double()
    values = torch.arange((window + 1) * architecture.variables, dtype=torch.float64).sin()
    sequences = values.view(1, 1, window + 1, -1)
    return lambda: gradient_of(ensemble, sequences, gradient, unrolling)


def _milliseconds(compute: Callable[[], object], clock: Callable[[], float]) -> float:
    found = []
    for _ in range(REPEATS):
        start = clock()
        compute()
        found.append(clock() - start)
    return 1000 * min(found)


def _kilobytes(compute: Callable[[], object]) -> float:
    # Here, because what it inherits from is imported late.
    from forecasting.inspection.peak_memory import PeakMemory  # noqa: PLC0415

    with PeakMemory() as memory:
        compute()
    return memory.peak / 1000
