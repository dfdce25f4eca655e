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
from forecasting.messages import Message, bad_value, phrase

if TYPE_CHECKING:
    import torch

    from forecasting.models.ensemble import Ensemble
    from forecasting.models.kernels.machine import Kernels
else:
    torch = Later("torch")

EngineName = Literal["fused", "graphed", "reference"]

ENGINES: dict[EngineName, Message] = {
    "fused": phrase(
        "compiled kernels: a network's whole epoch without the interpreter, networks on threads"
    ),
    "graphed": phrase(
        "the same operations as the reference, each update replayed as one CUDA graph"
    ),
    "reference": phrase("operations of PyTorch on the stacked weights, on any device"),
}

ENGINE_VARIABLE = "FORECASTING_ENGINE"
"""Environment variable that chooses an engine where no argument does."""

KERNEL_CELLS = ("RNN", "LSTM", "GRU")

_server = threading.Event()
"""Set in a process that serves people: there nobody waits for a compiler."""


@dataclass(frozen=True)
class Engine:
    """What a stack is trained and rolled out with.

    Attributes:
        name: A name in `ENGINES`.
        reason: Why this one, for people.
    """

    name: EngineName
    reason: Message


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
        raise bad_value(
            "The {asked} engine cannot work here: {obstacle}. Leave out the engine.",
            asked=asked,
            obstacle=obstacle,
        )
    return Engine(cast(EngineName, asked), phrase("asked for"))


def fastest_engine(ensemble: Ensemble) -> Engine:
    """What is fastest for this stack where it is, whatever the environment asks for."""
    if _graph_obstacle(ensemble) is None:
        return Engine("graphed", phrase("a small network on a GPU is bound by launches"))
    obstacle = _obstacle_now(ensemble, patient=not _server.is_set())
    if obstacle:
        return Engine("reference", obstacle)
    return Engine("fused", phrase("the kernels cover this cell on the CPU"))


def has_kernels() -> bool:
    """Whether compiled kernels can be had at all."""
    return find_spec("numba") is not None


def start_compiling(hold: bool = False) -> None:
    """Let the kernels come in the background, and nobody wait for them from now on.

    Args:
        hold: Whether to leave the processor to what is trained first, until `compile_now` or for
            some seconds. What is compiled already is loaded at once.

    Without it, as in a script, the first who needs them waits: its results are then the same
    bits as at the next time. With it the reference engine works until they are there.
    """
    _server.set()
    if has_kernels():
        from forecasting.models.kernels.machine import hold_back  # noqa: PLC0415 - brings LLVM

        if hold:
            hold_back()
        _kernels("float32")


def compile_now() -> None:
    """What was held back may use the processor from now on."""
    if has_kernels():
        from forecasting.models.kernels.machine import let_on  # noqa: PLC0415 - brings LLVM

        let_on()


def comes_later(ensemble: Ensemble, asked: str | None = None) -> bool:
    """Whether this stack is for the reference engine now, and for faster kernels in a moment.

    Never where an engine is asked for, and never in a script, which waits for the kernels.
    """
    if asked or os.environ.get(ENGINE_VARIABLE) or not _server.is_set():
        return False
    return _kernel_obstacle(ensemble) is None and not _kernels(_precision(ensemble)).has_come


def wait_for_kernels(ensemble: Ensemble, asked: str | None = None) -> None:
    """Return once the kernels for this stack have come, if there are any for it.

    For whoever measures: what trains must not change while it does.
    """
    if comes_later(ensemble, asked):
        _kernels(_precision(ensemble)).obstacle(patient=True)


def _kernel_obstacle(ensemble: Ensemble) -> Message | None:
    """Why there are no kernels for this stack, None if there are or will be."""
    weights, cell = next(ensemble.parameters()), ensemble.architecture.cell
    if weights.device.type != "cpu":
        return phrase("the stack is on {device}, not the CPU", device=weights.device.type)
    if weights.dtype not in (torch.float32, torch.float64):
        return phrase("it is in {precision}", precision=weights.dtype)
    if cell not in KERNEL_CELLS:
        return phrase("there is no kernel for {cell}", cell=cell)
    return None if has_kernels() else phrase("numba is not installed")


def _obstacle_now(ensemble: Ensemble, patient: bool = True) -> Message | None:
    """The same, and whether they can be called, for which the patient wait."""
    obstacle = _kernel_obstacle(ensemble)
    return obstacle or _kernels(_precision(ensemble)).obstacle(patient)


def _precision(ensemble: Ensemble) -> str:
    return str(next(ensemble.parameters()).dtype).removeprefix("torch.")


def _kernels(precision: str) -> Kernels:
    from forecasting.models.kernels.machine import kernels  # noqa: PLC0415 - brings LLVM

    return kernels(precision)


def _graph_obstacle(ensemble: Ensemble) -> Message | None:
    kind = next(ensemble.parameters()).device.type
    if kind == "cuda":
        return None
    return phrase("the stack is on {device}, not a GPU that CUDA reaches", device=kind)


def _no_obstacle(_ensemble: Ensemble) -> None:
    return None


_OBSTACLES: dict[EngineName, Callable[[Ensemble], Message | None]] = {
    "fused": _obstacle_now,
    "graphed": _graph_obstacle,
    "reference": _no_obstacle,
}
