"""How much of a file is read, so that no file takes the page down, and what is said beyond it."""

MOST_BYTES = 50_000_000
MOST_ROWS = 300_000
MOST_COLUMNS = 1_000
MOST_CELLS = 3_000_000
MOST_SHEET_CELLS = 70_000
"""A spreadsheet is read cell by cell, far slower than text."""

MOST_UNPACKED_BYTES = 100_000_000


def check_bytes(count: int) -> None:
    """Refuse a file that is too large to read in a moment.

    Raises:
        ValueError: It is.
    """
    if count > MOST_BYTES:
        raise ValueError(
            f"The file has {count / 1e6:,.0f} MB; give one of at most {MOST_BYTES / 1e6:.0f} MB, "
            "for instance a part of the time span or means over longer steps."
        )


def check_shape(rows: int, columns: int) -> None:
    """Refuse a table that is too large, before it is read.

    Raises:
        ValueError: It has too many rows, columns, or cells.
    """
    if rows > MOST_ROWS:
        raise ValueError(
            f"The file has {rows:,} rows; give one of at most {MOST_ROWS:,}, for instance a part "
            "of the time span or means over longer steps."
        )
    if columns > MOST_COLUMNS:
        raise ValueError(
            f"The file has {columns:,} columns; give one of at most {MOST_COLUMNS:,}, with the "
            "time and the variables that you want."
        )
    if rows * columns > MOST_CELLS:
        raise ValueError(
            f"The file has {rows:,} rows of {columns:,} columns; give one of at most "
            f"{MOST_CELLS:,} cells, with the time and the variables that you want."
        )
