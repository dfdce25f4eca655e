"""Fit the stacks: minibatches, objectives, optimizers, clipping; one epoch at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Literal

from forecasting.checks import check_choice, check_flag, check_number, check_whole
from forecasting.later import Later
from forecasting.models import STARTS, Engine, Start, choose_engine, member_generator
from forecasting.models.kernels.threads import run_jobs
from forecasting.models.narrow import narrow
from forecasting.models.updates import TorchEpochs, Update

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.optim import Optimizer

    from forecasting.models import Ensemble
    from forecasting.models.kernels.fused import FusedEpochs
else:
    torch = Later("torch")

OptimizerName = Literal["sgd", "momentum", "adam"]
ObjectiveName = Literal["one_step", "free_running"]
Precision = Literal["float32", "float64"]


def _sgd(weights: Iterable[Tensor], rate: float, momentum: float = 0.0) -> Optimizer:
    return torch.optim.SGD(weights, rate, momentum=momentum)


def _adam(weights: Iterable[Tensor], rate: float) -> Optimizer:
    return torch.optim.Adam(weights, rate)


OPTIMIZERS: dict[str, Callable[[Iterable[Tensor], float], Optimizer]] = {
    "sgd": _sgd,
    "momentum": partial(_sgd, momentum=0.9),
    "adam": _adam,
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
        patience: Epochs without a lower validation loss after which a member stops and goes back
            to its best weights; None to train to the end and keep the last weights.
        learning_rates: Candidates, of which each cell takes the one with the lowest validation
            loss; every cell tries all. Empty to use `learning_rate`.
    """

    hidden_size: int = 32
    layers: int = 1
    input_layer: bool = False
    epochs: int = 40
    batch_size: int = 16
    learning_rate: float = 0.005
    optimizer: OptimizerName = "adam"
    objective: ObjectiveName = "one_step"
    warm_up_steps: int = 10
    clip_norm: float | None = None
    start: Start = "default"
    snapshot_every: int = 10
    precision: Precision = "float32"
    patience: int | None = None
    learning_rates: tuple[float, ...] = ()

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
        if self.patience is not None:
            check_whole("patience", self.patience, 1, 100_000)
        self._check_rates()
        # 1 and 1.0 are equal: let them be the same text in a file or an address, too.
        object.__setattr__(self, "learning_rate", float(self.learning_rate))
        object.__setattr__(self, "learning_rates", tuple(float(r) for r in self.learning_rates))

    def _check_rates(self) -> None:
        rates = self.learning_rates
        wanted = f"give a tuple of at most {MOST_RATES} different ones."
        if not isinstance(rates, tuple) or len(rates) > MOST_RATES:
            raise ValueError(f"learning_rates is {rates!r}; {wanted}")
        for rate in rates:
            check_number("A learning rate", rate, 1e-6, 10.0)
        if len(set(rates)) < len(rates):
            raise ValueError(f"learning_rates is {rates!r}; {wanted}")

    @property
    def dtype(self) -> torch.dtype:
        """The precision for PyTorch."""
        return torch.float64 if self.precision == "float64" else torch.float32


MOST_RATES = 8

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
            on the same device; with a leading axis member if each has windows of its own.
        config: How to train.
        engine: A name in `ENGINES`; the fastest that can do it if not given.

    Attributes:
        engine: What trains, and why.
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
        self.engine = choose_engine(ensemble, engine)
        self.sequences = sequences
        self.config = config
        self.epochs = self.updates = 0
        self.cost = float(ensemble.parameter_count)
        self._generators = [member_generator(s, stream="minibatches") for s in ensemble.seeds]
        fused = self.engine.name == "fused"
        self._epochs: FusedEpochs | TorchEpochs
        self._epochs = _fused_epochs(self) if fused else _torch_epochs(self)

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
        engine, epochs = choose_engine(self.ensemble), self._epochs
        if engine.name == "fused" and isinstance(epochs, TorchEpochs):
            fused = _fused_epochs(self)
            fused.take_over(self.ensemble, epochs.optimizer)
            self._epochs = fused
        self.engine = engine

    def jobs(self, resting: Collection[int] = ()) -> list[Callable[[], list[float]]]:
        """One epoch as jobs, all to be done, side by side or not.

        Returns:
            Jobs whose losses, joined, are what `epoch` gives: one per member if fused, else one.
        """
        order, updates = self._order(), self.updates
        self.epochs += 1
        self.updates += -(-order.shape[1] // self.config.batch_size)
        if isinstance(self._epochs, TorchEpochs):
            return [partial(self._torch_epoch, self._epochs, order, sorted(resting))]
        jobs = enumerate(self._epochs.jobs(order, updates))
        return [partial(list, [math.nan]) if m in resting else job for m, job in jobs]

    def _torch_epoch(self, epochs: TorchEpochs, order: Tensor, resting: list[int]) -> list[float]:
        # The stack moves as one; who rests is put back to where it was.
        weights = list(self.ensemble.parameters()) if resting else []
        before = [weight.detach()[resting].clone() for weight in weights]
        with narrow(self.ensemble, self.config.batch_size):
            losses = epochs.epoch(order)
        with torch.no_grad():
            for weight, values in zip(weights, before, strict=True):
                weight[resting] = values
        if epochs.failure:
            self.engine = Engine("reference", epochs.failure)
        return [math.nan if member in resting else loss for member, loss in enumerate(losses)]

    def _order(self) -> Tensor:
        count = self.sequences.shape[-3]
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


def _fused_epochs(trainer: Trainer) -> FusedEpochs:
    # Here, because only a run that needs the kernels should wait for numba.
    from forecasting.models.kernels.fused import FusedEpochs  # noqa: PLC0415
    from forecasting.models.kernels.plans import OPTIMIZER_CODES, Plan, Step  # noqa: PLC0415

    config, times = trainer.config, trainer.sequences.shape[-2] - 1
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
