"""How stacks learn: objectives, optimizers, stacks side by side, early stopping."""

from forecasting.training.config import CHOICES, MOST_RATES, TrainingConfig
from forecasting.training.early_stopping import EarlyStopping, validation_losses
from forecasting.training.objectives import OBJECTIVES, free_running_loss, one_step_loss
from forecasting.training.optimizers import OPTIMIZERS
from forecasting.training.side_by_side import Epoch, train_together
from forecasting.training.trainer import Trainer

__all__ = [
    "CHOICES",
    "MOST_RATES",
    "OBJECTIVES",
    "OPTIMIZERS",
    "EarlyStopping",
    "Epoch",
    "Trainer",
    "TrainingConfig",
    "free_running_loss",
    "one_step_loss",
    "train_together",
    "validation_losses",
]
