"""The ways to the gradient by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from forecasting.messages import phrase
from forecasting.training.gradients.bptt import bptt_loss
from forecasting.training.gradients.rtrl import rtrl_loss
from forecasting.training.gradients.truncated import truncated_loss
from forecasting.training.gradients.unrolling import Unrolling

if TYPE_CHECKING:
    from torch import Tensor

    from forecasting.models import Ensemble
    from forecasting.models.updates import Loss

GradientName = Literal["bptt", "truncated", "rtrl"]

GRADIENTS: dict[str, Callable[[Ensemble, Tensor, Unrolling], Tensor]] = {
    "bptt": bptt_loss,
    "truncated": truncated_loss,
    "rtrl": rtrl_loss,
}
"""Each gives the losses of an objective (member,); what their backward gives is the gradient."""

GRADIENT_MEANINGS = {
    "bptt": phrase("backward through the whole window (BPTT)"),
    "truncated": phrase("backward through some steps only (truncated BPTT)"),
    "rtrl": phrase("forward along with the states (RTRL), for small networks"),
}
"""What they do, for people."""


def loss_of(gradient: str, unrolling: Unrolling) -> Loss:
    """What a stack makes small, with the gradient found in one of the ways."""
    way = GRADIENTS[gradient]

    def loss(ensemble: Ensemble, sequences: Tensor) -> Tensor:
        return way(ensemble, sequences, unrolling)

    return loss
