"""Fit the stacks: minibatches, objectives, optimizers, clipping; one epoch at a time."""

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor
from torch.optim import SGD, Adam, Optimizer

from forecasting.checks import check_choice, check_flag, check_number, check_whole
from forecasting.models import STARTS, Engine, Ensemble, Start, choose_engine, member_generator
from forecasting.models.kernels.threads import run_jobs
from forecasting.models.updates import TorchEpochs, Update

if TYPE_CHECKING:
    from forecasting.models.kernels.fused import FusedEpochs

OptimizerName = Literal["sgd", "momentum", "adam"]
ObjectiveName = Literal["one_step", "free_running"]
Precision = Literal["float32", "float64"]

OPTIMIZERS: dict[str, Callable[[Iterable[Tensor], float], Optimizer]] = {
    "sgd": SGD,
    "momentum": partial(SGD, momentum=0.9),
    "adam": Adam,
}
"""All of them work value by value, so that a stack learns exactly as its members would alone."""


@dataclass(frozen=True)
class TrainingConfig:
    """How every cell is trained; the same for all cells of a comparison.

    Attributes:
        hidden_size: Width of each cell layer.
        layers: Cell layers on top of each other, 1 to 3.
        input_layer: Whether a linear layer stands in front of the cells (article 4).
        epochs: Passes over the training windows.
        batch_size: Windows in one update.
        learning_rate: Step of the optimizer.
        optimizer: A name in `OPTIMIZERS`.
        objective: A name in `OBJECTIVES`.
        warm_up_steps: Observed inputs before a `free_running` model is fed its own output.
        clip_norm: Largest norm of one member's gradient; None for no clipping.
        start: A name in `STARTS`.
        snapshot_every: Epochs from one look at the rollout to the next.
        precision: "float32", or "float64" for checks.
    """

    hidden_size: int = 32
    layers: int = 1
    input_layer: bool = False
    epochs: int = 60
    batch_size: int = 16
    learning_rate: float = 0.005
    optimizer: OptimizerName = "adam"
    objective: ObjectiveName = "one_step"
    warm_up_steps: int = 10
    clip_norm: float | None = None
    start: Start = "default"
    snapshot_every: int = 10
    precision: Precision = "float32"

    def __post_init__(self) -> None:
        for name, high in WHOLE_LIMITS.items():
            check_whole(name, getattr(self, name), 1, high)
        for name, choices in CHOICES.items():
            check_choice(name, getattr(self, name), choices)
        check_number("learning_rate", self.learning_rate, 1e-6, 10.0)
        check_flag("input_layer", self.input_layer)
        if self.clip_norm is not None:
            check_number("clip_norm", self.clip_norm, 1e-6, 1e6)
            object.__setattr__(self, "clip_norm", float(self.clip_norm))
        # 1 and 1.0 are equal: let them be the same text in a file or an address, too.
        object.__setattr__(self, "learning_rate", float(self.learning_rate))

    @property
    def dtype(self) -> torch.dtype:
        """The precision for PyTorch."""
        return torch.float64 if self.precision == "float64" else torch.float32


WHOLE_LIMITS = {
    "hidden_size": 1024,
    "layers": 3,
    "epochs": 100_000,
    "batch_size": 100_000,
    "warm_up_steps": 10_000,
    "snapshot_every": 100_000,
}


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


OBJECTIVES: dict[str, Callable[[Ensemble, Tensor, int], Tensor]] = {
    "one_step": one_step_loss,
    "free_running": free_running_loss,
}

CHOICES: dict[str, Collection[str]] = {
    "optimizer": OPTIMIZERS,
    "objective": OBJECTIVES,
    "start": STARTS,
    "precision": ("float32", "float64"),
}


class Trainer:
    """Trains one stack; each member meets the windows in the order of its own seed.

    Args:
        ensemble: The stack, on its device.
        sequences: Training windows each with the value after it, (window, time + 1, variable),
            on the same device.
        config: How to train.
        engine: A name in `ENGINES`; the fastest that can do it if not given.

    Attributes:
        engine: What trains, and why.
        updates: Updates that each member has had.
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
        self.engine = choose_engine(ensemble, engine)
        self.sequences = sequences
        self.config = config
        self.updates = 0
        self.cost = float(ensemble.parameter_count)
        self._generators = [member_generator(s, stream="minibatches") for s in ensemble.seeds]
        fused = self.engine.name == "fused"
        self._epochs = _fused_epochs(self) if fused else _torch_epochs(self)

    def epoch(self) -> Tensor:
        """One pass over the training windows.

        Returns:
            The mean loss of each member over its windows, each taken before the update that
            it leads to, (member,), on the CPU in double precision.
        """
        jobs = self.jobs()
        losses = run_jobs(jobs, [self.cost] * len(jobs))
        return torch.tensor([*chain.from_iterable(losses)], dtype=torch.float64)

    def jobs(self) -> list[Callable[[], list[float]]]:
        """One epoch as jobs, all to be done, side by side or not.

        Returns:
            Jobs whose losses, joined, are what `epoch` gives: one per member if fused, else one.
        """
        order, updates = self._order(), self.updates
        self.updates += -(-order.shape[1] // self.config.batch_size)
        if isinstance(self._epochs, TorchEpochs):
            return [partial(self._torch_epoch, self._epochs, order)]
        return self._epochs.jobs(order, updates)

    def _torch_epoch(self, epochs: TorchEpochs, order: Tensor) -> list[float]:
        losses = epochs.epoch(order)
        if epochs.failure:
            self.engine = Engine("reference", epochs.failure)
        return losses

    def _order(self) -> Tensor:
        count = len(self.sequences)
        orders = [torch.randperm(count, generator=g) for g in self._generators]
        return torch.stack(orders).to(self.sequences.device)


def _torch_epochs(trainer: Trainer) -> TorchEpochs:
    config, loss = trainer.config, OBJECTIVES[trainer.config.objective]
    update = Update(
        ensemble=trainer.ensemble,
        sequences=trainer.sequences,
        loss=lambda stack, sequences: loss(stack, sequences, config.warm_up_steps),
        optimizer=OPTIMIZERS[config.optimizer](trainer.ensemble.parameters(), config.learning_rate),
        clip_norm=config.clip_norm,
    )
    return TorchEpochs(update, config.batch_size, graphed=trainer.engine.name == "graphed")


def _fused_epochs(trainer: Trainer) -> "FusedEpochs":
    # Here, because only a run that needs the kernels should wait for numba.
    from forecasting.models.kernels.epoch import Plan  # noqa: PLC0415
    from forecasting.models.kernels.fused import FusedEpochs  # noqa: PLC0415
    from forecasting.models.kernels.optimizers import OPTIMIZER_CODES, Step  # noqa: PLC0415

    config, times = trainer.config, trainer.sequences.shape[1] - 1
    free = config.objective == "free_running"
    plan = Plan(
        batch=config.batch_size,
        warm_up=config.warm_up_steps if free else times,
        judged_from=0 if free else times - 1,
        optimizer=OPTIMIZER_CODES[config.optimizer],
    )
    clip_norm = math.inf if config.clip_norm is None else config.clip_norm
    step = Step(float(config.learning_rate), float(clip_norm))
    return FusedEpochs(trainer.ensemble, trainer.sequences, plan, step)
