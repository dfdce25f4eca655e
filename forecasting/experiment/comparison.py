"""The product of a run: what was learnt, and how well each cell forecasts with it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.checks import check_kind
from forecasting.data import Scaler, Series, Task
from forecasting.evaluation import (
    Labels,
    Scales,
    errors_table,
    forecasts_table,
    join_tables,
    rmse_table,
)
from forecasting.experiment.baseline_errors import errors_of_all, naive_errors
from forecasting.experiment.places import at_stretch, placed, starts_of, whole_series, with_time
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_log import Snapshot, TrainingLog
from forecasting.messages import bad_value
from forecasting.models import Device
from forecasting.rollout import rollout

if TYPE_CHECKING:
    from forecasting.models import Ensemble


@dataclass(frozen=True, eq=False)
class Comparison:
    """Trained cells side by side, with every table that the pages show.

    The tables are in the units of the series, and are made when they are first asked for.

    Attributes:
        experiment: The settings.
        tasks: The series, cut and scaled; one for all members, or one for each: a draw of its
            seed, or its stretch.
        models: One stack of members per cell.
        log: Losses, snapshots and costs while training.
        device: Where it was trained.
        engine: What it was asked to be trained and rolled out with, None for the fastest.
    """

    experiment: Experiment
    tasks: tuple[Task, ...]
    models: dict[str, Ensemble]
    log: TrainingLog
    device: Device
    engine: str | None = None

    @property
    def task(self) -> Task:
        """The series, cut and scaled; that of the first member if each has its own."""
        return self.tasks[0]

    @property
    def distinct_tasks(self) -> tuple[Task, ...]:
        """Each series once: that of all members, of each draw, or of each stretch in its order."""
        return tuple(dict.fromkeys(self.tasks))

    @property
    def scaler(self) -> Scaler:
        """Between the units of the series and those that the models work in; of `task`."""
        return self.task.scaler

    def task_of(self, seed: int, stretch: int = 1) -> Task:
        """The series that the members of a seed learnt from and are judged on."""
        return self.tasks[self.experiment.members.index((seed, stretch)) % len(self.tasks)]

    @cached_property
    def series(self) -> Series:
        """All of the series, in its own units; that of the first seed if each has its own."""
        return whole_series(self.experiment, self.task)

    def stacked(self, part: Callable[[Task], np.ndarray]) -> np.ndarray:
        """A part of the task, with a leading axis member if each has its own."""
        parts = [part(task) for task in self.tasks]
        return parts[0] if len(parts) == 1 else np.stack(parts)

    @property
    def stopped_at(self) -> int | None:
        """The epoch after which training was stopped by a person, None if it ran to its end."""
        return None if self.log.finished else self.log.epochs_done

    @property
    def as_run(self) -> Experiment:
        """The experiment with which `run` does the same again, to the last bit.

        With equal time it holds the epochs of each cell, which were measured.
        """
        experiment = self.experiment
        due = tuple(self.log.epochs_due.tolist()) if experiment.budget == "time" else ()
        return dataclasses.replace(experiment, epochs_per_cell=due)

    @property
    def losses(self) -> pd.DataFrame:
        """cell, seed, epoch, loss (in scaled units, squared)."""
        return self.log.losses

    @property
    def gradients(self) -> pd.DataFrame:
        """cell, seed, epoch, norm (mean over updates, before clipping), clipped (updates)."""
        return self.log.gradients

    @cached_property
    def errors(self) -> pd.DataFrame:
        """cell, seed, variable, steps_ahead, rmse, mae, smape, mase; over all origins.

        The variable "Total" is all of them together: see `TOTAL`. What the columns are: see
        `MEASURES`; mase is NaN where the training part gives nothing to divide by.
        """
        return self._errors_of(self._rolled_out, self._observed)

    @cached_property
    def baselines(self) -> pd.DataFrame:
        """baseline, variable, steps_ahead, and the measures of `errors`; of those that apply.

        Also seed, if each has a draw of its own, or stretch, if there are several: the baselines
        are fitted to each anew.
        """
        return errors_of_all(self.tasks, self.experiment.labels)

    @property
    def forecasts(self) -> pd.DataFrame:
        """cell, seed, origin, steps_ahead, variable, forecast, observed; for every origin."""
        return self._forecasts_table(slice(None))

    def forecasts_from(self, origin: int) -> pd.DataFrame:
        """The rows of `forecasts` for one origin.

        Raises:
            ValueError: If nothing was forecast from there.
        """
        origins = self.origins
        if origin not in origins:
            raise bad_value(
                "There is no forecast from origin {origin}. Choose one from {first} to {last}.",
                origin=origin,
                first=origins[0],
                last=origins[-1],
            )
        stretch, index = divmod(origins.index(origin), len(self.task.test))
        table = self._forecasts_table(slice(index, index + 1))
        return at_stretch(table, stretch + 1)

    @cached_property
    def future(self) -> pd.DataFrame:
        """Like `forecasts`, from the end of the series: nothing is observed there yet.

        Of several stretches by those who learnt from the last one, which ends there.
        """
        origin = np.array([len(self.task.series) - 1])
        latest = self.stacked(lambda task: task.latest)
        table = join_tables(
            [
                forecasts_table(self._labels(cell), origin, self._roll_out(cell, latest, origin))
                for cell in self.models
            ]
        )
        return at_stretch(placed(table, self.experiment), self.experiment.stretches)

    @property
    def origins(self) -> list[int]:
        """Index of the last value that each rollout has seen, stretch after stretch."""
        return [
            int(start + own)
            for start in starts_of(self.experiment)
            for own in self.task.test.origins
        ]

    @property
    def snapshots(self) -> pd.DataFrame:
        """cell, seed, epoch, variable, steps_ahead, rmse: of `errors`, as training went on."""
        return self.log.snapshot_errors

    @property
    def costs(self) -> pd.DataFrame:
        """What each cell got.

        Returns:
            cell, hidden_size, parameters (of one member), members, learning_rate, epochs_fewest
            and epochs_most (of a member), updates (of the member with the most), train_seconds
            (of all members).
        """
        return pd.DataFrame(
            {
                "cell": cell,
                "hidden_size": ensemble.architecture.hidden_size,
                "parameters": ensemble.parameter_count,
                "members": len(ensemble.seeds),
                "learning_rate": self.log.learning_rates[cell],
                "epochs_fewest": epochs.min(),
                "epochs_most": epochs.max(),
                "updates": self.log.updates[cell],
                "train_seconds": self.log.train_seconds[cell],
            }
            for (cell, ensemble), epochs in zip(self.models.items(), self.log.epochs, strict=True)
        )

    @property
    def diverged(self) -> pd.DataFrame:
        """cell, seed, epoch: members whose loss became NaN or infinite, and when.

        Also those that show it only in their forecasts, after their last epoch.
        """
        known, keys = self.log.diverged, ["cell", *self.experiment.labels]
        shown = self.errors.loc[np.isinf(self.errors["rmse"]), keys].drop_duplicates()
        rest = shown[~shown.set_index(keys).index.isin(known.set_index(keys).index)]
        cells, members = self.experiment.cells, self.experiment.members
        found = [(seed, *(stretch or [1])) for _, seed, *stretch in rest[keys].to_numpy()]
        places = zip(rest["cell"].map(cells.index), map(members.index, found), strict=True)
        late = rest.assign(epoch=[int(self.log.epochs[place]) for place in places])
        return pd.concat([known, late], ignore_index=True) if len(late) else known

    @cached_property
    def _rolled_out(self) -> dict[str, np.ndarray]:
        """Forecasts (member, window, step, variable) of each cell, in units of the series."""
        contexts, origins = self.stacked(lambda t: t.test.contexts), self.task.test.origins
        return {cell: self._roll_out(cell, contexts, origins) for cell in self.models}

    @cached_property
    def _observed(self) -> np.ndarray:
        """(window, step, variable), NaN where not observed; led by member if each has a draw."""
        return self.stacked(lambda task: task.observed)

    def errors_against(self, truth: Callable[[Task], np.ndarray]) -> pd.DataFrame:
        """Like `errors`, against other values than the observed ones.

        Args:
            truth: From a task to the values (window, step, variable) that forecasts should have.
        """
        return self._errors_of(self._rolled_out, self.stacked(truth))

    def _errors_of(self, forecasts: dict[str, np.ndarray], truth: np.ndarray) -> pd.DataFrame:
        scales = Scales(self.stacked(lambda task: task.stds), self.stacked(naive_errors))
        return join_tables(
            [errors_table(self._labels(c), f, truth, scales) for c, f in forecasts.items()]
        )

    def _rmse_now(self) -> pd.DataFrame:
        """cell, seed, variable, steps_ahead, rmse."""
        truth, stds = self._observed, self.stacked(lambda task: task.stds)
        rolled = self._rolled_out.items()
        return join_tables([rmse_table(self._labels(c), f, truth, stds) for c, f in rolled])

    def _labels(self, cell: str) -> Labels:
        seeds, *stretches = self.experiment.labels.values()
        return Labels(cell, seeds, self.task.series.variables, *stretches)

    def _roll_out(self, cell: str, contexts: np.ndarray, origins: np.ndarray) -> np.ndarray:
        ensemble, experiment = self.models[cell], self.experiment
        inputs = ensemble.as_input(contexts)
        scaled = rollout(
            ensemble, inputs, experiment.horizon, experiment.feedback, engine=self.engine
        )
        forecasts = scaled.double().cpu().numpy()
        if len(self.tasks) == 1:
            return self.task.to_units(forecasts, origins)
        pairs = zip(self.tasks, forecasts, strict=True)
        return np.stack([task.to_units(own, origins) for task, own in pairs])

    def _forecasts_table(self, chosen: slice) -> pd.DataFrame:
        origins, observed = self.task.test.origins[chosen], self._observed[..., chosen, :, :]
        table = join_tables(
            [
                forecasts_table(self._labels(cell), origins, forecasts[:, chosen], observed)
                for cell, forecasts in self._rolled_out.items()
            ]
        )
        return placed(table, self.experiment)

    def look(self) -> Snapshot:
        """The errors and the rollout from the first origin as they stand."""
        now, epoch = dataclasses.replace(self), self.log.epochs_done
        rollouts = with_time(now._forecasts_table(slice(0, 1)), self.series)
        return Snapshot(epoch, now._rmse_now().assign(epoch=epoch), rollouts.assign(epoch=epoch))

    def frozen(self) -> Comparison:
        """A copy that further training does not touch."""
        models = {cell: copy.deepcopy(ensemble) for cell, ensemble in self.models.items()}
        return dataclasses.replace(self, models=models, log=self.log.copy())


def check_comparison(comparison: object) -> None:
    """Refuse what is no comparison.

    Raises:
        ValueError: If it is something else, such as an experiment that was not run.
    """
    check_kind("comparison", comparison, Comparison, "a Comparison, such as compare(Experiment())")
