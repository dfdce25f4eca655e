"""How a table is put together: times in its columns, names shifted, decimals cut in two."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecasting.importing.column_names import labels, listed_names
from forecasting.importing.date_formats import guess_format
from forecasting.importing.date_words import month_number
from forecasting.importing.dates import NUMBERS
from forecasting.importing.import_options import SHAPES
from forecasting.importing.numerals import looks_numeric, numbers_of
from forecasting.importing.questions import Choice, Question, ask
from forecasting.importing.size_limits import MOST_ROWS
from forecasting.importing.time_parts import role_of
from forecasting.messages import message, phrase

AS_IS, ACROSS, SHIFTED, JOINED = SHAPES
_SEASONS = ["DJF", "JFM", "FMA", "MAM", "AMJ", "MJJ", "JJA", "JAS", "ASO", "SON", "OND", "NDJ"]
_FEWEST = 4
"""Columns of times that make a table of times across."""

_CODE = re.compile(r"\s*\[.*\]$|^[XxYy](?=\d{4})")
_LABELS = {
    ACROSS: phrase("one value after the other, a series in time"),
    SHIFTED: phrase("names of rows: every name belongs one column further right"),
    JOINED: phrase("decimals: both columns are one number"),
    AS_IS: phrase("a column without a name"),
}


def shaped(table: pd.DataFrame, shape: str) -> pd.DataFrame:
    """The table in its plain form: one column of times, one of each variable.

    Args:
        table: As it was read.
        shape: One of `import_options.SHAPES`.
    """
    if shape == ACROSS:
        return _unfolded(table, _times_across(table))
    if shape == SHIFTED:
        names = labels(["row", *table.columns[:-1]])
        return _kept(table, table.set_axis(pd.Index(names, dtype=object), axis=1))
    if shape == JOINED:
        return _kept(table, _joined(table))
    return table


def bare_of(table: pd.DataFrame) -> pd.DataFrame:
    """The same table without what was noted of it, which pandas copies with every column."""
    table = table.copy(deep=False)
    table.attrs = {}
    return table


def ask_for_shape(
    table: pd.DataFrame, pinned: Mapping[str, Any]
) -> tuple[str, tuple[Question, ...]]:
    """The shape that a table seems to have, and the question where it is none of the plain ones."""
    across = _times_across(table)
    if across:
        text = message(
            "The columns {columns} are times. What are the values in them?",
            columns=listed_names(list(across)),
        )
        choices = [Choice(ACROSS, _LABELS[ACROSS]), Choice(AS_IS, phrase("a variable each"))]
    else:
        choices = [Choice(shape, _LABELS[shape]) for shape in _without_name(table)]
        text = message("The names are fewer than the columns. What is the one too many?")
    if not choices:
        return pinned.get("shape", AS_IS), ()
    asked = ask("shape", text, choices, pinned)
    return asked.chosen, (asked,)


def _kept(table: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    new.attrs = table.attrs
    return new


# Names that are fewer than the columns


def _without_name(table: pd.DataFrame) -> list[str]:
    """Shapes of a table whose line of names is too short, the likelier first."""
    named = table.attrs.get("names", table.shape[1])
    if named != table.shape[1] - 1 or named == 0 or len(table) < 2:
        return []
    last = table.iloc[:, -1].dropna().astype("str")
    if not last.str.strip().any():
        return []
    comma = table.attrs.get("delimiter") == ","
    if comma and _is_decimal_pair(table.iloc[:, -2], table.iloc[:, -1]):
        return [JOINED, AS_IS]
    first = table.iloc[:, 0]
    counts = numbers_of(first).values
    rows = (
        bool((np.diff(counts) == 1).all())
        if np.isfinite(counts).all()
        else guess_format(first) is None
    )
    return [SHIFTED, AS_IS] if rows and first.is_unique else [AS_IS, SHIFTED]


def _is_decimal_pair(left: pd.Series, right: pd.Series) -> bool:
    """Whether two columns may be what stood before and behind a decimal comma."""
    before, behind = left.dropna().astype("str"), right.dropna().astype("str").str.strip()
    filled = behind[behind != ""]
    return bool(
        len(filled)
        and before.str.strip().str.fullmatch(r"[+-]?\d+").all()
        and filled.str.fullmatch(r"\d{1,6}").all()
        and filled.str.len().max() - filled.str.len().min() <= 1
    )


def _joined(table: pd.DataFrame) -> pd.DataFrame:
    *rest, before, behind = table.columns
    tail = table[behind].fillna("").astype("str").str.strip()
    whole = table[before].astype("str").str.strip()
    made = table[[*rest, before]].copy()
    made[before] = whole.where(tail == "", whole + "," + tail)
    return made


# Times across


def _times_across(table: pd.DataFrame) -> dict[str, str]:
    """Columns whose names are times, each with the time; empty if it is no such table."""
    names = [str(name) for name in table.columns]
    found = _parts_of_a_year(table, names) or _dates(names)
    if len(table) * max(1, len(found)) > MOST_ROWS:
        return {}
    return found if all(looks_numeric(table[name]) for name in found) else {}


def _parts_of_a_year(table: pd.DataFrame, names: Sequence[str]) -> dict[str, str]:
    """The twelve months or four quarters beside a column of years."""
    others = {role_of(table[name], name): name for name in names[:5]}
    if "year" not in others:
        return {}
    for read, count in ((_month, 12), (_quarter, 4)):
        numbers = {name: number for name in names if (number := read(name)) is not None}
        if list(numbers.values()) == list(range(1, count + 1)):
            return {name: str(number) for name, number in numbers.items()}
    return {}


def _month(name: str) -> int | None:
    if name in _SEASONS:
        return _SEASONS.index(name) + 1
    if re.fullmatch(r"\d{1,2}", name):
        return int(name)
    return month_number(name)


def _quarter(name: str) -> int | None:
    found = re.fullmatch(r"[QqTt][ .]?([1-4])|([1-4])\. ?Quartal", name)
    return int(found.group(1) or found.group(2)) if found else None


def _dates(names: Sequence[str]) -> dict[str, str]:
    """Years or dates in a row, in one form."""
    plain = {name: _CODE.sub("", name) for name in names}
    likely = {name: text for name, text in plain.items() if re.search(r"\d{2}", text)}
    if len(likely) < _FEWEST:
        return {}
    if all(re.fullmatch(r"1[5-9]\d\d|20\d\d|21\d\d", text) for text in likely.values()):
        steps = np.diff([int(text) for text in likely.values()])
        return likely if (steps == steps[0]).all() and steps[0] else {}
    form = guess_format(pd.Series(list(likely.values()), dtype="str"))
    return {} if form in (None, NUMBERS) else likely


def _unfolded(table: pd.DataFrame, across: Mapping[str, str]) -> pd.DataFrame:
    """A row for each cell below the names that are times."""
    if not across:
        return table
    rest = [name for name in table.columns if name not in across]
    kept = [name for name in rest if role_of(table[name], name) or not looks_numeric(table[name])]
    name = _name_of(list(across.values()), table, kept)
    parts = [
        pd.concat([table[kept], pd.Series(text, table.index, name=name), table[old]], axis=1)
        for old, text in across.items()
    ]
    parts = [part.set_axis([*kept, name, "value"], axis=1) for part in parts]
    order = np.arange(len(table) * len(parts)).reshape(len(parts), -1).T.ravel()
    made = pd.concat(parts, ignore_index=True).iloc[order].reset_index(drop=True)
    made.columns = pd.Index(labels(made.columns), dtype=object)
    return _kept(table, made)


def _name_of(times: Sequence[str], table: pd.DataFrame, kept: Sequence[str]) -> str:
    if all(re.fullmatch(r"\d{4}", text) for text in times):
        return "year"
    if len(times) in (4, 12) and any(role_of(table[name], name) == "year" for name in kept):
        return "month" if len(times) == 12 else "quarter"
    return "date"
