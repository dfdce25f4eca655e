"""How a time column is written, found out from its cells."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from forecasting.importing.date_choices import TimeForm, choose_form, with_zone
from forecasting.importing.date_numbers import form_of_numbers
from forecasting.importing.date_words import plain_dates
from forecasting.importing.dates import (
    ISO,
    NATIVE,
    NUMBERS,
    QUARTERS,
    TEXT_FORMATS,
    WEEKS,
    Times,
    cells_as_text,
    read_times,
)
from forecasting.importing.numerals import MISSING

_BAD = 0.1  # share of cells that may be none, but for one: a total in each year is less
_SAMPLE = 200
_ISO_ENDS = [
    clock + zone for clock in ("", ":0", ":0.0") for zone in ("", "a", "+0:0", "-0:0", "+0", "-0")
]
_POINTED = r"(?:0?[1-9]|1[0-2])\.(?:1[5-9]|20|21)\d\d?"
_LOOKED_AT = 20


def guess_format(column: pd.Series, name: str = "") -> str | None:
    """How the cells of a column can be read as times, one of FORMATS; None if they cannot."""
    found = find_form(column, name, {})
    return None if found is None else found.form


def find_form(column: pd.Series, name: str, pinned: Mapping[str, Any]) -> TimeForm | None:
    """How the cells of a column can be read as times, and what they leave open.

    Args:
        column: Cells of any type (row,).
        name: Of the column: a number is a date if the name says so, or if the steps are even then.
        pinned: Options that are decided already.

    Returns:
        The form; None if the cells are no times.
    """
    sample = _sampled(column)
    if sample.empty:
        return None
    if _fits(read_times(sample, NATIVE)):
        return with_zone(column, name, pinned)
    if sample.astype("str").str.fullmatch(_POINTED).all():
        return TimeForm("%m.%Y")
    if _fits(read_times(sample, NUMBERS)):
        return form_of_numbers(column, name, pinned)
    return _form_of_text(column, sample, name, pinned)


def _sampled(column: pd.Series) -> pd.Series:
    """The first cells, which show the step, and some of all others."""
    cells = column.dropna()
    if not pd.api.types.is_numeric_dtype(cells.dtype):
        head = cells.head(20 * _SAMPLE)
        gone = head.map(lambda cell: isinstance(cell, str) and cell.strip().lower() in MISSING)
        cells = cells.drop(head.index[gone.to_numpy(dtype=bool)])
    rest = cells.iloc[_SAMPLE :: max(1, len(cells) // _SAMPLE)]
    return pd.concat([cells.head(_SAMPLE), rest]).reset_index(drop=True)


def _form_of_text(
    column: pd.Series, sample: pd.Series, name: str, pinned: Mapping[str, Any]
) -> TimeForm | None:
    cells = cells_as_text(sample)
    looks = {_look(cell) for cell in plain_dates(cells).head(_LOOKED_AT)}
    likely = [form for form, look in _LOOKS.items() if looks & look]
    fits = [form for form in likely if _fits(read_times(cells, form))]
    if not fits:
        return None
    if fits[0] == ISO:
        return with_zone(cells_as_text(column), name, pinned)
    return choose_form(cells_as_text(column), name, fits, pinned)


def _look(text: str) -> str:
    """A text with 0 for every number and a for every word: "0.0.0 0:0"."""
    return re.sub("[^\\W\\d_]+", "a", re.sub(r"\d+", "0", text))


_LOOKS = {
    ISO: {"0-0", "0-0-0", *(f"0-0-0{t}0:0{end}" for t in " a" for end in _ISO_ENDS)},
    **{form: {_look(re.sub("%[bBp]", "a", re.sub("%[^bBp]", "0", form)))} for form in TEXT_FORMATS},
    "%d%b%Y": {"0a0"},
    QUARTERS: {_look(text) for text in ("2001Q1", "2001 Q1", "2001-Q1", "Q1 2001", "Q1-2001")},
    WEEKS: {_look(text) for text in ("2001W05", "2001 W05", "2001-W05", "2001-W05-1")},
}
"""What cells look like that may be read in each way."""


def _fits(times: Times) -> bool:
    """Whether nearly all cells hold a time: one may be bad, of many a few."""
    count, bad = len(times.values), int(np.isnan(times.values).sum())
    return bad == 0 or (bad <= max(1, _BAD * count) and bad <= count / 4)
