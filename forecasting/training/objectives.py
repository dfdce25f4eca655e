"""What a stack learns to make small: one loss per member, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from forecasting.later import Later
from forecasting.messages import phrase

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
else:
    torch = Later("torch")

ObjectiveName = Literal["one_step", "free_running"]


def one_step_loss(ensemble: Ensemble, sequences: Tensor, _warm_up_steps: int) -> Tensor:
    """Mean squared error of the forecast of the last value from all before it (articles 1, 2).

    Args:
        ensemble: Members to judge.
        sequences: (member, batch, time + 1, variable): a window and the value after it.

    Returns:
        One loss per member, (member,).
    """
    outputs, _ = ensemble(sequences[:, :, :-1])
    return (outputs[:, :, -1] - sequences[:, :, -1]).square().mean(dim=(1, 2))


def free_running_loss(ensemble: Ensemble, sequences: Tensor, warm_up_steps: int) -> Tensor:
    """Mean squared error over every step; after the warm-up the model reads its own output.

    The hidden state advances once per time step. Arguments and result as in `one_step_loss`.

    Source:
        Article 4, whose printed code advances the state twice per free-running step; not so here.
    """
    outputs, states = ensemble(sequences[:, :, :warm_up_steps])
    steps = [outputs]
    for _ in range(sequences.shape[2] - 1 - warm_up_steps):
        outputs, states = ensemble(outputs[:, :, -1:], states)
        steps.append(outputs)
    return (torch.cat(steps, dim=2) - sequences[:, :, 1:]).square().mean(dim=(1, 2, 3))


def read_until(objective: ObjectiveName, times: int, warm_up_steps: int) -> int:
    """From which of so many steps on, counted from 0, the model reads its own output."""
    return warm_up_steps if objective == "free_running" else times


def judged_from(objective: ObjectiveName, times: int) -> int:
    """From which of so many steps on its output is judged."""
    return 0 if objective == "free_running" else times - 1


OBJECTIVES: dict[str, Callable[[Ensemble, Tensor, int], Tensor]] = {
    "one_step": one_step_loss,
    "free_running": free_running_loss,
}

OBJECTIVE_MEANINGS = {
    "one_step": phrase("the error of the next value after each window"),
    "free_running": phrase(
        "the error of every step; after the warm-up the model reads its own output"
    ),
}
"""What they make small, for people."""
