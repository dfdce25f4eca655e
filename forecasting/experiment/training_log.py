"""What is written down while the cells learn."""

import copy
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.evaluation import join_tables
from forecasting.experiment.kept_weights import KeptWeights
from forecasting.experiment.settings import Experiment
from forecasting.messages import message

AND = " and "
"""Stands between the names of engines, also in a saved file."""


@dataclass(frozen=True)
class Snapshot:
    """A look at the models while they learn.

    Attributes:
        epoch: After how many epochs.
        errors: cell, seed, epoch, variable, steps_ahead, rmse; over all origins.
        rollouts: cell, seed, epoch, origin, steps_ahead, variable, forecast, observed; from the
            first origin.
    """

    epoch: int
    errors: pd.DataFrame
    rollouts: pd.DataFrame


class TrainingLog:
    """Losses, snapshots and costs so far. Grows until it is sealed; what was written never changes.

    A member that has stopped, or a cell whose time is up, trains in fewer epochs than others: its
    losses are those of its own epochs, from the first on.

    Attributes:
        epochs_done: Epochs that some cell has finished.
        finished: Whether training ended by its own rule, and was not stopped.
        snapshots: In order of epoch.
        weights: Those of the start and of snapshots, as many as memory allows, in order of epoch;
            none in a log that was read from a file.
        train_seconds: Time spent on each cell, all its members together.
        updates: Updates of each cell, of its member with the most.
        epochs: Epochs of each member (cell, member).
        kept_epochs: After how many of them it had the weights that it has now (cell, member).
        learning_rates: Of each cell.
        starts: A digest of the weights with which each member began (cell, member).
        epochs_due: Epochs that each cell has if it trains to the end (cell,).
        epoch_seconds: Of an epoch of each cell, as it was measured for equal time (cell,); NaN if
            nothing was measured.
        search: Median validation loss of each cell at each learning rate tried (cell, rate).
        engines: The first epoch of each engine and its name; empty if that was not noted.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.epochs_done = 0
        self.engines: dict[int, str] = {}
        self.finished = False
        self.snapshots: list[Snapshot] = []
        self.weights: list[KeptWeights] = []
        self.train_seconds = dict.fromkeys(experiment.cells, 0.0)
        self.updates = dict.fromkeys(experiment.cells, 0)
        cells, members = len(experiment.cells), len(experiment.members)
        self.epochs = np.zeros((cells, members), np.int64)
        self.kept_epochs = np.zeros((cells, members), np.int64)
        self.starts = np.zeros((cells, members), np.uint64)
        self.learning_rates = dict.fromkeys(experiment.cells, experiment.learning_rates[0])
        self.epochs_due = np.full(cells, experiment.training.epochs, np.int64)
        self.epoch_seconds = np.full(cells, np.nan)
        self.search = np.full((cells, len(experiment.learning_rates)), np.nan)
        shape = (cells, experiment.training.epochs, members)
        self._losses, self._validation = np.full(shape, np.nan), np.full(shape, np.nan)
        self._gradients = np.full((2, *shape), np.nan)
        self._is_sealed = False

    def record(
        self,
        losses: Mapping[str, np.ndarray],
        resting: Mapping[str, Collection[int]] | None = None,
        validation: Mapping[str, np.ndarray] | None = None,
        gradients: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Write down one epoch.

        Args:
            losses: A loss (member,) for every cell that trained.
            resting: Members of a cell that did not train.
            validation: Losses on the validation part after the epoch (member,), if there is one.
            gradients: Mean norms of the gradients, and updates that were clipped (2, member).
        """
        self.epochs_done += 1
        for row, cell in enumerate(self.experiment.cells):
            if cell not in losses:
                continue
            rests = (resting or {}).get(cell, ())
            trained = [m for m in range(self.epochs.shape[1]) if m not in rests]
            epochs = self.epochs[row, trained]
            self._losses[row, epochs, trained] = losses[cell][trained]
            if validation:
                self._validation[row, epochs, trained] = validation[cell][trained]
            if gradients:
                self._gradients[:, row, epochs, trained] = gradients[cell][:, trained]
            self.epochs[row, trained] += 1
            self.kept_epochs[row, trained] = self.epochs[row, trained]

    def note_engine(self, *names: str) -> None:
        """Write down what trained the cells in the last epoch, if it is another than before."""
        name = AND.join(dict.fromkeys(names))
        if name != next(reversed(self.engines.values()), None):
            self.engines[self.epochs_done] = name

    @property
    def losses(self) -> pd.DataFrame:
        """cell, seed, epoch (from 1), loss; on the training windows."""
        return self._tidy(self._losses)

    @property
    def gradients(self) -> pd.DataFrame:
        """cell, seed, epoch, norm, clipped; NaN where that was not noted, as in older files.

        The mean norm of the member's gradient over the updates of the epoch, before it was
        clipped, and how many of them were.
        """
        norms, clipped = (self._tidy(values) for values in self._gradients)
        return norms.rename(columns={"loss": "norm"}).assign(clipped=clipped["loss"])

    @property
    def validation_losses(self) -> pd.DataFrame:
        """cell, seed, epoch, loss; on the validation part, no rows without one."""
        table = self._tidy(self._validation)
        return table if self.experiment.validation_fraction else table.iloc[:0]

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Losses on the training and on the validation part (cell, epoch, member).

        NaN after a member's last epoch, and on the validation part if there is none.
        """
        longest = int(self.epochs.max())
        return self._losses[:, :longest].copy(), self._validation[:, :longest].copy()

    def gradient_arrays(self) -> np.ndarray:
        """What `gradients` is made of (2, cell, epoch, member)."""
        return self._gradients[:, :, : int(self.epochs.max())].copy()

    def set_gradient_arrays(self, gradients: np.ndarray) -> None:
        """Take what `gradient_arrays` gave."""
        self._gradients[:, :, : gradients.shape[2]] = gradients

    def set_arrays(self, losses: np.ndarray, validation: np.ndarray, epochs: np.ndarray) -> None:
        """Take what `arrays` gave, and how many epochs of it each member has had."""
        longest = losses.shape[1]
        self._losses[:, :longest], self._validation[:, :longest] = losses, validation
        self.epochs[:] = self.kept_epochs[:] = epochs

    def take_cell(self, row: int, other: "TrainingLog") -> None:
        """Replace what is written about one cell by what another log says about it."""
        names = ("_losses", "_validation", "epochs", "kept_epochs", "starts")
        for name in (*names, "epochs_due", "epoch_seconds"):
            getattr(self, name)[row] = getattr(other, name)[row]
        self._gradients[:, row] = other._gradients[:, row]

    def kept_validation(self, cell: str) -> np.ndarray:
        """The validation loss of each member with the weights that it has (member,)."""
        row, members = self.experiment.cells.index(cell), np.arange(self.epochs.shape[1])
        losses = self._validation[row, self.kept_epochs[row] - 1, members]
        return np.where(np.isfinite(losses), losses, np.inf)

    def _tidy(self, losses: np.ndarray) -> pd.DataFrame:
        experiment, longest = self.experiment, int(self.epochs.max())
        labels = experiment.labels
        axes = [experiment.cells, range(1, longest + 1), labels["seed"]]
        index = pd.MultiIndex.from_product(axes, names=["cell", "epoch", "seed"])
        table = index.to_frame(index=False)
        if "stretch" in labels:
            table["stretch"] = np.tile(labels["stretch"], len(experiment.cells) * longest)
        table["loss"] = losses[:, :longest].ravel()
        trained = np.arange(longest)[:, None] < self.epochs[:, None]
        columns = ["cell", *labels, "epoch", "loss"]
        return table.loc[trained.ravel(), columns].reset_index(drop=True)

    def loss_curves(self, most_points: int = 250) -> pd.DataFrame:
        """The losses summarised over seeds, at no more than about `most_points` epochs.

        A member that has stopped counts with its last loss until its cell's last epoch.

        Returns:
            cell, epoch, loss_median, loss_lowest, loss_highest; NaN where a seed diverged; and
            validation_median, NaN without a validation part.
        """
        curves = [self._curve(row, most_points) for row in range(len(self.experiment.cells))]
        return pd.concat(curves, ignore_index=True)

    def _curve(self, row: int, most_points: int) -> pd.DataFrame:
        done = int(self.epochs[row].max())
        shown = np.unique(np.linspace(0, done - 1, min(done, most_points)).astype(int))
        members = np.arange(self.epochs.shape[1])
        at = np.minimum(shown[:, None], np.maximum(self.epochs[row] - 1, 0))
        losses, validation = self._losses[row, at, members], self._validation[row, at, members]
        summaries: dict[str, Callable[..., np.ndarray]] = {
            "median": np.median,
            "lowest": np.min,
            "highest": np.max,
        }
        columns = {f"loss_{k}": f(losses, axis=1) for k, f in summaries.items()}
        columns["validation_median"] = np.median(validation, axis=1)
        table = pd.DataFrame({"epoch": shown + 1, **columns})
        table.insert(0, "cell", self.experiment.cells[row])
        return table

    @property
    def diverged(self) -> pd.DataFrame:
        """cell, seed and the first epoch whose loss is not a finite number, if there was one."""
        losses = self.losses
        bad = losses[~np.isfinite(losses["loss"])]
        keys = ["cell", *self.experiment.labels]
        return bad.groupby(keys, sort=False, as_index=False)["epoch"].min()

    @property
    def snapshot_errors(self) -> pd.DataFrame:
        """cell, seed, epoch, variable, steps_ahead, rmse; at every snapshot."""
        return join_tables([snapshot.errors for snapshot in self.snapshots])

    @property
    def snapshot_rollouts(self) -> pd.DataFrame:
        """cell, seed, epoch, origin, steps_ahead, variable, forecast, observed; first origin."""
        return join_tables([snapshot.rollouts for snapshot in self.snapshots])

    def sealed(self, finished: bool) -> "TrainingLog":
        """A copy that nothing can be written into any more: that of a comparison that is made.

        Args:
            finished: Whether training ended by its own rule, and was not stopped.
        """
        twin = self.copy()
        twin.finished = finished
        # An assignment is refused by `__setattr__`; into an array, only the array can refuse it.
        for array in vars(twin).values():
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        twin._is_sealed = True
        return twin

    def __setattr__(self, name: str, value: object) -> None:
        if self.__dict__.get("_is_sealed"):
            raise AttributeError(
                message("This log is sealed: {name} cannot be changed; change a copy.", name=name)
            )
        super().__setattr__(name, value)

    def copy(self) -> "TrainingLog":
        """The log so far, which does not grow with this one, and can be written into."""
        twin = copy.copy(self)
        twin.__dict__["_is_sealed"] = False  # past `__setattr__`, which a sealed one refuses
        twin.snapshots, twin.weights = self.snapshots.copy(), self.weights.copy()
        twin.train_seconds, twin.updates = self.train_seconds.copy(), self.updates.copy()
        twin.learning_rates, twin.engines = self.learning_rates.copy(), self.engines.copy()
        names = ("_losses", "_validation", "epochs", "kept_epochs", "starts", "search")
        for name in (*names, "epochs_due", "epoch_seconds", "_gradients"):
            setattr(twin, name, getattr(self, name).copy())
        return twin
