"""What trains and rolls out a stack: fused kernels, PyTorch, or PyTorch's graphs. Chosen here."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, cast

from forecasting.checks import check_choice
from forecasting.later import Later

if TYPE_CHECKING:
    import torch

    from forecasting.models.ensemble import Ensemble
else:
    torch = Later("torch")

EngineName = Literal["fused", "graphed", "reference"]

ENGINES: dict[EngineName, str] = {
    "fused": "compiled kernels: a member's whole epoch without the interpreter, members on threads",
    "graphed": "the same operations as the reference, each update replayed as one CUDA graph",
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
    if asked is None:
        return fastest_engine(ensemble)
    check_choice("The engine", asked, ENGINES)
    obstacle = _OBSTACLES[cast(EngineName, asked)](ensemble)
    if obstacle:
        raise ValueError(f"The {asked} engine cannot work here: {obstacle}. Leave out the engine.")
    return Engine(cast(EngineName, asked), "asked for")


def fastest_engine(ensemble: Ensemble) -> Engine:
    """What is fastest for this stack where it is, whatever the environment asks for."""
    if _graph_obstacle(ensemble) is None:
        return Engine("graphed", "a small network on a GPU is bound by launches")
    obstacle = _kernel_obstacle(ensemble)
    if obstacle:
        return Engine("reference", obstacle)
    return Engine("fused", "the kernels cover this cell on the CPU")


def has_kernels() -> bool:
    """Whether compiled kernels can be had at all."""
    return find_spec("numba") is not None


def start_compiling() -> threading.Thread:
    """Compile the kernels in the background, once; join the thread to wait for the end."""
    from forecasting.models.kernels.warming import warm_up  # noqa: PLC0415 - numba is slow to import

    return warm_up()


def _kernel_obstacle(ensemble: Ensemble) -> str | None:
    """Why the kernels cannot do this stack, None if they can."""
    weights, cell = next(ensemble.parameters()), ensemble.architecture.cell
    checks: list[tuple[bool, Callable[[], str]]] = [
        (
            weights.device.type == "cpu",
            lambda: f"the stack is on {weights.device.type}, not the CPU",
        ),
        (weights.dtype in (torch.float32, torch.float64), lambda: f"it is in {weights.dtype}"),
        (cell in KERNEL_CELLS, lambda: f"there is no kernel for {cell}"),
        (has_kernels(), lambda: "numba is not installed"),
    ]
    return next((reason() for fits, reason in checks if not fits), None)


def _graph_obstacle(ensemble: Ensemble) -> str | None:
    kind = next(ensemble.parameters()).device.type
    return None if kind == "cuda" else f"the stack is on {kind}, not a GPU that CUDA reaches"


def _no_obstacle(_ensemble: Ensemble) -> None:
    return None


_OBSTACLES: dict[EngineName, Callable[[Ensemble], str | None]] = {
    "fused": _kernel_obstacle,
    "graphed": _graph_obstacle,
    "reference": _no_obstacle,
}
