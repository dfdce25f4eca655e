"""What a comparison was made of: settings, versions, and what a reader should know first."""

import platform
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from forecasting import digits
from forecasting.experiment import Comparison, Experiment, settings_table
from forecasting.experiment.baseline_errors import note_of
from forecasting.experiment.places import lost_in_words
from forecasting.experiment.rate_selection import clipping_of
from forecasting.experiment.rate_selection import notes_of as rate_notes
from forecasting.experiment.training_log import AND
from forecasting.messages import Message, beside, listed, message, phrase, plural
from forecasting.report.numbers import words

PACKAGES = ("torch", "numpy", "pandas", "scipy", "altair")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"

Facts = Mapping[str, str]


def glance(comparison: Comparison) -> Facts:
    """What it is about, at a glance."""
    experiment, series = comparison.experiment, comparison.series
    several: Facts = (
        {phrase("Stretches"): _stretches(comparison)} if experiment.stretches > 1 else {}
    )
    return {
        phrase("Series"): plural(
            "{values} value of {variables}",
            "{values} values of {variables}",
            count=len(series),
            values=digits.whole(len(series)),
            variables=", ".join(series.variables),
        ),
        phrase("Cells"): ", ".join(experiment.cells),
        phrase("Seeds"): str(len(experiment.seeds)),
        **several,
        phrase("Window"): plural("{count} value", "{count} values", count=experiment.window_length),
        phrase("Forecast"): plural(
            "{count} step ahead", "{count} steps ahead", count=experiment.horizon
        ),
        _origins(experiment): digits.whole(len(comparison.origins)),
    }


def _origins(experiment: Experiment) -> Message:
    if experiment.judged_on == "training":
        return phrase("Origins, in the training part")
    return phrase("Test origins")


def _stretches(comparison: Comparison) -> str:
    """How many, and how long they are."""
    return plural(
        "{count} of {values} values",
        "{count} of {values} values each",
        count=comparison.experiment.stretches,
        values=digits.whole(len(comparison.task.series)),
    )


ENGINE_WORDS = {
    "fused": phrase("compiled kernels"),
    "graphed": phrase("PyTorch, replayed as CUDA graphs"),
    "reference": "PyTorch",
}


def device(comparison: Comparison) -> Facts:
    """Where it was trained, and by what if that was noted."""
    found: dict[str, str] = {phrase("Trained on"): comparison.device.name}
    if comparison.log.engines:
        found[phrase("Trained by")] = _engines(comparison.log.engines)
    return found


def _engines(engines: Mapping[int, str]) -> str:
    """What trained from which epoch on, in words."""
    words_of = {
        epoch: listed([ENGINE_WORDS[name] for name in names.split(AND)])
        for epoch, names in engines.items()
    }
    return beside([_from_epoch(epoch, words) for epoch, words in words_of.items()])


def _from_epoch(epoch: int, engines: str) -> str:
    if epoch == 1:
        return engines
    return phrase("from epoch {epoch:,} on {engines}", epoch=epoch, engines=engines)


def notes(comparison: Comparison) -> list[str]:
    """What a reader should know before the answer."""
    experiment, stopped = comparison.experiment, comparison.stopped_at
    found: list[str] = []
    if stopped is not None:
        found.append(
            message(
                "Training was stopped at epoch {epoch} of {epochs}.",
                epoch=stopped,
                epochs=experiment.training.epochs,
            )
        )
    if experiment.judged_on == "training":
        found.append(
            message("Evaluated on the training span from its first window, not on a test part.")
        )
    if note := note_of(comparison.task):
        found.append(note)
    found += rate_notes(comparison)
    if clipping := clipping_of(comparison):
        found.append(clipping)
    return [*found, *map(lost_in_words, comparison.diverged.itertuples())]


def settings(experiment: Experiment) -> Mapping[str, Facts]:
    """Heading -> setting -> value; every field, so that a new one is shown on arrival."""
    table = settings_table(experiment)
    headings = {"source": phrase("Series"), "": phrase("Comparison")}
    return {
        headings.get(str(part), words(str(part))): dict(
            zip(rows["setting"], map(_shown, rows["value"]), strict=True)
        )
        for part, rows in table.groupby("part", sort=False)
    }


def versions() -> Facts:
    """Of what wrote the report."""
    ours: dict[str, str] = {phrase("This package"): released} if (released := _released()) else {}
    packages = {name: version(name) for name in PACKAGES}
    return {**ours, "Python": platform.python_version(), **packages}


def _released() -> str:
    """The version on top of the changelog; nothing where there is none."""
    log = CHANGELOG.read_text(encoding="utf-8") if CHANGELOG.exists() else ""
    found = re.search(r"^## \[?(?P<version>[^\]\n]+)", log, re.MULTILINE)
    return found["version"].strip().lower() if found else ""


def _shown(value: object) -> str:
    """A setting as people write it."""
    if value is None or value == ():
        return phrase("none")
    if isinstance(value, bool):
        return phrase("yes") if value else phrase("no")
    if isinstance(value, tuple):
        return _listed(value)
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _listed(values: tuple[object, ...]) -> str:
    """Several, or the ends of whole numbers that follow each other."""
    first = values[0] if len(values) > 2 else None
    if isinstance(first, int) and values == tuple(range(first, first + len(values))):
        return phrase("{first} to {last}", first=first, last=values[-1])
    return ", ".join(map(_shown, values))
