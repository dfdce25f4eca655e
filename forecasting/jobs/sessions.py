"""Who asked for what: the latest job of every owner, and the latest one with a result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from forecasting.experiment import Comparison, Experiment
from forecasting.jobs.job import Job
from forecasting.jobs.queue import browser_of


@dataclass
class _Share:
    """What is remembered of an owner."""

    job: Job
    result: Job | None = None


class Sessions:
    """What is remembered of everybody. Not safe in threads by itself, but for `in`."""

    def __init__(self) -> None:
        self._shares: dict[str, _Share] = {}

    def __contains__(self, owner: str) -> bool:
        return owner in self._shares

    def job_of(self, owner: str) -> Job | None:
        """The owner's latest job."""
        return self._shares[owner].job if owner in self._shares else None

    def latest_result(self, owner: str) -> Comparison | None:
        """The owner's newest comparison, if it is still kept."""
        job = self._shares[owner].result if owner in self._shares else None
        return job.comparison if job else None

    def begin(self, job: Job) -> None:
        """This is its owner's job from now on; the result of an earlier one stays."""
        earlier = self._shares.get(job.owner)
        self._shares[job.owner] = _Share(job, earlier.result if earlier else None)

    def note_result(self, job: Job) -> None:
        """A job has a result: the owner's newest, unless a later job was faster."""
        share = self._shares.get(job.owner)
        if share and (share.result is None or share.result.id < job.id):
            share.result = job

    def left_behind(
        self, heir: str, experiment: Experiment, is_away: Callable[[str], bool]
    ) -> Job | None:
        """The job that an heir without any may take over: their browser left it, and it goes on."""
        if heir in self._shares:
            return None
        same = (o for o in self._shares if is_away(o) and browser_of(o) == browser_of(heir))
        jobs = (self._shares[owner].job for owner in same)
        return next((job for job in jobs if job.goes_on_with(experiment)), None)

    def hand_over(self, job: Job, heir: str) -> None:
        """All that the owner of a job had belongs to somebody else from now on."""
        self._shares[heir] = self._shares.pop(job.owner)
        job.hand_to(heir)

    def forget(self, owners: Iterable[str]) -> None:
        """Remember nothing of them any more."""
        for owner in owners:
            self._shares.pop(owner, None)
