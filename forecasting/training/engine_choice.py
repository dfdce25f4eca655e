"""Which engine trains: one that knows the way to the gradient that was chosen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from forecasting.messages import Message, bad_value, message, phrase
from forecasting.models import Engine, choose_engine, has_kernels
from forecasting.models.engines import ENGINE_VARIABLE

if TYPE_CHECKING:
    from forecasting.models import Ensemble


def engine_for(ensemble: Ensemble, gradient: str, asked: str | None = None) -> Engine:
    """What trains a stack: of another gradient than BPTT the kernels know nothing.

    Args:
        ensemble: The stack.
        gradient: A name in `GRADIENTS`.
        asked: A name in `ENGINES`; the fastest that can do it if not given.

    Raises:
        ValueError: If the engine asked for cannot work on it.
    """
    asked = asked or os.environ.get(ENGINE_VARIABLE) or None
    if gradient != "bptt" and asked not in (None, "reference"):
        raise bad_value(
            "The {asked} engine cannot find the gradient {gradient!r}. Leave out the engine, or "
            "choose the gradient 'bptt'.",
            asked=asked,
            gradient=gradient,
        )
    if gradient != "bptt":
        return Engine("reference", phrase("the kernels go backward through whole windows only"))
    return choose_engine(ensemble, asked)


def explain_gradient(gradient: str) -> Message | None:
    """One sentence on what the way to the gradient costs; None if compiled kernels know it."""
    if gradient == "bptt" or not has_kernels():
        return None
    return message(
        "Without compiled kernels, so more slowly, in PyTorch's operations: they know the "
        "gradient backward through the whole window only."
    )
