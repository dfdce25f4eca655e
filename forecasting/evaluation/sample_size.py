"""How many seeds it takes to show a difference."""

import math
from statistics import NormalDist

ALPHA = 0.05
"""A difference is shown only if its p, corrected for all pairs, is below this."""


def seeds_needed(probability: float, alpha: float = ALPHA, power: float = 0.95) -> int:
    """How many pairs it takes, about, to see that A is better with this probability.

    Noether's formula as Bouthillier et al. use it: one-sided α = 0.05 and power 0.95, which
    gives 29 pairs for P = 0.75.

    Args:
        probability: P(A better), above one half and up to 1.
        alpha: Chance of seeing a difference that is not there.
        power: Chance of seeing one that is.

    Returns:
        Pairs, rounded up.

    Raises:
        ValueError: If a number is out of range.

    Source:
        Noether, Sample Size Determination for Some Common Nonparametric Tests,
        doi:10.1080/01621459.1987.10478478; Bouthillier et al., doi:10.48550/arXiv.2103.03098
    """
    if not (0.5 < probability <= 1 and 0 < alpha < 0.5 < power < 1):
        raise ValueError(
            f"probability {probability}, alpha {alpha}, power {power}: give a probability above "
            "0.5 and up to 1, alpha below 0.5, power between 0.5 and 1"
        )
    quantile = NormalDist().inv_cdf
    reach = quantile(1 - alpha) + quantile(power)
    return math.ceil(reach**2 / (6 * (probability - 0.5) ** 2))


def least_seeds(pairs: int = 1, alpha: float = ALPHA) -> int:
    """The fewest seeds with which a sign-flip test of several pairs can show anything.

    Holm multiplies the smallest p, 2/2ⁿ at best, by the number of pairs: 6 seeds for one pair,
    7 for three.

    Raises:
        ValueError: If there is no pair, or alpha is not between 0 and 1.
    """
    if pairs < 1 or not 0 < alpha < 1:
        raise ValueError(f"pairs {pairs}, alpha {alpha}: give at least 1, and between 0 and 1")
    seeds = 1
    while pairs * smallest_p(seeds) >= alpha:
        seeds += 1
    return seeds


def smallest_p(seeds: int) -> float:
    """The smallest p that a two-sided sign-flip test can give: 2/2ⁿ."""
    return 2.0 ** (1 - seeds)
