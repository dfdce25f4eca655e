"""From tables of errors to verdicts: pairs, their differences, and what is corrected for what."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from forecasting.evaluation.errors import TOTAL
from forecasting.evaluation.paired import Runs, bounded, over_steps, runs_of, step_differences
from forecasting.evaluation.sample_size import ALPHA
from forecasting.evaluation.sign_flips import flip_interval, simultaneous_p, single_p
from forecasting.evaluation.statistics import (
    holm,
    holm_factors,
    probability_better,
    sign_flip_p,
)
from forecasting.evaluation.verdict import PairVerdict
from forecasting.messages import bad_value


def compare_cells(
    errors: pd.DataFrame, steps_ahead: int | None = None, variable: str = TOTAL
) -> tuple[PairVerdict, ...]:
    """Every pair of cells, paired by seed, corrected for the number of pairs.

    Args:
        errors: Columns cell, seed, variable, steps_ahead, rmse, and stretch where there are
            several: then each pair has the same seed and stretch.
        steps_ahead: Which step, corrected for all steps in the table, too; None for all together,
            as the mean over steps of the log RMSE, in which a step with large errors weighs no
            more than another.
        variable: Which variable, or "Total".

    Returns:
        Pairs in the cells' order of appearance; none for one cell.

    Raises:
        ValueError: If there are no such errors, a seed is missing or twice, or one is NaN.
    """
    runs = runs_of(errors, "cell", variable)
    _checked(runs, steps_ahead)
    return _judged(_pairs(runs), steps_ahead)


def compare_steps(
    errors: pd.DataFrame, variable: str = TOTAL
) -> Mapping[int, tuple[PairVerdict, ...]]:
    """What `compare_cells` says at each step; all of it holds at once.

    Args:
        errors: As in `compare_cells`.
        variable: As in `compare_cells`.
    """
    runs = runs_of(errors, "cell", variable)
    family, steps = _pairs(runs), runs[0].steps
    return dict(zip(steps, _at_steps(family, steps) if family else [()] * len(steps), strict=True))


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
        baselines: Columns baseline, variable, steps_ahead, rmse; also seed, if each has a draw,
            or stretch.
        steps_ahead: As in `compare_cells`.
        variable: As in `compare_cells`.

    Returns:
        Baseline by baseline, cell by cell, in order of appearance; none without baselines.

    Raises:
        ValueError: As in `compare_cells`, or if the two tables have different steps.
    """
    cells = runs_of(errors, "cell", variable)
    _checked(cells, steps_ahead)
    verdicts: list[PairVerdict] = []
    if baselines.empty:
        return ()
    known = baselines if "seed" in baselines else baselines.assign(seed=0)
    for reference in runs_of(known, "baseline", variable):
        family = [_pair(cell, reference, reference.name) for cell in cells]
        verdicts += _judged(family, steps_ahead)
    return tuple(verdicts)


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two of which one may be better.

    Attributes:
        a: The one.
        b: The other.
        baseline: Which of them is a baseline, if one is.
        steps: (member, step) differences of log errors, negative where the first is better;
            stretch by stretch.
        shape: (stretch, seed), how many there are of each.
    """

    a: Runs
    b: Runs
    baseline: str | None
    steps: np.ndarray
    shape: tuple[int, int]

    def by_stretch(self, differences: np.ndarray) -> np.ndarray:
        """The mean at each stretch (stretch, ...) of differences (member, ...)."""
        return differences.reshape(*self.shape, *differences.shape[1:]).mean(axis=1)


def _pair(a: Runs, b: Runs, baseline: str | None = None) -> _Pair:
    steps = step_differences(a, b)
    stretches, seeds, ahead = steps.shape
    return _Pair(a, b, baseline, steps.reshape(-1, ahead), (stretches, seeds))


def _pairs(runs: Sequence[Runs]) -> list[_Pair]:
    return [_pair(a, b) for a, b in combinations(runs, 2)]


def _checked(runs: Sequence[Runs], steps_ahead: int | None) -> None:
    if steps_ahead is not None and steps_ahead not in runs[0].steps:
        raise bad_value(
            "no errors at step {steps_ahead}: choose one from {first} to {last}.",
            steps_ahead=steps_ahead,
            first=runs[0].steps[0],
            last=runs[0].steps[-1],
        )


def _judged(family: Sequence[_Pair], steps_ahead: int | None) -> tuple[PairVerdict, ...]:
    """All pairs of one question: together over all steps, or at one of them."""
    if not family:
        return ()
    return _together(family) if steps_ahead is None else _at_steps(family, [steps_ahead])[0]


def _together(family: Sequence[_Pair]) -> tuple[PairVerdict, ...]:
    """Over all steps, corrected after Holm."""
    columns = [over_steps(pair.steps)[:, None] for pair in family]
    found = [
        _untested(pair, column, (None,))[0] for pair, column in zip(family, columns, strict=True)
    ]
    differences = [np.array(verdict.differences) for verdict in found]
    p = [sign_flip_p(own, np.random.default_rng(0)) for own in differences]
    adjusted, factors, over_stretches = holm(p), holm_factors(p), _p_stretches(family, differences)
    return tuple(
        replace(
            v,
            p=p[k],
            p_adjusted=float(adjusted[k]),
            factor=int(factors[k]),
            pairs=len(family),
            p_stretches=float(over_stretches[k]),
        )
        for k, v in enumerate(found)
    )


def _p_stretches(family: Sequence[_Pair], differences: Sequence[np.ndarray]) -> np.ndarray:
    """The p of each pair if all seeds of a stretch flip together, corrected after Holm (pair,)."""
    means = [pair.by_stretch(own) for pair, own in zip(family, differences, strict=True)]
    return holm([sign_flip_p(own, np.random.default_rng(0)) for own in means])


def _at_steps(family: Sequence[_Pair], steps: Sequence[int]) -> list[tuple[PairVerdict, ...]]:
    """At some steps, corrected for all steps and all pairs; a tuple of pairs for each."""
    ahead = family[0].a.steps
    columns = bounded(np.concatenate([pair.steps for pair in family], axis=1))
    adjusted = simultaneous_p(columns).reshape(len(family), len(ahead))
    blocks = simultaneous_p(family[0].by_stretch(columns)).reshape(len(family), len(ahead))
    places = [ahead.index(step) for step in steps]
    rows = []
    for k, pair in enumerate(family):
        chosen = pair.steps[:, places]
        p = zip(single_p(bounded(chosen)), adjusted[k, places], blocks[k, places], strict=True)
        rows.append(
            [
                replace(
                    verdict,
                    p=float(own),
                    p_adjusted=float(all_),
                    pairs=len(family),
                    p_stretches=float(block),
                )
                for verdict, (own, all_, block) in zip(
                    _untested(pair, chosen, steps), p, strict=True
                )
            ]
        )
    return list(zip(*rows, strict=True))


def _untested(pair: _Pair, columns: np.ndarray, steps: Sequence[int | None]) -> list[PairVerdict]:
    """What differences (member, question) say of each question, without p-values."""
    finite = bounded(columns)
    lower, upper = flip_interval(finite)
    found = []
    for k, step in enumerate(steps):
        one = finite[:, k]
        ends, told = (lower[k], upper[k]), pair
        if _leads(-one):
            ends, told, one = (-upper[k], -lower[k]), _turned(pair), -one
        known = np.isfinite(columns[:, k]).all()
        ratio = (one.mean(), *ends) if known else (math.nan,) * 3
        found.append(_verdict(told, one, ratio, bool(ends[1] < 0)))
        found[-1] = replace(found[-1], steps_ahead=step)
    return found


def _turned(pair: _Pair) -> _Pair:
    return replace(pair, a=pair.b, b=pair.a, steps=-pair.steps)


def _verdict(
    pair: _Pair, differences: np.ndarray, ratio: Sequence[float], agrees: bool
) -> PairVerdict:
    members, (stretches, _) = len(differences), pair.shape
    won = int((pair.by_stretch(differences) < 0).sum())
    return PairVerdict(
        better=pair.a.name,
        worse=pair.b.name,
        baseline=pair.baseline,
        steps_ahead=None,
        seeds=members,
        wins=int((differences < 0).sum()),
        probability=probability_better(differences, np.zeros(members)),
        diverged=(pair.a.diverged(pair.shape), pair.b.diverged(pair.shape)),
        log_ratio=float(ratio[0]),
        lower=float(ratio[1]),
        upper=float(ratio[2]),
        p=1.0,
        p_adjusted=1.0,
        pairs=1,
        agrees=agrees,
        differences=tuple(differences.tolist()),
        stretches=stretches,
        stretch_wins=won if stretches > 1 else 1,
        rests_on_one=stretches > 1 and _rests_on_one(pair, differences),
    )


def _rests_on_one(pair: _Pair, differences: np.ndarray) -> bool:
    """Whether the rest shows nothing without some stretch; negative differences are for it."""
    stretches, seeds = pair.shape
    members = np.arange(len(differences))
    without = np.tile(differences[:, None], stretches)
    without[members, members // seeds] = 0.0
    return bool((without.sum(axis=0) >= 0).any() or (single_p(without) >= ALPHA).any())


def _leads(differences: np.ndarray) -> bool:
    """Whether the first has the lower error on average; if neither has, at more seeds."""
    mean, size = differences.mean(), np.abs(differences).mean()
    # A mean of rounding errors has a sign, but says nothing.
    return bool(mean < 0 if abs(mean) > 1e-12 * size else np.sign(differences).sum() < 0)
