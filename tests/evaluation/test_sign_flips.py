"""Flips against scipy, and p-values and intervals against each other."""

import itertools

import numpy as np
import pytest
from scipy import stats

from forecasting.evaluation import sign_flip_p
from forecasting.evaluation.sign_flips import (
    MOST_FLIPS,
    flip_interval,
    flips,
    simultaneous_p,
    single_p,
)


def drawn(seeds, questions=20, shift=0.6, seed=0):
    return np.random.default_rng(seed).normal(shift, size=(seeds, questions))


def slow_simultaneous_p(columns):
    """Westfall and Young's step-down maximum, question by question, all flips written out."""
    size = np.sqrt((columns**2).sum(axis=0))
    signs = np.array(list(itertools.product((-1, 1), repeat=len(columns))))
    observed = abs(columns.sum(axis=0)) / size
    flipped = abs(signs @ columns) / size
    p, last = np.empty(len(size)), 0.0
    for place in np.argsort(-observed):
        rivals = observed <= observed[place]
        last = max(last, (flipped[:, rivals].max(axis=1) >= observed[place] - 1e-9).mean())
        p[place] = last
    return p


@pytest.mark.parametrize("seeds", [1, 2, 6, 9])
def test_simultaneous_p_is_that_of_the_slow_way(seeds):
    columns = drawn(seeds, 12)
    np.testing.assert_allclose(simultaneous_p(columns), slow_simultaneous_p(columns))


def test_one_question_is_corrected_for_nothing():
    columns = drawn(9)
    each = [simultaneous_p(column[:, None]).item() for column in columns.T]
    np.testing.assert_allclose(each, single_p(columns))


@pytest.mark.parametrize("seeds", [2, 7, 12])
def test_single_p_counts_all_flips_as_sign_flip_p_does(seeds):
    columns = drawn(seeds)
    exact = [sign_flip_p(column, np.random.default_rng(0)) for column in columns.T]
    np.testing.assert_allclose(single_p(columns), exact)


def test_many_seeds_are_sampled_and_repeat():
    columns = drawn(22, shift=0.3)
    exact = [sign_flip_p(column, np.random.default_rng(0)) for column in columns.T]
    np.testing.assert_allclose(single_p(columns), exact, atol=0.025)
    np.testing.assert_array_equal(single_p(columns), single_p(columns))
    assert len(flips(22)) == len(flips(13)) == MOST_FLIPS
    assert (flips(22)[1:] < 0).any(axis=1).all()


def test_the_same_question_twice_costs_nothing():
    one = drawn(8, 1)
    assert (simultaneous_p(np.repeat(one, 30, axis=1)) == single_p(one)).all()


def test_no_difference_has_p_1():
    columns = np.zeros((7, 2))
    columns[:, 1] = 1.0
    np.testing.assert_array_equal(simultaneous_p(columns), [1.0, 2 / 2**7])
    np.testing.assert_array_equal(single_p(columns), [1.0, 2 / 2**7])


@pytest.mark.parametrize("seeds", [6, 7, 8, 10, 13, 20, 50])
def test_0_is_outside_the_interval_exactly_if_p_is_below_5_percent(seeds):
    columns = drawn(seeds, 200, 1.0 / np.sqrt(seeds))
    low, high = flip_interval(columns)
    outside = (low > 0) | (high < 0)
    assert 0 < outside.sum() < 200
    np.testing.assert_array_equal(outside, single_p(columns) < 0.05)


@pytest.mark.parametrize("shape", ["normal", "skewed"])
@pytest.mark.parametrize("seeds", [5, 8, 20])
def test_the_interval_holds_what_it_says(seeds, shape):
    # Differences of two cells whose errors are normal or skewed; 2,000 of them.
    generator = np.random.default_rng(seeds)
    errors = {
        "normal": 1 + 0.15 * generator.normal(size=(2, seeds, 2000)),
        "skewed": generator.lognormal(0, 0.6, (2, seeds, 2000)),
    }[shape]
    low, high = flip_interval(np.log(errors[0]) - np.log(errors[1]))
    assert 0.92 < ((low <= 0) & (high >= 0)).mean() < 0.98


def test_the_interval_of_five_is_their_range():
    columns = drawn(5)
    np.testing.assert_allclose(flip_interval(columns), [columns.min(0), columns.max(0)])


def test_the_interval_of_one_is_unknown():
    assert np.isnan(flip_interval(np.ones((1, 3)))).all()


@pytest.mark.parametrize("seeds", [8, 40])
def test_the_interval_moves_and_grows_with_the_differences(seeds):
    columns = drawn(seeds)
    np.testing.assert_allclose(
        flip_interval(3 * columns + 1), 3 * np.array(flip_interval(columns)) + 1
    )


@pytest.mark.parametrize("seeds", [30, 60])
def test_the_interval_of_many_is_nearly_that_of_student(seeds):
    columns = drawn(seeds, 50)
    t = stats.t.ppf(0.975, seeds - 1) * stats.sem(columns, axis=0)
    low, high = flip_interval(columns)
    np.testing.assert_allclose((high - low) / 2, t, rtol=0.12)
