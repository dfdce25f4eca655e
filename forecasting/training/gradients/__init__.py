"""Three ways to the gradient of a window: backward in time, back a few steps, forward in time."""

from forecasting.training.gradients.bptt import bptt_loss
from forecasting.training.gradients.gradient_settings import GRADIENT_SETTINGS
from forecasting.training.gradients.registry import GRADIENTS, GradientName, loss_of
from forecasting.training.gradients.rtrl import rtrl_loss
from forecasting.training.gradients.truncated import truncated_loss
from forecasting.training.gradients.unrolling import Unrolling

__all__ = [
    "GRADIENTS",
    "GRADIENT_SETTINGS",
    "GradientName",
    "Unrolling",
    "bptt_loss",
    "loss_of",
    "rtrl_loss",
    "truncated_loss",
]
