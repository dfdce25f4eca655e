"""A series that a person brought: known by its content, never by a name that others could guess."""

import hashlib
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from forecasting.data.series import Series
from forecasting.messages import bad_value


@dataclass(frozen=True)
class UploadedSeries:
    """A series that is neither made nor published here.

    Two are equal if their content is. The series travels with this value and is kept nowhere
    else, so that nobody has it who was not given it.

    Attributes:
        digest: Of the content, in hexadecimal.
        title: Name for people.
        series: The content.

    Raises:
        ValueError: If the digest is not that of the content.
    """

    digest: str
    title: str = field(compare=False)
    series: Series = field(compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.digest != digest_of(self.series):
            raise bad_value(
                "digest is {digest}…, which is not that of the series given; bring the file "
                "with which the experiment was made.",
                digest=self.digest[:12],
            )

    @classmethod
    def of(cls, series: Series) -> Self:
        """The source that gives a series."""
        return cls(digest_of(series), series.name, series)

    @property
    def length(self) -> int:
        """Number of values."""
        return len(self.series)

    @property
    def variables(self) -> tuple[str, ...]:
        """One name per variable."""
        return self.series.variables

    def load(self) -> Series:
        """The series."""
        return self.series


def digest_of(series: Series) -> str:
    """What tells the content of a series from any other: values, gaps, times, names and period."""
    facts = (series.variables, series.time_name, series.period_steps, series.step)
    content = hashlib.sha256(repr(facts).encode())
    gaps = [] if series.filled is None else [series.filled]
    for array in (series.time, series.values, *gaps):
        content.update(f"{array.dtype} {array.shape}".encode())
        content.update(np.ascontiguousarray(array).tobytes())
    return content.hexdigest()
