"""Small operations of PyTorch on one core: spread over several, their threads wait for each other.

Beside other work on the same cores that makes a training not slower but stand still: 2 s became
more than 40 on two cores with a load of 20.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from forecasting.later import Later

if TYPE_CHECKING:
    import torch

    from forecasting.models.ensemble import Ensemble
else:
    torch = Later("torch")

LARGE = 2**18
"""Numbers that an operation gives from which on several cores are of use."""


@contextmanager
def narrow(ensemble: Ensemble, rows: int) -> Iterator[None]:
    """Keep this thread's operations on a stack on one core if they are small.

    Args:
        ensemble: The stack.
        rows: Windows of each member that are computed at once.
    """
    hidden = ensemble.architecture.hidden_size
    numbers = len(ensemble.seeds) * rows * len(ensemble.cell.gates) * hidden
    small = numbers < LARGE and ensemble.head_bias.device.type == "cpu"
    with one_core() if small else nullcontext():
        yield


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this thread's operations on one core."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
