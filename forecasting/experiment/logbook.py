"""What is written down while the cells learn."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.evaluation import join_tables
from forecasting.experiment.settings import Experiment


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


class Logbook:
    """Losses, snapshots and costs so far. Grows; what was written never changes.

    Attributes:
        epochs_done: Epochs that all cells have finished.
        snapshots: In order of epoch.
        train_seconds: Time spent on each cell, all its members together.
        updates: Updates that each member of a cell has had.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.epochs_done = 0
        self.snapshots: list[Snapshot] = []
        self.train_seconds = dict.fromkeys(experiment.cells, 0.0)
        self.updates = dict.fromkeys(experiment.cells, 0)
        epochs, members = experiment.training.epochs, len(experiment.seeds)
        self._losses = np.full((len(experiment.cells), epochs, members), np.nan)

    def record(self, losses: dict[str, np.ndarray]) -> None:
        """Write down one epoch: a loss (member,) for every cell."""
        for row, cell in zip(self._losses, self.experiment.cells, strict=True):
            row[self.epochs_done] = losses[cell]
        self.epochs_done += 1

    @property
    def losses(self) -> pd.DataFrame:
        """cell, seed, epoch (from 1), loss."""
        done, x = self.epochs_done, self.experiment
        axes = [x.cells, range(1, done + 1), x.seeds]
        index = pd.MultiIndex.from_product(axes, names=["cell", "epoch", "seed"])
        table = index.to_frame(index=False)
        table["loss"] = self._losses[:, :done].ravel()
        return table[["cell", "seed", "epoch", "loss"]]

    def loss_curves(self, most_points: int = 250) -> pd.DataFrame:
        """The losses summarised over seeds, at no more than about `most_points` epochs.

        Returns:
            cell, epoch, loss_median, loss_lowest, loss_highest; NaN where a seed diverged.
        """
        done = self.epochs_done
        shown = np.unique(np.linspace(0, done - 1, min(done, most_points)).astype(int))
        losses = self._losses[:, shown] if done else self._losses[:, :0]
        axes = [list(self.experiment.cells), list(shown + 1) if done else []]
        table = pd.MultiIndex.from_product(axes, names=["cell", "epoch"]).to_frame(index=False)
        summaries: dict[str, Callable[..., np.ndarray]] = {
            "median": np.median,
            "lowest": np.min,
            "highest": np.max,
        }
        columns = {f"loss_{k}": f(losses, axis=2).ravel() for k, f in summaries.items()}
        return table.assign(**columns)

    @property
    def diverged(self) -> pd.DataFrame:
        """cell, seed and the first epoch whose loss is not a finite number, if there was one."""
        losses = self.losses
        bad = losses[~np.isfinite(losses["loss"])]
        return bad.groupby(["cell", "seed"], sort=False, as_index=False)["epoch"].min()

    @property
    def snapshot_errors(self) -> pd.DataFrame:
        """cell, seed, epoch, variable, steps_ahead, rmse; at every snapshot."""
        return join_tables([snapshot.errors for snapshot in self.snapshots])

    @property
    def snapshot_rollouts(self) -> pd.DataFrame:
        """cell, seed, epoch, origin, steps_ahead, variable, forecast, observed; first origin."""
        return join_tables([snapshot.rollouts for snapshot in self.snapshots])

    def copy(self) -> "Logbook":
        """The log so far, which does not grow with this one."""
        twin = copy.copy(self)
        twin.snapshots, twin._losses = self.snapshots.copy(), self._losses.copy()
        twin.train_seconds, twin.updates = self.train_seconds.copy(), self.updates.copy()
        return twin
