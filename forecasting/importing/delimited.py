"""Text with delimiters as a table of texts."""

import io
import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]

from forecasting.importing.size_limits import check_shape
from forecasting.messages import phrase, plural

DELIMITERS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas", " ": "spaces"}
"""By preference: a comma may be a decimal mark, a space may stand within a date."""

NOWHERE = "\x1f"
"""Stands between cells in no text that a person made."""

_HEAD = 65_536  # characters that are looked at to find out how the text is made
_LINES = 60
_QUOTED = re.compile(r'"[^"]*"')
_VALUE = re.compile(r"[\s+−-]*[\d.,]*\d[\d.,:/TZWQ+\s−-]*([eE][+-]?\d+)?[%€$£]?|nan|na|null", re.I)
_HALVES = re.compile(r"[+-]?\d*,\d*")


@dataclass(frozen=True)
class TextLayout:
    """How a text is made up.

    Attributes:
        delimiter: What separates cells, "" where each line is one cell.
        width: Cells in a line.
        names: Of the columns, empty where the text has none.
        start: Characters before the first line of values.
        named: How many of the names the text gives.
    """

    delimiter: str
    width: int
    names: tuple[str, ...]
    start: int
    named: int = 0


def read_delimited(text: str) -> pd.DataFrame:
    """Read text by what it looks like: lines before the names and empty lines are skipped.

    Args:
        text: Lines of cells.

    Returns:
        All cells as text; names as in the text, or empty.

    Raises:
        ValueError: There are no values, or too many.
    """
    check_shape(max(text.count("\n"), text.count("\r")) - 1, 1)
    layout = find_layout(text)
    check_shape(0, layout.width)
    body = text[layout.start :]
    names = layout.names or ("",) * layout.width
    if not body.strip():
        table, skipped = pd.DataFrame(columns=range(len(names))), 0
    else:
        table, skipped = _parsed(body, layout)
    table.columns = pd.Index(names, dtype=object)
    kind = DELIMITERS.get(layout.delimiter)
    notes = [phrase("cells separated by {kind}", kind=kind)] * bool(kind)
    notes += [phrase("no row of names")] * (not layout.names)
    left_out = plural(
        "{count:,} row with another number of cells left out",
        "{count:,} rows with another number of cells left out",
        count=skipped,
    )
    notes += [left_out] * bool(skipped)
    table.attrs = {"notes": tuple(notes), "delimiter": layout.delimiter, "names": layout.named}
    return table


def _parsed(body: str, layout: TextLayout) -> tuple[pd.DataFrame, int]:
    """The table, and how many rows do not have its width."""
    if layout.delimiter == " ":
        body = re.sub(r"(?m)^ +| +$", "", re.sub("[ \t]+", " ", body))
    if layout.named == layout.width - 1 > 0 and '"' not in body:
        # Rows as long as the names are no mistake: their last cell is empty.
        one = f"[^{re.escape(layout.delimiter)}\\r\\n]*"
        row = f"{one}(?:{re.escape(layout.delimiter)}{one}){{{layout.named - 1}}}"
        body = re.sub(rf"(?m)^({row})(?=\r|$)", rf"\1{layout.delimiter}", body)
    data = body.encode("utf-8", "replace")
    skipped = 0

    def skip(_: object) -> str:
        nonlocal skipped
        skipped += 1
        return "skip"

    names = [str(i) for i in range(layout.width)]
    read = pacsv.read_csv(
        io.BytesIO(data),
        # One block: none of its lines can be longer.
        pacsv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        pacsv.ParseOptions(
            delimiter=layout.delimiter or NOWHERE,
            newlines_in_values='"' in body,
            invalid_row_handler=skip,
        ),
        pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return read.to_pandas(), skipped


def find_layout(text: str) -> TextLayout:
    """Find delimiter, names and the first line of values from the first lines of a text."""
    lines = _first_lines(text)
    bare = [_QUOTED.sub('""', line) for _, line in lines]
    delimiter, count = _delimiter(bare)
    first = next((i for i, line in enumerate(bare) if _count(line, delimiter) == count), 0)
    cells = _cells(lines[first][1], delimiter) if lines else []
    above = _cells(lines[first - 1][1], delimiter) if first else []
    if _are_values(cells) and len(above) + (count == 0) > 1 and not _are_values(above):
        # Names with a cell too few or too many: the width is that of the values.
        names, start = [*above, *[""] * (count + 1)][: count + 1], lines[first][0]
        return TextLayout(delimiter, count + 1, tuple(names), start, min(len(above), count + 1))
    if len(above) == count > 1 - (delimiter == " ") and _hold_values(cells, above):
        # Names of rows stand before the values, and nothing above them.
        return TextLayout(delimiter, count + 1, (*above, ""), lines[first][0], count)
    if _are_values(cells) or not lines:
        return TextLayout(delimiter, count + 1, (), lines[first][0] if lines else 0, count + 1)
    start = lines[first + 1][0] if first + 1 < len(lines) else len(text)
    return TextLayout(delimiter, count + 1, tuple(cells), start, len(cells))


def _hold_values(cells: list[str], above: list[str]) -> bool:
    """Whether a line holds values, and the one above it names only."""
    filled = [cell.strip() for cell in above]
    return all(cell and not _VALUE.fullmatch(cell) for cell in filled) and any(
        _VALUE.fullmatch(cell.strip()) for cell in cells if cell.strip()
    )


def _first_lines(text: str) -> list[tuple[int, str]]:
    """The first lines with their starts; empty lines and comments are left out."""
    head, lines = text[:_HEAD], []
    for match in re.finditer(r"([^\r\n]*)(\r\n|\n|\r|$)", head):
        line = match.group(1)
        if line.strip(" ,;\t") and not line.startswith("#"):
            lines.append((match.start(), line))
        if len(lines) == _LINES:
            break
    if len(text) > _HEAD and 1 < len(lines) < _LINES:
        lines.pop()  # it is cut off
    return lines


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """The delimiter that most lines agree on, and how many of it stand in a line."""
    best, agreed = ("", 0), 0.59
    for delimiter in DELIMITERS:
        counts = Counter(_count(line, delimiter) for line in lines)
        counts.pop(0, None)
        count, lines_with = counts.most_common(1)[0] if counts else (0, 0)
        share = lines_with / max(1, len(lines))
        if share > agreed + 1e-9 and _is_fair(delimiter, lines):
            best, agreed = (delimiter, count), share
    return best


def _is_fair(delimiter: str, lines: list[str]) -> bool:
    """Whether these may be delimiters: no decimal commas, no spaces between words or in dates."""
    if delimiter == ",":
        return "," in lines[0] or not all(_HALVES.fullmatch(line.strip()) for line in lines[1:])
    if delimiter == " ":
        words = [word for line in lines[1:] for word in line.split()]
        values = sum(word == '""' or bool(_VALUE.fullmatch(word)) for word in words)
        return values > 0.8 * len(words)
    return True


def _count(line: str, delimiter: str) -> int:
    if delimiter == " ":
        return max(0, len(line.split()) - 1)
    return line.count(delimiter) if delimiter else 0


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
    if not delimiter:
        return [line.strip().strip('"')]
    mark = re.escape(delimiter)
    pieces = re.findall(rf'(?:^|{mark})("(?:[^"]|"")*"|[^{mark}]*)', line)
    return [re.sub('^"|"$', "", piece.strip()).replace('""', '"') for piece in pieces]


def _are_values(cells: list[str]) -> bool:
    """Whether a row holds values only, so that it names no columns."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_VALUE.fullmatch(cell) for cell in filled)
