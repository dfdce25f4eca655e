"""What to take from a table, and what to do with it: the choices of a person, or guessed."""

from dataclasses import dataclass

import pandas as pd

from forecasting.checks import check_choice, check_whole
from forecasting.data.frequency import RULES
from forecasting.importing.column_names import shown
from forecasting.importing.dates import check_format
from forecasting.messages import bad_value

MOST_VARIABLES = 8
LONGEST_GAP = 1_000
LATEST_CENTURY = 2_100
SHAPES = ("as is", "columns are times", "names shifted", "decimals joined")
ROWS = ("as is", "reversed")
TOTALS = ("kept", "left out")


@dataclass(frozen=True)
class ImportOptions:
    """What to take from a table, and what to do with it.

    Attributes:
        value_columns: One column per variable, 1 to 8; of a long table, the one of values.
        time_column: The column of times, None if rows are steps.
        date_format: How its cells are read, one of `dates.FORMATS`; "" to find out.
        series_column: Of a long table, the column that names the series; None for a wide one.
        series_ids: The series taken from a long table, one per variable, 1 to 8.
        start: First time to take: a date such as "1960-01-01", a number, or None for all.
        end: Last time to take, like start.
        resample: Mean over these periods, one of `times.RULES`.
        longest_gap: Missing steps in a row that are filled in, with the last value before them,
            and by lines in what is trained on; the series is cut at longer gaps.
        decimal_mark: What stands before decimals in text, "." or ",".
        time_parts: Further columns that make up the time with the time column, such as a clock
            beside a date, or month and day beside a year.
        century: First of the hundred years that years of two digits belong to; 0 for 1969.
        shape: How the table is put together, one of SHAPES; all other options are of the table
            that comes of it.
        rows: Of rows without a time, whether the first is the oldest ("as is") or the newest
            ("reversed").
        totals: Whether rows that are the sum of those before are "kept" or "left out".
        missing_mark: A number that stands for a missing value, or None.

    Raises:
        ValueError: A field is of the wrong type or out of its range.
    """

    value_columns: tuple[str, ...]
    time_column: str | None = None
    date_format: str = ""
    series_column: str | None = None
    series_ids: tuple[str, ...] = ()
    start: str | float | None = None
    end: str | float | None = None
    resample: str = "as is"
    longest_gap: int = 3
    decimal_mark: str = "."
    time_parts: tuple[str, ...] = ()
    century: int = 0
    shape: str = "as is"
    rows: str = "as is"
    totals: str = "kept"
    missing_mark: float | None = None

    def __post_init__(self) -> None:
        # Lists come from a page's widgets or from JSON.
        object.__setattr__(self, "value_columns", tuple(self.value_columns))
        object.__setattr__(self, "series_ids", tuple(self.series_ids))
        object.__setattr__(self, "time_parts", tuple(self.time_parts))
        check_choice("resample", self.resample, RULES)
        check_format(self.date_format)
        check_choice("decimal_mark", self.decimal_mark, (".", ","))
        check_choice("shape", self.shape, SHAPES)
        check_choice("rows", self.rows, ROWS)
        check_choice("totals", self.totals, TOTALS)
        check_whole("century", self.century, 0, LATEST_CENTURY)
        check_whole("longest_gap", self.longest_gap, 0, LONGEST_GAP)
        self._check_variables()
        for name in ("start", "end"):
            _check_bound(name, getattr(self, name))

    @property
    def is_long(self) -> bool:
        """Whether the series stand below each other."""
        return self.series_column is not None

    def _check_variables(self) -> None:
        chosen = self.series_ids if self.is_long else self.value_columns
        if not 1 <= len(chosen) <= MOST_VARIABLES or len(set(chosen)) < len(chosen):
            raise bad_value(
                "{chosen} variables are chosen; choose 1 to {most} different ones.",
                chosen=len(chosen),
                most=MOST_VARIABLES,
            )
        if self.is_long and len(self.value_columns) != 1:
            raise bad_value(
                "{columns} columns of values are chosen, but series below each other have "
                "one; choose one.",
                columns=len(self.value_columns),
            )
        others = (self.time_column, self.series_column, *self.time_parts)
        if used := [column for column in self.value_columns if column in others]:
            raise bad_value(
                "{column} is chosen twice; choose other values or times.", column=shown(used[0])
            )


def _check_bound(name: str, bound: object) -> None:
    if isinstance(bound, str):
        if pd.isna(pd.to_datetime(bound, errors="coerce", format="ISO8601")):
            raise bad_value(
                "{name} is {bound}; give a date such as '1960-01-31'.",
                name=name,
                bound=shown(bound),
            )
    elif bound is not None and (isinstance(bound, bool) or not isinstance(bound, int | float)):
        raise bad_value(
            "{name} is {bound}; give a date, a number, or None.", name=name, bound=shown(bound)
        )
