"""How every cell is trained, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from forecasting.checks import check_number
from forecasting.later import Later
from forecasting.messages import bad_value, message, phrase
from forecasting.models import INITIALIZATIONS, Initialization
from forecasting.setting import Setting, settle
from forecasting.training.gradients import GRADIENT_SETTINGS, GradientName, Unrolling
from forecasting.training.objectives import OBJECTIVE_MEANINGS, ObjectiveName
from forecasting.training.optimizers import OPTIMIZER_MEANINGS, OptimizerName

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")

Precision = Literal["float32", "float64"]


MOST_RATES = 8
PRECISIONS = {
    "float32": phrase("single precision"),
    "float64": phrase("double precision, for checks"),
}


def _check_rates(rates: Any, _config: object) -> None:
    few = isinstance(rates, tuple) and len(rates) <= MOST_RATES
    for rate in rates if few else ():
        check_number("A learning rate", rate, 1e-6, 10.0)
    if not few or len(set(rates)) < len(rates):
        raise bad_value(
            "learning_rates is {rates!r}; give a tuple of at most {most} different ones.",
            rates=rates,
            most=MOST_RATES,
        )


TRAINING_SETTINGS = (
    Setting(
        key="hidden",
        field="hidden_size",
        kind="whole",
        low=1,
        high=1024,
        page_high=512,
        label=phrase("Hidden size"),
        help=message("Size of the hidden state that a cell carries along."),
        page="training",
        group="main",
    ),
    Setting(
        key="epochs",
        field="epochs",
        kind="whole",
        low=1,
        high=100_000,
        page_high=5000,
        label=phrase("Epochs"),
        help=message("One epoch is one pass over all training windows."),
        page="training",
        group="main",
    ),
    Setting(
        key="batch",
        field="batch_size",
        kind="whole",
        low=1,
        high=100_000,
        page_high=1024,
        label=phrase("Batch size"),
        help=message("How many windows the weights are corrected by at a time."),
        page="training",
        group="main",
    ),
    Setting(
        key="rate",
        field="learning_rate",
        kind="number",
        low=1e-6,
        high=10.0,
        page_low=1e-5,
        label=phrase("Learning rate"),
        help=message("How far the weights move at each correction."),
        page="training",
        group="main",
        step=0.001,
        form="%.5f",
    ),
    Setting(
        key="optimizer",
        field="optimizer",
        kind="choice",
        choices=OPTIMIZER_MEANINGS,
        label=phrase("Optimizer"),
        page="training",
        group="advanced",
    ),
    Setting(
        key="layers",
        field="layers",
        kind="whole",
        low=1,
        high=3,
        label=phrase("Layers"),
        help=message("How many layers of the cell stand on top of each other."),
        page="training",
        group="advanced",
    ),
    Setting(
        key="start",
        field="start",
        kind="choice",
        choices=INITIALIZATIONS,
        label=phrase("Initialization"),
        page="training",
        group="advanced",
    ),
    Setting(
        key="objective",
        field="objective",
        kind="choice",
        choices=OBJECTIVE_MEANINGS,
        label=phrase("Objective"),
        page="training",
        group="advanced",
    ),
    Setting(
        key="warm_up",
        field="warm_up_steps",
        kind="whole",
        low=1,
        high=10_000,
        page_high=200,
        label=phrase("Warm-up"),
        help=message(
            "With the objective “free running”: how many observed values the model reads "
            "before it reads its own output."
        ),
        page="training",
        group="advanced",
    ),
    *GRADIENT_SETTINGS,
    Setting(
        key="clip",
        field="clip_norm",
        kind="number",
        low=1e-6,
        high=1e6,
        page_low=0.0,
        page_high=1000.0,
        off=0.0,
        label=phrase("Clip gradient norm"),
        help=message(
            "The largest norm of a network's gradient: a larger one is scaled down. 0: no limit."
        ),
        page="training",
        group="advanced",
        step=0.5,
    ),
    Setting(
        key="patience",
        field="patience",
        kind="whole",
        low=1,
        high=100_000,
        page_low=0,
        page_high=1000,
        off=0,
        label=phrase("Patience"),
        help=message(
            "After how many epochs without a lower validation loss a network stops. 0: never."
        ),
        page="training",
        group="advanced",
    ),
    Setting(
        key="snapshots",
        field="snapshot_every",
        kind="whole",
        low=1,
        high=100_000,
        page_high=5000,
        label=phrase("Snapshot every"),
        help=message("How many epochs pass between two looks at what the cells forecast."),
        page="training",
        group="advanced",
    ),
    Setting(
        key="input_layer",
        field="input_layer",
        kind="switch",
        label=phrase("Linear layer in front"),
        help=message(
            "A linear layer in front of the cell, as in article 4; one behind it is always there."
        ),
        page="training",
        group="advanced",
    ),
    Setting(
        key="rates",
        field="learning_rates",
        kind="several",
        choices=dict.fromkeys((0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1), ""),
        check_value=_check_rates,
        label=phrase("Learning rates to try"),
        help=message(
            "Every cell tries all that are chosen and keeps the one with the lowest loss "
            "on the validation part. If none is chosen, all cells have the one learning "
            "rate set above."
        ),
        page="training",
        group="rates",
    ),
    Setting(
        key="precision",
        field="precision",
        kind="choice",
        choices=PRECISIONS,
        label=phrase("Precision"),
    ),
)
"""How all cells are trained."""


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
        gradient: How the gradient is found, a name in `GRADIENTS`.
        truncation: Steps that a truncated gradient goes back.
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
    gradient: GradientName = "bptt"
    truncation: int = 10
    clip_norm: float | None = None
    start: Initialization = "default"
    snapshot_every: int = 10
    precision: Precision = "float32"
    patience: int | None = None
    learning_rates: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        settle(self, TRAINING_SETTINGS)
        rates = tuple(float(rate) for rate in self.learning_rates)
        object.__setattr__(self, "learning_rates", rates)

    @property
    def unrolling(self) -> Unrolling:
        """What the networks read and are judged on."""
        return Unrolling(self.objective, self.warm_up_steps, self.truncation)

    @property
    def dtype(self) -> torch.dtype:
        """The precision for PyTorch."""
        return torch.float64 if self.precision == "float64" else torch.float32
