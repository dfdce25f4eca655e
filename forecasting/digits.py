"""Numbers as people read them: three significant digits, the same decimals within a column.

Everything that shows a number to a person asks here, so that 0.350 stands below 0.199, and 1,153
is written like 1,283, on every page, in every table, tooltip, sentence and report.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from numbers import Integral

from forecasting.messages import Message, phrase

SIGNIFICANT = 3
MOST_MORE = 2
"""Decimals that a column has at most beyond those which its largest number needs."""

LEAST_POWER, MOST_POWER = -4, 9
"""Powers of ten between which numbers are written out."""

BETWEEN, RANGING = "{} ({} to {})", "{} (range {} to {})"
"""The same for thousands of places at which a chart answers, where only the numbers differ."""

NOTHING, ENDLESS, MINUS = "–", "∞", "−"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = SIGNIFICANT) -> str:
    """One number: "0.350", "1,153", "3.20 × 10⁻⁵"; "–" if there is none, "∞" if it is infinite."""
    return column([value], digits)[0]


def column(values: Sequence[float], digits: int = SIGNIFICANT) -> list[str]:
    """Numbers that are compared: all with the same decimals, or the same power of ten.

    What is far below the largest of them is zero here, and shows as zero.

    Args:
        values: Numbers of one kind, NaN where there is none.
        digits: Significant digits of the smallest that counts; the others have as many or more.
    """
    write = writer(values, digits)
    return [write(value) for value in values]


def writer(values: Iterable[float], digits: int = SIGNIFICANT) -> Callable[[float], str]:
    """A way to write these numbers, and others beside them, with the same decimals."""
    values = list(values)
    sizes = [abs(float(value)) for value in values if math.isfinite(value) and value]
    power = _power(max(sizes), digits) if sizes else 0
    if not sizes or LEAST_POWER <= power < MOST_POWER:
        decimals = _decimals(values, digits)
        return lambda value: _written(value, decimals)
    unit = f" × 10{str(power).translate(SUPERSCRIPTS)}"
    decimals = _decimals([_scaled(value, power) for value in values], digits)
    return lambda value: _written(_scaled(value, power), decimals, unit)


def _scaled(value: float, power: int) -> float:
    """In two steps: a power below that of the smallest number would be zero."""
    return float(value) / 10.0 ** (power // 2) / 10.0 ** (power - power // 2)


def between(value: str, low: str, high: str) -> Message:
    """A number and the ends that it lies between."""
    return phrase("{value} ({low} to {high})", value=value, low=low, high=high)


def ranged(
    values: Iterable[float],
    lower: Iterable[float],
    upper: Iterable[float],
    form: Callable[[str, str, str], str] = between,
) -> list[str]:
    """Numbers with their ranges, which have the decimals of the numbers: "0.350 (0.301 to 0.402)".

    A number without a range, as of one seed, stands alone.
    """
    values = list(values)
    write, told = writer(values), []
    for row in zip(values, lower, upper, strict=True):
        own, low, high = map(write, row)
        told.append(own if NOTHING in (low, high) else form(own, low, high))
    return told


def levels(values: Iterable[float]) -> Callable[[float], str]:
    """A way to write numbers like these, of which the differences matter: 354.1 beside 356.0.

    Args:
        values: Such as all that is drawn of a series; its range has three significant digits.
    """
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    largest, spread = max(map(abs, finite)), max(finite) - min(finite)
    if not spread or not 10.0**LEAST_POWER <= largest < 10.0**MOST_POWER:
        return number
    most = SIGNIFICANT - 1 + MOST_MORE - _power(largest, SIGNIFICANT)
    decimals = max(0, min(most, SIGNIFICANT - 1 - _power(spread, SIGNIFICANT)))
    return lambda value: _written(float(value), decimals)


def mark(value: float) -> str:
    """A round number above zero on an axis: "0.05", "2,000", "10⁻⁶", "5 × 10⁻⁷"."""
    power = _power(value, 1)
    if LEAST_POWER <= power < MOST_POWER:
        return f"{value:,.10g}"
    factor = f"{value / 10.0**power:.2g}"
    return f"{'' if factor == '1' else f'{factor} × '}10{str(power).translate(SUPERSCRIPTS)}"


def whole(count: int) -> str:
    """A count: "1,153"."""
    return f"{count:,}".replace("-", MINUS)


def percent(share: float) -> str:
    """A share of one: 0.7 is "70 %"; two digits, and a hundred whole."""
    return f"{number(100 * share, 2)} %"


def seconds(duration: float) -> str:
    """A time that something took: "0.620 s", "12.3 s", "4 min 5 s", "2 h 0 min"."""
    if not math.isfinite(duration) or duration < 59.95:
        return f"{number(duration)} s"
    minutes, rest = divmod(round(duration), 60)
    if minutes < 60:
        return phrase("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    hours, minutes = divmod(round(duration / 60), 60)
    return phrase("{hours} h {minutes} min", hours=whole(hours), minutes=minutes)


def _decimals(values: Sequence[float], digits: int) -> int:
    """How many a column has: enough for the smallest that is not zero beside the largest."""
    if all(isinstance(value, Integral) for value in values):
        return 0
    sizes = [abs(value) for value in values if math.isfinite(value) and value]
    if not sizes:
        return 0
    counted = [size for size in sizes if size >= max(sizes) / 10 ** (digits + 1)]
    least, most = (_power(end, digits) for end in (min(counted), max(counted)))
    return max(0, digits - 1 + min(-least, MOST_MORE - most))


def _power(size: float, digits: int) -> int:
    """The power of ten of a number once it is rounded: 1 for 9.996 in three digits."""
    return int(f"{size:.{digits - 1}e}".partition("e")[2])


def _written(value: float, decimals: int, unit: str = "") -> str:
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}{ENDLESS}"
    text = f"{abs(value):,.{decimals}f}"
    is_zero = not text.strip("0.,")
    if is_zero:
        return "0" if unit else text
    return f"{MINUS if value < 0 else ''}{text}{unit}"
