import numpy as np
import pytest

from forecasting.data import SampleSeries
from forecasting.data.suggestions import estimate_period, swings_grow, trend_share

STEPS = np.arange(240)


def season(period=12):
    return np.sin(2 * np.pi * STEPS / period)


def noise(seed=0):
    return np.random.default_rng(seed).normal(size=len(STEPS))


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


def test_the_share_of_a_trend():
    for values in (season(), noise(), STEPS * 1.0, np.ones(240), season() + STEPS):
        assert -1e-9 <= trend_share(values) <= 1
    assert trend_share(STEPS * 1.0) == pytest.approx(1)
    assert trend_share(np.ones(240)) == 0


def test_swings_that_grow():
    growing = np.exp(0.01 * STEPS) * (5 + season())
    assert swings_grow(growing, 12)
    for values in (growing - 100, 5 + season(), 0.1 * STEPS + season() + 3, np.ones(240)):
        assert not swings_grow(values, 12)
