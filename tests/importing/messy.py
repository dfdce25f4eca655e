"""How a messy table is written down, with what must come out of it."""

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

VALUES = [round(20 + 5 * math.sin(i / 3) + i * 0.07, 2) + 0.01 for i in range(2000)]
VALUES = [round(value, 2) for value in VALUES]


@dataclass(frozen=True)
class Case:
    """A file, and what must come of it: the series, the questions, or why there is none.

    Attributes:
        data: Bytes, or a text in UTF-8.
        first, last: Times; a text for a date.
        values: All of the first variable, or None where they do not matter.
        asks: Keys of all the questions that are asked.
        answers: Given to them.
        variables: Names, where they matter.
        refused: What is said where there is no series.
        said: Part of what is said of the reading.
    """

    data: bytes | str
    first: str | float | None = None
    last: str | float | None = None
    values: list | None = None
    asks: tuple = ()
    answers: dict = field(default_factory=dict)
    variables: tuple | None = None
    refused: str = ""
    said: str = ""

    @property
    def bytes(self):
        return self.data if isinstance(self.data, bytes) else self.data.encode()


def lines(names, *columns, delimiter=",", end="\n"):
    """Columns of cells as a text."""
    rows = [names, *zip(*columns, strict=True)] if names else list(zip(*columns, strict=True))
    return end.join(delimiter.join(map(str, row)) for row in rows) + end


def days(count, first="2015-01-05", step=1):
    start = date.fromisoformat(first)
    return [start + timedelta(days=i * step) for i in range(count)]


def clocks(count, first="2015-01-05", minutes=60):
    start = datetime.fromisoformat(first)
    return [start + timedelta(minutes=i * minutes) for i in range(count)]


def months(count, first=2015):
    return [date(first + i // 12, i % 12 + 1, 1) for i in range(count)]


def written(moments, form):
    """Moments as text; {d}, {m} and {y2} without a leading zero."""
    if "{" not in form:
        return [one.strftime(form) for one in moments]
    return [form.format(t=one, d=one.day, m=one.month, y=one.year) for one in moments]


def dated(form, moments=None, asks=(), delimiter=";", **more):
    """A column of dates in one form beside VALUES, whose marks nobody can mistake."""
    moments = days(40) if moments is None else moments
    column = written(moments, form) if isinstance(form, str) else [form(one) for one in moments]
    text = lines(("when", "v"), column, VALUES[: len(moments)], delimiter=delimiter)
    edges = str(moments[0]).replace(" ", "T"), str(moments[-1]).replace(" ", "T")
    return Case(text, *edges, VALUES[: len(moments)], asks, **more)


def numbered(write, values=None, asks=(), delimiter=";", **more):
    """Daily values written in one way."""
    values = VALUES[:40] if values is None else values
    moments = days(len(values))
    text = lines(("date", "v"), moments, [write(value) for value in values], delimiter=delimiter)
    return Case(text, str(moments[0]), str(moments[-1]), list(values), asks, **more)
