"""Is the test part new to everything that was fitted or chosen?"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from forecasting.data import Scaler, Task, Windows
from forecasting.experiment.audits.finding import Finding, members_at, named
from forecasting.experiment.audits.look_ahead import looked_ahead
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.settings import Experiment
from forecasting.messages import Message, message
from forecasting.training import validation_losses

ELSEWHERE = {
    "training": message("The training windows are not those of the training part."),
    "validation": message("The validation windows are not those of the validation part."),
    "test": message("The test windows are not those of the test part."),
}


def kept_apart(comparison: Comparison) -> Finding:
    """Scaler, training and every choice kept to values before the test part."""
    experiment = comparison.experiment
    if experiment.judged_on == "training":
        return False, message(
            "Errors are on values that were trained on, and say nothing about new ones."
        )
    parts = {task: _parts(task, experiment) for task in comparison.distinct_tasks}
    fewest = _fewest(parts.values())
    for task, own in parts.items():
        latest = [(name, origins[len(origins) - fewest[name] :]) for name, origins in own]
        if wrong := _misplaced(task, experiment, latest) or looked_ahead(task):
            return False, wrong
    if _overlap(comparison):
        return False, message("Two stretches of the series have values in common.")
    if not experiment.validation_fraction:
        return True, message(
            "Scaler and weights come from the training part, which ends before the test part."
        )
    strange = members_at(experiment, ~_validated(comparison))
    if strange:
        return False, message(
            "{who}: the validation loss is not that of the validation part.", who=named(strange)
        )
    return True, message(
        "Scaler and weights come from the training part, and the losses that choices were made by "
        "from the validation part; both end before the test part."
    )


def _overlap(comparison: Comparison) -> bool:
    """Whether a stretch begins before the one before it has ended."""
    if comparison.experiment.stretches == 1:
        return False
    tasks = comparison.distinct_tasks
    ends = pairwise(task.series.time for task in tasks)
    alike = len(tasks) < comparison.experiment.stretches
    return alike or any(later[0] <= earlier[-1] for earlier, later in ends)


Parts = Sequence[tuple[str, np.ndarray]]
"""What is learnt from: the name of a part, and its origins."""


def _parts(task: Task, experiment: Experiment) -> Parts:
    """Where windows should be in the training and the validation part of a task."""
    begin, length = experiment.transform.lost + experiment.window_length, len(task.series)
    train = round(length * experiment.train_fraction)
    test = round(length * (experiment.train_fraction + experiment.validation_fraction))
    back = experiment.window_length if experiment.training.objective == "free_running" else 1
    return (
        ("training", _learnt(task, experiment, range(begin - 1, train - 1), back)),
        ("validation", _learnt(task, experiment, range(train - 1, test - 1), 1)),
    )


def _fewest(parts: Iterable[Parts]) -> dict[str, int]:
    """Windows of each part in the stretch that has the fewest: all have as many."""
    found: dict[str, int] = {}
    for own in parts:
        for name, origins in own:
            found[name] = min(found.get(name, len(origins)), len(origins))
    return found


def _misplaced(task: Task, experiment: Experiment, learnt: Parts) -> Message | None:
    """What is not where it should be, found anew from the settings; None if all is."""
    length = len(task.series)
    train = round(length * experiment.train_fraction)
    test = round(length * (experiment.train_fraction + experiment.validation_fraction))
    scaler = _scaler(task, experiment, train)
    own, wanted = ([one.mean, one.std] for one in (task.scaler, scaler))
    if not np.array_equal(own, wanted):
        return message("The scaler is not that of the training part.")
    scaled = np.full(task.series.values.shape, np.nan)
    scaled[experiment.transform.lost :] = scaler.to_scaled(
        experiment.transform.apply(task.series.values)
    )
    for name, origins in learnt:
        if not _are(getattr(task, name), scaled, origins):
            return ELSEWHERE[name]
    if not _are(task.test, scaled, np.arange(test - 1, length - experiment.horizon)):
        return ELSEWHERE["test"]
    return None


def _scaler(task: Task, experiment: Experiment, train: int) -> Scaler:
    """The scaler of the first values."""
    if not experiment.scaled:
        return Scaler.identity(len(task.series.variables))
    return Scaler.fit(experiment.transform.apply(task.series.values[:train]))


def _learnt(task: Task, experiment: Experiment, origins: range, back: int) -> np.ndarray:
    """Those origins at which the next value, and `back` - 1 before it, were observed."""
    made_up = np.zeros(len(task.series), bool)
    if task.series.filled is not None:
        made_up[experiment.transform.lost :] = experiment.transform.touched(task.series.filled).any(
            axis=1
        )
    kept = [origin for origin in origins if not made_up[origin + 2 - back : origin + 2].any()]
    return np.array(kept, np.int64)


def _are(part: Windows, scaled: np.ndarray, origins: np.ndarray) -> bool:
    """Whether windows are those at these origins, and what follows them."""
    size, ahead = part.contexts.shape[1], part.targets.shape[1]
    if not np.array_equal(part.origins, origins):
        return False
    wanted = Windows.cut(scaled, origins, size, ahead)
    return np.array_equal(part.contexts, wanted.contexts) and np.array_equal(
        part.targets, wanted.targets
    )


def _validated(comparison: Comparison) -> np.ndarray:
    """Whether each member's logged loss is what its weights give on validation (cell, member)."""
    contexts = comparison.stacked(lambda task: task.validation.contexts)
    targets = comparison.stacked(lambda task: task.validation.targets)
    rows = []
    for cell, model in comparison.models.items():
        windows = model.as_input(contexts), model.as_input(targets)
        found = validation_losses(model, *windows, comparison.engine)
        # In single precision, and summed in another order than while it learnt.
        rows.append(np.isclose(found, comparison.log.kept_validation(cell), 1e-3, 1e-7))
    return np.array(rows)
