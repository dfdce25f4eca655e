"""How a stack goes through a window while it learns: what it reads, and what it is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting.training.objectives import ObjectiveName, judged_from, read_until

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Unrolling:
    """What all ways to the gradient have to know, besides the stack and the windows.

    Attributes:
        objective: A name in `OBJECTIVES`.
        warm_up_steps: Observed inputs before a `free_running` model is fed its own output.
        truncation: Steps that the truncated gradient reaches back.
    """

    objective: ObjectiveName = "one_step"
    warm_up_steps: int = 10
    truncation: int = 10

    def read_until(self, times: int) -> int:
        """From which step on, counted from 0, the model reads its own output."""
        return read_until(self.objective, times, self.warm_up_steps)

    def judged_from(self, times: int) -> int:
        """From which step on its output is judged."""
        return judged_from(self.objective, times)


def squared_errors(outputs: Tensor, sequences: Tensor) -> Tensor:
    """Mean squared error of the last outputs of a walk (member,).

    Args:
        outputs: (member, batch, time, variable), of the last steps.
        sequences: (member, batch, time + 1, variable): a window and the value after it.
    """
    targets = sequences[:, :, sequences.shape[2] - outputs.shape[2] :]
    return (outputs - targets).square().mean(dim=(1, 2, 3))
