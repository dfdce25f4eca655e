import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from forecasting.evaluation import (
    holm,
    interquartile_mean,
    least_seeds,
    probability_better,
    probability_interval,
    sign_flip_p,
    smallest_p,
)

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)
SHARES = st.floats(0, 1)


def generator(seed=0):
    return np.random.default_rng(seed)


def lognormal(*shape, seed=0):
    return np.exp(generator(seed).normal(size=shape))


def slow_iqm(values):
    """Take the lowest and the highest away, a quarter of them at each end."""
    left = sorted(values)
    for _ in range(len(values) // 4):
        left.remove(min(left))
        left.remove(max(left))
    return sum(left) / len(left)


def slow_sign_flip_p(differences):
    """Count every flip. Works on whole numbers, so that equal sums are equal."""
    sums = [
        abs(sum(sign * d for sign, d in zip(signs, differences, strict=True)))
        for signs in itertools.product((-1, 1), repeat=len(differences))
    ]
    return sum(total >= abs(sum(differences)) for total in sums) / len(sums)


def slow_holm(p_values):
    """Holm's steps as he wrote them: at each α, reject from the smallest on until one fails."""

    def rejected(alpha):
        names = set()
        for step, index in enumerate(sorted(range(len(p_values)), key=lambda k: p_values[k])):
            if p_values[index] > alpha / (len(p_values) - step) * (1 + 1e-12):
                break
            names.add(index)
        return names

    levels = sorted({min(1.0, p * k) for p in p_values for k in range(1, len(p_values) + 1)})
    return [
        next((a for a in levels if index in rejected(a)), 1.0) for index in range(len(p_values))
    ]


@given(st.lists(NUMBERS, min_size=1, max_size=25))
def test_interquartile_mean_is_that_of_the_slow_way(values):
    assert interquartile_mean(np.array(values)) == pytest.approx(slow_iqm(values), abs=1e-6)


@pytest.mark.parametrize("members", range(1, 21))
def test_interquartile_mean_is_scipys_trimmed_mean(members):
    values = lognormal(3, members)
    np.testing.assert_allclose(interquartile_mean(values), stats.trim_mean(values, 0.25, axis=-1))


@pytest.mark.parametrize(
    ("values", "middle"),
    [
        ([7.0], 7.0),
        ([1.0, 2.0], 1.5),
        ([1.0, 2.0, 6.0], 3.0),
        ([1.0, 2.0, 4.0, 100.0], 3.0),
        ([8, 1, 7, 2, 6, 3, 5, 4], 4.5),
        ([1.0, 2.0, 4.0, math.inf], 3.0),
        ([1.0, 2.0, math.inf, math.inf], math.inf),
        ([1.0, math.inf], math.inf),
        ([math.inf] * 5, math.inf),
    ],
)
def test_interquartile_mean_by_hand(values, middle):
    assert interquartile_mean(np.array(values)) == middle


def test_interquartile_mean_of_both_infinities_is_no_number():
    assert math.isnan(interquartile_mean(np.array([-math.inf, math.inf])))


@pytest.mark.parametrize("values", [np.array([]), np.array([1.0, math.nan]), np.array(1.0)])
@pytest.mark.parametrize(
    "function",
    [interquartile_mean],
)
def test_a_statistic_of_nothing_is_refused(function, values):
    with pytest.raises(ValueError, match=r"give \(\.\.\., member\), at least one member"):
        function(values)


@pytest.mark.parametrize(
    ("seeds", "p"), [(1, 1.0), (3, 0.25), (5, 0.0625), (6, 0.03125), (10, 0.001953125)]
)
def test_the_smallest_p_is_that_of_the_protocol(seeds, p):
    assert smallest_p(seeds) == p
    assert sign_flip_p(lognormal(seeds), generator()) == p
    assert sign_flip_p(-lognormal(seeds), generator()) == p


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=9))
def test_sign_flip_p_counts_every_flip(differences):
    p = sign_flip_p(np.array(differences, np.float64) / 10, generator())
    assert p == pytest.approx(slow_sign_flip_p(differences), abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_sign_flip_p_is_scipys_permutation_test(seed):
    differences = generator(seed).normal(0.4, size=11)
    theirs = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=5000
    )
    assert sign_flip_p(differences, generator()) == pytest.approx(theirs.pvalue)


def test_sign_flip_p_of_no_difference_is_1():
    assert sign_flip_p(np.zeros(8), generator()) == 1
    assert sign_flip_p(np.array([1.0, -1.0, 0.0]), generator()) == 1


def test_a_zero_difference_tells_nothing():
    differences = lognormal(7)
    with_zero = np.append(differences, 0.0)
    assert sign_flip_p(with_zero, generator()) == sign_flip_p(differences, generator())


@given(st.lists(NUMBERS, min_size=1, max_size=8), st.sampled_from([0.125, 3.0, -1.0]))
def test_sign_flip_p_knows_no_units(differences, factor):
    values = np.array(differences)
    scaled = sign_flip_p(values * factor, generator())
    assert scaled == pytest.approx(sign_flip_p(values, generator()))


def test_many_seeds_are_flipped_at_random_and_repeatably():
    differences = generator(7).normal(0.3, size=40)
    z = differences.sum() / math.sqrt((differences**2).sum())
    p, again = (sign_flip_p(differences, generator(1)) for _ in range(2))
    assert p == pytest.approx(2 * stats.norm.sf(abs(z)), abs=0.01)
    assert p == again
    assert p != sign_flip_p(differences, generator(2))


def test_random_flips_never_give_a_p_of_0():
    assert sign_flip_p(np.ones(60), generator()) == pytest.approx(1 / 20_001)


def test_exact_and_random_flips_agree(monkeypatch):
    differences = generator(7).normal(0.3, size=24)
    exact = sign_flip_p(differences, generator())
    monkeypatch.setattr("forecasting.evaluation.statistics.EXACT_SEEDS", 0)
    assert sign_flip_p(differences, generator()) == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("differences", [[1.0, math.inf], [math.nan], [[1.0]], []])
def test_differences_that_cannot_be_flipped_are_refused(differences):
    with pytest.raises(ValueError, match=r"give"):
        sign_flip_p(np.array(differences), generator())


def test_holm_as_published():
    # The example of the article on the method in Wikipedia; R's p.adjust gives the same.
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.integers(0, 1000).map(lambda k: k / 1000), min_size=1, max_size=6))
def test_holm_is_that_of_the_slow_way(p_values):
    np.testing.assert_allclose(holm(p_values), slow_holm(p_values), atol=1e-9)


@given(st.lists(SHARES, max_size=8))
def test_holm_lies_between_none_and_bonferroni(p_values):
    p, adjusted = np.array(p_values), holm(p_values)
    assert (adjusted >= p).all()
    assert (adjusted <= np.minimum(1, p * len(p))).all()


@pytest.mark.parametrize("p_values", [[1.2], [-0.1], [math.nan], [[0.5]]])
def test_holm_refuses_what_is_no_p(p_values):
    with pytest.raises(ValueError, match=r"give a list of numbers from 0 to 1"):
        holm(p_values)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=9))
def test_probability_better_counts_pairs(pairs):
    a, b = np.array(pairs, np.float64).T
    counted = sum(1 if x < y else 0.5 if x == y else 0 for x, y in pairs) / len(pairs)
    assert probability_better(a, b) == pytest.approx(counted)
    assert probability_better(b, a) == pytest.approx(1 - counted)


def test_a_diverged_member_is_worse_and_two_tie():
    a, b = np.array([1.0, math.inf, math.inf]), np.array([math.inf, math.inf, 1.0])
    assert probability_better(a, b) == 0.5
    assert probability_better(a[:2], b[:2]) == 0.75


def test_probability_better_needs_pairs():
    with pytest.raises(ValueError, match=r"shapes \(3,\) and \(2,\): give pairs"):
        probability_better(np.ones(3), np.ones(2))


@pytest.mark.parametrize(("wins", "members"), [(0, 4), (3, 3), (7, 10), (15, 20)])
def test_probability_interval_is_scipys_exact_one(wins, members):
    theirs = stats.binomtest(wins, members).proportion_ci(method="exact")
    assert probability_interval(wins / members, members) == pytest.approx(tuple(theirs))


def test_half_a_win_lies_between():
    ends = np.array([probability_interval(k / 10, 10) for k in (7, 7.5, 8)])
    assert (np.diff(ends, axis=0) > 0).all()


@pytest.mark.parametrize("numbers", [(1.1, 5, 0.95), (0.5, 0, 0.95), (0.5, 5, 1.0)])
def test_probability_interval_refuses_numbers_out_of_range(numbers):
    with pytest.raises(ValueError, match=r"give 0 to 1, at least 1, and between 0 and 1"):
        probability_interval(*numbers)


@pytest.mark.parametrize(("pairs", "seeds"), [(1, 6), (2, 7), (3, 7), (6, 8), (9, 9)])
def test_the_least_seeds_can_show_something_and_one_fewer_cannot(pairs, seeds):
    assert least_seeds(pairs) == seeds
    best = [smallest_p(seeds), *[1.0] * (pairs - 1)]
    fewer = [smallest_p(seeds - 1), *[1.0] * (pairs - 1)]
    assert holm(best)[0] < 0.05 <= holm(fewer)[0]


@pytest.mark.parametrize(("pairs", "alpha"), [(0, 0.05), (1, 0.0), (1, 1.0)])
def test_least_seeds_refuses_numbers_out_of_range(pairs, alpha):
    with pytest.raises(ValueError, match=r"give at least 1, and between 0 and 1"):
        least_seeds(pairs, alpha)
