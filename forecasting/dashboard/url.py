"""The settings as the address of the page: short, stable names, and only what differs.

Written by hand rather than by binding widgets: Streamlit 1.67 drops bound values that stand in a
closed expander when the page changes, and says nothing about a value that it cannot use.
"""

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from forecasting.dashboard.values import values_of
from forecasting.experiment import ON_PAGES
from forecasting.messages import Message, beside, message, phrase, plural, said_by
from forecasting.recipes import RECIPES
from forecasting.setting import Setting

FIRST_RECIPE = next(iter(RECIPES))

MOST_NAMED, LONGEST_SHOWN = 5, 40
"""How much of what an address says is said again."""

_COUNTED = re.compile(r"utm_|fbclid$|gclid$")
"""What mail and search programs put behind every address."""

BETWEEN = " "
"""Stands between several values."""


LIMITS = {key: s.page_limits for key, s in ON_PAGES.items() if s.is_number}
"""Lowest and highest value of each number; whole where its default is."""


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
    complaints: tuple[Message, ...] = ()


def read(query: Mapping[str, str]) -> Link:
    """The settings of an address; what cannot be used is left at the recipe's value."""
    complaints = []
    recipe = query.get("recipe", FIRST_RECIPE)
    if recipe not in RECIPES:
        complaints.append(_complaint("recipe", recipe, _one_of(list(RECIPES))))
        recipe = FIRST_RECIPE
    values = values_of(RECIPES[recipe].experiment)
    for name in values.keys() & query.keys():
        try:
            values[name] = _parse(ON_PAGES[name], query[name])
        except ValueError as error:
            complaints.append(_complaint(name, query[name], said_by(error)))
    return Link(recipe, values, (*sorted(complaints), *_unknown(query.keys() - values.keys())))


def write(recipe: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The address of settings: the recipe unless it is the first, and what differs from it."""
    start = values_of(RECIPES[recipe].experiment)
    query = {name: _text(values[name]) for name in start if values[name] != start[name]}
    return query if recipe == FIRST_RECIPE else {"recipe": recipe} | query


def within_limits(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, the nearest that a control can show where one is out of its limits."""
    nearest = {name: min(max(values[name], low), high) for name, (low, high) in LIMITS.items()}
    several = {name: s.choices for name, s in ON_PAGES.items() if s.kind == "several"}
    known = {n: [one for one in values[n] if one in choices] for n, choices in several.items()}
    return {**values, **nearest, **known}


def _parse(setting: Setting, text: str) -> Any:
    """What a control shows, from its text. The message of the ValueError says what would do."""
    if setting.kind == "several":
        return _parse_several(text, list(setting.choices))
    if setting.kind == "switch":
        return _parse_choice(text, ["on", "off"]) == "on"
    if setting.kind == "choice":
        return _parse_choice(text, list(setting.choices))
    return _parse_number(text, setting.page_limits, whole=setting.kind in ("whole", "count"))


def _parse_several(text: str, choices: Sequence[Any]) -> list[Any]:
    """Some of the choices, in their order."""
    names = {_text(choice): choice for choice in choices}
    chosen = text.split(BETWEEN)
    if not set(chosen) <= set(names) or len(set(chosen)) < len(chosen):
        raise ValueError(phrase("some of: {names}", names=_text(list(names))))
    return [choice for name, choice in names.items() if name in chosen]


def _parse_choice(text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise ValueError(_one_of(choices))
    return text


def _one_of(choices: Sequence[str]) -> Message:
    return phrase("one of: {choices}", choices=", ".join(choices))


def _parse_number(text: str, limits: tuple[float, float], whole: bool) -> float:
    low, high = limits
    wanted = phrase("a number from {low:g} to {high:g}", low=low, high=high)
    if whole:
        wanted = phrase("a whole number from {low:g} to {high:g}", low=low, high=high)
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
        return BETWEEN.join(_text(one) for one in value)
    return _number_text(value) if isinstance(value, float) else str(value)


def _number_text(value: float) -> str:
    """Short where that is exact: the address has to lead back to the very same number."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def _unknown(names: Set[str]) -> list[Message]:
    """What nothing here is called, in one sentence however many they are."""
    strange = sorted(name for name in names if name != "recipe" and not _COUNTED.match(name))
    if not strange:
        return []
    named = [_short(name) for name in strange[:MOST_NAMED]]
    named += ["…"] if len(strange) > MOST_NAMED else []
    return [
        plural(
            "The address says {names}, which no setting is called; it changes nothing.",
            "The address says {names}, which no settings are called; they change nothing.",
            count=len(strange),
            names=beside(named),
        )
    ]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _complaint(name: str, text: str, wanted: str) -> Message:
    return message(
        "The address says {name}={shown!r}, which cannot be used; give {wanted}.",
        name=name,
        shown=_short(text),
        wanted=wanted,
    )
