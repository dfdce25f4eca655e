"""Steps in time: from one row to the next, and past the end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forecasting.checks import check_choice, check_flag, is_real
from forecasting.messages import Message, bad_value, plural

DAY = 86_400_000.0
MILLISECONDS = {
    "weeks": 7 * DAY,
    "days": DAY,
    "hours": DAY / 24,
    "minutes": DAY / 1440,
    "seconds": 1000.0,
    "milliseconds": 1.0,
}
MONTHS = {"years": 12, "quarters": 3, "months": 1}
UNITS = ("steps", "business days", *MONTHS, *MILLISECONDS)
RULES = ("as is", "hours", "days", "weeks", "months", "quarters", "years")
"""What a series can be resampled to."""

MOST_UNITS = 1e15
"""Between two neighbours; beyond, positions are no whole numbers any more."""

_MONDAY = 4 * DAY  # 1970-01-05
TITLES: dict[str, Callable[[int, float], Message]] = {
    "steps": lambda n, size: plural("step", "{size:g} steps", count=n, size=size),
    "business days": lambda n, size: plural(
        "business day", "{size:g} business days", count=n, size=size
    ),
    "years": lambda n, size: plural("year", "{size:g} years", count=n, size=size),
    "quarters": lambda n, size: plural("quarter", "{size:g} quarters", count=n, size=size),
    "months": lambda n, size: plural("month", "{size:g} months", count=n, size=size),
    "weeks": lambda n, size: plural("week", "{size:g} weeks", count=n, size=size),
    "days": lambda n, size: plural("day", "{size:g} days", count=n, size=size),
    "hours": lambda n, size: plural("hour", "{size:g} hours", count=n, size=size),
    "minutes": lambda n, size: plural("minute", "{size:g} minutes", count=n, size=size),
    "milliseconds": lambda n, size: plural(
        "millisecond", "{size:g} milliseconds", count=n, size=size
    ),
    "seconds": lambda n, size: plural("second", "{size:g} seconds", count=n, size=size),
}
"""What each unit is called, by the form of the number and how many of it there are."""

_SEASONS = {"years": 1, "quarters": 4, "months": 12, "weeks": 52, "business days": 5, "days": 7}
_SEASONS |= {"hours": 24, "minutes": 1440, "seconds": 60}
_SMALLEST_SHARE = 0.1  # of a regular grid that has to be observed


@dataclass(frozen=True)
class Frequency:
    """What lies between two neighbours of a regular series.

    Attributes:
        count: How many units.
        unit: One of UNITS; "steps" are plain numbers, all others are of the calendar.
        month_ends: Whether each time is the last day of its month.

    Raises:
        ValueError: The unit is unknown, or the count not positive.
    """

    count: float = 1.0
    unit: str = "steps"
    month_ends: bool = False

    def __post_init__(self) -> None:
        check_choice("unit", self.unit, UNITS)
        check_flag("month_ends", self.month_ends)
        if not is_real(self.count) or not 0 < self.count <= MOST_UNITS:
            raise bad_value(
                "count is {count!r}; give a positive number of {unit}, at most {most:g}.",
                count=self.count,
                unit=self.unit,
                most=MOST_UNITS,
            )

    @property
    def dated(self) -> bool:
        """Whether times are points of the calendar, in milliseconds since 1970."""
        return self.unit != "steps"

    @property
    def title(self) -> Message:
        """For people: "month", "15 minutes"."""
        return TITLES[self.unit](1 if self.count == 1 else 2, self.count)

    @property
    def usual_period(self) -> int | None:
        """Steps after which the calendar repeats itself: 12 months, 24 hours, 7 days."""
        season = _SEASONS.get(self.unit, 1) / self.count
        return round(season) if season >= 2 and season == round(season) else None

    def times(self, start: float, positions: np.ndarray) -> np.ndarray:
        """When steps are taken.

        Args:
            start: The time at position 0.
            positions: Steps after it (time,), whole numbers.

        Returns:
            Times (time,), in the units of start.
        """
        if self.unit in MONTHS:
            return self._months_on(start, positions)
        if self.unit == "business days":
            day, clock = np.divmod(start, DAY)
            days = np.busday_offset(_days(np.array(day)), self._counted(positions), roll="forward")
            return days.astype(np.int64) * DAY + clock
        return start + self.count * MILLISECONDS.get(self.unit, 1.0) * positions

    def positions(self, times: np.ndarray) -> np.ndarray:
        """How many steps after the first each time lies (time,), whole numbers."""
        if self.unit in MONTHS:
            months = month_of(times)
            return ((months - months[0]) // self._counted(np.array(MONTHS[self.unit]))).astype(int)
        if self.unit == "business days":
            days = _days(times // DAY)
            return np.busday_count(days[0], days).astype(int)
        if self.unit == "steps":
            # Added up step by step: rounded times do not run away from the grid.
            steps = np.round(np.diff(times, prepend=times[0]) / self.count)
            return np.cumsum(steps).astype(int)
        size = self.count * MILLISECONDS[self.unit]
        return np.round((times - times[0]) / size).astype(int)

    def after(self, times: np.ndarray, count: int) -> np.ndarray:
        """Times past the last of increasing ones.

        Args:
            times: In milliseconds since 1970 or plain numbers (time,).
            count: How many.

        Returns:
            Times (count,), in the same units.
        """
        ahead = np.arange(1, count + 1)
        if self.unit not in MONTHS:
            return self.times(float(times[-1]), ahead)
        # From the first time on: after 28 February comes 31 March if the series began on a 31st.
        return self.times(float(times[0]), self.positions(times)[-1] + ahead)

    def _counted(self, numbers: np.ndarray) -> np.ndarray:
        return (numbers * round(self.count)).astype(np.int64)

    def _months_on(self, start: float, positions: np.ndarray) -> np.ndarray:
        first = month_of(np.array([start]))[0]
        months = first + self._counted(positions * MONTHS[self.unit])
        begin, end = month_start(months), month_start(months + 1)
        if self.month_ends:
            return end - (month_start(np.array([first + 1]))[0] - start)
        return np.minimum(begin + start - month_start(np.array([first]))[0], end - DAY)


def month_of(times: np.ndarray) -> np.ndarray:
    """Months since January 1970 (time,) of times in milliseconds."""
    return times.astype(np.int64).astype("M8[ms]").astype("M8[M]").astype(np.int64)


def month_start(months: np.ndarray) -> np.ndarray:
    """When these months since January 1970 begin (time,), in milliseconds."""
    return months.astype("M8[M]").astype("M8[ms]").astype(np.int64).astype(np.float64)


def usual_frequency(times: np.ndarray, dated: bool) -> Frequency:
    """The median step of increasing, uneven times (time,), to continue them with."""
    size = float(np.median(np.diff(times)))
    if not dated:
        return Frequency(size)
    unit = next(unit for unit, length in MILLISECONDS.items() if size >= length)
    return Frequency(max(1.0, round(size / MILLISECONDS[unit])), unit)


def floor(times: np.ndarray, rule: str) -> np.ndarray:
    """The beginning of the hour, day, week (Monday), month, quarter or year of each time.

    Args:
        times: Milliseconds since 1970 (time,).
        rule: One of RULES; "as is" changes nothing.

    Returns:
        Milliseconds since 1970 (time,).
    """
    if rule in MONTHS:
        return month_start(month_of(times) // MONTHS[rule] * MONTHS[rule])
    if rule in MILLISECONDS:
        size = MILLISECONDS[rule]
        offset = _MONDAY if rule == "weeks" else 0.0
        return np.floor((times - offset) / size) * size + offset
    return times


def find_frequency(times: np.ndarray, dated: bool) -> Frequency | None:
    """The step of increasing times, some of which may be left out.

    Args:
        times: Increasing (time,), at least 2: milliseconds since 1970, or plain numbers.
        dated: Which of the two.

    Returns:
        The step, or None if there is no regular one.
    """
    if len(times) < 2:
        return None
    if not dated:
        return _step_of_numbers(times)
    return _step_of_months(times) or _business_days(times) or _fixed_step(times)


def _step_of_numbers(times: np.ndarray) -> Frequency | None:
    steps = np.diff(times)
    for usual in (float(np.median(steps)), float(steps.min())):
        # 1958.24, 1958.33, 1958.41: months, rounded.
        size = float(steps[steps < 1.5 * usual].mean())
        ratio = steps / size
        even = np.abs(ratio - np.round(ratio)) < 0.2
        if even.all() and ratio.min() > 0.5 and ratio.sum() * _SMALLEST_SHARE <= len(times):
            return Frequency(size)
    return None


def _step_of_months(times: np.ndarray) -> Frequency | None:
    months = month_of(times)
    within, before_end = times - month_start(months), month_start(months + 1) - times
    at_ends = bool(np.ptp(before_end) == 0 and before_end[0] <= DAY)
    if not at_ends and np.ptp(within) > 0:
        return None
    steps = np.diff(months)
    if steps.min() < 1:
        return None
    size = int(np.gcd.reduce(steps))
    if steps.sum() / size * _SMALLEST_SHARE > len(times):
        return None
    unit = next(unit for unit, length in MONTHS.items() if size % length == 0)
    return Frequency(float(size // MONTHS[unit]), unit, at_ends and bool(np.ptp(within) > 0))


def _business_days(times: np.ndarray) -> Frequency | None:
    days, clock = np.divmod(times, DAY)
    steps = np.diff(days)
    if np.ptp(clock) > 0 or np.median(steps) != 1 or len(times) < 8:
        return None
    crosses = days[-1] - days[0] >= 7
    return Frequency(1.0, "business days") if crosses and _on_weekdays(days) else None


def _on_weekdays(days: np.ndarray) -> bool:
    return bool(np.is_busday(_days(days)).all())


def _fixed_step(times: np.ndarray) -> Frequency | None:
    steps = np.diff(times)
    sizes, counts = np.unique(steps, return_counts=True)
    for size in dict.fromkeys((float(sizes[counts.argmax()]), float(sizes[0]))):
        if (sizes % size).any() or steps.sum() / size * _SMALLEST_SHARE > len(times):
            continue
        unit = next(unit for unit, length in MILLISECONDS.items() if size % length == 0)
        return Frequency(size / MILLISECONDS[unit], unit)
    return None


def _days(days: np.ndarray) -> np.ndarray:
    return days.astype(np.int64).astype("M8[D]")
