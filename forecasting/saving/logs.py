"""A training log as plain arrays, and back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import pandas as pd
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from forecasting.data import Task, UploadedSeries
from forecasting.evaluation import TOTAL, Labels, forecasts_table, join_tables, with_stretches
from forecasting.experiment import Comparison, Experiment, Snapshot, TrainingLog
from forecasting.experiment.places import placed, whole_series, with_time
from forecasting.messages import phrase
from forecasting.saving.archive import damaged

DTYPES = {
    "updates": np.int64,
    "epochs_due": np.int64,
    "epochs": np.int64,
    "kept_epochs": np.int64,
    "starts": np.uint64,
    "finished": np.int64,
    "epochs_done": np.int64,
    "snapshot_epochs": np.int64,
}
"""Of the arrays that are not float64."""


@dataclass(frozen=True, eq=False)
class LogArrays:
    """What a log holds, with its axes, and the series that it belongs to.

    Attributes:
        series: (time, variable), observed.
        losses: (cell, epoch, member), of the epochs done; NaN after a member's last.
        validation: The same on the validation part; NaN without one.
        epochs: (cell, member), of each member.
        kept_epochs: (cell, member), of which the weights are.
        starts: (cell, member), digests of the first weights.
        learning_rates: (cell,).
        search: (cell, learning rate), median validation losses.
        finished: (1,), 1 if it was not stopped.
        epochs_done: (1,).
        updates: (cell,), of each member.
        train_seconds: (cell,).
        epochs_due: (cell,), of each member that trains to the end.
        epoch_seconds: (cell,), measured for equal time; NaN if nothing was.
        gradients: (2, cell, epoch, member), mean norms, and updates that were clipped.
        snapshot_epochs: (snapshot,), rising.
        snapshot_rmse: (snapshot, cell, member, variable + 1, step), "Total" last.
        snapshot_forecasts: (snapshot, cell, member, step, variable), from the first origin.
    """

    series: np.ndarray
    losses: np.ndarray
    validation: np.ndarray
    epochs: np.ndarray
    kept_epochs: np.ndarray
    starts: np.ndarray
    learning_rates: np.ndarray
    search: np.ndarray
    finished: np.ndarray
    epochs_done: np.ndarray
    updates: np.ndarray
    train_seconds: np.ndarray
    epochs_due: np.ndarray
    epoch_seconds: np.ndarray
    gradients: np.ndarray
    snapshot_epochs: np.ndarray
    snapshot_rmse: np.ndarray
    snapshot_forecasts: np.ndarray

    @classmethod
    def of(cls, comparison: Comparison, private: bool = False) -> Self:
        """The arrays of a comparison; of a `private` one without its series."""
        experiment, log, series = comparison.experiment, comparison.log, comparison.task.series
        losses, validation = log.arrays()
        shapes = _shapes(experiment, losses.shape[1], len(log.snapshots))
        rmse = [snapshot.errors["rmse"].to_numpy() for snapshot in log.snapshots]
        forecasts = [snapshot.rollouts["forecast"].to_numpy() for snapshot in log.snapshots]
        return cls(
            series=np.zeros_like(series.values) if private else np.array(series.values),
            losses=losses,
            validation=validation,
            epochs=log.epochs,
            kept_epochs=log.kept_epochs,
            starts=log.starts,
            learning_rates=np.array([log.learning_rates[cell] for cell in experiment.cells]),
            search=log.search,
            finished=np.array([int(log.finished)]),
            epochs_done=np.array([log.epochs_done]),
            updates=np.array([log.updates[cell] for cell in experiment.cells]),
            train_seconds=np.array([log.train_seconds[cell] for cell in experiment.cells]),
            epochs_due=log.epochs_due,
            epoch_seconds=log.epoch_seconds,
            gradients=log.gradient_arrays(),
            snapshot_epochs=np.array([snapshot.epoch for snapshot in log.snapshots]),
            snapshot_rmse=np.array(rmse).reshape(shapes["snapshot_rmse"]),
            snapshot_forecasts=np.array(forecasts).reshape(shapes["snapshot_forecasts"]),
        )

    def to_bytes(self) -> bytes:
        """A safetensors file."""
        return save_arrays({k: np.ascontiguousarray(v) for k, v in self.as_dict().items()})

    @classmethod
    def from_bytes(cls, data: bytes, experiment: Experiment) -> Self:
        """The arrays of a file that may be damaged.

        Raises:
            ValueError: If they are not what the experiment can have led to.
        """
        found = _completed(load_arrays(data))
        if found.keys() != {field.name for field in fields(cls)}:
            raise damaged(phrase("its log has other arrays than it should"))
        arrays = cls(**found)
        arrays._check_shapes(experiment)
        arrays._check_values(experiment)
        return arrays

    @staticmethod
    def largest_bytes(experiment: Experiment) -> int:
        """What the arrays take if training ran to the end."""
        epochs, every = experiment.training.epochs, experiment.training.snapshot_every
        shapes = _shapes(experiment, epochs, epochs // every + 2)
        return 8 * sum(int(np.prod(shape)) for shape in shapes.values())

    def to_log(self, experiment: Experiment, tasks: Sequence[Task]) -> TrainingLog:
        """The log as it was.

        Raises:
            ValueError: If it is of another series.
        """
        self._check_series(experiment, tasks[0])
        log, cells = TrainingLog(experiment), experiment.cells
        log.set_arrays(self.losses, self.validation, self.epochs)
        log.set_gradient_arrays(self.gradients)
        log.finished, log.epochs_done = bool(self.finished[0]), int(self.epochs_done[0])
        for name in ("kept_epochs", "starts", "search", "epochs_due", "epoch_seconds"):
            getattr(log, name)[:] = getattr(self, name)
        for name in ("updates", "train_seconds", "learning_rates"):
            getattr(log, name).update(zip(cells, getattr(self, name).tolist(), strict=True))
        log.snapshots.extend(self._snapshots(experiment, tasks))
        return log

    def as_dict(self) -> dict[str, np.ndarray]:
        """The arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def _check_shapes(self, experiment: Experiment) -> None:
        epochs = self.losses.shape[1] if self.losses.ndim == 3 else 0
        for name, shape in _shapes(experiment, epochs, self.snapshot_epochs.size).items():
            array = getattr(self, name)
            if (array.shape, array.dtype) != (shape, DTYPES.get(name, np.float64)):
                raise damaged(
                    phrase("{name} in its log has another shape than its settings say", name=name)
                )

    def _check_values(self, experiment: Experiment) -> None:
        done, looks = int(self.epochs_done[0]), self.snapshot_epochs
        self._check_epochs(experiment.training.epochs, done)
        if not looks.size or looks[0] < 1 or looks[-1] > done or (np.diff(looks) < 1).any():
            raise damaged(phrase("its snapshots are not in order"))
        for name in (
            "losses",
            "validation",
            "updates",
            "train_seconds",
            "epoch_seconds",
            "gradients",
            "snapshot_rmse",
        ):
            if (getattr(self, name) < 0).any():
                raise damaged(phrase("{name} in its log has values below zero", name=name))
        if np.isnan(self.snapshot_rmse).any() or not np.isfinite(self.train_seconds).all():
            raise damaged(phrase("its log has values that are no numbers"))

    def _check_series(self, experiment: Experiment, task: Task) -> None:
        # A series that was brought is known by its digest.
        known = isinstance(experiment.source, UploadedSeries)
        if not known and not np.allclose(self.series, task.series.values, rtol=1e-9, atol=1e-9):
            raise damaged(phrase("its series is not the one that its settings give here"))

    def _check_epochs(self, epochs: int, done: int) -> None:
        if not 1 <= self.losses.shape[1] <= done <= epochs:
            raise damaged(phrase("it holds {done} epochs of {epochs}", done=done, epochs=epochs))
        if not ((self.epochs_due >= self.epochs.max(axis=1)) & (self.epochs_due <= epochs)).all():
            raise damaged(phrase("its cells were to be trained for other epochs than they were"))
        kept, own = self.kept_epochs, self.epochs
        if own.max() != self.losses.shape[1] or not ((kept >= 1) & (kept <= own)).all():
            raise damaged(phrase("its networks were trained for other epochs than its losses say"))
        if not (np.isfinite(self.learning_rates) & (self.learning_rates > 0)).all():
            raise damaged(phrase("its learning rates cannot be"))

    def _snapshots(self, experiment: Experiment, tasks: Sequence[Task]) -> Iterator[Snapshot]:
        """The tables again; their labels are the same at every epoch and are made once."""
        errors, rollouts = _errors(experiment, tasks[0]), _rollouts(experiment, tasks)
        of_all = _with_totals(self.snapshot_rmse, tasks)
        for k, epoch in enumerate(self.snapshot_epochs.tolist()):
            rmse, forecast = of_all[k].ravel(), self.snapshot_forecasts[k].ravel()
            yield Snapshot(
                epoch,
                errors.assign(rmse=rmse, epoch=epoch),
                rollouts.assign(forecast=forecast, epoch=epoch),
            )


def _completed(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What older files do not hold: with equal time the epochs due were those that were done."""
    if not {"epochs", "losses"} <= arrays.keys():
        return arrays
    done, unknown = arrays["epochs"].max(axis=-1), np.full((2, *arrays["losses"].shape), np.nan)
    missing = {
        "epochs_due": done,
        "epoch_seconds": np.full(done.shape, np.nan),
        "gradients": unknown,
    }
    return {**missing, **arrays}


def _errors(experiment: Experiment, task: Task) -> pd.DataFrame:
    """The labels of a snapshot's errors."""
    steps = range(1, experiment.horizon + 1)
    labels = experiment.labels
    table = pd.MultiIndex.from_product(
        [experiment.cells, labels["seed"], [*task.series.variables, TOTAL], steps],
        names=["cell", "seed", "variable", "steps_ahead"],
    ).to_frame(index=False)
    return with_stretches(table, labels.get("stretch", ()) * len(experiment.cells))


def _with_totals(rmse: np.ndarray, tasks: Sequence[Task]) -> np.ndarray:
    """The errors (…, member, variable + 1, step) with totals as they are made today.

    Files of before added the squares of variables in different units.
    """
    stds = np.stack([task.stds for task in tasks])[..., None]
    if stds.shape[1] == 1:
        return rmse
    totals = np.sqrt(np.square(rmse[..., :-1, :] / stds).mean(axis=-2))
    kept = np.isclose(rmse[..., -1, :], totals, rtol=1e-9, atol=0)
    totals = np.where(kept, rmse[..., -1, :], totals)
    return np.concatenate([rmse[..., :-1, :], totals[..., None, :]], axis=-2)


def _rollouts(experiment: Experiment, tasks: Sequence[Task]) -> pd.DataFrame:
    """The labels of a snapshot's rollouts, and what was observed; no forecasts yet."""
    task = tasks[0]
    origins, variables = task.test.origins[:1], task.series.variables
    steps = origins[:, None] + np.arange(1, experiment.horizon + 1)
    seen = np.stack([task.series.observed[steps] for task in tasks])
    observed = seen if len(tasks) > 1 else seen[0]
    none = np.zeros((len(experiment.members), *seen.shape[1:]))
    seeds, *stretches = experiment.labels.values()
    labels = [Labels(cell, seeds, variables, *stretches) for cell in experiment.cells]
    tables = [forecasts_table(label, origins, none, observed) for label in labels]
    table = placed(join_tables(tables), experiment)
    return with_time(table, whole_series(experiment, task))


def _shapes(experiment: Experiment, epochs: int, snapshots: int) -> dict[str, tuple[int, ...]]:
    """The shape of each array after so many epochs and snapshots."""
    cells, members, horizon = len(experiment.cells), len(experiment.members), experiment.horizon
    length, variables = experiment.pieces[0].length, len(experiment.source.variables)
    return {
        "series": (length, variables),
        "losses": (cells, epochs, members),
        "validation": (cells, epochs, members),
        "epochs": (cells, members),
        "kept_epochs": (cells, members),
        "starts": (cells, members),
        "learning_rates": (cells,),
        "search": (cells, len(experiment.learning_rates)),
        "finished": (1,),
        "epochs_done": (1,),
        "updates": (cells,),
        "train_seconds": (cells,),
        "epochs_due": (cells,),
        "epoch_seconds": (cells,),
        "gradients": (2, cells, epochs, members),
        "snapshot_epochs": (snapshots,),
        "snapshot_rmse": (snapshots, cells, members, variables + 1, horizon),
        "snapshot_forecasts": (snapshots, cells, members, horizon, variables),
    }
