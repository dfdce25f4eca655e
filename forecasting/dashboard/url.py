"""The settings as the address of the page: short, stable names, and only what differs.

Written by hand rather than by binding widgets: Streamlit 1.67 drops bound values that stand in a
closed expander when the page changes, and says nothing about a value that it cannot use.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forecasting.dashboard.values import LEAST_TRAIN, OWN, values_of
from forecasting.data import SAMPLES, SIGNALS
from forecasting.experiment import BUDGETS
from forecasting.models import CELLS, INITIALIZATIONS
from forecasting.recipes import RECIPES
from forecasting.rollout import FEEDBACKS
from forecasting.training import OBJECTIVES, OPTIMIZERS

FIRST_RECIPE = next(iter(RECIPES))

LIMITS: dict[str, tuple[float, float]] = {
    "length": (20, 5000),
    "cycles": (0.5, 250.0),
    "noise": (0.0, 2.0),
    "data_seed": (0, 10_000),
    "window": (1, 200),
    "horizon": (1, 500),
    "train": (LEAST_TRAIN, 1.0),
    "validation": (0.0, 0.5),
    "seeds": (1, 1000),
    "hidden": (1, 512),
    "layers": (1, 3),
    "epochs": (1, 5000),
    "batch": (1, 1024),
    "rate": (0.00001, 10.0),
    "warm_up": (1, 200),
    "clip": (0.0, 1000.0),
    "patience": (0, 1000),
    "season": (0, 1000),
    "snapshots": (1, 5000),
}
"""Lowest and highest value of each number; whole where its default is."""

CHOICES: dict[str, Sequence[str]] = {
    "signal": [*SIGNALS, *SAMPLES, OWN],
    "judged": ["test", "training"],
    "optimizer": list(OPTIMIZERS),
    "objective": list(OBJECTIVES),
    "start": list(INITIALIZATIONS),
    "feedback": list(FEEDBACKS),
    "budget": list(BUDGETS),
}
"""Names to choose one from."""

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
"""Learning rates to choose some from, for each cell to try."""


@dataclass(frozen=True)
class Link:
    """What an address says.

    Attributes:
        recipe: Where the settings start from.
        values: A value for every control, by its name.
        complaints: What the address says that cannot be used, one sentence each.
    """

    recipe: str
    values: Mapping[str, Any]
    complaints: tuple[str, ...] = ()


def read(query: Mapping[str, str]) -> Link:
    """The settings of an address; what cannot be used is left at the recipe's value."""
    complaints = []
    recipe = query.get("recipe", FIRST_RECIPE)
    if recipe not in RECIPES:
        complaints.append(_complaint("recipe", recipe, f"one of: {', '.join(RECIPES)}"))
        recipe = FIRST_RECIPE
    values = values_of(RECIPES[recipe].experiment)
    for name in values.keys() & query.keys():
        try:
            values[name] = _parse(name, query[name], values[name])
        except ValueError as error:
            complaints.append(_complaint(name, query[name], str(error)))
    return Link(recipe, values, tuple(sorted(complaints)))


def write(recipe: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The address of settings: the recipe unless it is the first, and what differs from it."""
    start = values_of(RECIPES[recipe].experiment)
    query = {name: _text(values[name]) for name in start if values[name] != start[name]}
    return query if recipe == FIRST_RECIPE else {"recipe": recipe} | query


def within_limits(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, the nearest that a control can show where one is out of its limits."""
    nearest = {
        name: min(max(values[name], low), high)
        for name, (low, high) in LIMITS.items()
        if name in values
    }
    return {**values, **nearest, "rates": [rate for rate in values["rates"] if rate in RATES]}


def _parse(name: str, text: str, default: Any) -> Any:
    """A value from its text. The message of the ValueError says what would do."""
    if name == "cells":
        return _parse_cells(text)
    if name == "rates":
        return _parse_rates(text)
    if isinstance(default, bool):
        return _parse_choice(text, ["on", "off"]) == "on"
    if name in CHOICES:
        return _parse_choice(text, CHOICES[name])
    return _parse_number(text, LIMITS[name], whole=isinstance(default, int))


def _parse_cells(text: str) -> list[str]:
    chosen = text.split(" ")
    if not set(chosen) <= set(CELLS) or len(set(chosen)) < len(chosen):
        raise ValueError(f"some of: {' '.join(CELLS)}")
    return [cell for cell in CELLS if cell in chosen]


def _parse_rates(text: str) -> list[float]:
    names = {_number_text(rate): rate for rate in RATES}
    chosen = text.split(" ")
    if not set(chosen) <= set(names) or len(set(chosen)) < len(chosen):
        raise ValueError(f"some of: {' '.join(names)}")
    return [rate for name, rate in names.items() if name in chosen]


def _parse_choice(text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise ValueError(f"one of: {', '.join(choices)}")
    return text


def _parse_number(text: str, limits: tuple[float, float], whole: bool) -> float:
    low, high = limits
    wanted = f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        raise ValueError(wanted) from None
    if not math.isfinite(number) or not low <= number <= high:
        raise ValueError(wanted)
    return number


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return " ".join(_text(one) for one in value)
    return _number_text(value) if isinstance(value, float) else str(value)


def _number_text(value: float) -> str:
    """Short where that is exact: the address has to lead back to the very same number."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def _complaint(name: str, text: str, wanted: str) -> str:
    shown = text if len(text) <= 40 else text[:39] + "…"
    return f"The address says {name}={shown!r}, which cannot be used; give {wanted}."
