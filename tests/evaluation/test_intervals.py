"""The interval of an interquartile mean: how often it holds the truth, and at its edges."""

import math

import numpy as np
import pytest
from scipy import stats

from forecasting.evaluation import error_interval, interquartile_mean, interval_name
from forecasting.evaluation.intervals import t_quantile

INF = math.inf

SHAPES = {
    "normal": lambda generator, size: 1 + 0.2 * generator.normal(size=size),
    "skewed": lambda generator, size: generator.lognormal(0, 0.8, size),
    "exponential": lambda generator, size: generator.exponential(size=size),
    "a few are lost": lambda g, size: g.lognormal(0, 0.2, size) * (1 + 2 * (g.random(size) < 0.1)),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seeds", [5, 8, 20])
def test_it_holds_the_truth_as_often_as_it_says(seeds, shape):
    # A percentile bootstrap holds it in 90 % with 5 seeds, and in 92 to 94 % with 8.
    generator = np.random.default_rng(seeds)
    truth = np.sort(SHAPES[shape](generator, 400_001))[100_000:-100_000].mean()
    low, high = error_interval(SHAPES[shape](generator, (6000, seeds)))
    assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.97


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 40])
def test_t_quantile_is_scipys(freedom):
    assert t_quantile(freedom, 0.05) == pytest.approx(stats.t.ppf(0.975, freedom))


@pytest.mark.parametrize("seeds", [5, 7, 8, 30])
def test_it_lies_around_the_mean_on_a_log_scale_and_knows_no_units(seeds):
    errors = np.random.default_rng(1).lognormal(0, 0.5, (20, seeds))
    low, high = error_interval(errors)
    np.testing.assert_allclose(np.sqrt(low * high), interquartile_mean(errors))
    np.testing.assert_allclose(error_interval(1000 * errors), [1000 * low, 1000 * high])
    assert (low < high).all()


@pytest.mark.parametrize(("seeds", "name"), [(1, ""), (2, "range"), (4, "range")])
def test_few_seeds_have_a_range_that_is_called_so(seeds, name):
    errors = np.random.default_rng(1).lognormal(0, 0.5, (3, seeds))
    assert interval_name(seeds) == name
    if seeds == 1:
        assert np.isnan(error_interval(errors)).all()
    else:
        np.testing.assert_array_equal(error_interval(errors), [errors.min(1), errors.max(1)])


def test_five_seeds_have_an_interval():
    assert interval_name(5) == "95 % interval"


@pytest.mark.parametrize(
    ("errors", "low", "high"),
    [
        ([2.0] * 6, 2, 2),
        ([0.0] * 6, 0, 0),
        ([INF] * 6, INF, INF),
        # One of eight is lost: it may be a quarter of all, and the mean infinite.
        ([1.0] * 7 + [INF], 1, INF),
        ([1.0] * 4 + [INF] * 4, 1, INF),
        # One of twenty may not.
        ([1.0] * 19 + [INF], 1, 1),
        ([1.0] * 18 + [INF] * 2, 1, INF),
        ([0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0], 0, 4),
        ([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0], 1, 1),
        ([1.0, 2.0, INF], 1, INF),
    ],
)
def test_members_that_diverged_or_have_no_error(errors, low, high):
    assert np.array(error_interval(np.array(errors))) == pytest.approx(np.array([low, high]))
