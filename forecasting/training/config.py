"""How every cell is trained, as one value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from forecasting.checks import check_choice, check_flag, check_number, check_whole
from forecasting.later import Later
from forecasting.models import INITIALIZATIONS, Initialization
from forecasting.training.objectives import OBJECTIVES, ObjectiveName
from forecasting.training.optimizers import OPTIMIZERS, OptimizerName

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")

Precision = Literal["float32", "float64"]


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
        start: A name in `INITIALIZATIONS`.
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
    start: Initialization = "default"
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


CHOICES: dict[str, Collection[str]] = {
    "optimizer": OPTIMIZERS,
    "objective": OBJECTIVES,
    "start": INITIALIZATIONS,
    "precision": ("float32", "float64"),
}
