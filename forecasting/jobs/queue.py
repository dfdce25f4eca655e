"""The waiting line: browsers take turns, in the order in which they came, and know their place.

Beside it waits what nobody asked for, until nobody else does.
"""

from collections import deque
from collections.abc import Iterator

from forecasting.jobs.job import Job
from forecasting.messages import plural


class QueueFull(RuntimeError):  # noqa: N818 - it is no error of anybody's
    """Too many people wait."""


def browser_of(owner: str) -> str:
    """The part of an owner that their sessions share: what stands before the first slash."""
    return owner.partition("/")[0]


class JobQueue:
    """Jobs that wait. Not safe in threads by itself: the manager's lock guards it.

    Args:
        size: How many may wait.
        each: How many of one browser may.
    """

    def __init__(self, size: int, each: int = 4) -> None:
        self._size, self._each = size, each
        self._round = 0
        self._rounds: dict[Job, int] = {}
        self._served: dict[str, int] = {}
        self._jobs: deque[Job] = deque()
        self._spare: Job | None = None

    def __iter__(self) -> Iterator[Job]:
        spare = () if self._spare is None else (self._spare,)
        return iter((*self._jobs, *spare))

    def check_room(self, owner: str, leaving: Job | None) -> None:
        """Refuse one more if the line is full, or its owner's browser has its share of it.

        Args:
            owner: Who asks.
            leaving: A job that leaves the line for this one.

        Raises:
            QueueFull: With what to do.
        """
        waiting = sum(1 for job in self._jobs if job is not leaving)
        own = [job for job in self._jobs if browser_of(job.owner) == browser_of(owner)]
        if sum(1 for job in own if job is not leaving) >= self._each:
            raise QueueFull(
                plural(
                    "{count} experiment of this browser is waiting already. Stop it, or wait.",
                    "{count} experiments of this browser are waiting already. Stop one of them, "
                    "or wait until one has ended.",
                    count=self._each,
                )
            )
        if waiting >= self._size:
            raise QueueFull(
                plural(
                    "{count} experiment is waiting already. Try again in a few minutes.",
                    "{count} experiments are waiting already. Try again in a few minutes.",
                    count=waiting,
                )
            )

    def add(self, job: Job) -> None:
        """The last in the line, but for those who have had a turn in this round already."""
        self._rounds[job] = self._round_of(browser_of(job.owner))
        self._jobs.append(job)
        self._number()

    def set_aside(self, job: Job) -> None:
        """It waits until nobody else does, in place of what was set aside before."""
        self._spare = job

    def advance(self, job: Job) -> None:
        """If it was set aside, it waits like all others from now on."""
        if job is self._spare:
            self._spare = None
            self.add(job)

    def remove(self, job: Job) -> None:
        """It need not wait any more, if it did."""
        if job is self._spare:
            self._spare = None
        if job in self._jobs:
            self._jobs.remove(job)
            self._number()

    def take(self) -> Job | None:
        """The job whose turn it is, which then runs; None if there is none at all."""
        job = self.take_asked()
        if job is None and self._spare:
            job, self._spare = self._spare, None
            job.start()
        return job

    def take_asked(self) -> Job | None:
        """The same of those that were not set aside."""
        if not self._jobs:
            return None
        job = self._jobs.popleft()
        self._round = self._rounds[job]
        self._served = {b: k for b, k in self._served.items() if k >= self._round}
        self._served[browser_of(job.owner)] = self._round
        job.start()
        self._number()
        return job

    def _round_of(self, browser: str) -> int:
        """Of the next job of a browser: the one after its last, so that others come in between."""
        waiting = [self._rounds[job] for job in self._jobs if browser_of(job.owner) == browser]
        return max(self._round, *(k + 1 for k in (*waiting, self._served.get(browser, -1))))

    def _number(self) -> None:
        self._jobs = deque(sorted(self._jobs, key=self._rounds.__getitem__))
        self._rounds = {job: self._rounds[job] for job in self._jobs}
        for place, job in enumerate(self._jobs, start=1):
            job.wait_at(place)
