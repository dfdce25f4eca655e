"""What can be simulated of the verdict: intervals, and the number of seeds that it names.

Run by python -m benchmarks.calibration --simulate.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.headline import Row
from benchmarks.rates import share
from forecasting.evaluation import error_interval, interquartile_mean
from forecasting.evaluation.sample_size import is_shown, seeds_needed
from forecasting.evaluation.sign_flips import flip_interval

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]

ERRORS: dict[str, Draw] = {
    "normal": lambda generator, size: 1 + 0.15 * generator.standard_normal(size),
    "lognormal, σ 0.5": lambda generator, size: generator.lognormal(0, 0.5, size),
    "lognormal, σ 1": lambda generator, size: generator.lognormal(0, 1, size),
    "exponential": lambda generator, size: generator.exponential(size=size),
    "gamma 3": lambda generator, size: generator.gamma(3, size=size),
    "log of them exponential": lambda g, size: np.exp(0.5 * g.exponential(size=size)),
}
MEMBERS = (5, 6, 8, 10, 20)
COMPARISONS = 10_000
BOOTSTRAPPED, RESAMPLES = 2000, 1000

EFFECTS = np.linspace(0, 1.2, 13)
"""True mean differences of log errors, in standard deviations: from none to plain."""


def intervals() -> list[Row]:
    """How often intervals hold the truth, beside those of a percentile bootstrap."""
    rows: list[Row] = []
    for name, draw in ERRORS.items():
        generator = np.random.default_rng(0)
        many = draw(generator, (2_000_000,))
        truth, mean_log = float(interquartile_mean(many)), float(np.log(many).mean())
        for members in MEMBERS:
            errors = draw(generator, (COMPARISONS, members))
            other = draw(generator, (COMPARISONS, members))
            of_cell = held(error_interval(errors), truth)
            of_pair = held(flip_interval((np.log(errors) - np.log(other)).T), 0.0)
            beside = held(flip_interval(np.log(errors).T), mean_log)
            rows.append(
                {
                    "errors": name,
                    "seeds": members,
                    "of a cell": share(of_cell, COMPARISONS),
                    "of a pair's difference": share(of_pair, COMPARISONS),
                    "of a cell beside a baseline": share(beside, COMPARISONS),
                    "of a cell, bootstrap": share(_bootstrapped(errors, truth), BOOTSTRAPPED),
                }
            )
    return rows


def held(ends: tuple[np.ndarray, np.ndarray], truth: float) -> int:
    """How many intervals hold the truth."""
    return int(((ends[0] <= truth) & (truth <= ends[1])).sum())


def _bootstrapped(errors: np.ndarray, truth: float) -> int:
    """The percentile bootstrap, as it was used before."""
    generator, members = np.random.default_rng(0), errors.shape[1]
    picks = generator.integers(0, members, (RESAMPLES, members))
    drawn = [np.sort(interquartile_mean(row[picks])) for row in errors[:BOOTSTRAPPED]]
    ends = np.array([(row[24], row[-25]) for row in drawn])
    return held((ends[:, 0], ends[:, 1]), truth)


def seeds(times: int = 60) -> list[Row]:
    """Comparisons that show nothing, taken on to the number of seeds that is named then."""
    return [_taken_on(count, times) for count in (8, 10, 20)]


def _taken_on(count: int, times: int, again: int = 50) -> Row:
    generator = np.random.default_rng(count)
    asked, named, came_true = 0, [], []
    for effect in np.tile(EFFECTS, times):
        observed = generator.normal(-effect, size=count)
        side = -1.0 if observed.mean() > 0 else 1.0
        if is_shown(side * observed[None])[0]:
            continue
        asked += 1
        if needed := seeds_needed(tuple((side * observed).tolist())):
            named.append(needed)
            more = generator.normal(-effect, size=(again, needed - count))
            whole = side * np.hstack([np.tile(observed, (again, 1)), more])
            came_true.append(is_shown(whole).mean())
    return {
        "seeds so far": count,
        "nothing shown": asked,
        "a number is named": len(named),
        "the number, median": int(np.median(named)),
        "it comes true, per cent": f"{100 * np.mean(came_true):.0f}",
    }
