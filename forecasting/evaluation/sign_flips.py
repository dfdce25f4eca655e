"""What all flips of signs say: p-values that hold together, and intervals that agree with them.

If two cells are the same, each seed's difference could as well have had the other sign. All flips
are counted up to 13 seeds; beyond, a fixed random sample of them, the same on every machine.
"""

import math
from functools import lru_cache

import numpy as np

MOST_FLIPS = 2**12
"""That are looked at; each stands for its opposite, too: all flips of 13 seeds."""

ROUNDING = 1e-12
"""Sums that differ by a smaller share of what they are made of count as equal."""


def simultaneous_p(differences: np.ndarray) -> np.ndarray:
    """p-values of several questions about the same seeds that hold all together.

    The signs of a seed are flipped in all questions at once, so that the largest statistic of a
    flip knows how the questions depend on each other. Below α, the chance of any false answer is
    below α, whichever question is looked at afterwards.

    Args:
        differences: (member, question), paired, finite.

    Returns:
        (question,), above 0 and at most 1; 1 where there is no difference at all.

    Source:
        Westfall and Young, Resampling-Based Multiple Testing (1993), the step-down maximum;
        doi:10.1214/aos/1013699998 names the conditions
    """
    sums, reach = _sums(differences)
    order = np.argsort(reach, kind="stable")
    # Each question stands beside those that are less clear than it.
    largest = np.maximum.accumulate(sums[order], axis=0)
    beyond = (largest >= reach[order, None]).mean(axis=1)
    p = np.empty(len(order))
    p[order[::-1]] = np.maximum.accumulate(beyond[::-1])
    return np.where(reach > 0, p, 1.0)


def single_p(differences: np.ndarray) -> np.ndarray:
    """The p-value of each question alone: (member, question) -> (question,)."""
    sums, reach = _sums(differences)
    return np.where(reach > 0, (sums >= reach[:, None]).mean(axis=1), 1.0)


def flip_interval(differences: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Means that flips would not call different from that of the differences.

    A mean is outside if the flips of what is left without it have a p below 1 − level; thus 0 is
    outside exactly if that of the differences is. The ends are means of some of the members, so
    that it holds the level exactly if the differences lie symmetrically, whatever their shape.
    Of 5 members no p is below 0.05: the interval is their range, which holds the mean in 93.75 %.

    Args:
        differences: (member, question), paired, finite.
        level: Between 0 and 1.

    Returns:
        Lower and upper end, each (question,); NaN for one member.

    Source:
        Hartigan, Using Subsample Values as Typical Values, doi:10.1080/01621459.1969.10501057
    """
    members, questions = differences.shape
    if members == 1:
        return np.full(questions, np.nan), np.full(questions, np.nan)
    is_flipped = (flips(members) < 0).astype(np.float64)
    counts, total = is_flipped.sum(axis=1), differences.sum(axis=0)[:, None]
    sums = differences.T @ is_flipped.T
    means = np.concatenate([sums[:, 1:] / counts[1:], (total - sums) / (members - counts)], axis=1)
    last = max(1, math.ceil((1 - level) / 2 * (means.shape[1] + 1) - ROUNDING) - 1)
    found = np.partition(means, (last - 1, means.shape[1] - last), axis=1)
    return found[:, last - 1], found[:, -last]


@lru_cache(maxsize=8)
def flips(members: int) -> np.ndarray:
    """Half of all flips (flip, member) as ±1, none flipped first; the rest are their opposites.

    Of more members than can be counted, a sample that is the same each time.
    """
    if 2 ** (members - 1) <= MOST_FLIPS:
        numbers = np.arange(2 ** (members - 1))
        signs = 1.0 - 2.0 * ((numbers[:, None] >> np.arange(members)) & 1)
    else:
        signs = np.random.default_rng(0).choice([-1.0, 1.0], (MOST_FLIPS, members))
        signs[0], signs[:, -1] = 1.0, 1.0
        # Only the first flips nobody: the mean of those who are flipped has to exist.
        signs[1:, 0] = np.where((signs[1:] > 0).all(axis=1), -1.0, signs[1:, 0])
    signs.flags.writeable = False
    return signs


def _sums(differences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sizes of the sums of all flips (question, flip), and of that without one (question,).

    Each question is scaled to the sum of squares 1, which no flip changes.
    """
    size = np.sqrt(np.square(differences).sum(axis=0))
    scaled = differences / np.where(size > 0, size, 1.0)
    sums = np.abs(scaled.T @ flips(len(differences)).T)
    return sums, sums[:, 0] * (1 - ROUNDING) - ROUNDING
