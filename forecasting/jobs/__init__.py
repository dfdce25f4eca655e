"""Experiments in the background: a queue, a worker, and the results that are kept.

Knows nothing of the page that asks: an owner is any text, and pages poll `job.status()`.
"""

from forecasting.jobs.job import Job, JobStatus, State
from forecasting.jobs.manager import JobManager
from forecasting.jobs.queue import QueueFull
from forecasting.jobs.result_store import ResultStore, bytes_of

__all__ = ["Job", "JobManager", "JobStatus", "QueueFull", "ResultStore", "State", "bytes_of"]
