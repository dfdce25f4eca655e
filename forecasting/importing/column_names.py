"""Names of columns that come from a file: kept as data, fit to be shown."""

import re
from collections.abc import Iterable, Sequence

from forecasting.messages import listed, phrase

LONGEST_LABEL = 80
MOST_LISTED = 4
RESERVED = {"Total"}
"""What tables of errors call all variables together."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def labels(names: Iterable[object]) -> tuple[str, ...]:
    """Names of columns, fit to be shown: no control characters, not too long, no two alike.

    Args:
        names: What the file calls them; an empty one becomes "column 3".

    Returns:
        One label per name, in the same order.
    """
    found: dict[str, None] = {}
    taken = set(RESERVED)
    for number, name in enumerate(names, start=1):
        text = label(name) or phrase("column {number}", number=number)
        unique, again = text, 2
        while unique in taken:
            unique, again = f"{text} ({again})", again + 1
        taken.add(unique)
        found[unique] = None
    return tuple(found)


def label(name: object) -> str:
    """One name without control characters, at most 80 characters long."""
    # A lone surrogate cannot be written to any file or page.
    text = str(name).encode("utf-8", "replace").decode("utf-8")
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def shown(value: object) -> str:
    """A value as it is quoted in a message, cut to 40 characters."""
    text = repr(label(value))
    return text if len(text) <= 42 else text[:40] + "…'"


def listed_names(names: Sequence[str]) -> str:
    """Names as a message quotes them: all of a few, or the first and the last of many."""
    if len(names) > MOST_LISTED:
        return phrase("{first} to {last}", first=shown(names[0]), last=shown(names[-1]))
    return listed([shown(name) for name in names])
