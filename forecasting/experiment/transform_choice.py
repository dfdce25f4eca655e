"""What to take out of a series before the cells learn: tried with a linear model, not guessed."""

from dataclasses import dataclass

import numpy as np

from forecasting.data import (
    Series,
    Split,
    Transform,
    period_of,
    prepare,
    swings_grow,
    trend_share,
)
from forecasting.evaluation import linear_autoregression, rmse_per_step
from forecasting.experiment.baseline_errors import history_of
from forecasting.messages import Message, listed, phrase, plural

WORTH = 0.1
"""By which share the error must be lower, or the simpler transform is taken."""
TREND = 0.5
"""Share of the variance from which a trend leads to levels that a cell has never seen."""
TRIED_ON = 0.25
"""Share of the training part, at its end, on which the transforms are tried."""
MOST_VALUES = 2000
"""Of a longer training part, so many of the last values are looked at."""
NEGLIGIBLE = 1e-6
"""An error below this share of the standard deviation is that of arithmetic."""


def window_for(series: Series) -> int:
    """Values that a cell should see of such a series: two seasons, if there are enough."""
    return max(2, min(2 * _period(series, 12), 60, len(series) // 4))


def horizon_for(series: Series) -> int:
    """Steps ahead that are worth a forecast of such a series: one season."""
    return max(1, min(_period(series, 12), 60, len(series) // 6))


@dataclass(frozen=True)
class Suggestion:
    """What to take out of a series, and why.

    Attributes:
        transform: What to take out.
        gain: By which share the error of a linear model is lower with it; 0 for nothing.
        reasons: In words.
    """

    transform: Transform
    gain: float
    reasons: tuple[str, ...]


def suggest(series: Series) -> Suggestion:
    """What to take out before learning.

    A linear autoregression learns the beginning of the training part and is judged on its end,
    with each transform and without. The one with the least error over all steps ahead is taken, or
    a simpler one whose error is within a tenth of that. A linear model follows a trend to any
    level, but no cell does: of a series with a trend some difference is taken in any case.

    Args:
        series: The training part alone: what is suggested by it must not know the rest.
    """
    series = _latest(series)
    trend = max(trend_share(column) for column in series.values.T)
    errors = {transform: error_of(series, transform) for transform in _candidates(series)}
    fit = {t: e for t, e in errors.items() if trend <= TREND or t.difference or t.seasonal_period}
    if not np.isfinite(list(fit.values())).any():
        return Suggestion(
            Transform(), 0.0, (phrase("nothing: the series is too short to try anything"),)
        )
    least = min(fit.values())
    best = next(t for t, error in fit.items() if error <= least / (1 - WORTH))
    plain = errors[Transform()]
    gain = 1 - errors[best] / plain if 0 < plain < np.inf else 0.0
    return Suggestion(best, gain, _reasons(best, gain, trend))


def error_of(series: Series, transform: Transform) -> float:
    """The error of a linear autoregression on the end of a series.

    Returns:
        The geometric mean over steps ahead of the RMSE of all variables, in standard deviations of
        what came before; infinite if this cannot be done to the series.
    """
    window, horizon = window_for(series), horizon_for(series)
    try:
        task = prepare(series, Split(window, horizon, 1 - TRIED_ON, transform=transform))
        forecasts = linear_autoregression(history_of(task))
    except ValueError:
        return np.inf
    with np.errstate(over="ignore"):
        rmse = rmse_per_step(forecasts[None] / task.stds, task.observed / task.stds)[0, :, -1]
    return float(np.exp(np.log(np.maximum(rmse, NEGLIGIBLE)).mean()))


def _candidates(series: Series) -> list[Transform]:
    """What is tried; of equally good ones the first is taken."""
    period = _period(series, 0)
    seasons = [period, None] if period > 1 else [None]
    plain = [Transform()]
    one = [Transform(seasonal_period=period)] if period > 1 else []
    one += [Transform(difference=True)]
    both = [Transform(seasonal_period=s, difference=True) for s in seasons if s]
    simple = [*plain, *one, *both]
    if not all(swings_grow(column, period or None) for column in series.values.T):
        return simple
    logs = [Transform(True, t.seasonal_period, t.difference) for t in simple]
    return [*logs, *simple]


def _reasons(transform: Transform, gain: float, trend: float) -> tuple[Message, ...]:
    if transform.is_identity:
        return (
            phrase("nothing: a linear model errs less by at most 10 % with anything taken out"),
        )
    tried = _tried(listed(_taken(transform)), gain)
    if trend <= TREND:
        return (tried,)
    levels = phrase(
        "a trend makes {share:.0%} of the variance, and no cell knows levels it has not seen",
        share=trend,
    )
    return tried, levels


def _taken(transform: Transform) -> list[Message]:
    """What is taken out of a series, in words."""
    steps = transform.seasonal_period or 0
    found = [phrase("logarithm")] if transform.log else []
    if steps:
        season = plural(
            "seasonal difference of {count} step",
            "seasonal difference of {count} steps",
            count=steps,
        )
        found.append(season)
    return [*found, phrase("difference")] if transform.difference else found


def _tried(taken: str, gain: float) -> Message:
    """What a linear model says of it."""
    if round(gain, 2) == 0:
        return phrase(
            "{taken}: on the end of the training part a linear model errs no less with it",
            taken=taken,
        )
    given = {"taken": taken, "size": abs(gain)}
    if gain > 0:
        return phrase(
            "{taken}: on the end of the training part a linear model errs {size:.0%} less with it",
            **given,
        )
    return phrase(
        "{taken}: on the end of the training part a linear model errs {size:.0%} more with it",
        **given,
    )


def _latest(series: Series) -> Series:
    """The last values of a long series."""
    return series if len(series) <= MOST_VALUES else series.ending(MOST_VALUES)


def _period(series: Series, otherwise: int) -> int:
    return round(period_of(series) or otherwise)
