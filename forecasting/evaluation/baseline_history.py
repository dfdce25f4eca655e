"""What a baseline may see of a series: in its own units, and as the cells get it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from forecasting.messages import bad_value


@dataclass(frozen=True, eq=False)
class Learnt:
    """The series as the cells get it: without trend and season, if they are taken out, and scaled.

    Attributes:
        values: (time, variable); differences leave fewer of them than the series has.
        to_units: From forecasts of such values (window, step, variable) and the origins (window,)
            in the series to forecasts in its units.
        known: Which values were observed, and not filled in (time,); None for all.
    """

    values: np.ndarray
    to_units: Callable[[np.ndarray, np.ndarray], np.ndarray]
    known: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class History:
    """What a baseline may see.

    Attributes:
        values: (time, variable) the whole series. A forecast uses none after its origin.
        origins: (window,) index of the last observed value of each window.
        horizon: Steps ahead to forecast.
        window_length: Values that a cell sees, and a linear autoregression uses.
        training_length: Values in the training part, from the first on.
        period_steps: Period of the series in steps, None if unknown.
        judged_on_training: Whether the origins lie in the training part on purpose, as in some
            articles; the autoregression has then seen what follows, like the cells.
        learnt: The series as the cells get it; None if they get it as it is.
        known: Which values were observed, and not filled in (time,); None for all. Only such
            values are fitted to.

    Raises:
        ValueError: If a number is out of range, a value is not finite, or an origin has too
            short a past: its window and the training part must have been observed.
    """

    values: np.ndarray
    origins: np.ndarray
    horizon: int
    window_length: int
    training_length: int
    period_steps: float | None = None
    judged_on_training: bool = False
    learnt: Learnt | None = None
    known: np.ndarray | None = None

    def __post_init__(self) -> None:
        self._check_values()
        self._check_numbers()
        self._check_origins()

    @property
    def whole_period(self) -> int | None:
        """Whole steps after which the series resembles itself, at least 1; None if unknown.

        That multiple of the period, of those within a window, which is nearest to a whole number,
        the first of equal ones: 13 for a period of 6.52. The period itself if it is longer.
        """
        if self.period_steps is None or self.period_steps <= 1:
            return None if self.period_steps is None else 1
        longest = max(self.window_length, round(self.period_steps))
        periods = self.period_steps * np.arange(1, 2 + int(longest / self.period_steps))
        periods = periods[np.round(periods) <= longest]
        away = np.abs(periods - np.round(periods))
        # The first of those that are as close but for rounding: the shortest way back.
        return round(periods[away <= away.min() + 1e-9][0])

    @property
    def lost(self) -> int:
        """Values at the beginning that the cells do not get, because differences took them."""
        return len(self.values) - len(self.learnt.values) if self.learnt else 0

    @property
    def training(self) -> np.ndarray:
        """(time, variable): the values of the training part."""
        return self.values[: self.training_length]

    def at(self, indices: np.ndarray) -> np.ndarray:
        """(..., variable): the values at these indices of the series."""
        return self.values[indices]

    def contexts(self) -> np.ndarray:
        """(window, time, variable): the last `window_length` values up to each origin."""
        return self.at(self.origins[:, None] + np.arange(1 - self.window_length, 1))

    def as_learnt(self) -> Self:
        """The same of the series as the cells get it."""
        if self.learnt is None:
            return self
        return replace(
            self,
            values=self.learnt.values,
            origins=self.origins - self.lost,
            training_length=self.training_length - self.lost,
            known=self.learnt.known,
            learnt=None,
        )

    def to_units(self, forecasts: np.ndarray) -> np.ndarray:
        """Forecasts (window, step, variable) of `as_learnt` in units of the series.

        Returns:
            The same shape; `inf` where a forecast is no finite number.
        """
        if self.learnt is not None:
            forecasts = self.learnt.to_units(forecasts, self.origins)
        # inf − inf on the way is NaN; both mean that a rollout has exploded.
        return np.where(np.isfinite(forecasts), forecasts, np.inf)

    def _check_values(self) -> None:
        if self.values.ndim != 2 or self.values.size == 0:
            raise bad_value(
                "values have shape {shape}: give (time, variable).", shape=self.values.shape
            )
        if not np.isfinite(self.values).all():
            first = int(np.argmin(np.isfinite(self.values).all(axis=1)))
            raise bad_value(
                "values at index {first} are not finite: fill or cut the gap first.", first=first
            )

    def _check_numbers(self) -> None:
        for name in ("horizon", "window_length"):
            if getattr(self, name) < 1:
                raise bad_value(
                    "{name} is {value}: give at least 1.", name=name, value=getattr(self, name)
                )
        if not 1 <= self.training_length <= len(self.values):
            raise bad_value(
                "training_length is {training_length}: give 1 to {length}, the length of the "
                "series.",
                training_length=self.training_length,
                length=len(self.values),
            )
        if self.period_steps is not None and not 0 < self.period_steps < np.inf:
            raise bad_value(
                "period_steps is {period_steps}: give a positive number, or None if unknown.",
                period_steps=self.period_steps,
            )

    def _check_origins(self) -> None:
        if self.origins.ndim != 1 or self.origins.size == 0 or self.origins.dtype.kind not in "iu":
            raise bad_value(
                "origins have shape {shape} and type {dtype}: give (window,) whole numbers, at "
                "least one.",
                shape=self.origins.shape,
                dtype=self.origins.dtype,
            )
        # An earlier origin would be forecast by an autoregression fitted to its own future.
        known = 0 if self.judged_on_training else self.training_length
        first = max(self.window_length + self.lost, known) - 1
        last = len(self.values) - 1
        if self.origins.min() < first or self.origins.max() > last:
            raise bad_value(
                "origins run from {begin} to {end}: give {first} (the window and the "
                "training part are over) to {last} (the series ends).",
                begin=self.origins.min(),
                end=self.origins.max(),
                first=first,
                last=last,
            )
