"""Fit a stack: minibatches, and the engine that carries them out; one epoch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from forecasting.later import Later
from forecasting.models import Engine, member_generator
from forecasting.models.updates import StackEpochs, TorchEpochs, Update
from forecasting.threads import run_jobs
from forecasting.training.config import TrainingConfig
from forecasting.training.engine_choice import engine_for
from forecasting.training.gradients import loss_of
from forecasting.training.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
    from forecasting.models.kernels.fused import FusedEpochs
else:
    torch = Later("torch")


class Trainer:
    """Trains one stack; each member meets the windows in the order of its own seed.

    Args:
        ensemble: The stack, on its device.
        sequences: Training windows each with the value after it, (window, time + 1, variable),
            on the same device; with a leading axis member if each has windows of its own.
        config: How to train.
        engine: A name in `ENGINES`; the fastest that can do it if not given.

    Attributes:
        chosen: The engine that was chosen, and why.
        epochs: Epochs, and
        updates: updates that each member has had, but for those that rested.
        cost: What a member costs beside those of other stacks: its number of weights.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        sequences: Tensor,
        config: TrainingConfig,
        engine: str | None = None,
    ) -> None:
        self.ensemble = ensemble
        self.chosen = engine_for(ensemble, config.gradient, engine)
        self.sequences = sequences
        self.config = config
        self.epochs = self.updates = 0
        self.cost = float(ensemble.parameter_count)
        self._generators = [member_generator(s, stream="minibatches") for s in ensemble.seeds]
        fused = self.chosen.name == "fused"
        self._epochs: StackEpochs = _fused_epochs(self) if fused else _torch_epochs(self)

    @property
    def engine(self) -> Engine:
        """What trains, and why: if the engine chosen failed, the reference."""
        failure = self._epochs.failure
        return Engine("reference", failure) if failure else self.chosen

    @property
    def gradients(self) -> np.ndarray:
        """Of each member's latest epoch: mean norm of its gradient, updates clipped (2, member)."""
        return self._epochs.gradients.copy()

    def epoch(self, resting: Collection[int] = ()) -> Tensor:
        """One pass over the training windows.

        Args:
            resting: Members, by their place in the stack, that are left as they are.

        Returns:
            The mean loss of each member over its windows, each taken before the update that
            it leads to, (member,), on the CPU in double precision; NaN for one that rests.
        """
        jobs = self.jobs(resting)
        losses = run_jobs(jobs, [self.cost] * len(jobs))
        return torch.tensor([*chain.from_iterable(losses)], dtype=torch.float64)

    def move_to_kernels(self) -> None:
        """Go on with the fused kernels, where they can be had, from where the reference has come.

        What is learned is what either engine alone would have learned, up to rounding.
        """
        engine = engine_for(self.ensemble, self.config.gradient)
        optimizer = self._epochs.optimizer
        if engine.name == "fused" and optimizer is not None:
            fused = _fused_epochs(self)
            fused.take_over(self.ensemble, optimizer)
            self._epochs = fused
        self.chosen = engine

    def jobs(self, resting: Collection[int] = ()) -> list[Callable[[], list[float]]]:
        """One epoch as jobs, all to be done, side by side or not.

        Returns:
            Jobs whose losses, joined, are what `epoch` gives: one per member if fused, else one.
        """
        order, updates = self._order(), self.updates
        self.epochs += 1
        self.updates += -(-order.shape[1] // self.config.batch_size)
        return self._epochs.jobs(order, updates, resting)

    def _order(self) -> Tensor:
        count = self.sequences.shape[-3]
        orders = [torch.randperm(count, generator=g) for g in self._generators]
        return torch.stack(orders).to(self.sequences.device)


def _torch_epochs(trainer: Trainer) -> TorchEpochs:
    graphed = trainer.chosen.name == "graphed"
    config = trainer.config
    update = Update(
        ensemble=trainer.ensemble,
        sequences=trainer.sequences,
        loss=loss_of(config.gradient, config.unrolling),
        optimizer=OPTIMIZERS[config.optimizer](trainer.ensemble.parameters(), config.learning_rate),
        clip_norm=config.clip_norm,
    )
    return TorchEpochs(update, config.batch_size, graphed=graphed)


def _fused_epochs(trainer: Trainer) -> FusedEpochs:
    # Here, because only a run that needs the kernels should wait for numba.
    from forecasting.models.kernels.fused import FusedEpochs  # noqa: PLC0415
    from forecasting.models.kernels.plans import OPTIMIZER_CODES, Plan, Step  # noqa: PLC0415

    config, times = trainer.config, trainer.sequences.shape[-2] - 1
    plan = Plan(
        batch=config.batch_size,
        warm_up=config.unrolling.read_until(times),
        judged_from=config.unrolling.judged_from(times),
        optimizer=OPTIMIZER_CODES[config.optimizer],
    )
    clip_norm = math.inf if config.clip_norm is None else config.clip_norm
    step = Step(float(config.learning_rate), float(clip_norm))
    return FusedEpochs(trainer.ensemble, trainer.sequences, plan, step)
