"""Every setting of an experiment: what checks, links, controls, files and reports walk."""

from typing import Any, Literal

from forecasting.checks import check_choice, check_kind, check_whole
from forecasting.data import MOST_STRETCHES, SERIES_SETTINGS, SPLIT_SETTINGS, TRANSFORM_SETTINGS
from forecasting.messages import Message, bad_value, message, phrase
from forecasting.models import CELLS
from forecasting.rollout import FEEDBACKS
from forecasting.setting import Setting, held_by
from forecasting.training import TRAINING_SETTINGS

MAX_SEEDS = 1000

Budget = Literal["hidden_size", "parameters", "time"]

BUDGETS: dict[str, Message] = {
    "hidden_size": phrase("every cell has the hidden size of the settings"),
    "parameters": phrase(
        "every cell has as many parameters as an RNN of that hidden size, or just below"
    ),
    "time": phrase(
        "every cell is trained for as long as the fastest one; this depends on the machine"
    ),
}
"""What "equal" may mean for cells of different size."""


def check_cells(cells: Any, _experiment: object = None) -> None:
    """Refuse no cell, an unknown one, or one named twice."""
    check_kind("cells", cells, tuple, phrase("a tuple, such as ('RNN', 'LSTM')"))
    if not cells:
        raise bad_value(
            "cells is {cells!r}; choose at least one of {known}.",
            cells=cells,
            known=", ".join(CELLS),
        )
    for cell in cells:
        check_choice("A cell", cell, CELLS)
    if len(set(cells)) < len(cells):
        raise bad_value("cells is {cells!r}; name each cell once.", cells=cells)


def check_seeds(seeds: Any, _experiment: object = None) -> None:
    """Refuse no seed, too many, or one given twice."""
    check_kind("seeds", seeds, tuple, phrase("a tuple, such as (0, 1, 2, 3)"))
    if not 1 <= len(seeds) <= MAX_SEEDS:
        raise bad_value(
            "seeds has {count} entries; give 1 to {most:,}.",
            count=len(seeds),
            most=MAX_SEEDS,
        )
    for seed in seeds:
        check_whole("A seed", seed, 0, 2**31 - 1)
    if len(set(seeds)) < len(seeds):
        raise bad_value("seeds is {seeds!r}; give each seed once.", seeds=seeds)


def check_epochs(given: Any, experiment: Any) -> None:
    """Refuse epochs of each cell that do not go with the other settings."""
    if not isinstance(given, tuple) or (given and len(given) != len(experiment.cells)):
        raise bad_value(
            "epochs_per_cell is {given!r}; give a tuple with a number for each of {cells} "
            "cells, or leave it empty.",
            given=given,
            cells=len(experiment.cells),
        )
    for epochs in given:
        check_whole("Epochs of a cell", epochs, 1, experiment.training.epochs)
    if given and experiment.budget != "time":
        raise bad_value(
            "epochs_per_cell is {given!r}, but the budget is {budget!r}; leave it empty, "
            "or choose the budget 'time'.",
            given=given,
            budget=experiment.budget,
        )


COMPARISON_SETTINGS = (
    Setting(
        key="cells",
        field="cells",
        kind="several",
        choices=dict.fromkeys(CELLS, ""),
        check_value=check_cells,
        label=phrase("Cells"),
        help=message(
            "The kinds of recurrent network to compare. They are trained side by side "
            "under the same conditions."
        ),
        page="every",
        group="main",
    ),
    Setting(
        key="seeds",
        field="seeds",
        kind="count",
        low=1,
        high=MAX_SEEDS,
        check_value=check_seeds,
        label=phrase("Seeds"),
        help=message(
            "How often each cell is trained. A seed is the number from which the first "
            "weights and the order of the training windows are drawn. One cell trained with one "
            "seed is one network: several of them show what is luck."
        ),
        page="every",
        group="main",
    ),
    Setting(
        key="stretches",
        field="stretches",
        kind="whole",
        low=1,
        high=MOST_STRETCHES,
        label=phrase("Stretches"),
        help=message(
            "At how many places of the series every seed is trained and tested. With several, the "
            "series is cut into so many pieces of equal length, each with a training and a test "
            "part of its own, so that the verdict does not hang on one stretch of test data."
        ),
        page="data_generation",
        group="draws",
        step=1,
    ),
    Setting(
        key="feedback",
        field="feedback",
        kind="choice",
        choices=FEEDBACKS,
        label=phrase("Feedback"),
        page="evaluation",
        group="main",
    ),
    Setting(
        key="budget",
        field="budget",
        kind="choice",
        choices=BUDGETS,
        label=phrase("Make equal"),
        page="training",
        group="main",
    ),
    Setting(
        key="anew",
        field="noise_per_seed",
        kind="switch",
        label=phrase("New noise for each seed"),
        help=message(
            "Each seed learns from a draw of its own, with other noise and a signal that "
            "begins elsewhere, so that the verdict is about the process and not about one "
            "draw."
        ),
        page="data_generation",
        group="draws",
    ),
    Setting(key="same_signal", field="same_signal", kind="switch", label=phrase("Same signal")),
    Setting(
        key="epochs_per_cell",
        field="epochs_per_cell",
        kind="several",
        check_value=check_epochs,
        label=phrase("Epochs per cell"),
    ),
)
"""Of the comparison itself."""

SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        *COMPARISON_SETTINGS,
        *held_by("source", SERIES_SETTINGS),
        *held_by("training", TRAINING_SETTINGS),
        *SPLIT_SETTINGS,
        *held_by("transform", TRANSFORM_SETTINGS),
    )
}
"""Every setting by its key, in the order in which controls stand beside each other."""

ON_PAGES = {key: setting for key, setting in SETTINGS.items() if setting.page}
"""Those that have a control, and a name in a link."""


def settings_of(part: str) -> list[Setting]:
    """Those of one part of an experiment, or of the experiment itself."""
    return [setting for setting in SETTINGS.values() if setting.part == part]
