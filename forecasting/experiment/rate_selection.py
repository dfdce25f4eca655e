"""Of several trainings, each cell takes the one that did best on the validation part."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecasting.evaluation import join_tables
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.kept_weights import KeptWeights
from forecasting.experiment.training_log import AND, Snapshot, TrainingLog
from forecasting.messages import Message, message


def select_learning_rates(trained: Sequence[Comparison], finished: bool = True) -> Comparison:
    """One comparison in which each cell has the learning rate with its lowest validation loss.

    The loss of a rate is the median over the cell's members, each with the weights that it kept;
    the first of equal ones is taken. Nothing is looked at but the validation part.

    Args:
        trained: At one learning rate each, of the same experiment.
        finished: Whether training ended by its own rule, and was not stopped.
    """
    if len(trained) == 1:
        return replace(trained[0], log=trained[0].log.sealed(finished))
    cells = trained[0].experiment.cells
    search = np.array([[np.median(c.log.kept_validation(cell)) for c in trained] for cell in cells])
    chosen = {cell: trained[int(row.argmin())] for cell, row in zip(cells, search, strict=True)}
    log = _joined({cell: one.log for cell, one in chosen.items()})
    log.engines = {1: AND.join(_engines(trained))}
    log.search[:, : len(trained)] = search
    models = {cell: one.models[cell] for cell, one in chosen.items()}
    return replace(trained[-1], models=models, log=log.sealed(finished))


def _engines(trained: Sequence[Comparison]) -> dict[str, None]:
    """All that trained, in the order of their first epochs."""
    parts = [part for one in trained for part in one.log.engines.values()]
    return dict.fromkeys(name for part in parts for name in part.split(AND))


def _joined(logs: dict[str, TrainingLog]) -> TrainingLog:
    """One log, with each cell's part from a log of its own."""
    log = next(iter(logs.values())).copy()
    log.epochs_done = max(own.epochs_done for own in logs.values())
    for row, (cell, own) in enumerate(logs.items()):
        log.take_cell(row, own)
        log.train_seconds[cell], log.updates[cell] = own.train_seconds[cell], own.updates[cell]
        log.learning_rates[cell] = own.learning_rates[cell]
    epochs = sorted({snapshot.epoch for own in logs.values() for snapshot in own.snapshots})
    log.snapshots = [_snapshot(logs, epoch) for epoch in epochs]
    log.weights = _weights(logs)
    return log


def _snapshot(logs: dict[str, TrainingLog], epoch: int) -> Snapshot:
    """Each cell as it was then; one that had stopped before is as it was in the end."""
    latest = {
        cell: [snapshot for snapshot in log.snapshots if snapshot.epoch <= epoch][-1]
        for cell, log in logs.items()
    }
    tables = [
        join_tables(
            [
                (table := getattr(snapshot, name))[table["cell"] == cell].assign(epoch=epoch)
                for cell, snapshot in latest.items()
            ]
        )
        for name in ("errors", "rollouts")
    ]
    return Snapshot(epoch, *tables)


def _weights(logs: dict[str, TrainingLog]) -> list[KeptWeights]:
    """Those of each cell from its own log, at the epochs that all logs have."""
    kept = {
        cell: {one.epoch: one.weights[cell] for one in log.weights} for cell, log in logs.items()
    }
    shared = sorted(set.intersection(*(set(own) for own in kept.values())))
    return [
        KeptWeights(epoch, {cell: own[epoch] for cell, own in kept.items()}) for epoch in shared
    ]


def notes_of(comparison: Comparison) -> tuple[Message, ...]:
    """What to know of the learning rates that were chosen: those at an end of the list."""
    rates, log = comparison.experiment.learning_rates, comparison.log
    # Of two rates one is at either end.
    if len(rates) < 2 or np.isnan(log.search).all():
        return ()
    found = [_at_an_end(cell, rate, rates) for cell, rate in log.learning_rates.items()]
    return tuple(note for note in found if note)


def _at_an_end(cell: str, rate: float, rates: Sequence[float]) -> Message | None:
    if rate == min(rates):
        return message(
            "The {cell} took the learning rate {rate:g}, the smallest of those that were tried: a "
            "smaller one may be better.",
            cell=cell,
            rate=rate,
        )
    if rate == max(rates):
        return message(
            "The {cell} took the learning rate {rate:g}, the largest of those that were tried: a "
            "larger one may be better.",
            cell=cell,
            rate=rate,
        )
    return None


def clipping_of(comparison: Comparison) -> Message | None:
    """How often the gradients of each cell were clipped; None where they were not to be."""
    experiment, table = comparison.experiment, comparison.gradients.dropna()
    if experiment.training.clip_norm is None or table.empty:
        return None
    per_epoch = -(-len(comparison.task.training) // experiment.training.batch_size)
    clipped = table.groupby("cell", sort=False)["clipped"].mean() / per_epoch
    parts = [f"{cell} {share:.0%}" for cell, share in clipped.items()]
    return message("Updates whose gradient was clipped: {cells}.", cells=", ".join(parts))
