"""Texts that come from a file: kept as data, and made harmless where they go out again."""

import re
from collections.abc import Iterable

import pandas as pd

LONGEST_LABEL = 80
RESERVED = {"Total"}
"""What tables of errors call all variables together."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet program takes for a formula; numbers stay numbers.

    Returns:
        The text, with ' before it if it begins like a formula.

    Source:
        OWASP, CSV Injection.
    """
    risky = text.lstrip(" ").startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def safe_csv(table: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8, with no text in it that a spreadsheet would take for a formula."""
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table.astype(dict.fromkeys(texts, object))
    for name in texts:
        safe[name] = safe[name].map(lambda cell: safe_cell(cell) if isinstance(cell, str) else cell)
    return safe.rename(columns=lambda name: safe_cell(str(name))).to_csv(index=False).encode()


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
        text = label(name) or f"column {number}"
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
