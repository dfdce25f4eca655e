"""One update of a stack in operations of PyTorch, on any device, and epochs made of it.

Nothing is moved from the device before an epoch ends: on an accelerator a look at every loss would
make it wait for the interpreter after every update.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from forecasting.later import Later
from forecasting.messages import Message
from forecasting.models.graphs import CudaRecorder, Replayed, make_capturable
from forecasting.models.one_core import narrow

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn
    from torch.optim import Optimizer

    from forecasting.models.ensemble import Ensemble
else:
    torch = Later("torch")

Loss = Callable[["Ensemble", "Tensor"], "Tensor"]
"""(stack, minibatch (member, batch, time + 1, variable)) -> one loss per member (member,)."""


@dataclass(frozen=True, eq=False)
class Update:
    """Minibatch, losses, gradients, clipping, step: the same work at every call.

    Attributes:
        ensemble: The stack that learns.
        sequences: Windows each with the value after it, (window, time + 1, variable); with a
            leading axis member if each has windows of its own.
        loss: What is made small.
        optimizer: What moves the weights.
        clip_norm: Largest norm of one member's gradient; None for no clipping.
    """

    ensemble: Ensemble
    sequences: Tensor
    loss: Loss
    optimizer: Optimizer
    clip_norm: float | None = None

    def __call__(self, batch: Tensor, totals: Tensor) -> None:
        """Do it once.

        Args:
            batch: Which windows each member meets (member, batch).
            totals: Each member's losses before the update are added here, times the windows; the
                norm of its gradient; and 1 if that was clipped (3, member).
        """
        # None, not zero: backward then writes the gradients anew, also in a replayed graph.
        self.optimizer.zero_grad(set_to_none=True)
        losses = self.loss(self.ensemble, self._minibatch(batch))
        losses.sum().backward()
        weights = list(self.ensemble.parameters())
        norms = gradient_norms(weights)
        totals[1] += norms
        if self.clip_norm is not None:
            totals[2] += clip_members(weights, norms, self.clip_norm)
        self.optimizer.step()
        totals[0] += losses.detach().to(totals.dtype) * batch.shape[1]

    def _minibatch(self, batch: Tensor) -> Tensor:
        """The windows (member, batch, time + 1, variable) that were asked for."""
        if self.sequences.dim() == 3:
            return self.sequences[batch]
        return self.sequences.take_along_dim(batch[:, :, None, None], dim=1)


class StackEpochs(Protocol):
    """What trains one stack, an epoch at a time: each engine has one.

    Attributes:
        gradients: Of each member's latest epoch the mean norm of its gradient, and how many of its
            updates were clipped (2, member).
    """

    gradients: np.ndarray

    @property
    def optimizer(self) -> Optimizer | None:
        """PyTorch's, with what it keeps, for another engine to take over; None without."""
        ...

    @property
    def failure(self) -> Message | None:
        """Why the engine goes on as the reference, None if it need not."""
        ...

    def jobs(
        self, order: Tensor, updates: int, resting: Collection[int] = ()
    ) -> list[Callable[[], list[float]]]:
        """One epoch as jobs, to be done in any order, side by side or not.

        Args:
            order: The windows as each member meets them (member, window).
            updates: Updates that each member has had.
            resting: Members, by their place in the stack, that are left as they are.

        Returns:
            Jobs whose results, joined, are the mean loss of each member; NaN for one that rests.
        """
        ...


class TorchEpochs:
    """Trains one stack, an epoch at a time, in operations of PyTorch: a `StackEpochs`.

    Args:
        update: What is done with every minibatch.
        batch_size: Windows in one minibatch; the last one of an epoch may be smaller.
        graphed: Whether the update is recorded as a CUDA graph.

    Attributes:
        optimizer: What moves the weights, and what it keeps.
        gradients: Of each member's latest epoch the mean norm of its gradient, and how many of its
            updates were clipped (2, member).
    """

    def __init__(self, update: Update, batch_size: int, graphed: bool = False) -> None:
        self._batch_size = batch_size
        self._ensemble = update.ensemble
        self.optimizer = update.optimizer
        self._totals = _zeros(update.ensemble)
        self.gradients = np.full((2, len(update.ensemble.seeds)), np.nan)
        self._replayed: Replayed | None = None
        self._update: Callable[[Tensor, Tensor], None] = update
        if graphed:
            make_capturable(update.optimizer)
            self._update = self._replayed = Replayed(update, CudaRecorder())

    @property
    def failure(self) -> Message | None:
        """Why the update could not be recorded, None if it could, or was not to be."""
        return self._replayed.failure if self._replayed else None

    def jobs(
        self, order: Tensor, _updates: int, resting: Collection[int] = ()
    ) -> list[Callable[[], list[float]]]:
        """One epoch as a single job: the stack moves as one."""
        return [partial(self._epoch_but_for, order, sorted(resting))]

    def _epoch_but_for(self, order: Tensor, resting: list[int]) -> list[float]:
        """An epoch after which who rests is put back to where it was."""
        weights = list(self._ensemble.parameters()) if resting else []
        before = [weight.detach()[resting].clone() for weight in weights]
        with narrow(self._ensemble, self._batch_size):
            losses = self.epoch(order)
        with torch.no_grad():
            for weight, values in zip(weights, before, strict=True):
                weight[resting] = values
        return [math.nan if member in resting else loss for member, loss in enumerate(losses)]

    def epoch(self, order: Tensor) -> list[float]:
        """One pass over the windows.

        Args:
            order: The windows as each member meets them (member, window), on the device.

        Returns:
            The mean loss of each member over its windows, each taken before its update.
        """
        self._totals.zero_()
        for batch in order.split(self._batch_size, dim=1):
            self._update(batch, self._totals)
        found = np.array(self._totals.tolist())
        updates = -(-order.shape[1] // self._batch_size)
        self.gradients = np.stack([found[1] / updates, found[2]])
        losses: list[float] = (found[0] / order.shape[1]).tolist()
        return losses


def _zeros(ensemble: Ensemble) -> Tensor:
    """Three sums per member, in double precision where every device of its kind has it."""
    like = ensemble.head_bias
    exact = like.device.type in ("cpu", "cuda")
    dtype = torch.float64 if exact else like.dtype
    return torch.zeros((3, len(ensemble.seeds)), dtype=dtype, device=like.device)


def gradient_norms(weights: list[nn.Parameter]) -> Tensor:
    """The norm of each member's gradient (member,)."""
    gradients = [w.grad.flatten(start_dim=1) for w in weights if w.grad is not None]
    return torch.linalg.vector_norm(torch.cat(gradients, dim=1), dim=1)


def clip_members(weights: list[nn.Parameter], norms: Tensor, largest: float) -> Tensor:
    """Scale each member's gradient to a norm of at most `largest`.

    Args:
        weights: Of the stack, with gradients.
        norms: Of each member's gradient (member,).
        largest: Of the norm afterwards.

    Returns:
        Whose norm was larger (member,), true or false.
    """
    # The 1e-6 is that of torch.nn.utils.clip_grad_norm_, so that both give the same weights.
    scale = (largest / (norms + 1e-6)).clamp(max=1.0)
    for weight in weights:
        if weight.grad is not None:
            weight.grad.mul_(scale.view(-1, *[1] * (weight.grad.dim() - 1)))
    return scale < 1.0
