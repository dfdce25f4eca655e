import numpy as np
import pytest

from forecasting.data import SIGNALS, SampleSeries, Series, SyntheticSeries, Transform
from forecasting.data.suggestions import estimate_period, season_share, suggest, trend_share

STEPS = np.arange(240)


def season(period=12):
    return np.sin(2 * np.pi * STEPS / period)


def noise(seed=0):
    return np.random.default_rng(seed).normal(size=len(STEPS))


def series(values, period=None):
    return Series("x", STEPS, values.reshape(len(STEPS), -1), period_steps=period)


@pytest.mark.parametrize("period", [4, 7, 12, 24, 52])
@pytest.mark.parametrize("trend", [0, 0.1])
@pytest.mark.parametrize("size", [0, 0.3])
def test_a_period_is_found_beside_trend_and_noise(period, trend, size):
    values = season(period) + trend * STEPS + size * noise()
    assert estimate_period(values) == pytest.approx(period, rel=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_noise_has_none(seed):
    assert estimate_period(noise(seed)) is None


def test_few_random_walks_seem_to_have_one():
    assert sum(estimate_period(np.cumsum(noise(seed))) is not None for seed in range(20)) <= 4


@pytest.mark.parametrize(
    "values", [np.ones(50), np.arange(50.0), np.array([1.0, 2.0]), np.array([1e100, -1e100] * 3)]
)
def test_too_little_is_no_period(values):
    assert estimate_period(values) in (None, 2)


def test_the_calendar_wins_a_near_tie():
    values = season(12) + 0.5 * noise()
    assert estimate_period(values, usual=12) == 12
    assert estimate_period(season(10), usual=12) == 10


@pytest.mark.parametrize("name", ["sunspots", "co2"])
def test_periods_of_the_samples(name):
    sample = SampleSeries(name).load()
    assert estimate_period(sample.values) == sample.period_steps


def test_several_variables_share_a_period():
    values = np.column_stack([season(), noise(), season() + noise()])
    assert estimate_period(values) == 12
    assert estimate_period(1e80 * values) == 12


def test_co2_calls_for_a_seasonal_difference():
    transform, reasons = suggest(SampleSeries("co2").load())
    assert transform == Transform(seasonal_period=12)
    assert reasons == (
        "seasonal difference: a season of 12 steps makes 98% of the variance beside a trend, and "
        "the trend 97% of the whole",
    )


def test_sunspots_call_for_nothing():
    transform, reasons = suggest(SampleSeries("sunspots").load())
    assert transform.is_identity
    assert reasons == ("nothing: no trend dominates, and swings do not grow with the level",)


@pytest.mark.parametrize("signal", SIGNALS)
def test_signals_are_left_alone(signal):
    if "trend" not in signal:
        assert not suggest(SyntheticSeries(signal).load())[0].log


@pytest.mark.parametrize(
    ("values", "period", "expected"),
    [
        (season() + 5, 12, Transform()),
        (0.1 * STEPS + 0.1 * noise(), None, Transform(difference=True)),
        (0.1 * STEPS + season(), 12, Transform(seasonal_period=12)),
        (np.exp(0.01 * STEPS) * (5 + season()), 12, Transform(log=True, seasonal_period=12)),
        (np.exp(0.01 * STEPS + 0.1 * noise()), None, Transform(log=True, difference=True)),
        (noise(), None, Transform()),
        (np.ones(240), None, Transform()),
        (np.full(240, 1e100), 12, Transform()),
    ],
)
def test_what_is_suggested(values, period, expected):
    transform, reasons = suggest(series(values, period))
    assert transform == expected
    assert len(reasons) == max(1, expected.log + expected.difference + bool(period) * (
        expected.seasonal_period is not None
    ))  # fmt: skip
    transform.apply(values[:, None])


def test_shares_lie_between_nought_and_one():
    for values in (season(), noise(), STEPS * 1.0, np.ones(240), season() + STEPS):
        assert 0 <= season_share(values, 12) <= 1
        assert -1e-9 <= trend_share(values) <= 1
    assert season_share(season(), 12) == pytest.approx(1)
    assert trend_share(STEPS * 1.0) == pytest.approx(1)
    assert season_share(season()[:20], 12) == 0
