"""One job by itself."""

import threading
import time

from forecasting.jobs.job import Job, JobStatus
from tests.conftest import TINY


def test_who_waits_for_the_end_goes_on_with_it():
    job = Job(JobStatus(1, "a", TINY), lambda _: None)
    job.wait(0.01)
    assert job.active
    started = time.monotonic()
    threading.Timer(0.05, job.end, ["stopped"]).start()
    job.wait(30)
    assert not job.active
    assert time.monotonic() - started < 20
