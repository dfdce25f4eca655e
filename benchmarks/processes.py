"""Memory and processor time of a process with all that it starts, by what Linux tells in /proc."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

REST_SECONDS = 0.2
TICKS = os.sysconf("SC_CLK_TCK")
GONE = (FileNotFoundError, ProcessLookupError, PermissionError)
"""A process may end while it is looked at."""


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    with suppress(*GONE):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += family(int(child))
    return found


def megabytes(pid: int) -> float:
    """Resident, of 10^6 bytes; what several processes share counts in equal parts (PSS)."""
    with suppress(*GONE):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def processor_seconds(pid: int) -> float:
    """Of a process, and of those of its children that have ended."""
    with suppress(*GONE):
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        return sum(map(int, text.rpartition(")")[2].split()[11:15])) / TICKS
    return 0.0


@dataclass
class Peak:
    """The most that a family has held.

    Attributes:
        together: Of all at one moment, in MB.
        largest: Of each process that was seen, in MB.
    """

    together: float = 0.0
    largest: dict[int, float] = field(default_factory=dict)

    def look(self, pid: int) -> None:
        """Once."""
        held = {one: megabytes(one) for one in family(pid)}
        self.together = max(self.together, sum(held.values()))
        self.largest |= {one: max(mb, self.largest.get(one, 0.0)) for one, mb in held.items()}


@contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Look five times a second, until the end."""
    peak, ended = Peak(), threading.Event()

    def watch() -> None:
        while not ended.wait(REST_SECONDS):
            peak.look(pid)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
        peak.look(pid)
