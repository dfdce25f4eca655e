"""How far the interquartile mean over seeds may be from that of all seeds there could be."""

import math
from functools import lru_cache

import numpy as np

from forecasting.evaluation.beta import beta_quantile
from forecasting.evaluation.statistics import LEVEL, interquartile_mean
from forecasting.messages import phrase

LEAST_SEEDS = 5
"""With fewer, no interval is worth its name, and the range of the seeds is given."""

TAIL = 0.7
"""Share of the tail of the t distribution that is cut off.

The whole tail gives intervals that hold 91 to 95 % in place of 95, from 5 to 30 seeds.
"""

INTERVAL, RANGE = phrase("95 % interval"), phrase("range")


def interval_name(seeds: int) -> str:
    """What is given beside the mean of so many seeds: an interval, a range, or nothing."""
    if seeds < 2:
        return ""
    return RANGE if seeds < LEAST_SEEDS else INTERVAL


def error_interval(errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A 95 % interval of the interquartile mean of errors; the range of fewer than 5 seeds.

    On a log scale, symmetrical about the mean: an error cannot be negative, and twice is as far
    as half. What is trimmed counts as the nearest that is not, and the degrees of freedom are
    those of the middle half. How often it holds the truth: python -m benchmarks.calibration
    --simulate.

    Args:
        errors: (..., member), at least 0, `inf` for a diverged member.

    Returns:
        Lower and upper end, each (...,). NaN for one member. The upper end is infinite if a
        quarter of all members might diverge, so that their interquartile mean would be infinite.

    Source:
        Yuen, The Two-Sample Trimmed t for Unequal Population Variances,
        doi:10.1093/biomet/61.1.165; Tukey and McLaughlin (1963) for one sample
    """
    seeds, middle = errors.shape[-1], interquartile_mean(errors)
    least, most = errors.min(axis=-1), errors.max(axis=-1)
    if seeds < LEAST_SEEDS:
        return (least, most) if seeds > 1 else (np.full_like(least, np.nan),) * 2
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        reach = _reach(seeds) * _standard_error(np.log(errors))
        low, high = middle * np.exp(-reach), middle * np.exp(reach)
    # Without an end where the middle half holds what has no logarithm: no error, or infinite ones.
    low, high = (np.where(np.isnan(reach), *ends) for ends in ((least, low), (most, high)))
    may_diverge = np.isinf(errors).sum(axis=-1) > _most_lost(seeds)
    return low, np.where(may_diverge, np.inf, high)


def t_quantile(freedom: int, tails: float) -> float:
    """|T| is beyond it with the probability `tails`, if T has Student's distribution."""
    x = beta_quantile(freedom / 2, 0.5, tails)
    return math.sqrt(freedom * (1 - x) / x)


@lru_cache(maxsize=256)
def _reach(seeds: int) -> float:
    """How many standard errors an interval reaches to each side of its middle."""
    return t_quantile(seeds - 2 * (seeds // 4) - 1, TAIL * (1 - LEVEL))


def _standard_error(values: np.ndarray) -> np.ndarray:
    """Of the mean of the middle half (..., member)."""
    members = values.shape[-1]
    cut = members // 4
    ordered = np.sort(values, axis=-1)
    ordered = np.clip(ordered, ordered[..., cut, None], ordered[..., members - 1 - cut, None])
    kept = members - 2 * cut
    squares = np.square(ordered - ordered.mean(axis=-1, keepdims=True)).sum(axis=-1)
    return np.sqrt(squares / (kept * (kept - 1)))


@lru_cache(maxsize=256)
def _most_lost(seeds: int) -> int:
    """The most diverged members that tell that fewer than a quarter of all diverge.

    If a quarter does, one sample of forty has so few. No member lost is never too many.
    """
    below, lost = 0.0, 0
    while True:
        below += math.comb(seeds, lost) * 0.25**lost * 0.75 ** (seeds - lost)
        if below > (1 - LEVEL) / 2:
            return max(lost - 1, 0)
        lost += 1
