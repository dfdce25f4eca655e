"""The statistics of a comparison over seeds: small functions of arrays.

Values are errors, or paired differences of log errors; less is better. A diverged member's `inf`
is the worst of all and stays in. What is random takes a generator and is repeatable.
"""

from collections.abc import Sequence

import numpy as np

from forecasting.evaluation.beta import beta_quantile
from forecasting.messages import bad_value

LEVEL = 0.95
"""Of an interval: how often such intervals hold the true value."""

EXACT_SEEDS = 30
"""Up to here all 2ⁿ flips are counted; beyond, a random sample of them."""

RANDOM_FLIPS = 20_000


def interquartile_mean(values: np.ndarray) -> np.ndarray:
    """The mean of the middle half: a quarter of the members, rounded down, goes at each end.

    Of one, two or three members it is the plain mean. It is infinite if the middle half is, and
    NaN if that holds −∞ beside ∞.

    Args:
        values: (..., member), not NaN.

    Returns:
        (...,), in the same units.

    Raises:
        ValueError: If there is no member, or a value is NaN.

    Source:
        Agarwal et al., Deep Reinforcement Learning at the Edge of the Statistical Precipice,
        doi:10.48550/arXiv.2108.13264
    """
    values = _checked(values)
    members = values.shape[-1]
    # scipy's trim_mean is the same number in three times the time, which a bootstrap would feel.
    middle = np.sort(values, axis=-1)[..., members // 4 : members - members // 4]
    with np.errstate(invalid="ignore"):
        return middle.mean(axis=-1)


def sign_flip_p(differences: np.ndarray, generator: np.random.Generator) -> float:
    """Two-sided p of a mean difference, if each could as well have had the other sign.

    Exact up to 30 members, where it is never below 2/2ⁿ; with 20,000 random flips beyond.

    Args:
        differences: (member,), paired, finite.
        generator: Draws the random flips; not used up to 30 members.

    Returns:
        p, above 0 and at most 1; 1 if the mean is 0.

    Raises:
        ValueError: If there is no member, or a difference is not finite.

    Source:
        Fisher, The Design of Experiments (1935), section 21; as randomisation test in Phipson
        and Smyth, Permutation P-values Should Never Be Zero, doi:10.2202/1544-6115.1585
    """
    if differences.ndim != 1 or not np.isfinite(_checked(differences)).all():
        raise bad_value(
            "differences are {differences}: give finite ones, one for each member.",
            differences=differences,
        )
    # Sums that are equal but for rounding count as equal.
    reach = abs(differences.sum()) - 1e-12 * np.abs(differences).sum()
    if reach <= 0:
        return 1.0
    if len(differences) <= EXACT_SEEDS:
        return _exact_p(differences, reach)
    signs = generator.choice(np.array([-1.0, 1.0]), (RANDOM_FLIPS, len(differences)))
    beyond = int((np.abs(signs @ differences) >= reach).sum())
    return (beyond + 1) / (RANDOM_FLIPS + 1)


def holm(p_values: Sequence[float] | np.ndarray) -> np.ndarray:
    """p-values corrected for being several: below α, the chance of any false one is below α.

    Args:
        p_values: (test,), from 0 to 1.

    Returns:
        (test,), in the same order, each at least as large as before.

    Raises:
        ValueError: If a p-value is not from 0 to 1.

    Source:
        Holm, A Simple Sequentially Rejective Multiple Test Procedure,
        https://www.jstor.org/stable/4615733
    """
    p = np.asarray(p_values, np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise bad_value(
            "p-values are {p_values}: give a list of numbers from 0 to 1.", p_values=p_values
        )
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    return np.minimum(adjusted, 1.0)


def holm_factors(p_values: Sequence[float] | np.ndarray) -> np.ndarray:
    """What `holm` multiplies each by, before none may be below a smaller one's: (test,)."""
    places = np.argsort(np.argsort(p_values, kind="stable"), kind="stable")
    return len(places) - places


def probability_better(a: np.ndarray, b: np.ndarray) -> float:
    """How often a has the lower value of a pair; a tie counts as half.

    Args:
        a: (member,), not NaN; two infinite errors tie.
        b: (member,), paired with a.

    Returns:
        From 0 to 1.

    Raises:
        ValueError: If the shapes differ, there is no member, or a value is NaN.

    Source:
        Bouthillier et al., Accounting for Variance in Machine Learning Benchmarks,
        doi:10.48550/arXiv.2103.03098
    """
    if a.shape != b.shape or a.ndim != 1:
        raise bad_value(
            "a and b have shapes {one} and {other}: give pairs, (member,).",
            one=a.shape,
            other=b.shape,
        )
    a, b = _checked(a), _checked(b)
    return float(((a < b) + 0.5 * (a == b)).mean())


def probability_interval(
    probability: float, members: int, level: float = LEVEL
) -> tuple[float, float]:
    """An exact interval for P(A better), from the share of pairs in which A was better.

    A bootstrap would say "1 to 1" after three wins out of three; this says 0.29 to 1.

    Args:
        probability: Of `probability_better`.
        members: Number of pairs.
        level: Between 0 and 1.

    Returns:
        Lower and upper end, from 0 to 1.

    Raises:
        ValueError: If a number is out of range.

    Source:
        Clopper and Pearson, The Use of Confidence or Fiducial Limits Illustrated in the Case of
        the Binomial, doi:10.1093/biomet/26.4.404
    """
    if not (0 <= probability <= 1 and members >= 1 and 0 < level < 1):
        raise bad_value(
            "probability {probability}, {members} members, level {level}: give 0 to 1, at least "
            "1, and between 0 and 1.",
            probability=probability,
            members=members,
            level=level,
        )
    tail, wins = (1 - level) / 2, probability * members
    losses = members - wins
    low = beta_quantile(wins, losses + 1, tail) if wins > 0 else 0.0
    high = beta_quantile(wins + 1, losses, 1 - tail) if losses > 0 else 1.0
    return low, high


def _checked(values: np.ndarray) -> np.ndarray:
    if values.ndim == 0 or values.shape[-1] == 0 or np.isnan(values).any():
        raise bad_value(
            "values have shape {shape} and {missing} NaN: give (..., member), at least one member, "
            "a diverged one as inf.",
            shape=values.shape,
            missing=int(np.isnan(values).sum()),
        )
    return values


def _exact_p(differences: np.ndarray, reach: float) -> float:
    """The share of all flips whose sum is `reach` or more, above 0, on either side.

    Every sum is one of the first half's and one of the second's, so that 2ⁿ sums are counted
    by looking up 2^(n/2) numbers among as many.
    """
    half = len(differences) // 2
    first, second = np.sort(_flipped_sums(differences[:half])), _flipped_sums(differences[half:])
    beyond = len(first) - np.searchsorted(first, reach - second)
    return float(2 * beyond.sum() / 2.0 ** len(differences))


def _flipped_sums(differences: np.ndarray) -> np.ndarray:
    """(2ⁿ,): the sums with every choice of signs."""
    sums = np.zeros(1)
    for difference in differences:
        sums = np.concatenate([sums + difference, sums - difference])
    return sums
