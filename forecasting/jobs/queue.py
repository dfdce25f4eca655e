"""The waiting line: who came first is served first, and everybody knows their place.

Beside it waits what nobody asked for, until nobody else does.
"""

from collections import deque
from collections.abc import Iterator

from forecasting.jobs.job import Job
from forecasting.messages import plural


class QueueFull(RuntimeError):  # noqa: N818 - it is no error of anybody's
    """Too many people wait."""


class JobQueue:
    """Jobs that wait. Not safe in threads by itself: the manager's lock guards it.

    Args:
        size: How many may wait.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._jobs: deque[Job] = deque()
        self._spare: Job | None = None

    def __iter__(self) -> Iterator[Job]:
        spare = () if self._spare is None else (self._spare,)
        return iter((*self._jobs, *spare))

    def check_room(self, leaving: Job | None) -> None:
        """Refuse one more if the line is full, when a job has left it.

        Raises:
            QueueFull: With what to do.
        """
        waiting = sum(1 for job in self._jobs if job is not leaving)
        if waiting >= self._size:
            raise QueueFull(
                plural(
                    "{count} experiment is waiting already. Try again in a few minutes.",
                    "{count} experiments are waiting already. Try again in a few minutes.",
                    count=waiting,
                )
            )

    def add(self, job: Job) -> None:
        """The last in the line."""
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
        job.start()
        self._number()
        return job

    def _number(self) -> None:
        for place, job in enumerate(self._jobs, start=1):
            job.wait_at(place)
