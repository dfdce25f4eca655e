"""What is known of one setting: declared once, beside the field that it sets.

Checks, files, links, controls and reports walk these entries; `forecasting.experiment.SETTINGS` has
all of them. A new setting is one field and one entry.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from forecasting.checks import check_choice, check_flag, check_number, check_whole
from forecasting.messages import bad_value

Kind = Literal["whole", "number", "share", "switch", "choice", "several", "count"]
"""A share is a number in per cent; several are a tuple; of a count, the page shows the length."""

Page = Literal["", "every", "data_generation", "training", "evaluation"]
"""Where its control is; "" for none: told by a file, not asked for on a page."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting.

    Attributes:
        key: Its short, stable name in a link, and that of its control.
        field: The field that it sets.
        part: The field of `Experiment` that holds it; empty if that is the experiment itself.
        kind: What values it has.
        low: Lowest value that works anywhere.
        high: Highest one; None for no limit.
        above: Whether `low` itself is too low.
        page_low: Lowest value of the control, where that is another one.
        page_high: Highest one.
        off: What the control shows where the field has None; None if it never has.
        choices: Names to choose from and what they mean; for several numbers, the numbers.
        check_value: Refuses a wrong value, where that takes more than the kind and the limits; it
            is given the value and what holds it, whose earlier fields have been checked.
        label: Name for people.
        help: What it is, for people; the choices explain themselves.
        page: Where its control is.
        group: Which controls it stands among.
        step: Of the control.
        form: How the control writes a number.
    """

    key: str
    field: str
    part: str = ""
    kind: Kind
    low: float = 0
    high: float | None = None
    above: bool = False
    page_low: float | None = None
    page_high: float | None = None
    off: float | None = None
    choices: Mapping[Any, str] = dataclasses.field(default_factory=dict)
    check_value: Callable[[Any, Any], None] | None = None
    label: str = ""
    help: str = ""
    page: Page = ""
    group: str = ""
    step: float | None = None
    form: str | None = None

    def __hash__(self) -> int:
        return hash((self.part, self.field))

    @property
    def is_number(self) -> bool:
        """Whether its control has a lowest and a highest value."""
        return self.kind in ("whole", "number", "share", "count")

    @property
    def page_limits(self) -> tuple[float, float]:
        """Lowest and highest value of its control."""
        low = self.low if self.page_low is None else self.page_low
        high = self.high if self.page_high is None else self.page_high
        if high is None:
            raise bad_value("{key} has no highest value on a page; give page_high.", key=self.key)
        return low, high

    def check(self, value: Any, holder: Any = None) -> None:
        """Refuse a value of the field that cannot work.

        Args:
            value: What was given.
            holder: What it was given to.

        Raises:
            ValueError: With the value and the remedy.
        """
        if self.check_value:
            self.check_value(value, holder)
        elif value is None and self.off is not None:
            return
        elif self.kind == "whole":
            check_whole(self.field, value, int(self.low), _whole(self.high))
        elif self.kind in ("number", "share"):
            check_number(self.field, value, self.low, self.high, self.above)
        elif self.kind == "switch":
            check_flag(self.field, value)
        elif self.kind == "choice":
            check_choice(self.field, value, self.choices)

    def normal(self, value: Any) -> Any:
        """The same value: 1 and 1.0 are equal, so let them be the same text in a file, too."""
        is_real = self.kind in ("number", "share") and value is not None
        return float(value) if is_real else value

    def shown(self, value: Any) -> Any:
        """What the control shows for a value of the field."""
        if self.kind == "count":
            return len(value)
        if self.kind == "several":
            return list(value)
        return self.off if value is None else value

    def taken(self, shown: Any) -> Any:
        """The value of the field for what the control shows."""
        if self.kind == "count":
            return tuple(range(shown))
        if self.kind == "several":
            return tuple(shown)
        return None if self.off is not None and shown == self.off else shown

    def read(self, value: Any) -> Any:
        """The value of the field for what a JSON file has: it has no tuples."""
        is_tuple = self.kind in ("several", "count")
        return tuple(value) if is_tuple and isinstance(value, list) else value


def settle(value: object, settings: Iterable[Setting]) -> None:
    """Check the fields of a frozen value, and give equal values the same form.

    Raises:
        ValueError: If one cannot work, with the value and the remedy.
    """
    for setting in settings:
        given = getattr(value, setting.field)
        setting.check(given, value)
        object.__setattr__(value, setting.field, setting.normal(given))


def held_by(part: str, settings: Iterable[Setting]) -> tuple[Setting, ...]:
    """The same settings as those of a part of an experiment."""
    return tuple(replace(setting, part=part) for setting in settings)


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)
