"""What a worker does for one job."""

import contextlib
from collections.abc import Callable, Generator, Iterator
from typing import cast

from forecasting.experiment import Comparison, Experiment, Progress
from forecasting.jobs.job import Job
from forecasting.messages import message

Runner = Callable[[Experiment, str | None], Iterator[Progress]]
"""`run`, or something like it."""


def follow(
    job: Job,
    running: Iterator[Progress],
    clock: Callable[[], float],
    should_stop: Callable[[], bool],
) -> Comparison:
    """Run to the end, or until it should stop, and note the progress on the way.

    Args:
        job: Whose progress it is.
        running: What `run` gives; it is closed in any case.
        clock: Gives the seconds.
        should_stop: Asked after every epoch.

    Returns:
        The comparison as it stands then, with its tables made.
    """
    started = clock()
    with contextlib.closing(cast("Generator[Progress]", running)):
        for progress in running:
            job.advance(progress, clock() - started)
            if progress.finished or should_stop():
                return _with_tables(progress.comparison())
    raise RuntimeError(message("The run ended before its last epoch."))


def _with_tables(comparison: Comparison) -> Comparison:
    """The same, with its tables made, so that no page has to wait for them."""
    _ = comparison.errors, comparison.baselines, comparison.future
    return comparison
