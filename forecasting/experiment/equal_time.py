"""Equal time: the seconds of an epoch are measured once for each cell and give whole epochs."""

from dataclasses import dataclass

import numpy as np

from forecasting.experiment.comparison import Comparison
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_run import trainer_of, untrained
from forecasting.models import Device, wait_for_kernels
from forecasting.training import train_together

MEASURED = 5
"""Epochs, after one to warm up."""


@dataclass(frozen=True, eq=False)
class Pace:
    """How far each cell goes.

    Attributes:
        epochs: Of each cell (cell,).
        epoch_seconds: Of an epoch of each, from which they follow (cell,); NaN if they were given.
    """

    epochs: np.ndarray
    epoch_seconds: np.ndarray


def pace_of(experiment: Experiment, device: Device, engine: str | None = None) -> Pace:
    """The epochs that the experiment gives each cell, or else those that a measurement gives.

    Nothing is measured later, so that whoever trains by these epochs again gets the same.
    """
    spare = untrained(experiment, device, engine)
    for model in spare.models.values():
        wait_for_kernels(model, engine)
    if experiment.epochs_per_cell:
        epochs = np.array(experiment.epochs_per_cell, np.int64)
        return Pace(epochs, np.full(len(epochs), np.nan))
    seconds = epoch_seconds(spare)
    return Pace(whole_epochs(seconds, experiment.training.epochs), seconds)


def epoch_seconds(spare: Comparison) -> np.ndarray:
    """What an epoch of each cell takes (cell,): the median, all cells side by side as always.

    Args:
        spare: Untrained members that nobody else needs.
    """
    cells, rate = spare.experiment.cells, spare.experiment.learning_rates[0]
    trainers = {cell: trainer_of(spare, cell, rate) for cell in cells}
    # What is compiled, loaded or allocated at first is no training.
    train_together(trainers)
    epochs = [train_together(trainers) for _ in range(MEASURED)]
    return np.array([np.median([epoch[cell].seconds for epoch in epochs]) for cell in cells])


def whole_epochs(seconds: np.ndarray, epochs: int) -> np.ndarray:
    """Epochs of each cell (cell,) in the time that the fastest needs for all of its own.

    Args:
        seconds: Of an epoch of each cell (cell,).
        epochs: Of the fastest.
    """
    # A ratio of exactly 1 may come out a little below it.
    shares = np.floor(epochs * seconds.min() / seconds + 1e-9)
    return np.maximum(1, shares).astype(np.int64)
