"""Results that are kept for those who ask again."""

import threading
from collections import OrderedDict

import pandas as pd

from forecasting.experiment import Comparison, Experiment


class ResultStore:
    """Comparisons by experiment; the least recently used make room. Safe in threads.

    Args:
        count: How many are kept at most.
        limit_bytes: How much memory they may take, roughly; the newest always stays.
    """

    def __init__(self, count: int = 8, limit_bytes: int = 256 * 2**20) -> None:
        self._count = count
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._pinned: set[Experiment] = set()
        self._held: OrderedDict[Experiment, tuple[Comparison, int]] = OrderedDict()

    def get(self, experiment: Experiment) -> Comparison | None:
        """The one that is kept, which counts as used; None if there is none."""
        with self._lock:
            if experiment not in self._held:
                return None
            self._held.move_to_end(experiment)
            return self._held[experiment][0]

    def pin(self, experiment: Experiment) -> None:
        """Never put away what is kept for this experiment, once it is there."""
        with self._lock:
            self._pinned.add(experiment)

    def finished(self, experiment: Experiment, device: str | None) -> Comparison | None:
        """The one that is kept, if it was trained to the end, on that device."""
        kept = self.get(experiment)
        right = kept and kept.stopped_at is None and device in (None, kept.device.kind)
        return kept if right else None

    def put(self, comparison: Comparison) -> None:
        """Keep a comparison, unless one of the same experiment was trained for longer.

        Of two as long by different engines the first one stays: figures that somebody has seen
        do not change in their last digits.
        """
        entry, experiment = (comparison, bytes_of(comparison)), comparison.experiment
        with self._lock:
            held = self._held.get(experiment, entry)[0]
            same_engines = held.log.engines == comparison.log.engines
            if _trained(held) < _trained(comparison) or (
                same_engines and _trained(held) == _trained(comparison)
            ):
                self._held[experiment] = entry
            self._held.move_to_end(experiment)
            self._make_room()

    @property
    def bytes(self) -> int:
        """What they take together, roughly."""
        with self._lock:
            return self._total()

    def __len__(self) -> int:
        return len(self._held)

    def _total(self) -> int:
        return sum(size for _, size in self._held.values())

    def _make_room(self) -> None:
        newest = next(reversed(self._held))
        for experiment in [one for one in self._held if one not in self._pinned | {newest}]:
            if len(self._held) <= self._count and self._total() <= self._limit_bytes:
                return
            del self._held[experiment]


def bytes_of(comparison: Comparison) -> int:
    """Roughly what a comparison takes, with the tables that it holds."""
    weights = sum(p.nbytes for model in comparison.models.values() for p in model.parameters())
    snapshots = [t for s in comparison.log.snapshots for t in (s.errors, s.rollouts)]
    tables = [comparison.errors, comparison.baselines, comparison.future, *snapshots]
    parts = [part for t in comparison.distinct_tasks for part in (t.training, t.validation, t.test)]
    # Most windows are views of the series, which take nothing by themselves.
    windows = sum(part.contexts.nbytes for part in parts if part.contexts.base is None)
    windows += sum(
        t.scaled.nbytes + t.series.values.nbytes for t in dict.fromkeys(comparison.tasks)
    )
    experiment = comparison.experiment
    members, values = (
        len(experiment.cells) * len(experiment.members),
        comparison.task.test.targets.size,
    )
    arrays = 8 * members * (values + 2 * experiment.training.epochs)
    kept = sum(one.nbytes for one in comparison.log.weights)
    return weights + kept + windows + arrays + sum(_bytes_of_table(table) for table in tables)


def _trained(comparison: Comparison) -> tuple[bool, int]:
    """How far it came: to its own end is further than any number of epochs."""
    return comparison.log.finished, comparison.log.epochs_done


def _bytes_of_table(table: pd.DataFrame) -> int:
    return int(table.memory_usage(deep=True).sum())
