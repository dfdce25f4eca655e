"""One experiment that was asked for, and where it stands."""

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from forecasting.experiment import Comparison, Experiment, Progress, TrainingLog

State = Literal["queued", "running", "done", "stopped", "failed"]
"""Plain text: the members of an Enum are not equal to themselves after a hot reload."""


@dataclass(frozen=True, eq=False)
class JobStatus:
    """A job at one moment; it never changes.

    Attributes:
        id: Later jobs have higher numbers.
        owner: Who asked for it.
        experiment: What to compare.
        device: Where, as for `run`; None for the best device.
        state: queued, running, done, stopped or failed.
        message: Why it failed or stopped, for people; empty if there is nothing to say.
        place: In the queue, 1 is next; 0 if it does not wait.
        stopping: Whether it runs, and ends after this epoch.
        epoch: Epochs done.
        seconds_left: Until training ends, None until that is known.
        updates_per_second: Of all networks together, None until that is known.
        has_result: Whether it ended with a comparison.
        awaits_kernels: Whether PyTorch trains it until the faster kernels are compiled.
        log: What is written down so far, from the first epoch on; it grows while the job runs.
        comparison: The result; None without one, or if it had to make room for others.
    """

    id: int
    owner: str
    experiment: Experiment
    device: str | None = None
    state: State = "queued"
    message: str = ""
    place: int = 0
    stopping: bool = False
    epoch: int = 0
    seconds_left: float | None = None
    updates_per_second: float | None = None
    has_result: bool = False
    awaits_kernels: bool = False
    log: TrainingLog | None = None
    comparison: Comparison | None = None

    @property
    def epochs(self) -> int:
        """Epochs to do at most, those of all learning rates that are tried."""
        return self.experiment.training.epochs * len(self.experiment.learning_rates)

    @property
    def fraction(self) -> float:
        """Share of the epochs that is done, 0 to 1."""
        return self.epoch / self.epochs

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("queued", "running")


class Job:
    """One experiment that was asked for. Pages read it, from any thread; its manager changes it.

    Args:
        first: How it begins.
        find: Gives the result that is kept for an experiment. The job does not hold its result,
            so that what is put away is really gone.
    """

    def __init__(self, first: JobStatus, find: Callable[[Experiment], Comparison | None]) -> None:
        self.id = first.id
        self.owner = first.owner
        self.experiment = first.experiment
        self.device = first.device
        self._find = find
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._status = first
        self._first_epoch_seconds: float | None = None

    def status(self) -> JobStatus:
        """Where it stands: one moment, whole."""
        status = self._status
        if not status.has_result:
            return status
        comparison = self._find(self.experiment)
        log = comparison.log if comparison else None
        return dataclasses.replace(status, comparison=comparison, log=log)

    @property
    def state(self) -> State:
        """Shorthand for `status().state`."""
        return self._status.state

    @property
    def active(self) -> bool:
        """Shorthand for `status().active`."""
        return self._status.active

    def goes_on_with(self, experiment: Experiment) -> bool:
        """Whether it is active with just that, and goes on to its end."""
        status = self._status
        return status.active and not status.stopping and self.experiment == experiment

    @property
    def log(self) -> TrainingLog | None:
        """Shorthand for `status().log`."""
        return self.status().log

    @property
    def comparison(self) -> Comparison | None:
        """Shorthand for `status().comparison`."""
        return self.status().comparison

    def hand_to(self, owner: str) -> None:
        """Somebody else owns it from now on."""
        self.owner = owner
        self._change(owner=owner)

    def wait_at(self, place: int) -> None:
        """Take a place in the queue."""
        self._change(place=place)

    def start(self) -> None:
        """Leave the queue and run."""
        self._change(state="running", place=0)

    def ask_to_stop(self, message: str = "") -> None:
        """A job that waits is stopped at once; one that runs, after this epoch."""
        with self._lock:
            waits = self._status.state == "queued"
        if waits:
            self.end("stopped", message)
        elif self.active:
            self._change(stopping=True, message=message)

    def advance(self, progress: Progress, seconds: float) -> None:
        """Note an epoch, that many seconds after the start."""
        log, pace = progress.live.log, self._seconds_per_epoch(progress.epoch, seconds)
        updates = sum(log.updates.values()) * len(self.experiment.members) / max(1, log.epochs_done)
        self._change(
            epoch=progress.epoch,
            seconds_left=pace * (progress.epochs - progress.epoch),
            updates_per_second=updates / pace if pace > 0 else None,
            awaits_kernels=progress.awaits_kernels,
            log=log,
        )

    def end(self, state: State, message: str = "", result: Comparison | None = None) -> None:
        """It is over. A job that has ended stays as it is."""
        epoch = self._status.epoch
        self._change(
            state=state,
            message=message,
            place=0,
            stopping=False,
            epoch=max(epoch, result.log.epochs_done) if result else epoch,
            seconds_left=None,
            awaits_kernels=False,
            has_result=result is not None,
            log=None,
        )

        self._over.set()

    def wait(self, seconds: float) -> None:
        """Until it is over, but that long at most."""
        self._over.wait(seconds)

    def _seconds_per_epoch(self, epoch: int, seconds: float) -> float:
        """The pace; the first epoch, with its preparations, only counts as long as it is alone."""
        if self._first_epoch_seconds is None:
            self._first_epoch_seconds = seconds
            return seconds / epoch
        return (seconds - self._first_epoch_seconds) / (epoch - 1)

    def _change(self, **changes: Any) -> None:
        """Put a new status in place of the old one, whole: a reader needs no lock."""
        with self._lock:
            if self._status.active:
                self._status = dataclasses.replace(self._status, **changes)
