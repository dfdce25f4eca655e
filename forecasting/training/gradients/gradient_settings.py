"""What a person may choose of how the gradient is found."""

from forecasting.messages import message, phrase
from forecasting.setting import Setting
from forecasting.training.gradients.registry import GRADIENT_MEANINGS

GRADIENT_SETTINGS = (
    Setting(
        key="gradient",
        field="gradient",
        kind="choice",
        choices=GRADIENT_MEANINGS,
        label=phrase("Gradient"),
        page="training",
        group="advanced",
    ),
    Setting(
        key="truncation",
        field="truncation",
        kind="whole",
        low=1,
        high=10_000,
        page_high=1000,
        label=phrase("Truncation"),
        help=message(
            "With the gradient “backward through some steps only”: how many steps of the window "
            "it goes back."
        ),
        page="training",
        group="advanced",
    ),
)
"""Of a training, beside the others."""
