"""Patterns replaced in all cells of a column, each only if some cell has it."""

import re
from collections.abc import Sequence
from functools import cache

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

_MOST_LOOKS = 5_000
"""Of a column with more kinds of cells nobody asks first whether any has a pattern."""


def repaired(text: pd.Series, repairs: Sequence[tuple[str, str]]) -> pd.Series:
    """Cells with patterns replaced, one after the other.

    Args:
        text: Cells as text (row,).
        repairs: Pattern and what takes its place. A pattern asks for digits, never for certain
            ones, and is one that both Python and RE2 know.
    """
    cells = pa.array(text, pa.large_string())
    looks = set(pc.unique(pc.replace_substring_regex(cells, r"\d", "0")).drop_null().to_pylist())
    for pattern, new in repairs:
        known = _compiled(pattern)
        if len(looks) > _MOST_LOOKS or any(known.search(look) for look in looks):
            looks = {known.sub(new, look) for look in looks} if len(looks) <= _MOST_LOOKS else looks
            cells = pc.replace_substring_regex(cells, pattern, new)
    return pd.Series(cells.to_pandas().to_numpy(), index=text.index, dtype="str")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
