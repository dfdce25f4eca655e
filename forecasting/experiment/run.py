"""The whole pipeline, spelled once: series, windows, three cells learning, comparison."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.data import prepare
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.logbook import Logbook, Snapshot
from forecasting.experiment.settings import Experiment
from forecasting.models import Architecture, Device, Ensemble, choose_device
from forecasting.together import Epoch, train_together
from forecasting.training import Trainer


@dataclass(frozen=True, eq=False)
class Progress:
    """Where a run stands after an epoch.

    Attributes:
        epoch: Epochs done, from 1.
        epochs: Epochs to do.
        losses: Each cell's loss in this epoch, (member,).
        snapshot: A look at the rollouts, after the first epoch, every few, and the last.
        live: The comparison that is still learning; `comparison()` gives one that is not.
    """

    epoch: int
    epochs: int
    losses: dict[str, np.ndarray]
    snapshot: Snapshot | None
    live: Comparison

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return self.epoch / self.epochs

    def comparison(self) -> Comparison:
        """The comparison as it stands, complete in itself: stopping early loses nothing.

        Call it before the run is advanced further: it copies the models as they are.
        """
        return self.live.frozen()


def run(
    experiment: Experiment, device: str | None = None, engine: str | None = None
) -> Iterator[Progress]:
    """Train all cells side by side, epoch by epoch.

    Args:
        experiment: What to compare.
        device: "cpu", "cuda", "mps" or "xpu"; if not given, an accelerator that a trial found
            right and faster than the CPU, or else the CPU.
        engine: A name in `ENGINES`; the fastest that can do it if not given.

    Yields:
        Progress after every epoch. Close the generator to stop.

    Raises:
        ValueError: If this machine does not have the device, the device fails its trial, or the
            engine cannot work on it.
    """
    live = _prepare(experiment, choose_device(device), engine)
    trainers = {cell: _trainer(live, cell) for cell in experiment.cells}
    epochs = experiment.training.epochs
    for epoch in range(1, epochs + 1):
        losses = _record(live.log, train_together(trainers), trainers)
        snapshot = live.look() if _is_snapshot(experiment, epoch) else None
        if snapshot:
            live.log.snapshots.append(snapshot)
        yield Progress(epoch, epochs, losses, snapshot, live)


def compare(
    experiment: Experiment, device: str | None = None, engine: str | None = None
) -> Comparison:
    """Train all cells to the end. Arguments and errors as for `run`."""
    for progress in run(experiment, device, engine):
        if progress.epoch == progress.epochs:
            return progress.comparison()
    raise RuntimeError("An experiment has at least one epoch.")


def _prepare(experiment: Experiment, device: Device, engine: str | None) -> Comparison:
    task = prepare(experiment.source.load(), experiment.split)
    models = {cell: _ensemble(experiment, cell, device) for cell in experiment.cells}
    return Comparison(experiment, task, models, Logbook(experiment), device, engine)


def _ensemble(experiment: Experiment, cell: str, device: Device) -> Ensemble:
    training = experiment.training
    architecture = Architecture(
        cell=cell,
        variables=len(experiment.source.variables),
        hidden_size=training.hidden_size,
        layers=training.layers,
        input_layer=training.input_layer,
    )
    ensemble = Ensemble(architecture, experiment.seeds, training.start)
    return ensemble.to(device=device.torch, dtype=training.dtype)


def _trainer(live: Comparison, cell: str) -> Trainer:
    windows, ensemble = live.task.training, live.models[cell]
    sequences = np.concatenate([windows.contexts, windows.targets], axis=1)
    return Trainer(ensemble, ensemble.as_input(sequences), live.experiment.training, live.engine)


def _record(
    log: Logbook, epochs: dict[str, Epoch], trainers: dict[str, Trainer]
) -> dict[str, np.ndarray]:
    """Write an epoch down; returns its losses."""
    losses = {cell: epoch.losses for cell, epoch in epochs.items()}
    log.record(losses)
    for cell, epoch in epochs.items():
        log.train_seconds[cell] += epoch.seconds
        log.updates[cell] = trainers[cell].updates
    return losses


def _is_snapshot(experiment: Experiment, epoch: int) -> bool:
    every, epochs = experiment.training.snapshot_every, experiment.training.epochs
    return (epoch - 1) % every == 0 or epoch == epochs
