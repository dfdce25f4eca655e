"""Several places of a series to learn from and to be judged on, each with parts of its own."""

from dataclasses import dataclass

from forecasting.data.series import Series
from forecasting.data.sources import Source
from forecasting.data.split import Split
from forecasting.messages import plural

MOST_STRETCHES = 8


@dataclass(frozen=True)
class Stretch:
    """One of several pieces of a series: equally long, evenly spaced, none over another.

    The last one ends with the series; what division leaves over is left out before the others.

    Attributes:
        source: What is cut.
        number: Which piece, from 1.
        of: How many pieces there are.
    """

    source: Source
    number: int
    of: int

    @property
    def length(self) -> int:
        """Number of values."""
        return self.source.length // self.of

    @property
    def start(self) -> int:
        """Where in the series its first value is."""
        return self.number * self.source.length // self.of - self.length

    def load(self) -> Series:
        """The piece, as if it were all there is."""
        return self.source.load().piece(self.start, self.length)


def check_stretches(split: Split, length: int, stretches: int) -> None:
    """Refuse so many stretches that a split does not fit into each.

    Args:
        split: Of each stretch; it fits into the whole series.
        length: Values in the whole series.
        stretches: How many.

    Raises:
        ValueError: With how long they are, and how many there may be.
    """
    if split.fits(length // stretches):
        return
    each = length // stretches
    most = next(fewer for fewer in range(stretches, 0, -1) if split.fits(length // fewer))
    least = next((size for size in range(each, length) if split.fits(size)), length)
    raise ValueError(
        plural(
            "stretches is {stretches}, which gives each {each} of {length} values, {trained} to "
            "train on and {tested} to test on: too few for a window of {window} and a horizon of "
            "{horizon}; use 1 stretch, a series of {needed} values, or a shorter window or "
            "horizon.",
            "stretches is {stretches}, which gives each {each} of {length} values, {trained} to "
            "train on and {tested} to test on: too few for a window of {window} and a horizon of "
            "{horizon}; use at most {count} stretches, a series of {needed} values, or a shorter "
            "window or horizon.",
            count=most,
            stretches=stretches,
            each=each,
            length=length,
            trained=split.split_index(each),
            tested=each - split.test_index(each),
            window=split.window_length,
            horizon=split.horizon,
            needed=least * stretches,
        )
    )
