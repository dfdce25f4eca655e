"""Jobs that do not need the interpreter, on the cores that this process may use."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from forecasting.later import Later

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")


Result = TypeVar("Result")

_CGROUP = Path("/sys/fs/cgroup")


def cores_granted() -> int:
    """Cores that this process may keep busy: what is there, less what was taken away from it."""
    # macOS and Windows do not tell which cores a process may use.
    affinity = getattr(os, "sched_getaffinity", None)
    present = len(affinity(0)) if affinity else os.cpu_count() or 1
    granted = min(present, _own_quota(), torch.get_num_threads())
    return max(1, math.ceil(granted))


@cache
def _own_quota() -> float:
    return _quota(_CGROUP)


def _quota(root: Path) -> float:
    """Cores that the control group (version 2 or 1) allows; infinite if it sets no limit."""
    try:
        if (root / "cpu.max").exists():
            quota, period = (root / "cpu.max").read_text().split()
        else:
            quota = (root / "cpu/cpu.cfs_quota_us").read_text()
            period = (root / "cpu/cpu.cfs_period_us").read_text()
        return int(quota) / int(period) if int(quota) > 0 else math.inf
    except (OSError, ValueError):
        return math.inf


def run_jobs(
    jobs: Sequence[Callable[[], Result]], costs: Sequence[float], threads: int | None = None
) -> list[Result]:
    """Do all jobs, the dearest first, and wait for them.

    The caller works too, so that few short jobs do not wait for a thread to wake up.

    Args:
        jobs: What to do; they must not touch each other's data.
        costs: What each is expected to cost, in any unit.
        threads: How many work; all cores granted if not given.

    Returns:
        What the jobs returned, in their order. The first failure is raised after all have ended.
    """
    helpers = min(threads or cores_granted(), len(jobs)) - 1
    waiting = sorted(range(len(jobs)), key=costs.__getitem__)
    results: dict[int, Result] = {}

    def work() -> None:
        while True:
            try:
                job = waiting.pop()  # atomic
            except IndexError:
                return
            results[job] = jobs[job]()

    futures = [_pool(helpers).submit(work) for _ in range(helpers)]
    try:
        work()
    finally:
        failures = [f.exception() for f in futures if not f.cancel()]
    for failure in failures:
        if failure:
            raise failure
    return [results[job] for job in range(len(jobs))]


@cache
def _pool(size: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, thread_name_prefix="kernels")
