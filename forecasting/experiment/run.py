"""The whole pipeline, spelled once: series, windows, three cells learning, comparison."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.checks import check_kind
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.equal_time import pace_of
from forecasting.experiment.rate_selection import select_learning_rates
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_log import Snapshot
from forecasting.experiment.training_run import TrainingRun, untrained
from forecasting.messages import message, phrase
from forecasting.models import choose_device


@dataclass(frozen=True, eq=False)
class Progress:
    """Where a run stands after an epoch.

    Attributes:
        epoch: Epochs done, from 1; those of each learning rate that is tried count.
        epochs: Epochs to do at most.
        losses: Each cell's loss in this epoch, (member,); NaN for a member that had stopped, and
            no entry for a cell that did not train.
        snapshot: A look at the rollouts, after the first epoch, every few, and the last.
        live: The comparison that is still learning; `comparison()` gives one that is not.
        finished: Whether this was the last epoch.
        training: What is learning.
        earlier: Comparisons at other learning rates that have come to their end.
    """

    epoch: int
    epochs: int
    losses: dict[str, np.ndarray]
    snapshot: Snapshot | None
    live: Comparison
    finished: bool = False
    training: TrainingRun | None = None
    earlier: tuple[Comparison, ...] = ()

    @property
    def awaits_kernels(self) -> bool:
        """Whether the reference engine trains until the kernels are compiled."""
        knows = self.live.experiment.training.gradient == "bptt"
        return knows and self.training is not None and self.training.awaits_kernels

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return self.epoch / self.epochs

    def comparison(self) -> Comparison:
        """The comparison as it stands, complete in itself: stopping early loses nothing.

        If learning rates are still being tried, only those that came to their end are chosen from.
        Call it before the run is advanced further: it copies the models as they are.
        """
        now = self.training.comparison() if self.training else self.live.frozen()
        tried = now.log.finished or not self.earlier
        trained = [*self.earlier, now] if tried else self.earlier
        return select_learning_rates(trained, self.finished)


def run(
    experiment: Experiment, device: str | None = None, engine: str | None = None
) -> Iterator[Progress]:
    """Train all cells side by side, epoch by epoch.

    Args:
        experiment: What to compare.
        device: "cpu", "cuda", "mps" or "xpu"; if not given, an accelerator that a trial found
            right and faster than the CPU, or else the CPU.
        engine: A name in `ENGINES`; the fastest that can do it if not given. In a script that is
            the compiled kernels, for which the first run on a machine waits; a server begins with
            the reference engine and moves on at the end of an epoch. `log.engines` tells.

    Yields:
        Progress after every epoch. Close the generator to stop.

    Raises:
        ValueError: If this is no experiment, this machine does not have the device, the device
            fails its trial, or the engine cannot work on it.
    """
    wanted = phrase("an Experiment, such as Experiment(cells=('RNN', 'LSTM'))")
    check_kind("experiment", experiment, Experiment, wanted)
    chosen, rates = choose_device(device), experiment.learning_rates
    epochs = experiment.training.epochs
    earlier: tuple[Comparison, ...] = ()
    pace = pace_of(experiment, chosen, engine) if experiment.budget == "time" else None
    for number, rate in enumerate(rates):
        fresh = untrained(experiment, chosen, engine)
        if pace:
            fresh.log.epochs_due[:] = pace.epochs
            fresh.log.epoch_seconds[:] = pace.epoch_seconds
        training = TrainingRun(fresh, rate)
        log, last = training.live.log, number == len(rates) - 1
        while not log.finished:
            losses, snapshot = training.advance()
            epoch, finished = number * epochs + log.epochs_done, log.finished and last
            total = len(rates) * epochs
            yield Progress(
                epoch, total, losses, snapshot, training.live, finished, training, earlier
            )
        earlier = (*earlier, training.comparison())


def compare(
    experiment: Experiment, device: str | None = None, engine: str | None = None
) -> Comparison:
    """Train all cells to the end. Arguments and errors as for `run`."""
    for progress in run(experiment, device, engine):
        if progress.finished:
            return progress.comparison()
    raise RuntimeError(message("An experiment has at least one epoch."))
