"""How many seeds the rule of the page would need, and whether that comes true."""

import math

import numpy as np
import pytest

from forecasting.evaluation import sign_flip_p
from forecasting.evaluation.sample_size import (
    MOST_SEEDS,
    is_shown,
    seeds_needed,
    shown_share,
)


def drawn(mean, seeds, generator):
    return generator.normal(-mean, size=seeds)


@pytest.mark.parametrize(("seeds", "times"), [(8, 24), (10, 30), (20, 60)])
def test_the_number_comes_true_in_four_of_five(seeds, times):
    """Over many true effects: comparisons that show nothing, taken on to what is said.

    With the observed mean for certain it would come true in two of three.
    """
    generator = np.random.default_rng(seeds)
    came_true = []
    for mean in np.tile(np.linspace(0, 1.2, 13), times):
        observed = drawn(mean, seeds, generator)
        side = -1 if observed.mean() > 0 else 1
        observed = side * observed
        if is_shown(observed[None])[0]:
            continue
        if needed := seeds_needed(tuple(observed)):
            more = side * drawn(mean, (30, needed - seeds), generator)
            came_true.append(is_shown(np.hstack([np.tile(observed, (30, 1)), more])).mean())
    assert len(came_true) > 60
    assert 0.70 <= np.mean(came_true) <= 0.90


def test_seeds_that_all_agree_are_enough_as_soon_as_any_are():
    assert seeds_needed((-1.0, -1.1, -0.9, -1.0, -1.05)) == 6
    assert seeds_needed((-1.0, -1.1, -0.9, -1.0, -1.05), 3) == 7


def test_what_is_no_difference_is_a_draw():
    assert seeds_needed(tuple(np.tile([-1.0, 1.0], 4) - 0.01)) is None
    assert seeds_needed((0.0,) * 8) is None


def test_more_pairs_and_smaller_differences_need_more_seeds():
    noise = np.random.default_rng(1).normal(size=10)
    noise = (noise - noise.mean()) / noise.std()
    counts = [seeds_needed(tuple(noise - mean), factor) for mean in (1, 0.7) for factor in (1, 3)]
    assert counts[0] <= counts[1] < counts[2] <= counts[3] <= MOST_SEEDS


def test_it_repeats():
    observed = tuple(np.random.default_rng(3).normal(-0.5, size=9))
    seeds_needed.cache_clear()
    first = seeds_needed(observed)
    seeds_needed.cache_clear()
    assert seeds_needed(observed) == first


def test_the_named_number_shows_and_one_that_is_far_smaller_does_not():
    observed = np.random.default_rng(3).normal(-0.6, size=10)
    needed = seeds_needed(tuple(observed))
    assert shown_share(observed, needed) >= 0.8
    assert shown_share(observed, max(11, needed // 2)) < 0.8


def test_the_quick_p_is_the_sign_flip_p():
    made = np.random.default_rng(0).normal(-0.5, size=(300, 12))
    p = np.array([sign_flip_p(row, np.random.default_rng(0)) for row in made])
    exact = (p < 0.05) & (made.mean(axis=1) < 0) & ((made < 0).mean(axis=1) >= 0.5)
    assert 0 < exact.sum() < 300
    assert np.mean(is_shown(made) == exact) > 0.95


@pytest.mark.parametrize("differences", [(), (1.0,), (1.0, math.inf), (math.nan, 1.0)])
def test_what_cannot_be_drawn_from_is_refused(differences):
    with pytest.raises(ValueError, match=r"give two or more, all of them finite"):
        seeds_needed(differences)
