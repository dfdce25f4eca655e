"""The threads that carry out jobs: started when there is work, and no more than wanted."""

import threading
import time
from collections.abc import Callable


class WorkerThreads:
    """Threads that all do the same. Not safe in threads by itself: the manager's lock guards it.

    Args:
        most: How many there may be.
        work: What each does until there is nothing more to do.
    """

    def __init__(self, most: int, work: Callable[[], None]) -> None:
        self._most, self._work = most, work
        self._threads: list[threading.Thread] = []

    def start_one(self) -> None:
        """One more, unless there are enough."""
        if len(self._threads) < self._most:
            name = f"forecasting-worker-{len(self._threads) + 1}"
            self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
            self._threads[-1].start()

    def join(self, timeout: float | None) -> None:
        """Wait until all have ended, for that many seconds at most."""
        deadline = time.monotonic() + (timeout or 0)
        for thread in self._threads:
            thread.join(None if timeout is None else max(0.0, deadline - time.monotonic()))
