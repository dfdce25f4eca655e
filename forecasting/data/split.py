"""Where a series is cut in time, and which windows belong to which part."""

from dataclasses import dataclass, field

import numpy as np

from forecasting.checks import check_flag
from forecasting.data.transforms import Transform
from forecasting.messages import Message, bad_value, message, phrase
from forecasting.setting import Setting, settle

JUDGED = {
    "test": phrase("every starting point whose forecasts lie in the test part"),
    "training": phrase(
        "one rollout over the training part from its first window, as in articles 1 and 2"
    ),
}
"""What is judged on."""

SPLIT_SETTINGS = (
    Setting(
        key="window",
        field="window_length",
        kind="whole",
        low=1,
        page_high=200,
        label=phrase("Window"),
        help=message("How many values in a row a cell sees before it forecasts the next one."),
        page="every",
        group="sliders",
        step=1,
    ),
    Setting(
        key="horizon",
        field="horizon",
        kind="whole",
        low=1,
        page_high=500,
        label=phrase("Horizon"),
        help=message("How many steps ahead are forecast."),
        page="evaluation",
        group="main",
    ),
    Setting(
        key="train",
        field="train_fraction",
        kind="share",
        high=1.0,
        above=True,
        page_low=0.1,
        label=phrase("Training share"),
        help=message("The part of the series, from its beginning, that the cells learn from."),
        page="data_generation",
        group="main",
    ),
    Setting(
        key="judged",
        field="judged_on",
        kind="choice",
        choices=JUDGED,
        label=phrase("Evaluate on"),
        page="evaluation",
        group="main",
    ),
    Setting(
        key="scaled",
        field="scaled",
        kind="switch",
        label=phrase("Scale the series"),
        help=message(
            "The cells see the series with mean 0 and standard deviation 1 in the training part."
        ),
        page="training",
        group="advanced",
    ),
    Setting(
        key="validation",
        field="validation_fraction",
        kind="share",
        low=0.0,
        high=0.9,
        page_high=0.5,
        label=phrase("Validation share"),
        help=message(
            "The part after that, for stopping early and for choosing a learning rate. The "
            "rest is the test part."
        ),
        page="data_generation",
        group="main",
    ),
)


@dataclass(frozen=True)
class Split:
    """What is learned from and what is judged on.

    Attributes:
        window_length: Values that a model sees.
        horizon: How far ahead it is judged, in steps.
        train_fraction: Part of the series to learn from, above 0, at most 1.
        judged_on: "test": at every origin whose targets lie after the training part.
            "training": at the first window of the series only, as some articles do.
        scaled: Whether to scale by the training part's mean and standard deviation.
        validation_fraction: Part of the series between training and test, for choices that are
            made while learning, such as when to stop; 0 for none.
        transform: What is done to the values before they are scaled.
        every_step: Whether every value of a training window after its first is learnt, and not
            only the one that follows the window. Only observed values are learnt.

    Raises:
        ValueError: A field is of the wrong type or out of its range.
    """

    window_length: int = 25
    horizon: int = 30
    train_fraction: float = 0.7
    judged_on: str = "test"
    scaled: bool = True
    validation_fraction: float = 0.0
    transform: Transform = field(default_factory=Transform)
    every_step: bool = False

    def __post_init__(self) -> None:
        settle(self, SPLIT_SETTINGS)
        check_flag("every_step", self.every_step)
        self._check_sum()

    def _check_sum(self) -> None:
        known = self.train_fraction + self.validation_fraction
        if known == 1 and self.judged_on == "training":
            return
        if self.train_fraction == 1 and self.judged_on == "test":
            raise bad_value(
                "train_fraction is 1 and leaves nothing to test on; lower it, or judge on training."
            )
        if known >= 1:
            raise bad_value(
                "train_fraction {train_fraction:g} and validation_fraction "
                "{validation_fraction:g} leave nothing to test on; lower one of them.",
                train_fraction=self.train_fraction,
                validation_fraction=self.validation_fraction,
            )

    def split_index(self, length: int) -> int:
        """Number of training values, which is the index of the first test value."""
        return round(length * self.train_fraction)

    def test_index(self, length: int) -> int:
        """Index of the first test value; the validation part, if there is one, lies before it."""
        return round(length * (self.train_fraction + self.validation_fraction))

    def check(self, length: int) -> None:
        """Refuse a series too short for this split.

        Args:
            length: Number of values in the series.

        Raises:
            ValueError: No window fits into the training part, or no target where it is judged.
        """
        split, needed = self.split_index(length), self._first_origin + 2
        if split < needed:
            raise ValueError(self._too_short(needed, split, length))
        if self.judged_on == "training" and split < needed - 1 + self.horizon:
            raise bad_value(
                "horizon is {horizon}, but only {left} training values follow the first "
                "window; shorten the horizon or lengthen the series.",
                horizon=self.horizon,
                left=split - needed + 1,
            )
        if self.validation_fraction and self.test_index(length) == split:
            raise bad_value(
                "validation_fraction is {validation_fraction:g}, less than one of {length} "
                "values; raise it, or give 0 for no validation part.",
                validation_fraction=self.validation_fraction,
                length=length,
            )
        tested = length - self.test_index(length)
        if self.judged_on == "test" and tested < self.horizon:
            raise bad_value(
                "horizon is {horizon}, but the test part has only {tested} of {length} "
                "values; shorten the horizon, lengthen the series or lower train_fraction.",
                horizon=self.horizon,
                tested=tested,
                length=length,
            )

    def fits(self, length: int) -> bool:
        """Whether `check` lets a series of so many values pass; for who tries many of them."""
        validated = self.test_index(length) - self.split_index(length)
        return (
            self.window_length <= self.longest_window(length)
            and self.horizon <= self.longest_horizon(length)
            and (validated > 0 or not self.validation_fraction)
        )

    def _too_short(self, needed: int, split: int, length: int) -> Message:
        """Why a window does not fit into the training part, and what to do."""
        values = {"window_length": self.window_length, "needed": needed, "split": split}
        if not self.transform.lost:
            return message(
                "window_length is {window_length} and needs at least {needed} training values, but "
                "the training part has {split} of {length}; shorten the window, lengthen the "
                "series or raise train_fraction.",
                **values,
                length=length,
            )
        return message(
            "window_length is {window_length} and needs at least {needed} training values "
            "(differences take the first {lost}), but the training part has {split} of {length}; "
            "shorten the window, lengthen the series or raise train_fraction.",
            **values,
            length=length,
            lost=self.transform.lost,
        )

    def longest_window(self, length: int) -> int:
        """The longest window for which a series of so many values is long enough; 0 if none."""
        behind = self.horizon if self.judged_on == "training" else 1
        return max(0, self.split_index(length) - self.transform.lost - behind)

    def longest_horizon(self, length: int) -> int:
        """The longest horizon for which enough values follow, of so many; 0 if none."""
        if self.judged_on == "test":
            return length - self.test_index(length)
        return max(0, self.split_index(length) - self._first_origin - 1)

    def training_origins(self, length: int) -> np.ndarray:
        """Origins (window,) of all windows whose next value lies in the training part.

        Raises:
            ValueError: The series is too short for this split.
        """
        self.check(length)
        return np.arange(self._first_origin, self.split_index(length) - 1)

    def test_origins(self, length: int) -> np.ndarray:
        """Origins (window,) to judge at: all their targets lie in the part that is judged on.

        A context may reach back into the training part: at the origin, those values are known.

        Raises:
            ValueError: The series is too short for this split.
        """
        self.check(length)
        if self.judged_on == "training":
            return np.array([self._first_origin])
        return np.arange(self.test_index(length) - 1, length - self.horizon)

    @property
    def _first_origin(self) -> int:
        """Of the first window whose values all have what is subtracted from them."""
        return self.transform.lost + self.window_length - 1

    def validation_origins(self, length: int) -> np.ndarray:
        """Origins (window,) whose next value lies in the validation part; none without one.

        Raises:
            ValueError: The series is too short for this split.
        """
        self.check(length)
        return np.arange(self.split_index(length) - 1, self.test_index(length) - 1)
