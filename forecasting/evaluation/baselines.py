"""Baselines: the simple references that a cell has to beat.

Each forecasts all steps ahead from what is known at the origin. A new baseline is a function
from `History` to forecasts and an entry in `BASELINES`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.evaluation.errors import Labels, errors_table, join_tables


@dataclass(frozen=True, eq=False)
class History:
    """What a baseline may see. All values are in one unit, scaled or not.

    Attributes:
        values: (time, variable) the whole series. A forecast uses none after its origin.
        origins: (window,) index of the last observed value of each window.
        horizon: Steps ahead to forecast.
        window_length: Values that a cell sees, and a linear autoregression uses.
        training_length: Values in the training part, from the first on.
        period_steps: Period of the series in steps, None if unknown.
        judged_on_training: Whether the origins lie in the training part on purpose, as in some
            articles; the autoregression has then seen what follows, like the cells.

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

    def __post_init__(self) -> None:
        self._check_values()
        self._check_numbers()
        self._check_origins()

    @property
    def whole_period(self) -> int | None:
        """The period in whole steps, at least 1; None if unknown."""
        return None if self.period_steps is None else max(1, round(self.period_steps))

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

    def _check_values(self) -> None:
        if self.values.ndim != 2 or self.values.size == 0:
            raise ValueError(f"values have shape {self.values.shape}: give (time, variable)")
        if not np.isfinite(self.values).all():
            first = int(np.argmin(np.isfinite(self.values).all(axis=1)))
            raise ValueError(f"values at index {first} are not finite: fill or cut the gap first")

    def _check_numbers(self) -> None:
        for name in ("horizon", "window_length"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}: give at least 1")
        if not 1 <= self.training_length <= len(self.values):
            raise ValueError(
                f"training_length is {self.training_length}: give 1 to {len(self.values)}, "
                "the length of the series"
            )
        if self.period_steps is not None and not 0 < self.period_steps < np.inf:
            raise ValueError(
                f"period_steps is {self.period_steps}: give a positive number, or None if unknown"
            )

    def _check_origins(self) -> None:
        if self.origins.ndim != 1 or self.origins.size == 0 or self.origins.dtype.kind not in "iu":
            raise ValueError(
                f"origins have shape {self.origins.shape} and type {self.origins.dtype}: "
                "give (window,) whole numbers, at least one"
            )
        # An earlier origin would be forecast by an autoregression fitted to its own future.
        known = 0 if self.judged_on_training else self.training_length
        first = max(self.window_length, known) - 1
        last = len(self.values) - 1
        if self.origins.min() < first or self.origins.max() > last:
            raise ValueError(
                f"origins run from {self.origins.min()} to {self.origins.max()}: give {first} "
                f"(the window and the training part are over) to {last} (the series ends)"
            )


@dataclass(frozen=True)
class Baseline:
    """A simple reference, for the registry.

    Attributes:
        name: As in tables and charts.
        explanation: One sentence for a reader who has not met it.
        forecast: From a history to forecasts (window, step, variable).
        applies: From a history to the reason why the baseline does not apply, or None if it
            does.
    """

    name: str
    explanation: str
    forecast: Callable[[History], np.ndarray]
    applies: Callable[[History], str | None]


def naive(history: History) -> np.ndarray:
    """The last observed value, repeated.

    Args:
        history: What is known.

    Returns:
        Forecasts (window, step, variable).

    Source:
        Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.2,
        https://otexts.com/fpp3/simple-methods.html
    """
    return np.repeat(history.at(history.origins)[:, None], history.horizon, axis=1)


def seasonal_naive(history: History) -> np.ndarray:
    """The value whole periods earlier, the latest one at or before the origin.

    With a period of p steps, the forecast k steps after origin o is
    values[o + k − p·⌈k/p⌉]. It may lie before the window that a cell sees.

    Args:
        history: What is known, with its period.

    Returns:
        Forecasts (window, step, variable).

    Raises:
        ValueError: If the period is unknown or longer than the past of the first origin.

    Source:
        Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.2,
        https://otexts.com/fpp3/simple-methods.html
    """
    period, reason = history.whole_period, _lacks_period(history)
    if period is None or reason is not None:
        raise ValueError(reason)
    # k − p·⌈k/p⌉ runs through 1 − p, …, 0 and starts again: the last period, repeated.
    lags = np.arange(history.horizon) % period + 1 - period
    return history.at(history.origins[:, None] + lags)


def linear_autoregression(history: History) -> np.ndarray:
    """The next values as a linear function of the window, rolled out recursively.

    Least squares from all variables of the window, and an intercept, to the next value of all
    variables, fitted on the windows of the training part. Of many solutions it is the one of
    least norm, in units of the training part's standard deviation, so that the forecasts do not
    depend on the units of the series.

    Args:
        history: What is known.

    Returns:
        Forecasts (window, step, variable); `inf` where the rollout has exploded.

    Raises:
        ValueError: If the training part has no window with a next value.

    Source:
        Lütkepohl, New Introduction to Multiple Time Series Analysis, section 3.2,
        https://doi.org/10.1007/978-3-540-27752-1
    """
    reason = _lacks_training_window(history)
    if reason is not None:
        raise ValueError(reason)
    training = history.training.astype(np.float64)
    mean, std = training.mean(axis=0), training.std(axis=0)
    std[std == 0] = 1.0
    weights = _fit((training - mean) / std, history.window_length)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = _roll_out(weights, (history.contexts() - mean) / std, history.horizon)
        forecasts = scaled * std + mean
    # inf − inf on the way is NaN; both mean that the rollout has exploded.
    return np.where(np.isfinite(forecasts), forecasts, np.inf)


def baseline_errors(
    history: History, observed: np.ndarray, variables: Sequence[str]
) -> pd.DataFrame:
    """The errors of every baseline that applies.

    Args:
        history: What the baselines may see.
        observed: (window, step, variable) in the same units, finite.
        variables: Names of the variables.

    Returns:
        Columns baseline, variable, steps_ahead (from 1), rmse; variables include "Total".

    Raises:
        ValueError: If the shapes do not match.
    """
    tables = [
        errors_table(
            Labels(baseline.name, (0,), tuple(variables)),
            baseline.forecast(history)[None],
            observed,
        )
        for baseline in BASELINES.values()
        if baseline.applies(history) is None
    ]
    # A baseline has no seeds: it gives the same forecasts whenever it is asked.
    return join_tables(tables).drop(columns="seed").rename(columns={"cell": "baseline"})


def _fit(training: np.ndarray, window_length: int) -> np.ndarray:
    """Weights (time · variable + 1, variable) from a flattened window and 1 to the next value."""
    runs = np.lib.stride_tricks.sliding_window_view(training, window_length + 1, axis=0)
    runs = runs.swapaxes(1, 2)  # (window, time, variable)
    return np.linalg.lstsq(_with_intercept(runs[:, :-1]), runs[:, -1], rcond=None)[0]


def _roll_out(weights: np.ndarray, contexts: np.ndarray, horizon: int) -> np.ndarray:
    """Forecasts (window, step, variable): drop the oldest value, append the forecast, repeat."""
    forecasts = []
    for _ in range(horizon):
        forecasts.append(_with_intercept(contexts) @ weights)
        contexts = np.concatenate([contexts[:, 1:], forecasts[-1][:, None]], axis=1)
    return np.stack(forecasts, axis=1)


def _with_intercept(contexts: np.ndarray) -> np.ndarray:
    """(window, time, variable) to (window, time · variable + 1), the last column 1."""
    flat = contexts.reshape(len(contexts), -1)
    return np.concatenate([flat, np.ones((len(flat), 1))], axis=1)


def _always(_history: History) -> None:
    return None


def _lacks_period(history: History) -> str | None:
    period, past = history.whole_period, int(history.origins.min()) + 1
    if period is None:
        return "the series has no known period: give period_steps"
    if period > past:
        return (
            f"the period of {period} steps is longer than the {past} values up to the first "
            "origin: use a longer series or training part"
        )
    return None


def _lacks_training_window(history: History) -> str | None:
    if history.training_length <= history.window_length:
        return (
            f"the training part of {history.training_length} values holds no window of "
            f"{history.window_length} and a next value: use a shorter window or a longer series"
        )
    return None


BASELINES: dict[str, Baseline] = {
    baseline.name: baseline
    for baseline in (
        Baseline("naive", "The last observed value, repeated.", naive, _always),
        Baseline(
            "seasonal naive",
            "The last observed period, repeated.",
            seasonal_naive,
            _lacks_period,
        ),
        Baseline(
            "linear autoregression",
            "A weighted sum of the window's values, fitted by least squares and fed its own "
            "forecasts.",
            linear_autoregression,
            _lacks_training_window,
        ),
    )
}
