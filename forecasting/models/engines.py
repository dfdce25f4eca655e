"""What trains and rolls out a stack: the fused kernels or the reference in torch. Chosen here."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal, cast

import torch

from forecasting.checks import check_choice
from forecasting.models.ensemble import Ensemble

EngineName = Literal["fused", "reference"]

ENGINES: dict[EngineName, str] = {
    "fused": "compiled kernels: a member's whole epoch without the interpreter, members on threads",
    "reference": "operations of PyTorch on the stacked weights, on any device",
}

ENGINE_VARIABLE = "FORECASTING_ENGINE"
"""Environment variable that chooses an engine where no argument does."""

KERNEL_CELLS = ("RNN", "LSTM", "GRU")


@dataclass(frozen=True)
class Engine:
    """What a stack is trained and rolled out with.

    Attributes:
        name: A name in `ENGINES`.
        reason: Why this one, for people.
    """

    name: EngineName
    reason: str


def choose_engine(ensemble: Ensemble, asked: str | None = None) -> Engine:
    """The engine asked for, by argument or by `FORECASTING_ENGINE`, or the fastest that can do it.

    Raises:
        ValueError: If there is no such engine, or it cannot work on this stack.
    """
    asked = asked or os.environ.get(ENGINE_VARIABLE) or None
    if asked is not None:
        check_choice("The engine", asked, ENGINES)
    obstacle = _obstacle(ensemble)
    if asked == "fused" and obstacle:
        raise ValueError(f"The fused engine cannot work here: {obstacle}. Leave out the engine.")
    if asked:
        return Engine(cast(EngineName, asked), "asked for")
    if obstacle:
        return Engine("reference", obstacle)
    return Engine("fused", "the kernels cover this cell on the CPU")


def _obstacle(ensemble: Ensemble) -> str | None:
    """Why the kernels cannot do this stack, None if they can."""
    weights, cell = next(ensemble.parameters()), ensemble.architecture.cell
    checks: list[tuple[bool, Callable[[], str]]] = [
        (
            weights.device.type == "cpu",
            lambda: f"the stack is on {weights.device.type}, not the CPU",
        ),
        (weights.dtype in (torch.float32, torch.float64), lambda: f"it is in {weights.dtype}"),
        (cell in KERNEL_CELLS, lambda: f"there is no kernel for {cell}"),
        (find_spec("numba") is not None, lambda: "numba is not installed"),
    ]
    return next((reason() for fits, reason in checks if not fits), None)
