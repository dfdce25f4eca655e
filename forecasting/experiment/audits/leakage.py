"""Is the test part new to everything that was fitted or chosen?"""

import numpy as np

from forecasting.data import Scaler, Task
from forecasting.experiment.audits.finding import Finding, members_at, named
from forecasting.experiment.comparison import Comparison
from forecasting.stopping import validation_losses


def kept_apart(comparison: Comparison) -> Finding:
    """Scaler, training and every choice kept to values before the test part."""
    x = comparison.experiment
    if x.judged_on == "training":
        return False, "Errors are on values that were trained on, and say nothing about new ones."
    for task in comparison.tasks:
        if not _scaler_is_of_training(task):
            return False, "The scaler is not that of the training part."
        if not _in_order(task):
            return (
                False,
                "Training, validation and test windows do not follow on each other in time.",
            )
    if not x.validation_fraction:
        return (
            True,
            "Scaler and weights come from the training part, which ends before the test part.",
        )
    strange = members_at(x, ~_validated(comparison))
    if strange:
        return False, f"{named(strange)}: the validation loss is not that of the validation part."
    return True, (
        "Scaler and weights come from the training part, and the losses that choices were made by "
        "from the validation part; both end before the test part."
    )


def training_values(task: Task) -> np.ndarray:
    """All values (time, variable) of the training part, scaled, put together from its windows."""
    return np.concatenate([task.training.contexts[0], task.training.targets[:, 0]])


def _scaler_is_of_training(task: Task) -> bool:
    """Whether the training part, scaled, has mean 0 and standard deviation 1."""
    if not task.split.scaled:
        return bool((task.scaler.mean == 0).all() and (task.scaler.std == 1).all())
    own = Scaler.fit(training_values(task))
    rounding = 1e-12 * np.abs(task.scaler.mean / task.scaler.std)
    wrong = (np.abs(own.mean) > 1e-6 + rounding) | (np.abs(own.std - 1) > 1e-6)
    return not bool(wrong.any())


def _in_order(task: Task) -> bool:
    """Whether what follows each window lies in the part that the window belongs to."""
    length = len(task.series)
    ends = [0, task.split.split_index(length), task.split.test_index(length), length]
    parts = (task.training, task.validation, task.test)
    return all(
        low <= origin + 1 and origin + part.targets.shape[1] < high
        for part, low, high in zip(parts, ends[:-1], ends[1:], strict=True)
        for origin in part.origins
    )


def _validated(comparison: Comparison) -> np.ndarray:
    """Whether each member's logged loss is what its weights give on validation (cell, member)."""
    contexts = comparison.stacked(lambda task: task.validation.contexts)
    targets = comparison.stacked(lambda task: task.validation.targets)
    rows = []
    for cell, model in comparison.models.items():
        windows = model.as_input(contexts), model.as_input(targets)
        found = validation_losses(model, *windows, comparison.engine)
        rows.append(np.isclose(found, comparison.log.kept_validation(cell), 1e-3, 1e-7))
    return np.array(rows)
