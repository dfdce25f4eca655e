"""What is looked into: trained cells, or cells that still learn, at one epoch or another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from forecasting.data import Task
from forecasting.evaluation import TOTAL
from forecasting.experiment import Comparison, Experiment, TrainingLog
from forecasting.experiment.budgets import architecture_of
from forecasting.experiment.kept_weights import KeptWeights
from forecasting.experiment.places import at_stretch
from forecasting.inspection.walk import Stack
from forecasting.later import Later
from forecasting.messages import bad_value

if TYPE_CHECKING:
    import torch

    from forecasting.models import Ensemble
else:
    torch = Later("torch")


@dataclass(frozen=True, eq=False)
class Subject:
    """Cells to look into.

    Attributes:
        experiment: The settings.
        tasks: The series, cut and scaled; one for all seeds, or one draw for each. Of several
            stretches it is the first, and nothing else is looked at.
        log: What was written down while they learnt, weights among it.
        errors: cell, seed, variable, steps_ahead, rmse: as they are, by which the median member is
            found.
        models: Those of the end by cell; none while the cells still learn.
    """

    experiment: Experiment
    tasks: tuple[Task, ...]
    log: TrainingLog
    errors: pd.DataFrame
    models: Mapping[str, Ensemble] = field(default_factory=dict)

    @property
    def epochs(self) -> tuple[int, ...]:
        """After which epochs one can look inside, in order; 0 is the start, the last is now."""
        kept = [one.epoch for one in list(self.log.weights)]
        if self.models:
            done = self.log.epochs_done
            return (*(epoch for epoch in kept if epoch < done), done)
        return tuple(kept)

    def task_of(self, seed: int) -> Task:
        """The series that the members of a seed learnt from and are judged on."""
        return self.tasks[self.experiment.seeds.index(seed) % len(self.tasks)]

    @property
    def contexts(self) -> np.ndarray:
        """The windows that are judged, as the cells see them ([member,] window, time, variable)."""
        parts = [task.test.contexts for task in self.tasks]
        return parts[0] if len(parts) == 1 else np.stack(parts)

    @property
    def origins(self) -> list[int]:
        """Index of the last value of each window that is judged."""
        return [int(origin) for origin in self.tasks[0].test.origins]

    def members(self, cell: str, epoch: int) -> Stack:
        """The members of a cell as they were after an epoch.

        Raises:
            ValueError: If nothing is known of that cell or epoch, with what is.
        """
        experiment, weights = self.experiment, self._weights(cell, epoch)
        count = len(experiment.seeds)
        shown = {name: own[:count] for name, own in weights.items()}
        double = {name: torch.tensor(own, dtype=torch.float64) for name, own in shown.items()}
        return Stack(architecture_of(experiment, cell), experiment.seeds, double)

    def kept(self, epoch: int) -> KeptWeights | None:
        """The weights that were kept after an epoch, None if they are those of the end, or lost."""
        if self.models and epoch == self.log.epochs_done:
            return None
        return next((one for one in list(self.log.weights) if one.epoch == epoch), None)

    def sound_seeds(self, cell: str, epoch: int) -> tuple[int, ...]:
        """The seeds of those members whose weights are numbers."""
        stack = self.members(cell, epoch)
        return tuple(
            seed for seed, fine in zip(stack.seeds, stack.are_finite(), strict=True) if fine
        )

    def _weights(self, cell: str, epoch: int) -> Mapping[str, Any]:
        if cell not in self.experiment.cells:
            cells = ", ".join(self.experiment.cells)
            raise bad_value(
                "There is no {cell} in this comparison. Choose from {cells}.",
                cell=cell,
                cells=cells,
            )
        if self.models and epoch == self.log.epochs_done:
            named = self.models[cell].named_parameters()
            return {name: weights.detach().cpu().numpy() for name, weights in named}
        if kept := self.kept(epoch):
            return kept.weights[cell]
        raise bad_value(
            "The weights after epoch {epoch} were not kept. Choose from {epochs}.",
            epoch=epoch,
            epochs=list(self.epochs),
        )

    def median_seed(self, cell: str) -> int:
        """The seed of the member whose RMSE over all steps is the median; of two, the better one.

        Where each seed has a series of its own it is one for all cells, the median of their mean
        ranks: cells beside each other then show the same series.
        """
        errors = at_stretch(self.errors, 1)
        rows = errors[errors["variable"] == TOTAL]
        means = rows.pivot_table("rmse", "seed", "cell", dropna=False)
        ranks = means.fillna(np.inf).rank(method="first")
        order = ranks.mean(axis=1) if len(self.tasks) > 1 else ranks[cell]
        return int(order.sort_values(kind="stable").index[(len(order) - 1) // 2])


def subject_of(comparison: Comparison) -> Subject:
    """A comparison to look into."""
    c = comparison
    return Subject(c.experiment, _looked_at(c.experiment, c.tasks), c.log, c.errors, c.models)


def learning_subject(log: TrainingLog, tasks: tuple[Task, ...]) -> Subject | None:
    """Cells that still learn, as they were at the last look; None before the first."""
    looks = list(log.snapshots)
    if not looks or not list(log.weights):
        return None
    return Subject(log.experiment, _looked_at(log.experiment, tasks), log, looks[-1].errors)


def _looked_at(experiment: Experiment, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """Of several stretches the first: a seed has other weights at every other."""
    return tasks[:1] if experiment.stretches > 1 else tasks
