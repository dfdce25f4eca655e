"""Checks that refuse a bad setting with its value and the remedy."""

import sys
from collections.abc import Collection

from forecasting.messages import Message, bad_value, message

LONGEST = 80
"""Characters of a value in a message."""


def check_whole(name: str, value: object, low: int, high: int | None = None) -> None:
    """Refuse anything but a whole number from low to high (no upper limit if high is None).

    Raises:
        ValueError: If it is a bool, no int, or outside the range.
    """
    # True is an int to Python, but a switch that ended up in a number field is a mistake.
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):  # type: ignore[operator]
        raise ValueError(_not_whole(low, high, name=name, value=value))


def _not_whole(low: int, high: int | None, **given: object) -> Message:
    """What is wrong with a whole number, and which would do."""
    if high is None:
        return message(
            "{name} is {value!r}; give a whole number of at least {low:,}.", low=low, **given
        )
    return message(
        "{name} is {value!r}; give a whole number from {low:,} to {high:,}.",
        low=low,
        high=high,
        **given,
    )


def check_number(
    name: str, value: object, low: float, high: float | None, above: bool = False
) -> None:
    """Refuse anything but a number from low to high (no upper limit if high is None).

    Args:
        name: What it is called.
        value: What was given.
        low: The lowest that works.
        high: The highest, or None.
        above: Whether `low` itself is too low.

    Raises:
        ValueError: If it is a bool, no number, NaN, or outside the range.
    """
    too_low = is_real(value) and (value <= low if above else value < low)  # type: ignore[operator]
    too_high = is_real(value) and high is not None and value > high  # type: ignore[operator]
    if not is_real(value) or too_low or too_high:
        raise ValueError(_out_of_range((low, high), above, name=name, value=value))


def _out_of_range(limits: tuple[float, float | None], above: bool, **given: object) -> Message:
    """What is wrong with a number, and which would do."""
    low, high = limits
    if high is None and above:
        return message("{name} is {value!r}; give a finite number above {low:g}.", low=low, **given)
    if high is None:
        return message(
            "{name} is {value!r}; give a finite number, {low:g} or more.", low=low, **given
        )
    if above:
        return message(
            "{name} is {value!r}; give a number above {low:g}, at most {high:g}.",
            low=low,
            high=high,
            **given,
        )
    return message(
        "{name} is {value!r}; give a number from {low:g} to {high:g}.", low=low, high=high, **given
    )


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    """Refuse anything but one of the names.

    Raises:
        ValueError: If it is none of them.
    """
    if not isinstance(value, str) or value not in choices:
        raise bad_value(
            "{name} is {value!r}; choose one of {choices}.",
            name=name,
            value=value,
            choices=", ".join(choices),
        )


def check_flag(name: str, value: object) -> None:
    """Refuse anything but true or false.

    Raises:
        ValueError: If it is no bool.
    """
    if not isinstance(value, bool):
        raise bad_value("{name} is {value!r}; give true or false.", name=name, value=value)


def check_kind(name: str, value: object, kind: type, wanted: str) -> None:
    """Refuse anything but one kind of thing.

    Args:
        name: What it is called where it was given.
        value: What was given.
        kind: What is wanted.
        wanted: The same in words, with an example of how it is written.

    Raises:
        ValueError: If it is of another kind.
    """
    if not isinstance(value, kind):
        raise ValueError(of_another_kind(name, value, wanted))


def of_another_kind(name: str, value: object, wanted: str) -> Message:
    """What was given: its kind where it takes several lines, cut where long."""
    words, kind = repr(value), type(value).__name__
    if "\n" in words:
        return message(
            "{name} is of the kind {kind}; give {wanted}.", name=name, kind=kind, wanted=wanted
        )
    cut = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return message("{name} is {value}; give {wanted}.", name=name, value=cut, wanted=wanted)


def is_real(value: object) -> bool:
    """True for a finite int or float (bools are none, nor is an int too large for a float)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max
