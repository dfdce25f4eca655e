"""Numbers as people write them: decimal comma or point, separators of thousands, gaps."""

import re
from dataclasses import dataclass
from numbers import Real
from unicodedata import normalize

import numpy as np
import pandas as pd

from forecasting.importing.repairs import repaired

LARGEST = 1e100
"""Beyond it squares overflow, so that no error could be computed."""

MISSING: tuple[str, ...] = (
    *("", "-", "--", "—", "–", ".", "..", "...", "?", "*"),
    *("na", "n/a", "#n/a", "nan", "-nan", "<na>", "nat", "null", "none", "nil", "missing"),
    *("\\n", "#value!", "#ref!", "#div/0!"),
)

_BLANKS = "\u00a0\u2009\u202f\u2007 '’"
_CURRENCY = r"(?:[%€$£¥₹]|EUR|USD|GBP|CHF|JPY|INR|kr\.?)"
_DECORATED = (
    (rf"^\s*([+\-]?)\s*{_CURRENCY}\s*", r"\1"),
    (rf"\s*{_CURRENCY}\s*$", ""),
    (r"^\(([^()]+)\)$", r"-\1"),
    (r"^([\d.,].*[\d.,])-$|^(\d)-$", r"-\1\2"),
    (rf"^\s*({_CURRENCY})\s*", ""),
    (r"^([+\-])\s+", r"\1"),
    (r"^--", ""),
)
"""What stands around numbers: currencies, brackets for losses, a minus behind."""

_SPACED = rf"[+\-]?\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+(?:[.,]\d*)?"
_GROUPED = {
    ",": r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[+-]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?",
    ".": r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?",
}
_LIKE_A_NUMBER = re.compile(
    rf"[\s+−($€£¥₹-]*(?:{_CURRENCY})?[\d.,'’\s]*\d[\d.,'’\s]*([eE][+-]?\d+)?\s*(?:{_CURRENCY})?[-)]?"
)


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers in a column.

    Attributes:
        values: One per row (row,), NaN where there is none.
        unreadable: Whether a cell holds something else than a number (row,).
        beyond: Whether it is infinite or beyond ±1e100, which counts as missing (row,).
    """

    values: np.ndarray
    unreadable: np.ndarray
    beyond: np.ndarray

    @property
    def bad(self) -> int:
        """How many cells hold something else than a number."""
        return int(self.unreadable.sum())

    @property
    def extreme(self) -> int:
        """How many are infinite or beyond ±1e100."""
        return int(self.beyond.sum())


def numbers_of(column: pd.Series, decimal_mark: str = ".") -> Numbers:
    """Read a column of any type as numbers.

    Args:
        column: Numbers, text, or both (row,).
        decimal_mark: "." or ","; the other one separates thousands.

    Returns:
        The numbers, and how many cells were none.
    """
    present = column.notna().to_numpy(dtype=bool, copy=True)
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    elif pd.api.types.is_string_dtype(column.dtype) and column.dtype != object:
        values, present = _of_text(column, decimal_mark)
    elif column.dtype == object:
        values, present = _of_objects(column, decimal_mark)
    else:
        values = np.full(len(column), np.nan)
    beyond = np.abs(values) > LARGEST
    return Numbers(np.where(beyond, np.nan, values), present & np.isnan(values), beyond)


def looks_numeric(column: pd.Series) -> bool:
    """Whether at least half of the first cells might be numbers: a quick look, for wide tables."""
    cells = [cell for cell in column.dropna().head(30) if not _says_missing(cell)]
    if not cells:
        return True  # what follows has to show it
    like = (
        not isinstance(cell, str) or _LIKE_A_NUMBER.fullmatch(normalize("NFKC", cell))
        for cell in cells
    )
    return sum(map(bool, like)) >= len(cells) / 2


def _says_missing(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip().lower() in MISSING


def _of_objects(column: pd.Series, decimal_mark: str) -> tuple[np.ndarray, np.ndarray]:
    text = column.map(lambda cell: isinstance(cell, str)).to_numpy(dtype=bool)
    values = np.array(
        [np.nan if is_text else _number(cell) for cell, is_text in zip(column, text, strict=True)]
    )
    present = column.notna().to_numpy(dtype=bool, copy=True)
    if text.any():
        values[text], present[text] = _of_text(column[text].astype("str"), decimal_mark)
    return values, present


def _number(cell: object) -> float:
    """A cell of a spreadsheet or database as a float, NaN if it is no number."""
    if isinstance(cell, Real) or type(cell).__name__ == "Decimal":
        try:
            return float(cell)  # type: ignore[arg-type]
        except OverflowError:
            return np.inf
    return np.nan


def _of_text(column: pd.Series, decimal_mark: str) -> tuple[np.ndarray, np.ndarray]:
    """Values (row,) and whether a cell holds anything (row,)."""
    text = column.str.strip()
    values = _plain(text) if decimal_mark == "." else np.full(len(text), np.nan)
    # Words for a missing value, "nan" among them, are looked for only where no number was read.
    rest = np.isnan(values) & text.notna().to_numpy(dtype=bool)
    present = ~np.isnan(values)
    if rest.any():
        unread = text[rest]
        said = ~unread.str.lower().isin(MISSING).to_numpy(dtype=bool)
        present[rest] = said
        values[np.flatnonzero(rest)[said]] = _decorated(unread[said], decimal_mark)
    return values, present


def bare(text: pd.Series) -> pd.Series:
    """Numbers without what stands around them, and without blanks between thousands."""
    if not text.str.isascii().all():
        text = text.str.replace("−", "-", regex=False).str.normalize("NFKC")
    if not text.str.fullmatch(r"[+\-]?[\d.,]*").all():
        text = repaired(text, _DECORATED)
        spaced = text.str.fullmatch(_SPACED).to_numpy(dtype=bool)
        if spaced.any():
            text = text.where(~spaced, text.str.replace(f"[{_BLANKS}]", "", regex=True))
    return text


def _decorated(text: pd.Series, decimal_mark: str) -> np.ndarray:
    """Numbers with separators of thousands, signs of currency, or another mark (row,)."""
    other = "." if decimal_mark == "," else ","
    text = bare(text)
    grouped = text.str.fullmatch(_GROUPED[other]).to_numpy(dtype=bool)
    joined = text.where(~grouped, text.str.replace(other, "", regex=False))
    return _plain(joined.str.replace(",", ".", regex=False))


def _plain(text: pd.Series) -> np.ndarray:
    return pd.to_numeric(text, errors="coerce").to_numpy(np.float64, copy=True)
