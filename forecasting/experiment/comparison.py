"""The product of a run: what was learnt, and how well each cell forecasts with it."""

import copy
import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from forecasting.data import Scaler, Series, Task
from forecasting.evaluation import (
    History,
    Labels,
    baseline_errors,
    errors_table,
    forecasts_table,
    join_tables,
)
from forecasting.experiment.logbook import Logbook, Snapshot
from forecasting.experiment.settings import Experiment
from forecasting.models import Device, Ensemble
from forecasting.rollout import rollout


@dataclass(frozen=True, eq=False)
class Comparison:
    """Trained cells side by side, with every table that the pages show.

    The tables are in the units of the series, and are made when they are first asked for.

    Attributes:
        experiment: The settings.
        task: The series, cut and scaled.
        models: One stack of members per cell.
        log: Losses, snapshots and costs while training.
        device: Where it was trained.
        engine: What it was asked to be trained and rolled out with, None for the fastest.
    """

    experiment: Experiment
    task: Task
    models: dict[str, Ensemble]
    log: Logbook
    device: Device
    engine: str | None = None

    @property
    def scaler(self) -> Scaler:
        """Between the units of the series and the units that the models work in."""
        return self.task.scaler

    @property
    def stopped_at(self) -> int | None:
        """The epoch after which training was stopped early, None if it ran to the end."""
        done = self.log.epochs_done
        return done if done < self.experiment.training.epochs else None

    @property
    def losses(self) -> pd.DataFrame:
        """cell, seed, epoch, loss (in scaled units, squared)."""
        return self.log.losses

    @cached_property
    def errors(self) -> pd.DataFrame:
        """cell, seed, variable, steps_ahead, rmse; over all origins."""
        observed = self._observed
        return join_tables(
            [errors_table(self._labels(c), f, observed) for c, f in self._rolled_out.items()]
        )

    @cached_property
    def baselines(self) -> pd.DataFrame:
        """baseline, variable, steps_ahead, rmse; of those that apply to the series."""
        return baseline_errors(self._history, self._observed, self.task.series.variables)

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
            raise ValueError(
                f"There is no forecast from origin {origin}. "
                f"Choose one from {origins[0]} to {origins[-1]}."
            )
        index = origins.index(origin)
        return self._forecasts_table(slice(index, index + 1))

    @cached_property
    def future(self) -> pd.DataFrame:
        """Like `forecasts`, from the end of the series: nothing is observed there yet."""
        origin = np.array([len(self.task.series) - 1])
        return join_tables(
            [
                forecasts_table(self._labels(cell), origin, self._roll_out(cell, self.task.latest))
                for cell in self.models
            ]
        )

    @property
    def origins(self) -> list[int]:
        """Index of the last value that each rollout has seen."""
        return [int(origin) for origin in self.task.test.origins]

    @property
    def snapshots(self) -> pd.DataFrame:
        """cell, seed, epoch, variable, steps_ahead, rmse: `errors` as training went on."""
        return self.log.snapshot_errors

    @property
    def costs(self) -> pd.DataFrame:
        """cell, parameters (of one member), members, updates (of one), train_seconds (of all)."""
        return pd.DataFrame(
            {
                "cell": cell,
                "parameters": ensemble.parameter_count,
                "members": len(ensemble.seeds),
                "updates": self.log.updates[cell],
                "train_seconds": self.log.train_seconds[cell],
            }
            for cell, ensemble in self.models.items()
        )

    @property
    def diverged(self) -> pd.DataFrame:
        """cell, seed, epoch: members whose loss became NaN or infinite, and when."""
        return self.log.diverged

    @cached_property
    def _rolled_out(self) -> dict[str, np.ndarray]:
        """Forecasts (member, window, step, variable) of each cell, in units of the series."""
        return {cell: self._roll_out(cell, self.task.test.contexts) for cell in self.models}

    @cached_property
    def _observed(self) -> np.ndarray:
        """(window, step, variable), in units of the series."""
        steps = np.arange(1, self.experiment.horizon + 1)
        return self.task.series.values[self.task.test.origins[:, None] + steps]

    @property
    def _history(self) -> History:
        x, series = self.experiment, self.task.series
        return History(
            values=series.values,
            origins=self.task.test.origins,
            horizon=x.horizon,
            window_length=x.window_length,
            training_length=x.split.split_index(len(series)),
            period_steps=series.period_steps,
            judged_on_training=x.judged_on == "training",
        )

    def _labels(self, cell: str) -> Labels:
        return Labels(cell, self.experiment.seeds, self.task.series.variables)

    def _roll_out(self, cell: str, contexts: np.ndarray) -> np.ndarray:
        ensemble, x = self.models[cell], self.experiment
        inputs = ensemble.as_input(contexts)
        scaled = rollout(ensemble, inputs, x.horizon, x.feedback, engine=self.engine)
        return self.scaler.to_units(scaled.double().cpu().numpy())

    def _forecasts_table(self, chosen: slice) -> pd.DataFrame:
        origins, observed = self.task.test.origins[chosen], self._observed[chosen]
        return join_tables(
            [
                forecasts_table(self._labels(cell), origins, forecasts[:, chosen], observed)
                for cell, forecasts in self._rolled_out.items()
            ]
        )

    def look(self) -> Snapshot:
        """The errors and the rollout from the first origin as they stand."""
        now, epoch = dataclasses.replace(self), self.log.epochs_done
        rollouts = with_time(now.forecasts_from(self.origins[0]), self.task.series)
        return Snapshot(epoch, now.errors.assign(epoch=epoch), rollouts.assign(epoch=epoch))

    def frozen(self) -> "Comparison":
        """A copy that further training does not touch."""
        models = {cell: copy.deepcopy(ensemble) for cell, ensemble in self.models.items()}
        return dataclasses.replace(self, models=models, log=self.log.copy())


def with_time(table: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Add the time that is `steps_ahead` after `origin`, continued evenly past the end."""
    times, last = series.time, len(series) - 1
    index = (table["origin"].astype(int) + table["steps_ahead"]).to_numpy()
    beyond = np.maximum(index - last, 0) * (times[-1] - times[-2])
    return table.assign(time=times[np.minimum(index, last)] + beyond)
