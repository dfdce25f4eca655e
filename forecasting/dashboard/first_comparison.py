"""The comparison that stands on the first page before anybody asks: the server makes it itself."""

from dataclasses import dataclass

from forecasting.experiment import Comparison
from forecasting.jobs import Job, JobManager
from forecasting.models import usable_devices
from forecasting.recipes import RECIPES

EXPERIMENT = next(iter(RECIPES.values())).experiment


@dataclass(frozen=True, eq=False)
class First:
    """How far it is.

    Attributes:
        comparison: Trained to its end; None before it is there.
        job: What makes it, or made it; it may be that of a visitor who asked for the same.
        trouble: Why there will be none; empty if there is or will be one.
    """

    comparison: Comparison | None = None
    job: Job | None = None
    trouble: str = ""


def prepare(manager: JobManager) -> First:
    """Have it made in the background, unless it is there, under way or has failed."""
    kept = manager.kept(EXPERIMENT)
    if kept is not None and kept.stopped_at is None:
        return First(kept)
    job = manager.prepared()
    if job is not None and job.state == "failed":
        return First(trouble=job.status().message)
    try:
        return First(job=manager.prepare(EXPERIMENT, next(iter(usable_devices()))))
    except (ValueError, RuntimeError) as error:
        return First(trouble=str(error))
