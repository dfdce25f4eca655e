"""Runs experiments in the background, one after another, for several owners."""

import itertools
import logging
import math
import threading
import time
from collections.abc import Callable
from typing import Self

from forecasting.experiment import Comparison, Experiment, run
from forecasting.experiment.limits import Limits, check_size
from forecasting.jobs.failures import BROWSER_CLOSED, SHUT_DOWN, TOO_LONG, message_for
from forecasting.jobs.job import Job, JobStatus
from forecasting.jobs.presence import Presence
from forecasting.jobs.queue import JobQueue
from forecasting.jobs.result_store import ResultStore
from forecasting.jobs.sessions import Sessions
from forecasting.jobs.worker import Runner, follow
from forecasting.jobs.worker_threads import WorkerThreads
from forecasting.messages import message
from forecasting.models import choose_device

NOBODY = "the server itself"
"""The owner of what is made before anybody asks."""

logger = logging.getLogger(__name__)


class JobManager:
    """Runs experiments in the background. Every method may be called from any thread.

    Args:
        results: Where comparisons are kept for those who ask again.
        workers: Experiments that run at once.
        queue_size: Jobs that may wait.
        grace_seconds: How long a job goes on after its owner left.
        longest_seconds: After so long a job is stopped as by its owner.
        clock: Gives the seconds.
        limits: The largest experiment that is accepted; those of the environment if not given.
        runner: What does the work.
    """

    def __init__(  # noqa: PLR0913 - each has a default, and a test sets one or two
        self,
        results: ResultStore,
        *,
        workers: int = 1,
        queue_size: int = 16,
        grace_seconds: float = 60.0,
        longest_seconds: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        runner: Runner = run,
    ) -> None:
        self._limits = limits or Limits.from_environment()
        self._clock, self._runner = clock, runner
        self._results, self._longest = results, longest_seconds
        self._presence, self._ids = Presence(grace_seconds, clock), itertools.count(1)
        self._changed, self._queue = threading.Condition(), JobQueue(queue_size)
        self._running: set[Job] = set()
        self._sessions, self._closed = Sessions(), False
        self._threads = WorkerThreads(workers, self._work)

    def submit(self, owner: str, experiment: Experiment, device: str | None = None) -> Job:
        """Ask for an experiment; it takes the place of what this owner asked for before.

        Returns:
            The owner's job: the one there is if it is the same, and one that is done already if
            the result is kept.

        Raises:
            ValueError: If the experiment is too large, or this machine does not have the device.
            QueueFull: If too many wait; an earlier job is then left as it is.
            RuntimeError: If the manager is closed.
        """
        check_size(experiment, self._limits)
        if device is not None:
            choose_device(device)
        with self._changed:
            self._check_open()
            self._presence.returned(owner)
            self._forget_those_gone()
            known = self._sessions.job_of(owner)
            if known and known.device == device and known.goes_on_with(experiment):
                return known
            if joined := self._joined(owner, experiment, device):
                return joined
            first = JobStatus(next(self._ids), owner, experiment, device)
            return self._replace(known, Job(first, self._results.get))

    def prepare(self, experiment: Experiment, device: str | None = None) -> Job:
        """Make a result before anybody asks, and keep it for as long as the manager lives.

        It is nobody's job: whoever asks for anything comes first, also once it runs, and it goes on
        afterwards. Who asks for the same experiment takes it over as it stands.

        Returns:
            The job, which is done already if the result is kept; one of somebody who asked for the
            same, if it is active.

        Raises:
            ValueError: If the experiment is too large.
            RuntimeError: If the manager is closed.
        """
        check_size(experiment, self._limits)
        with self._changed:
            self._check_open()
            self._results.pin(experiment)
            same = [job for job in self._active() if job.goes_on_with(experiment)]
            if same:
                return same[0]
            job = Job(JobStatus(next(self._ids), NOBODY, experiment, device), self._results.get)
            self._sessions.begin(job)
            if finished := self._results.finished(experiment, device):
                self._end(job, finished)
            else:
                self._queue.set_aside(job)
                self._wake_a_worker()
            return job

    def prepared(self) -> Job | None:
        """What was prepared last, unless somebody took it over."""
        return self.job_of(NOBODY)

    def stop(self, owner: str) -> None:
        """Stop the owner's job: at once if it waits, after this epoch if it runs."""
        with self._changed:
            if job := self._sessions.job_of(owner):
                self._stop(job)

    def job_of(self, owner: str) -> Job | None:
        """The owner's latest job."""
        with self._changed:
            return self._sessions.job_of(owner)

    def latest_result(self, owner: str) -> Comparison | None:
        """The owner's newest comparison, also while the next one is trained."""
        with self._changed:
            return self._sessions.latest_result(owner)

    def take_over(self, owner: str, experiment: Experiment) -> Job | None:
        """Give an owner without a job the one that the same browser left behind.

        A browser that loads its page anew comes back as another owner. Who that may be is told by
        the owners' names: they are the same up to the first slash.

        Returns:
            The job, which waits or runs; None if there is none of this experiment.
        """
        with self._changed:
            job = self._sessions.left_behind(owner, experiment, self._presence.is_away)
            if job:
                self._presence.returned(job.owner)
                self._sessions.hand_over(job, owner)
            return job

    def kept(self, experiment: Experiment) -> Comparison | None:
        """The comparison that is kept for an experiment; it may have been stopped early."""
        return self._results.get(experiment)

    def left(self, owner: str) -> None:
        """Note that the owner's browser left. Takes no lock and does nothing more."""
        if owner in self._sessions:
            self._presence.left(owner)

    def returned(self, owner: str) -> None:
        """Note that the owner is back. Takes no lock."""
        self._presence.returned(owner)

    def close(self, timeout: float | None = None) -> None:
        """Stop everything and wait for the threads, for that many seconds at most."""
        with self._changed:
            self._closed = True
            for job in self._active():
                self._stop(job, SHUT_DOWN)
            self._changed.notify_all()
        self._threads.join(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _active(self) -> list[Job]:
        return [*self._queue, *self._running]

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(message("The server is shutting down. Reload the page in a minute."))

    def _replace(self, known: Job | None, job: Job) -> Job:
        """Put a new job in the place of the owner's."""
        finished = self._results.finished(job.experiment, job.device)
        if not finished:
            self._queue.check_room(job.owner, leaving=known)
        if known:
            self._stop(known)
        self._sessions.begin(job)
        if finished:
            self._end(job, finished)
        else:
            self._queue.add(job)
            self._wake_a_worker()
        return job

    def _joined(self, owner: str, experiment: Experiment, device: str | None) -> Job | None:
        """What is being prepared, as the owner's own job, if it is just what they ask for."""
        job = self._sessions.job_of(NOBODY)
        if job is None or job.device != device or not job.goes_on_with(experiment):
            return None
        if known := self._sessions.job_of(owner):
            self._stop(known)
        self._queue.advance(job)
        self._sessions.hand_over(job, owner)
        return job

    def _wake_a_worker(self) -> None:
        self._threads.start_one()
        self._changed.notify()

    def _stop(self, job: Job, message: str = "") -> None:
        job.ask_to_stop(message)
        self._queue.remove(job)

    def _forget_those_gone(self) -> None:
        for job in self._queue:
            if self._presence.is_gone(job.owner):
                self._stop(job, BROWSER_CLOSED)
        forgotten = self._presence.long_gone() - {job.owner for job in self._active()}
        self._sessions.forget(forgotten)
        for owner in forgotten:
            self._presence.returned(owner)

    def _work(self) -> None:
        """What a worker thread does until the manager is closed."""
        while job := self._next():
            self._carry_out(job)
            with self._changed:
                self._running.discard(job)

    def _next(self) -> Job | None:
        """The job whose turn it is, waiting for it; None if the manager is closed."""
        with self._changed:
            while not self._closed:
                self._forget_those_gone()
                if job := self._queue.take():
                    self._running.add(job)
                    return job
                self._changed.wait()
        return None

    def _let_pass(self, job: Job) -> None:
        """Between two epochs of what nobody asked for: do what somebody did."""
        while job.owner == NOBODY:
            with self._changed:
                asked = None if self._closed else self._queue.take_asked()
                if asked is None:
                    return
                self._running.add(asked)
            self._carry_out(asked)
            with self._changed:
                self._running.discard(asked)

    def _carry_out(self, job: Job) -> None:
        """Run a job to its end, whatever that is: the worker goes on with the next one."""
        try:
            comparison = self._train(job)
            if comparison:
                self._results.put(comparison)
            with self._changed:
                self._end(job, comparison)
        except Exception as error:
            logger.exception("Job %d failed: %s", job.id, job.experiment)
            job.end("failed", message_for(error))

    def _train(self, job: Job) -> Comparison | None:
        """The comparison when the job has ended or was stopped; None if it never began."""
        if job.status().stopping:
            return None
        running = self._runner(job.experiment, job.device)
        started = self._clock()
        return follow(job, running, self._clock, lambda: self._should_stop(job, started))

    def _should_stop(self, job: Job, started: float) -> bool:
        self._let_pass(job)
        if job.owner != NOBODY and self._clock() - started > self._longest:
            job.ask_to_stop(TOO_LONG)
        if self._presence.is_gone(job.owner):
            job.ask_to_stop(BROWSER_CLOSED)
        return job.status().stopping

    def _end(self, job: Job, comparison: Comparison | None) -> None:
        """Note how a job ended, and whose result it is."""
        whole = comparison is not None and comparison.stopped_at is None
        job.end(*("done", "") if whole else ("stopped", job.status().message), comparison)
        if comparison:
            self._sessions.note_result(job)
