"""Series: observed values in time, and what is known about them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from forecasting.data.frequency import Frequency, find_frequency, usual_frequency
from forecasting.data.gaps import carried_forward, on_lines
from forecasting.data.series_facts import check_dates, check_facts
from forecasting.messages import bad_value, plural

if TYPE_CHECKING:
    import pandas as pd

TableReader = Callable[["pd.DataFrame", Any, str, dict[str, Any]], "Series"]
"""(table, options or None, name, changed options) -> series."""

_table_readers: list[TableReader] = []
"""What reads tables; the room that can comes after this one, and says so when it is imported."""


def use_table_reader(reader: TableReader) -> None:
    """Let `Series.from_dataframe` read with this."""
    _table_readers[:] = [reader]


@dataclass(frozen=True, eq=False)
class Series:
    """One or more variables observed at increasing times.

    The arrays are read-only copies, so a series may be shared and cached.

    Attributes:
        name: Key of the signal or sample that it came from.
        time: When each value was observed (time,), in units of time_name; dates as milliseconds
            since 1970 (UTC).
        values: Observed values (time, variable), float64.
        clean: The same without noise (time, variable), or None where nobody knows.
        variables: One name per variable.
        time_name: What time counts: "step", "year" or "date".
        period_steps: Known period in steps, for a seasonal baseline; None where nobody said it,
            and it is looked for in the training part.
        noise_std: Standard deviation of the noise in units of the values, or None if unknown.
        step: From one time to the next, or None where nobody said; it tells dates from numbers.
        filled: Where a value was not observed, but filled in from those before it (time,
            variable); None if all were observed. Such values are neither learnt nor scored.

    Raises:
        ValueError: Shapes disagree, fewer than 2 values, NaN or infinity, time that stands still
            or runs back, or a name, period or step that is none.
    """

    name: str
    time: np.ndarray
    values: np.ndarray
    clean: np.ndarray | None = None
    variables: tuple[str, ...] = ("value",)
    time_name: str = "step"
    period_steps: float | None = None
    noise_std: float | None = None
    step: Frequency | None = None
    filled: np.ndarray | None = None

    def __post_init__(self) -> None:
        check_facts(self)
        object.__setattr__(self, "time", read_only(self.time))
        self._number_dates()
        object.__setattr__(self, "values", read_only(np.asarray(self.values, dtype=np.float64)))
        if self.clean is not None:
            object.__setattr__(self, "clean", read_only(np.asarray(self.clean, dtype=np.float64)))
        if self.filled is not None:
            filled = read_only(np.asarray(self.filled, dtype=bool))
            object.__setattr__(self, "filled", filled if filled.any() else None)
        self._check_shapes()
        self._check_time()
        self._check_finite("", self.values)
        if self.clean is not None:
            self._check_finite("clean ", self.clean)

    def __len__(self) -> int:
        return len(self.values)

    @classmethod
    def from_dataframe(
        cls, table: "pd.DataFrame", options: Any = None, name: str = "series", **changes: Any
    ) -> "Series":
        """A series from a table, wide or long, as the page for one's own series reads it.

        Args:
            table: A column or index of times, and one column per variable; or columns of names,
                times and values, such as unique_id, ds and y.
            options: What to do with it, `ImportOptions`; guessed if not given.
            name: Name for people.
            changes: Fields of the options to set, such as `resample="months"`.

        Returns:
            The series.

        Raises:
            ValueError: The table holds no such series, or an option is refused.
        """
        return _table_readers[0](table, options, name, changes)

    @classmethod
    def with_gaps(cls, values: np.ndarray, **fields: Any) -> Self:
        """A series whose gaps are filled from the past.

        Args:
            values: (time, variable), NaN where a value is missing; none in the first row.
            fields: Everything else.

        Raises:
            ValueError: As for a series, or if a value of the first row is missing.
        """
        values = np.asarray(values, dtype=np.float64)
        return cls(values=carried_forward(values), filled=np.isnan(values), **fields)

    @property
    def observed(self) -> np.ndarray:
        """The values (time, variable), NaN where one was not observed but filled in."""
        return self.values if self.filled is None else np.where(self.filled, np.nan, self.values)

    def beginning(self, length: int) -> Self:
        """The first values alone, as if no others were known."""
        return self._part(slice(length))

    def ending(self, length: int) -> Self:
        """The last values alone."""
        return self._part(slice(max(0, len(self) - length), None))

    def piece(self, start: int, length: int) -> Self:
        """Some values in a row alone, as if no others were known."""
        found = self._part(slice(start, start + length))
        if self.period_steps is None or self.period_steps < length:
            return found
        return replace(found, period_steps=None)

    def _part(self, part: slice) -> Self:
        filled = None if self.filled is None else self.filled[part]
        clean = None if self.clean is None else self.clean[part]
        time, values = self.time[part], self.values[part]
        return replace(self, time=time, values=values, clean=clean, filled=filled)

    def learnt_until(self, length: int) -> Self:
        """The same with gaps of the first values, in which all is known, filled by lines."""
        if self.filled is None:
            return self
        values = self.values.copy()
        values[:length] = on_lines(values[:length], self.filled[:length])
        return replace(self, values=values)

    @property
    def dated(self) -> bool:
        """Whether the times are points of the calendar."""
        return self.step is not None and self.step.dated

    @property
    def dates(self) -> np.ndarray | None:
        """The times as datetime64[ms] (time,), None if they are no dates."""
        return self.time.astype("M8[ms]") if self.dated else None

    def future_times(self, count: int) -> np.ndarray:
        """Times past the end (count,), in the units of time: months stay months."""
        step = self.step or usual_frequency(self.time, self.dated)
        times = step.after(self.time, count)
        whole = np.issubdtype(self.time.dtype, np.integer) and (times == np.round(times)).all()
        return times.astype(np.int64) if whole else times

    def future_dates(self, count: int) -> np.ndarray | None:
        """Dates past the end as datetime64[ms] (count,), None if the times are no dates."""
        return self.future_times(count).astype(np.int64).astype("M8[ms]") if self.dated else None

    def _number_dates(self) -> None:
        """Turn times given as datetime64 into numbers."""
        if self.time.dtype.kind != "M" or np.isnat(self.time).any():
            return
        time = read_only(self.time.astype("M8[ms]").astype(np.int64))
        object.__setattr__(self, "time", time)
        if self.step is None and time.ndim == 1 and len(time) > 1 and (np.diff(time) > 0).all():
            found = find_frequency(time.astype(float), dated=True)
            step = found or usual_frequency(time, dated=True)
            object.__setattr__(self, "step", step)

    def _check_shapes(self) -> None:
        wanted = (len(self.values) if self.values.ndim else 0, len(self.variables))
        if self.values.shape != wanted:
            raise bad_value(
                "values has shape {shape}; give (time, variable) with one column for each of "
                "{variables}.",
                shape=self.values.shape,
                variables=self.variables,
            )
        for name in ("clean", "filled"):
            array = getattr(self, name)
            if array is not None and array.shape != wanted:
                raise bad_value(
                    "{name} has shape {shape}; give that of values, {wanted}.",
                    name=name,
                    shape=array.shape,
                    wanted=wanted,
                )
        if self.time.shape != wanted[:1]:
            raise bad_value(
                "time has shape {shape}; give one time per row, {wanted}.",
                shape=self.time.shape,
                wanted=wanted,
            )
        self._check_length()

    def _check_length(self) -> None:
        if len(self) < 2:
            raise ValueError(
                plural(
                    "The series has {count} value; give at least 2.",
                    "The series has {count} values; give at least 2.",
                    count=len(self),
                )
            )

    def _check_time(self) -> None:
        if not np.isfinite(self.time).all():
            bad = np.flatnonzero(~np.isfinite(self.time))[0]
            raise bad_value(
                "time is {time} in row {row}; give every row a time.", time=self.time[bad], row=bad
            )
        late = np.flatnonzero(self.time[1:] <= self.time[:-1]) + 1
        if late.size:
            raise bad_value(
                "time is {time} in row {row}, not after {before} in the row before; "
                "sort the rows and drop repeats.",
                time=self.time[late[0]],
                row=late[0],
                before=self.time[late[0] - 1],
            )
        if self.dated:
            check_dates(self.time)

    def _check_finite(self, kind: str, values: np.ndarray) -> None:
        bad = np.argwhere(~np.isfinite(values))
        if bad.size:
            row, column = bad[0]
            raise bad_value(
                "{variable} is {value} at {time_name} {time} (row {row}); fill the "
                "gap or cut the series there.",
                variable=kind + self.variables[column],
                value=values[row, column],
                time_name=self.time_name,
                time=self.time[row],
                row=row,
            )


def read_only(array: np.ndarray) -> np.ndarray:
    """A copy that refuses to be written to, so that a frozen dataclass really is frozen."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
