"""How much of a file is read, so that no file takes the page down, and what is said beyond it."""

from forecasting.messages import bad_value

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
        raise bad_value(
            "The file has {megabytes:,.0f} MB; give one of at most {most:.0f} MB, for "
            "instance a part of the time span or means over longer steps.",
            megabytes=count / 1e6,
            most=MOST_BYTES / 1e6,
        )


def check_shape(rows: int, columns: int) -> None:
    """Refuse a table that is too large, before it is read.

    Raises:
        ValueError: It has too many rows, columns, or cells.
    """
    if rows > MOST_ROWS:
        raise bad_value(
            "The file has {rows:,} rows; give one of at most {most:,}, for instance "
            "a part of the time span or means over longer steps.",
            rows=rows,
            most=MOST_ROWS,
        )
    if columns > MOST_COLUMNS:
        raise bad_value(
            "The file has {columns:,} columns; give one of at most {most:,}, "
            "with the time and the variables that you want.",
            columns=columns,
            most=MOST_COLUMNS,
        )
    if rows * columns > MOST_CELLS:
        raise bad_value(
            "The file has {rows:,} rows of {columns:,} columns; give one of at most "
            "{most:,} cells, with the time and the variables that you want.",
            rows=rows,
            columns=columns,
            most=MOST_CELLS,
        )
