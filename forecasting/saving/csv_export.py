"""Tables as CSV, with no text in them that a spreadsheet program would take for a formula."""

import re

import pandas as pd

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
