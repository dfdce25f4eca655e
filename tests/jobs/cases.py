"""What the tests of this room share: tiny experiments, and a runner that waits to be let on."""

import queue
import threading
import time
from dataclasses import replace
from functools import cache

import numpy as np

from forecasting import Experiment, Progress, SyntheticSeries, TrainingConfig, run
from forecasting.experiment import TrainingLog

PATIENCE_SECONDS = 30

TINY = Experiment(
    source=SyntheticSeries(length=40, cycles=4),
    window_length=4,
    horizon=3,
    cells=("RNN", "GRU"),
    seeds=(0, 1),
    training=TrainingConfig(hidden_size=2, epochs=3, batch_size=8),
)


def tiny(number=0, epochs=3):
    return replace(TINY, seeds=(number, 100), training=replace(TINY.training, epochs=epochs))


@cache
def first_epoch(experiment):
    return next(run(experiment, "cpu")).live


def untrained(experiment):
    return replace(first_epoch(experiment), log=TrainingLog(experiment))


class Clock:
    """Stands still until it is told the time."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Script:
    """A runner that does an epoch each time it is let on, and tells what it does."""

    def __init__(self, error_at=None):
        self.error_at = error_at or {}
        self.begun, self.asked, self.closed = queue.Queue(), queue.Queue(), queue.Queue()
        self.epochs = threading.Semaphore(0)

    def __call__(self, experiment, device):
        live = untrained(experiment)
        self.begun.put((experiment, device))
        try:
            for epoch in range(1, experiment.training.epochs + 1):
                self.asked.put(epoch)
                assert self.epochs.acquire(timeout=PATIENCE_SECONDS)
                if experiment in self.error_at:
                    raise self.error_at[experiment]
                losses = {cell: np.full(2, 1 / epoch) for cell in experiment.cells}
                live.log.updates = dict.fromkeys(experiment.cells, 4 * epoch)
                live.log.record(losses)
                epochs = experiment.training.epochs
                yield Progress(epoch, epochs, losses, None, live, finished=epoch == epochs)
        finally:
            self.closed.put(experiment)

    def let(self, epochs):
        """Allow that many epochs."""
        self.epochs.release(epochs)

    def wait_for_begin(self):
        """The experiment that begins next."""
        return self.begun.get(timeout=PATIENCE_SECONDS)[0]

    def wait_until_asked(self, epoch):
        """Until this epoch is asked for: what there is to note of the last one has been noted."""
        while self.asked.get(timeout=PATIENCE_SECONDS) != epoch:
            pass


def wait_for_end(*jobs):
    wait_until(lambda: not any(job.active for job in jobs))


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.001)
