"""Is the difference real? Each pair of cells, and each cell against a baseline, over seeds.

A difference is shown only if all of this holds: the sign-flip p, corrected for all pairs, is below
0.05; the interval of the difference excludes 0; and one of the two is better in at least three
of four seeds. Else no difference is shown, which does not mean that there is none. It is about
this series, horizon and budget.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from forecasting.evaluation.errors import TOTAL
from forecasting.evaluation.paired import Runs, bounded, differences_of, runs_of
from forecasting.evaluation.sample_size import ALPHA, least_seeds, seeds_needed
from forecasting.evaluation.statistics import (
    bootstrap_interval,
    holm,
    interquartile_mean,
    probability_better,
    probability_interval,
    sign_flip_p,
)

LEAST_PROBABILITY = 0.75
"""Of being better at a seed. A difference that shows more rarely is too small to choose by."""

Reason = Literal["same", "seeds", "small", "chance"]
"""Why nothing is shown: no difference at all, too few seeds for any, too small, may be luck."""


@dataclass(frozen=True)
class PairVerdict:
    """Two cells, or a cell and a baseline, and what their errors over seeds show.

    Attributes:
        better: The one with the lower error at more seeds. Whether that is more than luck is
            `shown`.
        worse: The other.
        baseline: Which of the two is a baseline, None for two cells.
        steps_ahead: Of the errors; None for the mean log error over all steps.
        seeds: Pairs of errors, one for each seed.
        wins: At how many seeds `better` has the lower error.
        probability: That `better` has the lower error at a seed, ties counting half.
        diverged: At how many seeds `better` and `worse` diverged, at any of the steps.
        log_ratio: Interquartile mean over seeds of log RMSE of `better` minus that of `worse`;
            NaN if that is infinite at a seed, because one diverged or has no error at all.
        lower: Lower end of its 95 % bootstrap interval; NaN likewise, and for one seed.
        upper: Upper end.
        p: Of a two-sided sign-flip test of the mean difference. Infinite ones count as twice
            the largest finite one.
        p_adjusted: The same, corrected for all pairs of one question after Holm.
        pairs: How many those are: all pairs of cells, or all cells against one baseline.
        agrees: Whether mean difference and interval say that `better` is better.
    """

    better: str
    worse: str
    baseline: str | None
    steps_ahead: int | None
    seeds: int
    wins: int
    probability: float
    diverged: tuple[int, int]
    log_ratio: float
    lower: float
    upper: float
    p: float
    p_adjusted: float
    pairs: int
    agrees: bool

    @property
    def shown(self) -> bool:
        """Whether `better` beats `worse` by more than luck would."""
        return self.reason is None

    @property
    def reason(self) -> Reason | None:
        """Why no difference is shown, None if it is."""
        if self.wins == 0:
            return "same"
        if self.seeds < self.least_seeds:
            return "seeds"
        if self.probability < LEAST_PROBABILITY:
            return "small"
        return None if self.p_adjusted < ALPHA and self.agrees else "chance"

    @property
    def least_seeds(self) -> int:
        """The fewest seeds with which any of these pairs could differ."""
        return least_seeds(self.pairs)

    @property
    def seeds_needed(self) -> int:
        """About how many would show a difference as large as this one, or just large enough."""
        needed = seeds_needed(max(self.probability, LEAST_PROBABILITY))
        return max(needed, self.least_seeds)

    @property
    def probability_interval(self) -> tuple[float, float]:
        """A 95 % interval for `probability`."""
        return probability_interval(self.probability, self.seeds)

    @property
    def reduction(self) -> float:
        """By which share the RMSE of `better` is lower: 0.31 for 31 %. NaN as in `log_ratio`."""
        return -math.expm1(self.log_ratio)

    @property
    def reduction_interval(self) -> tuple[float, float]:
        """The 95 % interval of `reduction`."""
        return -math.expm1(self.upper), -math.expm1(self.lower)


def compare_cells(
    errors: pd.DataFrame, steps_ahead: int | None = None, variable: str = TOTAL
) -> tuple[PairVerdict, ...]:
    """Every pair of cells, paired by seed, corrected for the number of pairs.

    Args:
        errors: Columns cell, seed, variable, steps_ahead, rmse.
        steps_ahead: Which step; None for all, as the mean over steps of the log RMSE, in which
            a step with large errors weighs no more than another.
        variable: Which variable, or "Total".

    Returns:
        Pairs in the cells' order of appearance; none for one cell.

    Raises:
        ValueError: If there are no such errors, a seed is missing or twice, or one is NaN.
    """
    runs = runs_of(errors, "cell", steps_ahead, variable)
    pairs = combinations(runs, 2)
    return _corrected([_verdict(a, b, steps_ahead) for a, b in pairs])


def compare_with_baselines(
    errors: pd.DataFrame,
    baselines: pd.DataFrame,
    steps_ahead: int | None = None,
    variable: str = TOTAL,
) -> tuple[PairVerdict, ...]:
    """Every cell against every baseline, corrected for the number of cells.

    A baseline's one error is set against each seed's, or its error on a seed's draw of the series
    against that seed's. Each baseline is a question of its own: does any cell beat it?

    Args:
        errors: As in `compare_cells`.
        baselines: Columns baseline, variable, steps_ahead, rmse; also seed, if each has a draw.
        steps_ahead: As in `compare_cells`.
        variable: As in `compare_cells`.

    Returns:
        Baseline by baseline, cell by cell, in order of appearance; none without baselines.

    Raises:
        ValueError: As in `compare_cells`, or if the two tables have different steps.
    """
    cells = runs_of(errors, "cell", steps_ahead, variable)
    verdicts: list[PairVerdict] = []
    if baselines.empty:
        return ()
    known = baselines if "seed" in baselines else baselines.assign(seed=0)
    for reference in runs_of(known, "baseline", steps_ahead, variable):
        family = [_verdict(cell, reference, steps_ahead, reference.name) for cell in cells]
        verdicts += _corrected(family)
    return tuple(verdicts)


def _verdict(a: Runs, b: Runs, steps_ahead: int | None, baseline: str | None = None) -> PairVerdict:
    """One pair, not yet corrected for the others."""
    differences = differences_of(a, b)
    if _leads(-differences):
        a, b, differences = b, a, -differences
    members, finite = len(differences), bounded(differences)
    # Anew for each pair, so that its figures do not depend on which other cells are there.
    generator = np.random.default_rng(0)
    low, high = map(float, bootstrap_interval(finite, interquartile_mean, generator))
    figures = float(interquartile_mean(finite)), low, high
    ratio = figures if np.isfinite(differences).all() else (math.nan,) * 3
    p = sign_flip_p(finite, generator)
    return PairVerdict(
        better=a.name,
        worse=b.name,
        baseline=baseline,
        steps_ahead=steps_ahead,
        seeds=members,
        wins=int((differences < 0).sum()),
        probability=probability_better(differences, np.zeros(members)),
        diverged=(a.diverged(members), b.diverged(members)),
        log_ratio=ratio[0],
        lower=ratio[1],
        upper=ratio[2],
        p=p,
        p_adjusted=p,
        pairs=1,
        agrees=bool(high < 0 and finite.mean() < 0),
    )


def _corrected(verdicts: Sequence[PairVerdict]) -> tuple[PairVerdict, ...]:
    adjusted = holm([verdict.p for verdict in verdicts])
    return tuple(
        replace(verdict, p_adjusted=float(p), pairs=len(verdicts))
        for verdict, p in zip(verdicts, adjusted, strict=True)
    )


def _leads(differences: np.ndarray) -> bool:
    """Whether the first has the lower error at more seeds, or at as many but by more."""
    balance = int(np.sign(differences).sum())
    return balance < 0 or (balance == 0 and bool(interquartile_mean(bounded(differences)) < 0))
