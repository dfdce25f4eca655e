"""Did every member begin anew, and was as much done for each cell as for the others?"""

import numpy as np

from forecasting import digits
from forecasting.experiment.audits.finding import Finding, counted, listed, members_at, named
from forecasting.experiment.budgets import architecture_of, quota
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.equal_time import whole_epochs
from forecasting.experiment.settings import Experiment
from forecasting.experiment.training_run import digests

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
        return False, f"{who} began with the weights of another seed: they are no repetition."
    strange = members_at(experiment, starts != _drawn(experiment))
    if strange:
        return False, (
            f"{named(strange)} did not begin with the weights that the seed draws, "
            "but perhaps with trained ones."
        )
    members = counted(starts.size, "member")
    return True, f"Each of {members} began with the weights that its own seed draws, all different."


def equal_updates(comparison: Comparison) -> Finding:
    """Every member had the epochs that the rule gives it, and every cell's epochs are alike."""
    experiment, log = comparison.experiment, comparison.log
    per_epoch = -(-len(comparison.task.training) // experiment.training.batch_size)
    most = log.epochs.max(axis=1)
    for cell, epochs in zip(experiment.cells, most, strict=True):
        if log.updates[cell] != epochs * per_epoch:
            had = f"The {cell} had {log.updates[cell]:,} updates in {counted(epochs, 'epoch')}"
            return False, f"{had} of {per_epoch}, which are {epochs * per_epoch:,}."
    due, kept = _due(comparison)
    wrong = members_at(experiment, (log.epochs != due) | (log.kept_epochs != kept))
    if wrong:
        return False, f"{named(wrong)} had more or fewer epochs than the rule that holds for all."
    if experiment.budget == "time":
        return _equal_time(comparison)
    return True, f"{_epochs_in_words(comparison)} of {counted(per_epoch, 'update')} each."


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
        return False, f"Some learning rates were not tried by the {listed(few)}."
    best = [rates[row] for row in np.where(tried, log.search, np.inf).argmin(axis=1)]
    wrong = [cell for cell, own, b in zip(experiment.cells, took, best, strict=True) if own != b]
    if wrong:
        return False, f"The {listed(wrong)} did not take the best learning rate on validation."
    words = listed([f"{cell} {rate:g}" for cell, rate in zip(experiment.cells, took, strict=True)])
    rate = counted(int(tried[0].sum()), "learning rate")
    return True, f"Every cell tried {rate} and took the best on the validation part: {words}."


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
            for seed in experiment.seeds
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


def _epochs_in_words(comparison: Comparison) -> str:
    experiment, log = comparison.experiment, comparison.log
    fewest, most = int(log.epochs.min()), int(log.epochs.max())
    if experiment.training.patience is None:
        stopped = "" if log.finished else ", when training was stopped,"
        return f"Every member had {counted(most, 'epoch')}{stopped}"
    patience = counted(experiment.training.patience, "epoch")
    had = f"{fewest} to {most} epochs"
    return f"Every member went on until {patience} after its best, or to the end: {had}"


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
        return False, "A cell was given other epochs than its measured speed gives."
    seconds, epochs = (
        np.array([log.train_seconds[c] for c in experiment.cells]),
        log.epochs.max(axis=1),
    )
    words = listed(
        [
            f"{cell} {digits.seconds(own)}"
            for cell, own in zip(experiment.cells, seconds, strict=True)
        ]
    )
    if experiment.training.patience is not None:
        return True, f"Epochs as measured for equal time, with early stopping: {words}."
    longest = seconds[epochs > 1].max(initial=0.0)
    # What is left over is less than one more epoch.
    short = seconds + seconds / np.maximum(epochs, 1) < longest / UNEVEN - HICCUP_SECONDS
    if short.any():
        return False, f"The seconds are not equal: {words}."
    return True, f"Equal but for a part of an epoch, and what the machine does beside: {words}."


def _one_rate(experiment: Experiment, took: list[float]) -> Finding:
    """Nothing was chosen, or training was stopped before anything could be."""
    first = experiment.learning_rates[0]
    if set(took) != {first}:
        return False, f"There was nothing to choose, but not every cell had {first:g}."
    return True, f"Every cell had the learning rate {first:g}; nothing was chosen for one of them."
