"""Split a series in time, scale it by its training part, cut it into windows."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from forecasting.checks import check_choice, check_flag, check_number, check_whole, is_real
from forecasting.data.series import Series, read_only
from forecasting.data.transforms import Transform


@dataclass(frozen=True, eq=False)
class Scaler:
    """Maps values to zero mean and unit standard deviation, and back.

    Attributes:
        mean: Mean (variable,), in units of the values.
        std: Standard deviation (variable,), in units of the values, positive.

    Raises:
        ValueError: Shapes disagree, or a standard deviation is not positive and finite.
    """

    mean: np.ndarray
    std: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", read_only(self.mean))
        object.__setattr__(self, "std", read_only(self.std))
        if self.mean.ndim != 1 or self.mean.shape != self.std.shape:
            raise ValueError(
                f"mean and std have shapes {self.mean.shape} and {self.std.shape}; "
                "give one number per variable for each."
            )
        if not (np.isfinite(self.std) & np.isfinite(self.mean) & (self.std > 0)).all():
            raise ValueError(
                f"mean is {self.mean} and std is {self.std}; give finite means and positive, "
                "finite standard deviations."
            )

    @classmethod
    def fit(cls, values: np.ndarray) -> Self:
        """The scaler of these values (time, variable); a constant variable keeps its size."""
        std = values.std(axis=0)
        # Compared by its extremes: rounding can leave a constant with a std of 1e-17.
        constant = (values.max(axis=0) == values.min(axis=0)) | (std == 0)
        return cls(values.mean(axis=0), np.where(constant, 1.0, std))

    @classmethod
    def identity(cls, variables: int) -> Self:
        """The scaler that changes nothing, for this many variables."""
        return cls(np.zeros(variables), np.ones(variables))

    def to_scaled(self, values: np.ndarray) -> np.ndarray:
        """Values (…, variable) in units of the series, scaled."""
        return (values - self.mean) / self.std

    def to_units(self, values: np.ndarray) -> np.ndarray:
        """Scaled values (…, variable) back in units of the series."""
        return values * self.std + self.mean


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of a series and the values that follow them.

    Attributes:
        contexts: What a model sees (window, time, variable).
        targets: What follows (window, step, variable); step 0 is 1 step ahead.
        origins: Index of the last observed value of each context (window,).
    """

    contexts: np.ndarray
    targets: np.ndarray
    origins: np.ndarray

    def __len__(self) -> int:
        return len(self.origins)

    @classmethod
    def cut(cls, values: np.ndarray, origins: np.ndarray, window_length: int, horizon: int) -> Self:
        """Cut windows out of values.

        Args:
            values: A series (time, variable).
            origins: Index of the last observed value of each window (window,).
            window_length: Values in a context.
            horizon: Values in a target.

        Returns:
            The windows, in the order of the origins.

        Raises:
            ValueError: A window or its target does not lie within the values.
        """
        outside = (origins - window_length + 1 < 0) | (origins + horizon >= len(values))
        if outside.any():
            raise ValueError(
                f"Origin {origins[outside][0]} needs {window_length} values up to it and "
                f"{horizon} after it, but the series has {len(values)}; choose another origin."
            )
        back = np.arange(1 - window_length, 1)
        ahead = np.arange(1, horizon + 1)
        return cls(values[origins[:, None] + back], values[origins[:, None] + ahead], origins)


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

    def __post_init__(self) -> None:
        check_whole("window_length", self.window_length, 1)
        check_whole("horizon", self.horizon, 1)
        check_choice("judged_on", self.judged_on, ("test", "training"))
        check_flag("scaled", self.scaled)
        if not is_real(self.train_fraction) or not 0 < self.train_fraction <= 1:
            raise ValueError(
                f"train_fraction is {self.train_fraction!r}; give a number above 0, at most 1."
            )
        check_number("validation_fraction", self.validation_fraction, 0, 0.9)
        self._check_sum()
        for name in ("train_fraction", "validation_fraction"):
            object.__setattr__(self, name, float(getattr(self, name)))

    def _check_sum(self) -> None:
        known = self.train_fraction + self.validation_fraction
        if known == 1 and self.judged_on == "training":
            return
        if self.train_fraction == 1 and self.judged_on == "test":
            raise ValueError(
                "train_fraction is 1 and leaves nothing to test on; lower it, or judge on training."
            )
        if known >= 1:
            raise ValueError(
                f"train_fraction {self.train_fraction:g} and validation_fraction "
                f"{self.validation_fraction:g} leave nothing to test on; lower one of them."
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
            lost = self.transform.lost
            more = f" (differences take the first {lost})" if lost else ""
            raise ValueError(
                f"window_length is {self.window_length} and needs at least "
                f"{needed} training values{more}, but the training part has {split} "
                f"of {length}; shorten the window, lengthen the series or raise train_fraction."
            )
        if self.judged_on == "training" and split < needed - 1 + self.horizon:
            raise ValueError(
                f"horizon is {self.horizon}, but only {split - needed + 1} training "
                "values follow the first window; shorten the horizon or lengthen the series."
            )
        if self.validation_fraction and self.test_index(length) == split:
            raise ValueError(
                f"validation_fraction is {self.validation_fraction:g}, less than one of {length} "
                "values; raise it, or give 0 for no validation part."
            )
        tested = length - self.test_index(length)
        if self.judged_on == "test" and tested < self.horizon:
            raise ValueError(
                f"horizon is {self.horizon}, but the test part has only {tested} of "
                f"{length} values; shorten the horizon, lengthen the series or lower "
                "train_fraction."
            )

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


@dataclass(frozen=True, eq=False)
class Task:
    """A series made ready to learn from and to be judged on.

    Attributes:
        series: The series, in its own units.
        split: How it was split.
        scaler: From units to scaled values and back.
        training: Scaled windows with the one value that follows each.
        validation: The same in the validation part; empty if there is none.
        test: Scaled windows with the `horizon` values that follow each.
        latest: The scaled last window (1, time, variable), for forecasts past the end.
    """

    series: Series
    split: Split
    scaler: Scaler
    training: Windows
    validation: Windows
    test: Windows
    latest: np.ndarray

    def to_units(self, forecasts: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """Scaled forecasts in the units of the series.

        Args:
            forecasts: (…, window, step, variable), scaled.
            origins: Index of the last value that each window has seen (window,).
        """
        transform = self.split.transform
        past = self.series.values[origins[:, None] + np.arange(1 - transform.lost, 1)]
        return transform.invert(self.scaler.to_units(forecasts), past)


def prepare(series: Series, split: Split) -> Task:
    """Scale a series by its training part and cut it into windows.

    Args:
        series: The series.
        split: How to split it.

    Returns:
        The task.

    Raises:
        ValueError: The series is too short for this split, or cannot be transformed.
    """
    length, size, lost = len(series), split.window_length, split.transform.lost
    training_origins, test_origins = split.training_origins(length), split.test_origins(length)
    values = np.full_like(series.values, np.nan)
    values[lost:] = split.transform.apply(series.values)
    known = values[lost : split.split_index(length)]
    scaler = Scaler.fit(known) if split.scaled else Scaler.identity(len(series.variables))
    scaled = scaler.to_scaled(values)
    return Task(
        series=series,
        split=split,
        scaler=scaler,
        training=Windows.cut(scaled, training_origins, size, 1),
        validation=Windows.cut(scaled, split.validation_origins(length), size, 1),
        test=Windows.cut(scaled, test_origins, size, split.horizon),
        latest=scaled[None, -size:],
    )
