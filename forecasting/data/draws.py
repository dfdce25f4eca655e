"""A synthetic series drawn anew: other noise, and another course of the signal below it."""

from dataclasses import dataclass, replace

import numpy as np

from forecasting.data.series import Series
from forecasting.data.sources import SyntheticSeries

_SIGNAL_STREAM = 1977  # a generator beside that of the noise, which stays what it was


@dataclass(frozen=True)
class Draw:
    """One draw of a synthetic series.

    Attributes:
        source: What is drawn.
        number: Which draw; 0 is the source itself.
        with_signal: Whether the signal is drawn, too, and not only the noise: another phase, or
            of a chaotic signal another initial state.
    """

    source: SyntheticSeries
    number: int
    with_signal: bool = True

    @property
    def length(self) -> int:
        """Number of values."""
        return self.source.length

    def load(self) -> Series:
        """Generate the series."""
        source = replace(self.source, seed=self.source.seed + self.number)
        if not self.number or not self.with_signal:
            return source.load()
        return source.load(np.random.default_rng((source.seed, _SIGNAL_STREAM)))
