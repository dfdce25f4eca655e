"""Do the errors depend on the order in which the members ran?"""

from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd

from forecasting import digits
from forecasting.experiment.audits.diverged_members import every_error
from forecasting.experiment.audits.finding import Finding
from forecasting.experiment.comparison import Comparison
from forecasting.messages import Message, listed, message, phrase, plural

FALSE_ALARMS = 0.01
"""Of all comparisons in which the order does not matter: a rare alarm is one that is believed."""

FEWEST_SEEDS = 6
EXACT_SEEDS = 7
"""Up to here all orders are counted; beyond, a random sample of them."""


def no_drift(comparison: Comparison) -> Finding:
    """The error does not rise or fall with the place of a member in the order of the seeds.

    Each cell is tested at `FALSE_ALARMS` divided by the number of cells (Bonferroni), so that a
    fair comparison raises it at most that often. A member that goes on from the one before it gives
    an order that is all but perfect, which such a level still shows.
    """
    level = FALSE_ALARMS / len(comparison.experiment.cells)
    errors = _mean_log_errors(comparison)
    tested = {cell: drift(own) for cell, own in errors.items() if _smallest_p(len(own)) < level}
    if not tested:
        least = next(n for n in range(FEWEST_SEEDS, 99) if _smallest_p(n) < level)
        return None, plural(
            "A drift cannot be seen with {count} seed; {least} would be the least.",
            "A drift cannot be seen with {count} seeds; {least} would be the least.",
            count=max(map(len, errors.values())),
            least=least,
        )
    shown = [_drifting(cell, rho, p) for cell, (rho, p) in tested.items() if p < level]
    if shown:
        return False, message("In the order of the seeds {drifts}.", drifts=listed(shown))
    smallest = min(p for _, p in tested.values())
    return True, message(
        "No drift of the errors with the order of the seeds is seen: the smallest p is {smallest}, "
        "and below {level} would be a drift.",
        smallest=digits.number(smallest, 2),
        level=digits.number(level, 2),
    )


def _drifting(cell: str, rho: float, p: float) -> Message:
    given = {"cell": cell, "rho": digits.number(rho, 2), "p": digits.number(p, 2)}
    if rho > 0:
        return phrase("the error of the {cell} rises (ρ = {rho}, p = {p})", **given)
    return phrase("the error of the {cell} falls (ρ = {rho}, p = {p})", **given)


def drift(errors: np.ndarray) -> tuple[float, float]:
    """Spearman's rank correlation with the place, and its two-sided p by permutation.

    Args:
        errors: (member,), in the order of running; infinite ones are the last in rank.

    Source:
        Phipson and Smyth, Permutation P-values Should Never Be Zero, doi:10.2202/1544-6115.1585
    """
    ranks = pd.Series(errors).rank().to_numpy()
    ranks = ranks - ranks.mean()
    places, orders = _places(len(ranks)), _orders(len(ranks))
    found, sampled = float(places @ ranks), int(len(ranks) > EXACT_SEEDS)
    # Ranks and places are whole or halves, so that these sums are exact.
    extreme = int((np.abs(orders @ ranks) >= abs(found)).sum())
    norm = float(np.sqrt((ranks @ ranks) * (places @ places)))
    return found / norm if norm else 0.0, (extreme + sampled) / (len(orders) + sampled)


def _places(members: int) -> np.ndarray:
    """In the order of running, around 0."""
    return np.arange(members) - (members - 1) / 2


@lru_cache(maxsize=1)
def _orders(members: int) -> np.ndarray:
    """Places (order, member), around 0, in all orders or in many at random."""
    places = _places(members)
    if members <= EXACT_SEEDS:
        return np.array([*permutations(places)])
    many = np.tile(places, (min(9_999, 2_000_000 // members), 1))
    return np.random.default_rng(0).permuted(many, axis=1)


def _smallest_p(members: int) -> float:
    """Of the one order and its reverse; 1 below the fewest seeds."""
    return 2 / float(np.prod(np.arange(1.0, members + 1))) if members >= FEWEST_SEEDS else 1.0


def _mean_log_errors(comparison: Comparison) -> dict[str, np.ndarray]:
    """Over all steps, of each cell (member,), in the order of the seeds and without NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(every_error(comparison)[:, :, -1]).mean(axis=2)
        cells, seeds = comparison.experiment.cells, len(comparison.experiment.seeds)
        # Of several stretches the mean of each seed: one stretch may be harder than another.
        means = logs.reshape(len(cells), -1, seeds).mean(axis=1)
    return {cell: row[~np.isnan(row)] for cell, row in zip(cells, means, strict=True)}
