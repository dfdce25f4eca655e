"""The weights as they were while the cells learnt, for who wants to look inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.experiment.settings import Experiment

if TYPE_CHECKING:
    from forecasting.models import Ensemble

MOST_BYTES = 16_000_000
"""Of all that is kept of one comparison; where it does not hold every look, fewer are kept."""


@dataclass(frozen=True, eq=False)
class KeptWeights:
    """The weights of all cells at one epoch.

    Attributes:
        epoch: After how many epochs; 0 is the start.
        weights: Of each cell by the names that they have in an `Ensemble`, (member, …), read-only.
    """

    epoch: int
    weights: Mapping[str, Mapping[str, np.ndarray]]

    @property
    def nbytes(self) -> int:
        """What they take."""
        return sum(array.nbytes for cell in self.weights.values() for array in cell.values())


def keep(epoch: int, models: Mapping[str, Ensemble]) -> KeptWeights:
    """A copy of the weights as they are."""
    return KeptWeights(epoch, {cell: _copied(model) for cell, model in models.items()})


def bytes_each(models: Mapping[str, Ensemble]) -> int:
    """What one copy takes."""
    return sum(weights.nbytes for model in models.values() for weights in model.parameters())


def looks_of(experiment: Experiment) -> list[int]:
    """The start, and after which epochs a run looks at its rollouts before its end."""
    return [0, *range(1, experiment.training.epochs, experiment.training.snapshot_every)]


def epochs_to_keep(experiment: Experiment, each: int) -> frozenset[int]:
    """After which epochs the weights are kept: the start and the looks, or an even part of them.

    Those of the end are the comparison's own.

    Args:
        experiment: How long is trained, and how often is looked.
        each: Bytes that one copy takes.
    """
    looks = looks_of(experiment)
    most = MOST_BYTES // (max(1, each) * len(experiment.learning_rates))
    if most < len(looks):
        places = np.linspace(0, len(looks) - 1, max(most, 1)).round().astype(int)
        looks = [looks[place] for place in places[:most]]
    return frozenset(looks)


def _copied(model: Ensemble) -> dict[str, np.ndarray]:
    copies = {}
    for name, weights in model.named_parameters():
        copies[name] = weights.detach().cpu().numpy().copy()
        copies[name].flags.writeable = False
    return copies
