"""Every setting of an experiment as a tidy table, by the names that people know."""

import dataclasses
from typing import Any

import pandas as pd

from forecasting.data import Source, SyntheticSeries, source_to_json
from forecasting.experiment.registry import SETTINGS
from forecasting.experiment.settings import Experiment

LABELS = {(setting.part, setting.field): setting.label for setting in SETTINGS.values()}

BETWEEN = " "
"""Stands between several values, as in a link."""


def settings_table(experiment: Experiment) -> pd.DataFrame:
    """All settings, one row each.

    Returns:
        part (the field of the experiment that holds it, or ""), field, setting (its name for
        people), value (as the field has it).
    """
    fields = _fields(experiment)
    source = fields.pop("source")
    parts = {name: value for name, value in fields.items() if dataclasses.is_dataclass(value)}
    told = source_to_json(source)
    rows = [("source", name, _label_of(source, name), value) for name, value in told.items()]
    for part, held in parts.items():
        rows += [(part, name, _label(part, name), v) for name, v in _fields(held).items()]
    rest = {name: value for name, value in fields.items() if name not in parts}
    rows += [("", name, _label("", name), value) for name, value in rest.items()]
    columns = ["part", "field", "setting", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"value": object})


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The same with every value as text, for a file of text."""
    return table.assign(value=[_text(value) for value in table["value"]])


def _label_of(source: Source, name: str) -> str:
    """A measured series has fields of its own."""
    return _label("source" if isinstance(source, SyntheticSeries) else "?", name)


def _label(part: str, name: str) -> str:
    return LABELS.get((part, name)) or name.replace("_", " ").capitalize()


def _fields(part: Any) -> dict[str, Any]:
    return {f.name: getattr(part, f.name) for f in dataclasses.fields(part)}


def _text(value: object) -> str:
    """As in a link: on or off, several with a space between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return BETWEEN.join(map(_text, value))
    return str(value)
