"""Checks that refuse a bad setting with its value and the remedy."""

import math
from collections.abc import Collection


def check_whole(name: str, value: object, low: int, high: int) -> None:
    """Refuse anything but a whole number from low to high."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(
            f"{name} is {value!r}. Give a whole number from {low:,} to {high:,}."
        )


def check_number(name: str, value: object, low: float, high: float) -> None:
    """Refuse anything but a finite number from low to high."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not low <= value <= high:  # type: ignore[arg-type,operator]
        raise ValueError(f"{name} is {value!r}. Give a number from {low:g} to {high:g}.")


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    """Refuse anything but one of the names."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r}. Choose one of: {', '.join(choices)}.")


def check_flag(name: str, value: object) -> None:
    """Refuse anything but true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}. Give true or false.")
