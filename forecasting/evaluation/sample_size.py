"""How many seeds it takes to show a difference."""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from forecasting.evaluation.sign_flips import single_p
from forecasting.messages import bad_value

ALPHA = 0.05
"""A difference is shown only if its p, corrected for all pairs, is below this."""

POWER = 0.8
"""With so many seeds as are said to be needed, a difference shows in this share of comparisons."""

MOST_SEEDS = 200
"""More are not worth it: call it a draw."""

RESAMPLES = 400
"""Made-up comparisons for each number of seeds that is tried."""


EXACT_SEEDS = 10
"""Up to here all flips of a made-up comparison are counted; beyond, their sum is nearly normal."""


@lru_cache(maxsize=256)
def seeds_needed(differences: tuple[float, ...], factor: int = 1) -> int | None:
    """With how many seeds in all the page would show a difference, in four comparisons of five.

    The page's own rule is applied to made-up comparisons. Each has the observed seeds and more,
    which are drawn from the observed ones, about a mean that is as uncertain as theirs is: with
    the observed mean for certain, too few seeds would be named.

    Args:
        differences: Of each seed, finite, at least two; negative where the one is better, as on
            average.
        factor: What p is multiplied by, because there are other pairs.

    Returns:
        Seeds; None if 200 would not do, which is to say: call it a draw.

    Raises:
        ValueError: If there are fewer than two differences, or one is not finite.
    """
    observed = np.array(differences)
    if len(observed) < 2 or not np.isfinite(observed).all():
        raise bad_value(
            "differences are {differences}: give two or more, all of them finite.",
            differences=differences,
        )
    first = max(least_seeds(factor), len(observed) + 1)
    tried = [*range(first, 20), *range(max(20, first), MOST_SEEDS, 5), max(first, MOST_SEEDS)]
    if shown_share(observed, tried[-1], factor) < POWER:
        return None
    low, high = 0, len(tried) - 1
    while low < high:
        middle = (low + high) // 2
        if shown_share(observed, tried[middle], factor) >= POWER:
            high = middle
        else:
            low = middle + 1
    return tried[low]


def shown_share(observed: np.ndarray, seeds: int, factor: int = 1) -> float:
    """How often a difference would be shown with so many seeds, the observed ones among them."""
    generator, more = np.random.default_rng(seeds), seeds - len(observed)
    made = np.empty((RESAMPLES, seeds))
    made[:, : len(observed)] = observed
    made[:, len(observed) :] = _drawn(observed, more, generator)
    return float(is_shown(made, factor).mean())


def is_shown(differences: np.ndarray, factor: int = 1) -> np.ndarray:
    """Whether each comparison (comparison, member) shows that the one is better, by much or little.

    Of many seeds p is that of the normal distribution, which the sum of all flips nearly has.
    """
    means, wins = differences.mean(axis=1), (differences < 0).mean(axis=1)
    if differences.shape[1] <= EXACT_SEEDS:
        p = single_p(differences.T)
    else:
        size = np.sqrt(np.square(differences).sum(axis=1))
        z = np.abs(differences.sum(axis=1)) / np.where(size > 0, size, 1.0)
        p = np.where(z > NormalDist().inv_cdf(1 - ALPHA / factor / 2), 0.0, 1.0)
    return (factor * p < ALPHA) & (means < 0) & (wins >= 0.5)


def _drawn(observed: np.ndarray, seeds: int, generator: np.random.Generator) -> np.ndarray:
    """Seeds like the observed ones (comparison, seeds), about a mean of their own.

    The mean and the spread of each comparison are drawn from what the observed ones leave open:
    Student's distribution of the mean.
    """
    members = len(observed)
    rest = (observed - observed.mean()) * math.sqrt(members / (members - 1))
    spread = np.sqrt((members - 1) / generator.chisquare(members - 1, (RESAMPLES, 1)))
    error = rest.std() / math.sqrt(members) * generator.standard_normal((RESAMPLES, 1))
    picks = generator.integers(0, members, (RESAMPLES, seeds))
    return observed.mean() + spread * (error + rest[picks])


@lru_cache(maxsize=256)
def least_seeds(pairs: int = 1, alpha: float = ALPHA) -> int:
    """The fewest seeds with which a sign-flip test of several pairs can show anything.

    Holm multiplies the smallest p, 2/2ⁿ at best, by the number of pairs: 6 seeds for one pair,
    7 for three.

    Raises:
        ValueError: If there is no pair, or alpha is not between 0 and 1.
    """
    if pairs < 1 or not 0 < alpha < 1:
        raise bad_value(
            "pairs {pairs}, alpha {alpha}: give at least 1, and between 0 and 1.",
            pairs=pairs,
            alpha=alpha,
        )
    seeds = 1
    while pairs * smallest_p(seeds) >= alpha:
        seeds += 1
    return seeds


def smallest_p(seeds: int) -> float:
    """The smallest p that a two-sided sign-flip test can give: 2/2ⁿ."""
    return 2.0 ** (1 - seeds)
