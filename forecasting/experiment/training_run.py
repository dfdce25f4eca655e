"""One training: all cells side by side at one learning rate, an epoch at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from forecasting.data import Task, prepare
from forecasting.experiment.budgets import architecture_of, quota
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.kept_weights import bytes_each, epochs_to_keep, keep
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_log import Snapshot, TrainingLog
from forecasting.models import Device, comes_later
from forecasting.training import EarlyStopping, Epoch, Trainer, train_together, validation_losses

if TYPE_CHECKING:
    from forecasting.models import Ensemble


class TrainingRun:
    """Trains fresh members of every cell.

    Args:
        live: Untrained, from `untrained`; it learns.
        learning_rate: For all cells.

    Attributes:
        live: The comparison that is learning.
        awaits_kernels: Whether it begins with the reference engine and moves to the kernels once
            they are compiled; at an epoch's end, so that nobody waits.
    """

    def __init__(self, live: Comparison, learning_rate: float) -> None:
        experiment = live.experiment
        self.awaits_kernels = any(comes_later(m, live.engine) for m in live.models.values())
        if self.awaits_kernels:
            live = replace(live, engine="reference")
        self.live, self.experiment = live, experiment
        live.log.learning_rates = dict.fromkeys(experiment.cells, learning_rate)
        live.log.starts[:] = [digests(model) for model in live.models.values()]
        self._kept_at = epochs_to_keep(experiment, bytes_each(live.models))
        self._keep_weights()
        self._trainers = {cell: trainer_of(live, cell, learning_rate) for cell in experiment.cells}
        self._stopping = {
            cell: EarlyStopping(model, experiment.training.patience)
            for cell, model in live.models.items()
        }

    def advance(self) -> tuple[dict[str, np.ndarray], Snapshot | None]:
        """One epoch of every cell that is due.

        Returns:
            Its losses (member,), NaN for a member that rests, and a look at the rollouts after the
            first epoch, every few, and the last.
        """
        self._move_to_kernels()
        log, due = self.live.log, self._due()
        resting = {cell: set(self._stopping[cell].resting) for cell in due}
        epochs = train_together({cell: self._trainers[cell] for cell in due}, resting)
        losses = {cell: epoch.losses for cell, epoch in epochs.items()}
        validation = self._validation(due) if self.experiment.validation_fraction else None
        log.record(losses, resting, validation, {cell: e.gradients for cell, e in epochs.items()})
        log.note_engine(*(self._trainers[cell].engine.name for cell in due))
        self._note_costs(epochs)
        for cell, found in (validation or {}).items():
            self._stopping[cell].update(found, self._trainers[cell].epochs)
        self._note_kept(self.live)
        return losses, self._look()

    def comparison(self) -> Comparison:
        """The comparison as it stands, each member with the weights that count."""
        frozen = self.live.frozen()
        for cell, stopping in self._stopping.items():
            stopping.restore(frozen.models[cell])
        self._note_kept(frozen, every=True)
        return frozen

    def _move_to_kernels(self) -> None:
        if self.awaits_kernels and not any(comes_later(m) for m in self.live.models.values()):
            for trainer in self._trainers.values():
                trainer.move_to_kernels()
            self.live = replace(self.live, engine=None)
            self.awaits_kernels = False

    @property
    def _finished(self) -> bool:
        """Whether no cell has anything left to do."""
        return not self._due()

    def _due(self) -> list[str]:
        """The cells that train in the next epoch: one with fewer epochs leaves some out between."""
        log, cells = self.live.log, self.experiment.cells
        done, by_now = log.epochs.max(axis=1), quota(log.epochs_due, log.epochs_done + 1)
        awake = np.array([not self._stopping[cell].done for cell in cells])
        left = awake & (done < log.epochs_due)
        # Where all that were to train now have stopped early, the others go on.
        now = left & (done < by_now) if (left & (done < by_now)).any() else left
        return [cell for cell, trains in zip(cells, now, strict=True) if trains]

    def _look(self) -> Snapshot | None:
        """After the last epoch with the weights that are kept."""
        done, every = self.live.log.epochs_done, self.experiment.training.snapshot_every
        if self._finished:
            self.live.log.finished = True
            for cell, stopping in self._stopping.items():
                stopping.restore(self.live.models[cell])
            self._note_kept(self.live, every=True)
        elif (done - 1) % every:
            return None
        snapshot = self.live.look()
        self.live.log.snapshots.append(snapshot)
        self._keep_weights()
        return snapshot

    def _keep_weights(self) -> None:
        log = self.live.log
        if log.epochs_done in self._kept_at and not log.finished:
            log.weights.append(keep(log.epochs_done, self.live.models))

    def _validation(self, cells: list[str]) -> dict[str, np.ndarray]:
        live, losses = self.live, {}
        contexts = live.stacked(lambda task: task.validation.contexts)
        targets = live.stacked(lambda task: task.validation.targets)
        for cell in cells:
            model = live.models[cell]
            windows = model.as_input(contexts), model.as_input(targets)
            losses[cell] = validation_losses(model, *windows, live.engine)
        return losses

    def _note_costs(self, epochs: dict[str, Epoch]) -> None:
        for cell, epoch in epochs.items():
            self.live.log.train_seconds[cell] += epoch.seconds
            self.live.log.updates[cell] = self._trainers[cell].updates

    def _note_kept(self, comparison: Comparison, every: bool = False) -> None:
        """Of which epoch the weights are: those of the best for who rests, or for `every` one."""
        if self.experiment.training.patience is None:
            return
        for row, stopping in enumerate(self._stopping.values()):
            members = range(len(self.experiment.members)) if every else stopping.resting
            for member in members:
                if stopping.best_epochs[member]:
                    comparison.log.kept_epochs[row, member] = stopping.best_epochs[member]


def trainer_of(live: Comparison, cell: str, learning_rate: float) -> Trainer:
    """What trains the members of a cell."""
    ensemble, training = live.models[cell], live.experiment.training
    sequences = ensemble.as_input(live.stacked(_sequences))
    return Trainer(ensemble, sequences, replace(training, learning_rate=learning_rate), live.engine)


def untrained(experiment: Experiment, device: Device, engine: str | None = None) -> Comparison:
    """Where a training begins: fresh members, an empty log."""
    tasks = tasks_of(experiment)
    models = {cell: _ensemble(experiment, cell, device) for cell in experiment.cells}
    return Comparison(experiment, tasks, models, TrainingLog(experiment), device, engine)


def tasks_of(experiment: Experiment) -> tuple[Task, ...]:
    """The series, cut and scaled: one for all members, or one for each.

    Where gaps leave one stretch fewer windows to learn from than another, all have as many: their
    latest.

    Raises:
        ValueError: As of `prepare`.
    """
    sources = experiment.sources
    made = {source: prepare(source.load(), experiment.split) for source in dict.fromkeys(sources)}
    if len(made) > 1:
        made = dict(zip(made, _alike([*made.values()]), strict=True))
    return tuple(made[source] for source in sources)


def _alike(tasks: Sequence[Task]) -> Iterator[Task]:
    """The tasks with as many windows to learn from and to choose by as the one with the fewest."""
    trained = min(len(task.training) for task in tasks)
    checked = min(len(task.validation) for task in tasks)
    for task in tasks:
        training, validation = task.training.latest(trained), task.validation.latest(checked)
        yield replace(task, training=training, validation=validation)


DIGEST_GRID = 4096
"""Weights are digested to one part in this: a library may draw orthogonal ones with other last
digits on another machine, or with more threads."""


def digests(ensemble: Ensemble) -> list[int]:
    """A number for the weights of each member: equal for equal weights, and else almost never."""
    weights = [weight.detach().cpu().double().numpy() for weight in ensemble.parameters()]
    rounded = [np.rint(weight * DIGEST_GRID) + 0.0 for weight in weights]
    members = range(len(ensemble.seeds))
    texts = [b"".join(weight[m].tobytes() for weight in rounded) for m in members]
    return [int.from_bytes(hashlib.sha256(text).digest()[:8]) for text in texts]


def _ensemble(experiment: Experiment, cell: str, device: Device) -> Ensemble:
    from forecasting.models import Ensemble  # noqa: PLC0415 - it needs torch

    training = experiment.training
    ensemble = Ensemble(architecture_of(experiment, cell), experiment.numbers, training.start)
    return ensemble.to(device=device.torch, dtype=training.dtype)


def _sequences(task: Task) -> np.ndarray:
    """Training windows each with the value after it (window, time + 1, variable)."""
    return np.concatenate([task.training.contexts, task.training.targets], axis=1)
