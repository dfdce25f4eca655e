"""What is suggested to be taken out: what a linear model gains by it, said."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import SampleSeries, Series, SyntheticSeries, Transform
from forecasting.data import SIGNALS
from forecasting.experiment import suggest
from forecasting.experiment.transform_choice import error_of, horizon_for, window_for

STEPS = np.arange(240)


def season(period=12):
    return np.sin(2 * np.pi * STEPS / period)


def noise(seed=0):
    return np.random.default_rng(seed).normal(size=len(STEPS))


def series(values, period=None):
    steps = np.arange(len(values))
    return Series("x", steps, np.reshape(values, (len(steps), -1)), period_steps=period)


def wandering_season(length=240):
    """No trend, and a season whose values wander from one year to the next."""
    years = np.random.default_rng(3).normal(size=(20, 12)).cumsum(axis=0)
    return years.ravel()[:length]


EXPONENTIAL = np.exp(0.01 * STEPS)


@pytest.mark.parametrize(
    ("values", "period", "expected"),
    [
        (season() + 5, 12, Transform()),
        (0.1 * STEPS + 0.1 * noise(), None, Transform(difference=True)),
        (0.1 * STEPS + season(), 12, Transform(seasonal_period=12)),
        (EXPONENTIAL * (5 + season()), 12, Transform(log=True, seasonal_period=12)),
        (np.exp(0.01 * STEPS + 0.1 * noise()), None, Transform(log=True, difference=True)),
        (wandering_season(), 12, Transform(seasonal_period=12)),
        (noise(), None, Transform()),
        (np.ones(240), None, Transform()),
        (np.full(240, 1e100), 12, Transform()),
        (np.arange(6.0), None, Transform()),
    ],
    ids=[
        *("season", "trend", "both", "growing", "growing trend", "wandering season", "noise"),
        *("constant", "huge", "too short"),
    ],
)
def test_what_is_suggested(values, period, expected):
    found = suggest(series(values, period))
    assert found.transform == expected
    assert bool(found.reasons)
    found.transform.apply(np.reshape(values, (-1, 1)))


def test_it_says_what_it_gained():
    """A clear season without a trend, on which every cell lost to the seasonal naive."""
    made = series(wandering_season(), 12)
    found = suggest(made)
    gain = 1 - error_of(made, found.transform) / error_of(made, Transform())
    assert found.gain == pytest.approx(gain)
    assert gain > 0.1
    assert found.reasons == (
        "seasonal difference of 12 steps: on the end of the training part a linear model errs "
        f"{gain:.0%} less with it",
    )


def test_the_error_against_a_loop():
    made = series(wandering_season(), 12)
    window, horizon = window_for(made), horizon_for(made)
    assert (window, horizon) == (24, 12)
    values = made.values[:, 0]
    changes, known = values[12:] - values[:-12], 180
    rows = [[*changes[i : i + window], 1.0] for i in range(known - 12 - window)]
    weights = np.linalg.lstsq(np.array(rows), changes[window : known - 12], rcond=None)[0]
    squares = np.zeros((240 - horizon - known + 1, horizon))
    for number, origin in enumerate(range(known - 1, 240 - horizon)):
        past, level = list(changes[origin - 11 - window : origin - 11]), list(values[: origin + 1])
        for step in range(horizon):
            past.append(float(np.dot(weights, [*past[-window:], 1.0])))
            level.append(level[-12] + past[-1])
            squares[number, step] = (level[-1] - values[origin + step + 1]) ** 2
    rmse = np.sqrt(squares.mean(axis=0)) / values[:known].std()
    expected = np.exp(np.log(rmse).mean())
    assert error_of(made, Transform(seasonal_period=12)) == pytest.approx(expected, rel=1e-6)


def test_co2_calls_for_a_seasonal_difference():
    found = suggest(SampleSeries("co2").load().beginning(368))
    assert found.transform == Transform(seasonal_period=12)
    assert found.reasons[1] == (
        "a trend makes 95% of the variance, and no cell knows levels it has not seen"
    )


def test_sunspots_call_for_nothing():
    found = suggest(SampleSeries("sunspots").load().beginning(216))
    assert (found.transform, found.gain) == (Transform(), 0.0)
    words = "nothing: a linear model errs less by at most 10 % with anything taken out"
    assert found.reasons == (words,)


@pytest.mark.parametrize("signal", SIGNALS)
def test_signals_need_no_logarithm(signal):
    assert not suggest(SyntheticSeries(signal).load()).transform.log


def test_it_knows_nothing_but_what_it_is_given():
    values = np.concatenate([wandering_season(), 50 + 0.3 * STEPS])
    whole = series(values)
    assert suggest(whole.beginning(240)) == suggest(series(values[:240]))
    assert suggest(whole) != suggest(whole.beginning(240))


def test_of_a_long_series_only_the_end_is_tried():
    values = np.tile(wandering_season(), 50)
    long = series(values, 12)
    assert suggest(long) == suggest(replace(long.ending(2000), time=np.arange(2000)))
