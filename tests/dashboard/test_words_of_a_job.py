from dataclasses import replace

import pytest

from forecasting.dashboard import status
from forecasting.jobs import JobStatus
from tests.conftest import TINY

RUNNING = JobStatus(
    1, "me", TINY, state="running", epoch=2, seconds_left=3.0, updates_per_second=1234.0
)


@pytest.mark.parametrize("awaits", [True, False])
def test_no_time_left_is_told_that_the_kernels_will_change(awaits):
    text = " ".join(status._pace(replace(RUNNING, awaits_kernels=awaits)))
    waiting = "PyTorch trains until the fast kernels are compiled"
    assert (text == waiting) is awaits
    assert ("3 s left" in text) is not awaits
