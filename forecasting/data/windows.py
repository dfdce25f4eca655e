"""Scale a series by its training part, cut it into windows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from forecasting.data.series import Series, read_only
from forecasting.data.split import Split
from forecasting.data.suggestions import period_of
from forecasting.data.transforms import Transform
from forecasting.messages import Message, bad_value, message


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
            raise bad_value(
                "mean and std have shapes {mean} and {std}; give one number per variable for each.",
                mean=self.mean.shape,
                std=self.std.shape,
            )
        if not (np.isfinite(self.std) & np.isfinite(self.mean) & (self.std > 0)).all():
            raise bad_value(
                "mean is {mean} and std is {std}; give finite means and positive, finite "
                "standard deviations.",
                mean=self.mean,
                std=self.std,
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

    def latest(self, count: int) -> Self:
        """The last so many of them."""
        first = max(0, len(self) - count)
        return type(self)(self.contexts[first:], self.targets[first:], self.origins[first:])

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
            raise bad_value(
                "Origin {origin} needs {window_length} values up to it and {horizon} after "
                "it, but the series has {length}; choose another origin.",
                origin=origins[outside][0],
                window_length=window_length,
                horizon=horizon,
                length=len(values),
            )
        before = _pieces(values, origins + 1 - window_length, window_length)
        return cls(before, _pieces(values, origins + 1, horizon), origins)


def _pieces(values: np.ndarray, firsts: np.ndarray, length: int) -> np.ndarray:
    """Pieces (piece, time, variable) of values (time, variable), by where each begins.

    Of neighbours, one after another, nothing is copied: the windows of a long series would take as
    many times its memory as a window is long.
    """
    if not len(firsts) or not (np.diff(firsts) == 1).all():
        return values[firsts[:, None] + np.arange(length)]
    part = values[firsts[0] : firsts[-1] + length]
    return np.moveaxis(sliding_window_view(part, length, axis=0, writeable=True), -1, 1)


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
        scaled: The whole series as the cells get it, transformed and scaled (time, variable);
            differences leave fewer values than the series has.
        known: Which of them were observed, all variables of them and of what was subtracted
            (time,): nothing else is learnt.
    """

    series: Series
    split: Split
    scaler: Scaler
    training: Windows
    validation: Windows
    test: Windows
    scaled: np.ndarray
    known: np.ndarray

    @cached_property
    def period_steps(self) -> float | None:
        """The period of the series, looked for in the training part if nobody knows it."""
        return period_of(self.series.beginning(self.split.split_index(len(self.series))))

    @property
    def stds(self) -> np.ndarray:
        """The standard deviation of each variable in the training part, in its units (variable,).

        A variable that is constant there keeps its units.
        """
        return Scaler.fit(self.series.values[: self.split.split_index(len(self.series))]).std

    @property
    def observed(self) -> np.ndarray:
        """What is judged on (window, step, variable), in units; NaN where nothing was observed."""
        return self.series.observed[self.test.origins[:, None] + np.arange(self.split.horizon) + 1]

    @property
    def latest(self) -> np.ndarray:
        """The scaled last window (1, time, variable), for forecasts past the end."""
        return self.scaled[None, -self.split.window_length :]

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
        ValueError: The series is too short for this split, cannot be transformed, or has too few
            observed values between its gaps.
    """
    length, size, lost = len(series), split.window_length, split.transform.lost
    split.check(length)
    known_length = split.split_index(length)
    series = series.learnt_until(known_length)
    values = np.full_like(series.values, np.nan)
    values[lost:] = split.transform.apply(series.values)
    known = values[lost:known_length]
    scaler = Scaler.fit(known) if split.scaled else Scaler.identity(len(series.variables))
    scaled, observed = scaler.to_scaled(values), _observed(series, split.transform)
    back = size if split.every_step else 1
    training = _learnt(split.training_origins(length), observed, back, "training")
    validation = _learnt(split.validation_origins(length), observed, 1, "validation")
    task = Task(
        series=series,
        split=split,
        scaler=scaler,
        training=Windows.cut(scaled, training, size, 1),
        validation=Windows.cut(scaled, validation, size, 1),
        test=Windows.cut(scaled, split.test_origins(length), size, split.horizon),
        scaled=scaled[lost:],
        known=observed[lost:],
    )
    _check_judged(task)
    return task


def _observed(series: Series, transform: Transform) -> np.ndarray:
    """Whether a transformed value was made of observed ones only, in all variables (time,)."""
    observed = np.ones(len(series), bool)
    if series.filled is not None:
        observed[transform.lost :] = ~transform.touched(series.filled).any(axis=1)
    return observed


def _learnt(origins: np.ndarray, observed: np.ndarray, back: int, part: str) -> np.ndarray:
    """Those origins at which the next value, and `back` - 1 before it, were observed."""
    ahead = origins[:, None] + np.arange(2 - back, 2)
    kept = origins[observed[ahead].all(axis=1)]
    if len(origins) and not len(kept):
        raise ValueError(_nothing_learnt(back, part))
    return kept


def _nothing_learnt(back: int, part: str) -> Message:
    """Why there is no window to learn from, and what to do."""
    if back == 1:
        return message(
            "No window of the {part} part has an observed value that follows it: the gaps are too "
            "many; resample to longer steps, choose another part of the series, or shorten the "
            "window.",
            part=part,
        )
    return message(
        "No window of the {part} part has an observed value after its first: the gaps are too "
        "many; resample to longer steps, choose another part of the series, or shorten the window.",
        part=part,
    )


def _check_judged(task: Task) -> None:
    """Refuse a step at which there is nothing to be judged on."""
    if task.series.filled is None:
        return
    empty = np.argwhere(np.isnan(task.observed).all(axis=0))
    if len(empty):
        step, variable = empty[0]
        raise bad_value(
            "{variable} was never observed {step} steps after an origin of the test "
            "part; shorten the horizon, or leave more values to test on.",
            variable=task.series.variables[variable],
            step=step + 1,
        )
