import math
import threading

import pytest
import torch

from forecasting import threads


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({"cpu.max": "150000 100000\n"}, 1.5),
        ({"cpu.max": "max 100000\n"}, math.inf),
        ({"cpu/cpu.cfs_quota_us": "200000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 2),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, math.inf),
        ({}, math.inf),
    ],
)
def test_quota_of_the_control_group(tmp_path, files, cores):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert threads._quota(tmp_path) == cores


def test_no_more_cores_than_torch_was_given(monkeypatch):
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    assert threads.cores_granted() == 1


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_are_in_the_order_of_the_jobs(count):
    jobs = [lambda i=i: i for i in range(7)]
    assert threads.run_jobs(jobs, [3, 1, 2, 5, 4, 7, 6], threads=count) == list(range(7))


def test_dearest_first():
    done = []
    jobs = [lambda i=i: done.append(i) for i in range(3)]
    threads.run_jobs(jobs, [2.0, 3.0, 1.0], threads=1)
    assert done == [1, 0, 2]


def test_jobs_run_side_by_side():
    meeting = threading.Barrier(2, timeout=10)
    threads.run_jobs([meeting.wait, meeting.wait], [1.0, 1.0], threads=2)


@pytest.mark.parametrize("count", [1, 2])
def test_failure_is_raised(count):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        threads.run_jobs([fail] * 4, [1.0] * 4, threads=count)
