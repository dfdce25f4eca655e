"""What an action takes: seconds of the processor, and bytes at the peak above what was there."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CLEAR, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")

needs_proc = pytest.mark.skipif(not CLEAR.exists(), reason="the peak is read from Linux's /proc")


@dataclass(frozen=True)
class Taken:
    """What an action took, and what came of it."""

    seconds: float
    bytes: int
    result: Any = None
    error: Exception | None = None


def measured(action: Callable[[], Any]) -> Taken:
    """Do it, whatever it raises."""
    gc.collect()
    CLEAR.write_text("5")  # the peak begins anew
    before, started = _kilobytes("VmHWM"), time.process_time()
    result, error = None, None
    try:
        result = action()
    except Exception as raised:
        error = raised
    seconds = time.process_time() - started
    return Taken(seconds, 1024 * (_kilobytes("VmHWM") - before), result, error)


def _kilobytes(name: str) -> int:
    line = next(row for row in STATUS.read_text().splitlines() if row.startswith(name))
    return int(line.split()[1])
