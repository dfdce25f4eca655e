"""Experiments in the background: a queue, a worker, and the results that are kept.

Knows nothing of the page that asks: an owner is any text, and pages poll `job.status()`.
"""

from forecasting.jobs.job import Job, JobStatus, State
from forecasting.jobs.kept import Kept, bytes_of
from forecasting.jobs.line import QueueFull
from forecasting.jobs.manager import JobManager

__all__ = ["Job", "JobManager", "JobStatus", "Kept", "QueueFull", "State", "bytes_of"]
