"""Early stopping: one rule for every member of every cell, decided on the validation part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forecasting.later import Later
from forecasting.rollout import rollout

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
else:
    torch = Later("torch")


def validation_losses(
    ensemble: Ensemble, contexts: Tensor, targets: Tensor, engine: str | None = None
) -> np.ndarray:
    """Mean squared error of the next value after each validation window.

    The same for every objective and feedback, so that one rule holds for all.

    Args:
        ensemble: Members to judge.
        contexts: (window, time, variable), scaled; or (member, window, time, variable).
        targets: The value that follows each, (window, 1, variable), or with the axis member.
        engine: A name in `ENGINES`; the fastest that can do it if not given.

    Returns:
        (member,), in double precision; `inf` for a member that diverged.
    """
    errors = (rollout(ensemble, contexts, 1, engine=engine) - targets).double()
    losses = errors.square().mean(dim=(1, 2, 3)).cpu().numpy()
    return np.where(np.isfinite(losses), losses, np.inf)


class EarlyStopping:
    """Remembers each member's best weights and lets it rest once it has not improved for long.

    Args:
        ensemble: The stack that learns.
        patience: Epochs without a lower validation loss before a member rests; None to never.

    Attributes:
        best_losses: Lowest validation loss so far (member,).
        best_epochs: When that was (member,), 0 before the first look.
        resting: Members, by their place in the stack, that are done.

    Source:
        Prechelt, Early Stopping — But When?, doi:10.1007/978-3-642-35289-8_5
    """

    def __init__(self, ensemble: Ensemble, patience: int | None) -> None:
        members = len(ensemble.seeds)
        self.ensemble, self.patience = ensemble, patience
        self.best_losses = np.full(members, np.inf)
        self.best_epochs = np.zeros(members, np.int64)
        self.resting: set[int] = set()
        self._best = [weight.detach().clone() for weight in ensemble.parameters()]

    @property
    def done(self) -> bool:
        """Whether all members rest."""
        return len(self.resting) == len(self.best_losses)

    def update(self, losses: np.ndarray, epoch: int) -> None:
        """Take note of the validation losses (member,) after an epoch, from 1."""
        awake = np.array([m not in self.resting for m in range(len(losses))])
        better = awake & (losses < self.best_losses)
        self.best_losses[better] = losses[better]
        self.best_epochs[better] = epoch
        self._copy(list(self.ensemble.parameters()), self._best, np.flatnonzero(better))
        if self.patience is not None:
            tired = np.flatnonzero(awake & (epoch - self.best_epochs >= self.patience))
            self.resting |= {int(member) for member in tired}
            # One that never had a finite loss keeps the weights with which it diverged.
            tired = tired[self.best_epochs[tired] > 0]
            self._copy(self._best, list(self.ensemble.parameters()), tired)

    def restore(self, ensemble: Ensemble) -> None:
        """Put the best weights into a stack of the same shape, if they are what counts."""
        if self.patience is not None:
            seen = np.flatnonzero(self.best_epochs > 0)
            self._copy(self._best, list(ensemble.parameters()), seen)

    @staticmethod
    def _copy(source: list[Tensor], target: list[Tensor], members: np.ndarray) -> None:
        with torch.no_grad():
            for old, new in zip(target, source, strict=True):
                old[members] = new[members]
