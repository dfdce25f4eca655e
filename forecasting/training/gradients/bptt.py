"""Backpropagation through time: all states of a window are kept, and walked back through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecasting.training.gradients.unrolling import Unrolling
from forecasting.training.objectives import OBJECTIVES

if TYPE_CHECKING:
    from torch import Tensor

    from forecasting.models import Ensemble


def bptt_loss(ensemble: Ensemble, sequences: Tensor, unrolling: Unrolling) -> Tensor:
    """The loss of an objective, whose backward walks through the whole window.

    Args:
        ensemble: Members to judge.
        sequences: (member, batch, time + 1, variable): a window and the value after it.
        unrolling: What the members read and are judged on.

    Returns:
        One loss per member, (member,).

    Source:
        Werbos, Backpropagation through time, 1990, doi:10.1109/5.58337
    """
    return OBJECTIVES[unrolling.objective](ensemble, sequences, unrolling.warm_up_steps)
