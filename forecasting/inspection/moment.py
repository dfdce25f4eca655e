"""One step of a window: what is seen there, and what each cell makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting import digits
from forecasting.messages import beside, phrase


@dataclass(frozen=True)
class Moment:
    """One step of a window.

    Attributes:
        time: Of the value that is seen.
        value: That value, in units of the series; NaN if nothing was observed.
        following: The one after it, likewise.
        forecasts: What each cell forecast of that, by its name.
        write: Puts any of these numbers into words.
    """

    time: float
    value: float
    following: float
    forecasts: Mapping[str, float]
    write: Callable[[float], str]

    @property
    def forecasts_in_words(self) -> str:
        """In one row: "RNN 0.58, LSTM 0.57"."""
        write = self.write
        return beside(
            [phrase("{cell} {value}", cell=c, value=write(v)) for c, v in self.forecasts.items()]
        )


def moment_of(windows: Mapping[str, pd.DataFrame], step: int) -> Moment:
    """One step of the windows of all cells.

    Args:
        windows: As `window_table` gives them, by cell; at least one.
        step: In the window, from 1.
    """
    values = [table[["observed", "forecast"]].to_numpy().ravel() for table in windows.values()]
    by_step = {cell: table.set_index("step") for cell, table in windows.items()}
    first = next(iter(by_step.values()))
    return Moment(
        time=first["time"][step],
        value=float(first["observed"][step]),
        following=float(first["observed"][step + 1]),
        forecasts={cell: float(table["forecast"][step + 1]) for cell, table in by_step.items()},
        write=digits.levels(np.concatenate(values)),
    )
