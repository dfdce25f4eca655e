"""What is known of a series besides its arrays: text and numbers that a page can show."""

from numbers import Real
from typing import Any

import numpy as np

from forecasting.checks import check_kind, check_number
from forecasting.data.frequency import Frequency
from forecasting.messages import bad_value, phrase

LONGEST_NAME = 200
LATEST_DATE = 253_402_300_799_999
"""The last millisecond of the year 9999, since 1970; nothing that shows dates knows later ones."""
EARLIEST_DATE = -62_135_596_800_000


def check_facts(series: Any) -> None:
    """Refuse names that are no text, a period that is none, and so on, before they are used.

    Args:
        series: A `Series`.

    Raises:
        ValueError: With the value and the remedy.
    """
    check_name("name", series.name)
    check_name("time_name", series.time_name)
    if not isinstance(series.variables, tuple) or not series.variables:
        raise bad_value("variables is no tuple of names; give one name for each variable.")
    for name in series.variables:
        check_name("A name of variables", name)
    _check_numbers(series)
    if series.step is not None:
        check_kind("step", series.step, Frequency, phrase("a Frequency, such as Frequency(1.0)"))


def check_name(what: str, name: object) -> None:
    """Refuse a name that is no text, or too long to be shown.

    Raises:
        ValueError: With how long it may be.
    """
    if not isinstance(name, str):
        raise bad_value("{what} is no text but {kind}; give text.", what=what, kind=_kind(name))
    if len(name) > LONGEST_NAME:
        raise bad_value(
            "{what} is {length:,} characters long; give at most {most}.",
            what=what,
            length=len(name),
            most=LONGEST_NAME,
        )


def check_dates(times: np.ndarray) -> None:
    """Refuse dates that no calendar shows.

    Args:
        times: Milliseconds since 1970 (time,), rising.

    Raises:
        ValueError: With the years that work.
    """
    if times[0] < EARLIEST_DATE or times[-1] > LATEST_DATE:
        raise bad_value("A date lies outside the years 1 to 9999; give dates within them.")


def _check_numbers(series: Any) -> None:
    """None, or numbers as they are written in Python, whatever library they came from."""
    for name, above in (("period_steps", True), ("noise_std", False)):
        given = getattr(series, name)
        if given is None:
            continue
        if isinstance(given, Real) and _kind(given) not in ("bool", "int", "float"):
            given = float(given)
        check_number(name, _short(given), 0.0, None, above)
        object.__setattr__(series, name, given)


def _short(given: object) -> object:
    """For a message: whatever is no number might be of any size."""
    return given if type(given) in (int, float) else _kind(given)


def _kind(given: object) -> str:
    return type(given).__name__
