"""Is the difference real? Each pair of cells, and each cell against a baseline, over seeds.

There are three answers. One *beats* the other if the sign-flip p, corrected, is below 0.05, the
interval of the difference excludes 0, and it is better in at least three of four seeds. It has a
*small lead* if the first two hold and the third does not. Else no difference is shown, which does
not mean that there is none. It is about this series, horizon and budget.

The primary question is about all steps together, and is corrected for all pairs. What is said of
single steps holds for all of them and all pairs at once, so that nothing is gained by choosing.
"""

import math
from dataclasses import dataclass, field
from typing import Literal

from forecasting.evaluation.sample_size import ALPHA, least_seeds, seeds_needed, smallest_p
from forecasting.evaluation.statistics import probability_interval
from forecasting.messages import Message, message

MOST_LOG = 700.0
"""Of a ratio that a number can still hold."""

LEAST_PROBABILITY = 0.75
"""Of being better at a seed. A difference that shows more rarely is a small one."""

RULE = message(
    "One beats another if the sign-flip test over paired seeds, corrected for all pairs, gives p "
    "below 0.05, the 95 % interval of the difference excludes 0, and it is better in three of four "
    "seeds or more. It has a small lead if only the last does not hold. At single steps, p is "
    "corrected for all steps and all pairs at once."
)
"""In the words of a page."""

RULE_OF_STRETCHES = message(
    "One beats another if the sign-flip test over pairs of the same seed and stretch, corrected "
    "for all pairs of cells, gives p below 0.05, the 95 % interval of the difference excludes 0, "
    "it is better in three of four pairs and at three of four stretches or more, and it holds "
    "without any one of the stretches. It has a small lead if only these last do not hold. Of "
    "other stretches it is shown if the test gives p below 0.05, too, when all seeds of a stretch "
    "flip together. At single steps, p is corrected for all steps and all pairs at once."
)
"""The same where there are several stretches."""


def rule_for(stretches: int) -> Message:
    """The rule of a comparison at so many stretches."""
    return RULE if stretches == 1 else RULE_OF_STRETCHES


Answer = Literal["beats", "leads", "open"]
"""What is shown: that one beats the other, that it has a small lead, or nothing."""

Reason = Literal["same", "seeds", "mixed", "chance"]
"""Why nothing is shown: no difference at all, too few seeds, wins against losses, may be luck."""


@dataclass(frozen=True)
class PairVerdict:
    """Two cells, or a cell and a baseline, and what their errors over seeds show.

    Attributes:
        better: The one with the lower error on average. Whether that is more than luck is
            `answer`.
        worse: The other.
        baseline: Which of the two is a baseline, None for two cells.
        steps_ahead: Of the errors; None for the mean log error over all steps.
        seeds: Pairs of errors, one for each seed; with several stretches, for each seed at each.
        wins: At how many of them `better` has the lower error.
        probability: That `better` has the lower error at a seed, ties counting half.
        diverged: At how many seeds `better` and `worse` diverged, at any of the steps.
        log_ratio: Mean over seeds of log RMSE of `better` minus that of `worse`; NaN if that is
            infinite at a seed, because one diverged or has no error at all.
        lower: Lower end of its 95 % interval, of `flip_interval`; NaN likewise, and for one seed.
            At a single step it is about that step alone.
        upper: Upper end.
        p: Of a two-sided sign-flip test of the mean difference. Infinite ones count as twice
            the largest finite one.
        p_adjusted: The same, corrected: over all steps together for all pairs of the question
            after Holm; at a single step for all steps and all pairs, after Westfall and Young.
        pairs: How many pairs those are: all pairs of cells, or all cells against one baseline.
        agrees: Whether the interval of the differences says that `better` is better.
        factor: What Holm's method multiplied p by.
        differences: Of each seed, as p sees them.
        measure: What people call the measure of the errors.
        stretches: At how many stretches of the series the seeds were trained and judged.
        stretch_wins: At how many of them `better` has the lower error on average; 1 of 1.
        rests_on_one: Whether there is one of several stretches without which nothing is shown.
        p_stretches: Of a sign-flip test in which all seeds of a stretch flip together, corrected
            as `p_adjusted`.
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
    factor: int = 1
    differences: tuple[float, ...] = field(default=(), repr=False)
    measure: str = "RMSE"
    stretches: int = 1
    stretch_wins: int = 1
    rests_on_one: bool = False
    p_stretches: float = 1.0

    @property
    def answer(self) -> Answer:
        """Which of the three answers this is, about the stretches that were looked at."""
        if self.reason is not None:
            return "open"
        shares = self.probability, self.stretch_wins / self.stretches
        is_broad = min(shares) >= LEAST_PROBABILITY and not self.rests_on_one
        return "beats" if is_broad else "leads"

    @property
    def is_general(self) -> bool:
        """Whether the answer is shown of stretches like these, and not only of these.

        It is asked only once it is shown of these, and costs nothing there.
        """
        return self.answer != "open" and self.stretches > 1 and self.p_stretches < ALPHA

    @property
    def shown(self) -> bool:
        """Whether `better` beats `worse` by more than luck would, at three of four seeds."""
        return self.answer == "beats"

    @property
    def reason(self) -> Reason | None:
        """Why no difference is shown, None if one is, be it small."""
        if self.wins == 0:
            return "same"
        if self.seeds < self.least_seeds:
            return "seeds"
        if self.p_adjusted >= ALPHA or not self.agrees:
            return "chance"
        return "mixed" if self.probability < 0.5 else None

    @property
    def least_seeds(self) -> int:
        """The fewest pairs of errors with which any of these pairs could differ."""
        return least_seeds(self._multiplied)

    @property
    def least_stretches(self) -> int:
        """The fewest stretches with which any of it could be shown of stretches in general."""
        return least_seeds(self._multiplied)

    @property
    def smallest_p(self) -> float:
        """The smallest p, corrected, that so many pairs of errors can give."""
        return min(1.0, self._multiplied * smallest_p(self.seeds))

    @property
    def _multiplied(self) -> int:
        """What Holm's method multiplies the smallest p by; at single steps nothing is."""
        return self.pairs if self.steps_ahead is None else 1

    @property
    def seeds_needed(self) -> int | None:
        """About how many, at each stretch, would show a difference, if all are like these.

        None if so many as `seeds_needed` tries would not.
        """
        needed = seeds_needed(self.differences, self.factor)
        return None if needed is None else -(-max(needed, self.least_seeds) // self.stretches)

    @property
    def probability_interval(self) -> tuple[float, float]:
        """A 95 % interval for `probability`."""
        return probability_interval(self.probability, self.seeds)

    @property
    def reduction(self) -> float:
        """By which share the error of `better` is lower: 0.31 for 31 %. NaN as in `log_ratio`."""
        return _lower_by(self.log_ratio)

    @property
    def reduction_interval(self) -> tuple[float, float]:
        """The 95 % interval of `reduction`."""
        return _lower_by(self.upper), _lower_by(self.lower)

    @property
    def times(self) -> float:
        """How many times the error of `better` that of `worse` is. NaN as in `log_ratio`."""
        return math.exp(min(-self.log_ratio, MOST_LOG))


def _lower_by(log_ratio: float) -> float:
    """The share by which an error is lower than another, from the log of their ratio."""
    return -math.expm1(min(log_ratio, MOST_LOG))
