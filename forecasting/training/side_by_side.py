"""Several stacks trained side by side, an epoch at a time."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from forecasting.threads import run_jobs
from forecasting.training.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Epoch:
    """One epoch of one stack.

    Attributes:
        losses: As `Trainer.epoch` gives them (member,).
        seconds: The stack's share of the time that all stacks took together.
        gradients: As `Trainer.gradients` (2, member).
    """

    losses: np.ndarray
    seconds: float
    gradients: np.ndarray


def train_together(
    trainers: Mapping[str, Trainer], resting: Mapping[str, Collection[int]] | None = None
) -> dict[str, Epoch]:
    """One epoch of every stack, all members of all of them as jobs for the same cores.

    A single seed of three cells keeps two cores busy in this way.

    Args:
        trainers: Of each stack.
        resting: Members of a stack, by their place in it, that are left as they are.
    """
    start, rest = time.perf_counter(), resting or {}
    jobs = {name: trainer.jobs(rest.get(name, ())) for name, trainer in trainers.items()}
    costs = [trainers[name].cost for name in jobs for _ in jobs[name]]
    fused = all(trainer.engine.name == "fused" for trainer in trainers.values())
    timed = [partial(_timed, job) for name in jobs for job in jobs[name]]
    # Operations of torch are spread over the cores by torch itself.
    done = iter(run_jobs(timed, costs, threads=None if fused else 1))
    of_each = {name: [next(done) for _ in jobs[name]] for name in jobs}
    elapsed = time.perf_counter() - start
    return _shared_out(of_each, elapsed, {n: trainers[n].gradients for n in trainers})


def _timed(job: Callable[[], list[float]]) -> tuple[list[float], float]:
    start = time.perf_counter()
    return job(), time.perf_counter() - start


def _shared_out(
    of_each: Mapping[str, list[tuple[list[float], float]]],
    elapsed: float,
    gradients: Mapping[str, np.ndarray],
) -> dict[str, Epoch]:
    """Share the time that passed among the stacks by the time that their jobs took."""
    busy = {name: sum(seconds for _, seconds in done) for name, done in of_each.items()}
    scale = elapsed / sum(busy.values())
    return {
        name: Epoch(
            np.concatenate([losses for losses, _ in done]), busy[name] * scale, gradients[name]
        )
        for name, done in of_each.items()
    }
