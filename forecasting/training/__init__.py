"""How stacks learn: objectives, optimizers, stacks side by side, early stopping."""

from forecasting.training.config import MOST_RATES, TRAINING_SETTINGS, TrainingConfig
from forecasting.training.early_stopping import EarlyStopping, validation_losses
from forecasting.training.engine_choice import explain_gradient
from forecasting.training.gradients import GRADIENTS, Unrolling, loss_of
from forecasting.training.objectives import OBJECTIVES, free_running_loss, one_step_loss
from forecasting.training.optimizers import OPTIMIZERS
from forecasting.training.side_by_side import Epoch, train_together
from forecasting.training.trainer import Trainer

__all__ = [
    "GRADIENTS",
    "MOST_RATES",
    "OBJECTIVES",
    "OPTIMIZERS",
    "TRAINING_SETTINGS",
    "EarlyStopping",
    "Epoch",
    "Trainer",
    "TrainingConfig",
    "Unrolling",
    "explain_gradient",
    "free_running_loss",
    "loss_of",
    "one_step_loss",
    "train_together",
    "validation_losses",
]
