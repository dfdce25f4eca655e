"""A file's bytes, or pasted text, as a raw table: nothing is dropped or converted yet."""

import io
import zipfile
from collections.abc import Callable
from functools import partial

import pandas as pd

from forecasting.importing.column_names import labels, shown
from forecasting.importing.delimited import read_delimited
from forecasting.importing.encodings import TITLES, decode
from forecasting.importing.size_limits import check_bytes, check_shape
from forecasting.messages import bad_value, phrase

_SIGNATURES = {
    b"\x89PNG": phrase("a PNG image"),
    b"\xff\xd8\xff": phrase("a JPEG image"),
    b"GIF8": phrase("a GIF image"),
    b"BM": phrase("a bitmap image"),
    b"RIFF": phrase("a picture, sound or film"),
    b"%PDF": phrase("a PDF"),
    b"\x1f\x8b": phrase("a gzip archive"),
    b"BZh": phrase("a bzip2 archive"),
    b"\xfd7zXZ": phrase("an xz archive"),
    b"7z\xbc\xaf": phrase("a 7z archive"),
    b"Rar!": phrase("a RAR archive"),
    b"\xd0\xcf\x11\xe0": phrase("an Excel file of the kind used until 2003 (.xls)"),
    b"SQLite format 3": phrase("an SQLite database"),
    b"\x89HDF": phrase("an HDF5 file"),
    b"ARROW1": phrase("an Arrow file"),
    b"{\\rtf": phrase("a text document (.rtf)"),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg")


def read_table(data: bytes, name: str, encoding: str = "", sheet: str = "") -> pd.DataFrame:
    """Read a file by what is in it, whatever it is called.

    Args:
        data: The file: CSV of any common delimiter and encoding, Parquet, or Excel (.xlsx).
        name: What it is called, for messages.
        encoding: Of a text that is not in UTF-8, one of `encodings.TITLES`; "" to find out.
        sheet: Of a workbook, the title of one; "" for the first that holds a table.

    Returns:
        One row per row of the file; cells as text, or as the types that the file gives them. Its
        `attrs` hold "notes" (what was seen while reading, a tuple of phrases), "delimiter"
        ("" where there is none), "names" (how many columns the file names) and "questions" (which
        encoding or sheet, where that is open).

    Raises:
        ValueError: There is no table in it, or too large a one; with the remedy.
    """
    check_bytes(len(data))
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise bad_value(
            "{name} is empty; bring a file with a row of names and values.", name=shown(name)
        )
    read = _reader(data, name, encoding, sheet)
    return _named(_guarded(read, data, name))


def read_pasted(text: str) -> pd.DataFrame:
    """Read what was pasted from a spreadsheet or typed, like a file of text.

    Raises:
        ValueError: There is no table in it, or too large a one; with the remedy.
    """
    if not text.strip():
        raise bad_value("Nothing was pasted; copy the cells with their names, and paste again.")
    data = text.encode("utf-8", "replace")
    check_bytes(len(data))
    return _named(_guarded(_read_text, data, phrase("the pasted text")))


def _reader(data: bytes, name: str, encoding: str, sheet: str) -> Callable[[bytes], pd.DataFrame]:
    if data.startswith(b"PAR1"):
        from forecasting.importing.parquet import read_parquet  # noqa: PLC0415 - its library is large

        return read_parquet
    if data.startswith(b"PK"):
        _check_archive(data, name)
        from forecasting.importing.excel import read_sheet  # noqa: PLC0415 - its library is large

        return partial(read_sheet, title=sheet)
    if data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data:
        raise bad_value(
            "{name} is locked by a password; save it without one, or the table as CSV, and bring "
            "that.",
            name=shown(name),
        )
    found = [kind for start, kind in _SIGNATURES.items() if data.startswith(start)]
    if found and b"\x00" in data[:4096] + data[-4096:]:
        raise bad_value(
            "{name} is {kind}, not a table; "
            "save the table as CSV, Parquet or Excel (.xlsx), and bring that.",
            name=shown(name),
            kind=found[0],
        )
    if data.lstrip()[:20].lower().startswith(_MARKUP):
        raise bad_value(
            "{name} is a page or a drawing, not a table; "
            "save the table as CSV, Parquet or Excel (.xlsx), and bring that.",
            name=shown(name),
        )
    return partial(_read_text, encoding=encoding)


def _check_archive(data: bytes, name: str) -> None:
    """Refuse an archive that is no workbook."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except Exception as error:
        raise bad_value(
            "{name} is a damaged archive; "
            "save the table as CSV, Parquet or Excel (.xlsx), and bring that.",
            name=shown(name),
        ) from error
    if not any(member.startswith("xl/workbook") for member in members):
        raise bad_value(
            "{name} is an archive (zip) without an Excel workbook in it; unpack it, or save the "
            "table as CSV, Parquet or Excel (.xlsx), and bring that.",
            name=shown(name),
        )


def _read_text(data: bytes, encoding: str = "") -> pd.DataFrame:
    text, asked = decode(data, encoding)
    table = read_delimited(text)
    if asked is not None:
        written = phrase("written in {encoding}", encoding=TITLES[asked.chosen])
        table.attrs["notes"] = (*table.attrs["notes"], written)
    table.attrs["questions"] = (asked,) if asked is not None else ()
    return table


def _guarded(read: Callable[[bytes], pd.DataFrame], data: bytes, name: str) -> pd.DataFrame:
    """Turn whatever a library raises for a damaged file into a message with a remedy."""
    try:
        table = read(data)
    except ValueError as error:
        if type(error) is ValueError:
            raise
        raise bad_value(
            "{name} cannot be read as a table; "
            "save the table as CSV, Parquet or Excel (.xlsx), and bring that.",
            name=shown(name),
        ) from error
    except Exception as error:
        raise bad_value(
            "{name} cannot be read as a table; "
            "save the table as CSV, Parquet or Excel (.xlsx), and bring that.",
            name=shown(name),
        ) from error
    check_shape(*table.shape)
    if table.empty:
        raise bad_value(
            "{name} has names but no rows below them; add the values.", name=shown(name)
        )
    return table


def _named(table: pd.DataFrame) -> pd.DataFrame:
    table.attrs.setdefault("names", table.shape[1])
    table.attrs.setdefault("questions", ())
    table.columns = pd.Index(labels(table.columns), dtype=object)
    return table
