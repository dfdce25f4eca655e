"""Baselines: the simple references that a cell has to beat.

Each forecasts all steps ahead from what is known at the origin, in the units of the series. What
is fitted is fitted to the series as the cells get it, and its forecasts are put back into units
as theirs are. A new baseline is a function from `History` to forecasts and an entry in
`BASELINES`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.evaluation.baseline_history import History
from forecasting.evaluation.errors import Labels, errors_table, join_tables
from forecasting.evaluation.measures import Scales
from forecasting.messages import Message, phrase, plural


@dataclass(frozen=True)
class Baseline:
    """A simple reference, for the registry.

    Attributes:
        name: As in tables and charts.
        explanation: What it forecasts, for people.
        forecast: From a history to forecasts (window, step, variable).
        applies: From a history to the reason why the baseline does not apply, or None if it
            does.
    """

    name: str
    explanation: Message
    forecast: Callable[[History], np.ndarray]
    applies: Callable[[History], Message | None]


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
    values[o + k − p·⌈k/p⌉]. It may lie before the window that a cell sees. Of a period that is no
    whole number of steps, p is a multiple that nearly is one: see `History.whole_period`.

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
    _refuse(_lacks_period(history))
    period = history.whole_period or 1
    # k − p·⌈k/p⌉ runs through 1 − p, …, 0 and starts again: the last period, repeated.
    lags = np.arange(history.horizon) % period + 1 - period
    return history.at(history.origins[:, None] + lags)


def differenced_naive(history: History) -> np.ndarray:
    """The last difference, repeated: the naive forecast of the series as the cells get it.

    Args:
        history: What is known, with differences of the series as what the cells get.

    Returns:
        Forecasts (window, step, variable).

    Raises:
        ValueError: If the cells do not get differences.
    """
    _refuse(_lacks_differences(history))
    return history.to_units(naive(history.as_learnt()))


def differenced_seasonal_naive(history: History) -> np.ndarray:
    """The differences of the last period, repeated.

    Arguments, result and errors as of `differenced_naive`; also refused if the season is unknown,
    or already taken out by the differences.
    """
    _refuse(_lacks_seasonal_differences(history))
    return history.to_units(seasonal_naive(history.as_learnt()))


def linear_autoregression(history: History) -> np.ndarray:
    """The next values as a linear function of the window, rolled out recursively.

    Least squares from all variables of the window, and an intercept, to the next value of all
    variables, fitted on the windows of the training part of the series as the cells get it. Of
    many solutions it is the one of least norm, in units of the training part's standard
    deviation, so that the forecasts do not depend on the units of the series.

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
    _refuse(_lacks_training_window(history))
    given = history.as_learnt()
    training = given.training.astype(np.float64)
    mean, std = training.mean(axis=0), training.std(axis=0)
    std[std == 0] = 1.0
    known = None if given.known is None else given.known[: given.training_length]
    weights = _fit((training - mean) / std, given.window_length, known)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = _roll_out(weights, (given.contexts() - mean) / std, given.horizon)
        return history.to_units(scaled * std + mean)


def baseline_errors(
    history: History,
    observed: np.ndarray,
    variables: Sequence[str],
    scales: Scales | None = None,
) -> pd.DataFrame:
    """The errors of every baseline that applies.

    Args:
        history: What the baselines may see.
        observed: (window, step, variable) in the same units, NaN where nothing was observed.
        variables: Names of the variables.
        scales: As in `errors_table`.

    Returns:
        Columns baseline, variable, steps_ahead (from 1), and a column for each of `MEASURES`;
        variables include "Total".

    Raises:
        ValueError: If the shapes do not match.
    """
    tables = [
        errors_table(
            Labels(baseline.name, (0,), tuple(variables)),
            baseline.forecast(history)[None],
            observed,
            scales,
        )
        for baseline in BASELINES.values()
        if baseline.applies(history) is None
    ]
    # A baseline has no seeds: it gives the same forecasts whenever it is asked.
    return join_tables(tables).drop(columns="seed").rename(columns={"cell": "baseline"})


def period_note(history: History) -> Message | None:
    """Which period the seasonal naive repeats, if that is not the period of the series itself."""
    period, known = history.whole_period, history.period_steps
    if period is None or known is None or period == known or _lacks_period(history) is not None:
        return None
    return plural(
        "The seasonal naive repeats {steps} steps, nearly the period of {period:.4g}.",
        "The seasonal naive repeats {steps} steps, nearly {count} periods of {period:.4g}.",
        count=max(1, round(period / known)),
        steps=period,
        period=known,
    )


def _fit(training: np.ndarray, window_length: int, known: np.ndarray | None) -> np.ndarray:
    """Weights (time · variable + 1, variable) from a flattened window and 1 to the next value."""
    runs = np.lib.stride_tricks.sliding_window_view(training, window_length + 1, axis=0)
    runs = runs if known is None else runs[known[window_length:]]
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


def _refuse(reason: Message | None) -> None:
    if reason is not None:
        raise ValueError(reason)


def _always(_history: History) -> None:
    return None


def _lacks_period(history: History) -> Message | None:
    period, past = history.whole_period, int(history.origins.min()) + 1
    if period is None:
        return phrase("the series has no known period: give period_steps")
    if period > past:
        return phrase(
            "the period of {period} steps is longer than the {past} values up to the first "
            "origin: use a longer series or training part",
            period=period,
            past=past,
        )
    return None


def _lacks_differences(history: History) -> Message | None:
    if history.lost:
        return None
    return phrase("the cells get no differences of the series: take the naive")


def _lacks_seasonal_differences(history: History) -> Message | None:
    period, reason = history.whole_period, _lacks_differences(history)
    if reason is None and period is not None and period <= history.lost:
        return phrase(
            "the differences have taken the season out already: take the differenced naive"
        )
    return reason or _lacks_period(history.as_learnt())


def _lacks_training_window(history: History) -> Message | None:
    given = history.as_learnt()
    known = np.ones(given.training_length) if given.known is None else given.known
    if not known[given.window_length : given.training_length].any():
        return phrase(
            "the training part of {length} values holds no window of {window} and a next value: "
            "use a shorter window or a longer series",
            length=given.training_length,
            window=history.window_length,
        )
    return None


BASELINES: dict[str, Baseline] = {
    baseline.name: baseline
    for baseline in (
        Baseline("naive", phrase("the last value again"), naive, _always),
        Baseline(
            "seasonal naive",
            phrase("the value one season back"),
            seasonal_naive,
            _lacks_period,
        ),
        Baseline(
            "differenced naive",
            phrase("the last change again"),
            differenced_naive,
            _lacks_differences,
        ),
        Baseline(
            "differenced seasonal naive",
            phrase("the changes of the last season again"),
            differenced_seasonal_naive,
            _lacks_seasonal_differences,
        ),
        Baseline(
            "linear autoregression",
            phrase("a weighted sum of the values in the window"),
            linear_autoregression,
            _lacks_training_window,
        ),
    )
}
