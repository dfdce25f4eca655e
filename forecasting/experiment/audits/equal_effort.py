"""Did every member begin anew, and was as much done for each cell as for the others?"""

import numpy as np

from forecasting import digits
from forecasting.experiment.audits.finding import Finding, members_at, named
from forecasting.experiment.budgets import architecture_of, quota
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.equal_time import whole_epochs
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_run import digests
from forecasting.messages import Message, listed, message, plural

UNEVEN = 1.5
"""How many times as long as another a cell may train on a machine that has other work."""

HICCUP_SECONDS = 0.2
"""What may be missing beyond that: of a training so short, the clock says little."""


def fresh_start(comparison: Comparison) -> Finding:
    """Each member began with weights of its own: those that its seed draws, alone and anew."""
    experiment, starts = comparison.experiment, comparison.log.starts
    shared = _alike(starts)
    if shared.any():
        who = named(members_at(experiment, shared))
        return False, message(
            "{who} began with the weights of another seed: they are no repetition.", who=who
        )
    strange = members_at(experiment, starts != _drawn(experiment))
    if strange:
        return False, message(
            "{who} did not begin with the weights that the seed draws, but perhaps with trained "
            "ones.",
            who=named(strange),
        )
    return True, plural(
        "The only network began with the weights that its seed draws.",
        "Each of {count} networks began with the weights that its own seed draws, all different.",
        count=starts.size,
    )


def equal_updates(comparison: Comparison) -> Finding:
    """Every member had the epochs that the rule gives it, and every cell's epochs are alike."""
    experiment, log = comparison.experiment, comparison.log
    per_epoch = -(-len(comparison.task.training) // experiment.training.batch_size)
    most = log.epochs.max(axis=1)
    for cell, epochs in zip(experiment.cells, most, strict=True):
        if log.updates[cell] != epochs * per_epoch:
            return False, plural(
                "The {cell} had {had:,} updates in {count} epoch of {each}, which are {due:,}.",
                "The {cell} had {had:,} updates in {count} epochs of {each}, which are {due:,}.",
                count=int(epochs),
                cell=cell,
                had=log.updates[cell],
                each=per_epoch,
                due=epochs * per_epoch,
            )
    due, kept = _due(comparison)
    wrong = members_at(experiment, (log.epochs != due) | (log.kept_epochs != kept))
    if wrong:
        return False, message(
            "{who} had more or fewer epochs than the rule that holds for all.", who=named(wrong)
        )
    if experiment.budget == "time":
        return _equal_time(comparison)
    return True, _epochs_in_words(comparison, per_epoch)


def equal_search(comparison: Comparison) -> Finding:
    """Every cell tried the same learning rates and took the best of them."""
    experiment, log = comparison.experiment, comparison.log
    rates, took = experiment.learning_rates, [log.learning_rates[cell] for cell in experiment.cells]
    tried = ~np.isnan(log.search)
    if len(rates) == 1 or not tried.any():
        return _one_rate(experiment, took)
    left_out = tried.any(axis=0) & ~tried.all(axis=0)
    if left_out.any() or (log.finished and not tried.all()):
        few = [cell for cell, row in zip(experiment.cells, tried, strict=True) if not row.all()]
        return False, message(
            "Some learning rates were not tried by the {cells}.", cells=listed(few)
        )
    best = [rates[row] for row in np.where(tried, log.search, np.inf).argmin(axis=1)]
    wrong = [cell for cell, own, b in zip(experiment.cells, took, best, strict=True) if own != b]
    if wrong:
        return False, message(
            "The {cells} did not take the best learning rate on validation.", cells=listed(wrong)
        )
    taken = [f"{cell} {rate:g}" for cell, rate in zip(experiment.cells, took, strict=True)]
    return True, plural(
        "Every cell tried {count} learning rate and took the best on the validation part: {taken}.",
        "Every cell tried {count} learning rates and took the best on the validation part: "
        "{taken}.",
        count=int(tried[0].sum()),
        taken=listed(taken),
    )


def _alike(starts: np.ndarray) -> np.ndarray:
    """Members (cell, member) whose digest another one before them in their cell has, too."""
    again = np.ones(starts.shape, bool)
    for row, own in enumerate(starts):
        again[row, np.unique(own, return_index=True)[1]] = False
    return again


def _drawn(experiment: Experiment) -> np.ndarray:
    """Digests (cell, member) of what each seed draws with no other seed beside it."""
    from forecasting.models import Ensemble  # noqa: PLC0415 - it needs torch

    drawn = [
        [
            digests(
                Ensemble(shape, (seed,), experiment.training.start).to(experiment.training.dtype)
            )[0]
            for seed in experiment.numbers
        ]
        for shape in (architecture_of(experiment, cell) for cell in experiment.cells)
    ]
    return np.array(drawn, np.uint64)


def _due(comparison: Comparison) -> tuple[np.ndarray, np.ndarray]:
    """Epochs that each member should have had and kept (cell, member), from its own losses."""
    experiment, log = comparison.experiment, comparison.log
    limit = experiment.training.epochs if log.finished else log.epochs_done
    last = np.broadcast_to(
        _timed(comparison) if experiment.budget == "time" else limit, log.epochs.shape
    )
    patience = experiment.training.patience
    if patience is None:
        return last, last
    _, validation = log.arrays()
    losses = np.where(np.isfinite(validation), validation, np.inf)
    # An infinite loss before the first epoch: who never had a finite one has its best there.
    best = np.pad(losses, ((0, 0), (1, 0), (0, 0)), constant_values=np.inf).argmin(axis=1)
    due = np.minimum(best + patience, last)
    return due, np.where(best > 0, best, due)


def _timed(comparison: Comparison) -> np.ndarray:
    """Epochs of each cell (cell, 1) with equal time, if none of its members stopped early."""
    log = comparison.log
    if log.finished:
        return log.epochs_due[:, None]
    if comparison.experiment.training.patience is None:
        return quota(log.epochs_due, log.epochs_done)[:, None]
    # Whose turn it was depends on who had stopped before.
    return log.epochs.max(axis=1, keepdims=True)


def _epochs_in_words(comparison: Comparison, per_epoch: int) -> Message:
    experiment, log = comparison.experiment, comparison.log
    updates = plural("{count} update", "{count} updates", count=per_epoch)
    fewest, most = int(log.epochs.min()), int(log.epochs.max())
    if experiment.training.patience is not None:
        return plural(
            "Every network went on until {count} epoch after its best, or to the end: {fewest} to "
            "{most} epochs of {updates} each.",
            "Every network went on until {count} epochs after its best, or to the end: {fewest} to "
            "{most} epochs of {updates} each.",
            count=experiment.training.patience,
            fewest=fewest,
            most=most,
            updates=updates,
        )
    if log.finished:
        return plural(
            "Every network had {count} epoch of {updates} each.",
            "Every network had {count} epochs of {updates} each.",
            count=most,
            updates=updates,
        )
    return plural(
        "Every network had {count} epoch, when training was stopped, of {updates} each.",
        "Every network had {count} epochs, when training was stopped, of {updates} each.",
        count=most,
        updates=updates,
    )


def _equal_time(comparison: Comparison) -> Finding:
    """Every cell had the epochs that its measured speed gives, and as many seconds as the others.

    Seconds are compared where all cells were to train to the end: early stopping takes as many as
    it likes. Shorter than one epoch of its own no cell can be made.
    """
    experiment, log = comparison.experiment, comparison.log
    measured = not np.isnan(log.epoch_seconds).any()
    if (
        measured
        and (log.epochs_due != whole_epochs(log.epoch_seconds, experiment.training.epochs)).any()
    ):
        return False, message("A cell was given other epochs than its measured speed gives.")
    seconds, epochs = (
        np.array([log.train_seconds[c] for c in experiment.cells]),
        log.epochs.max(axis=1),
    )
    took = [
        f"{cell} {digits.seconds(own)}" for cell, own in zip(experiment.cells, seconds, strict=True)
    ]
    given = {"seconds": listed(took)}
    if experiment.training.patience is not None:
        return True, message(
            "Epochs as measured for equal time, with early stopping: {seconds}.", **given
        )
    longest = seconds[epochs > 1].max(initial=0.0)
    # What is left over is less than one more epoch.
    short = seconds + seconds / np.maximum(epochs, 1) < longest / UNEVEN - HICCUP_SECONDS
    if short.any():
        return False, message("The seconds are not equal: {seconds}.", **given)
    return True, message(
        "Equal but for a part of an epoch, and what the machine does beside: {seconds}.", **given
    )


def _one_rate(experiment: Experiment, took: list[float]) -> Finding:
    """Nothing was chosen, or training was stopped before anything could be."""
    first = experiment.learning_rates[0]
    if set(took) != {first}:
        return False, message(
            "There was nothing to choose, but not every cell had {rate:g}.", rate=first
        )
    return True, message(
        "Every cell had the learning rate {rate:g}; nothing was chosen for one of them.", rate=first
    )
