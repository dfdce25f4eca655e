"""What a workbook says of a sheet besides its cells: hidden, merged, or never computed."""

import io
import re
import zipfile

from forecasting.importing.size_limits import MOST_SHEET_CELLS, MOST_UNPACKED_BYTES
from forecasting.messages import Message, bad_value, message, plural

_UNSAVED = re.compile(rb"</f>\s*(<v\s*/>|<v>\s*</v>)?\s*</c>|<f[^>]*/>\s*(<v\s*/>)?\s*</c>")
_HIDDEN = {
    kind: re.compile(rb"<" + kind + rb"\s[^>]*\bhidden=\"(?:1|true)\"") for kind in (b"row", b"col")
}

TOO_MANY = message(
    "The sheet has more than {most:,} cells; save it as CSV, which is faster to read, and bring "
    "that.",
    most=MOST_SHEET_CELLS,
)


def check_unpacked(data: bytes) -> None:
    """Refuse a workbook that is too large when it is unpacked.

    Raises:
        ValueError: It is.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size > MOST_UNPACKED_BYTES:
            raise bad_value(
                "The workbook unpacks to {megabytes:,.0f} MB; save the sheet as CSV, and bring "
                "that.",
                megabytes=size / 1e6,
            )
        for name in archive.namelist():
            if (
                name.startswith("xl/worksheets/")
                and archive.read(name).count(b"<c ") > MOST_SHEET_CELLS
            ):
                raise ValueError(TOO_MANY)


def notes_of_sheet(data: bytes, path: str) -> tuple[Message, ...]:
    """What to know of a sheet: what is hidden in it, merged, or a formula that was never computed.

    Args:
        data: The workbook.
        path: Of the sheet in it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = path.lstrip("/")
        sheet = archive.read(name) if name in archive.namelist() else b""
    unsaved, merged = len(_UNSAVED.findall(sheet)), sheet.count(b"<mergeCell ")
    rows, columns = (len(pattern.findall(sheet)) for pattern in _HIDDEN.values())
    told = (
        plural(
            "{count:,} formula without a saved result is missing",
            "{count:,} formulas without a saved result are missing",
            count=unsaved,
        ),
        plural(
            "{count:,} block of merged cells, of which only the first holds anything",
            "{count:,} blocks of merged cells, of which only the first holds anything",
            count=merged,
        ),
        plural("{count:,} hidden row read, too", "{count:,} hidden rows read, too", count=rows),
        plural(
            "{count:,} group of hidden columns read, too",
            "{count:,} groups of hidden columns read, too",
            count=columns,
        ),
    )
    return tuple(one for one in told if one.number)
