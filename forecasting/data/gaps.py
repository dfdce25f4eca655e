"""Values that nobody observed, filled in without a look at what comes after an origin."""

import numpy as np


def carried_forward(values: np.ndarray) -> np.ndarray:
    """Each gap filled with the last value before it.

    Args:
        values: (time, variable), NaN where a value is missing.

    Returns:
        The same; NaN stays only where nothing comes before.
    """
    rows = np.arange(len(values))[:, None]
    latest = np.maximum.accumulate(np.where(np.isnan(values), 0, rows), axis=0)
    return np.take_along_axis(values, latest, axis=0)


def on_lines(values: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Filled values put on straight lines between the observed ones.

    Args:
        values: (time, variable), without gaps.
        filled: Where they were filled (time, variable).

    Returns:
        The same; what has no observed value on both sides stays as it is.
    """
    straight, rows = values.copy(), np.arange(len(values))
    for column, gaps in zip(straight.T, filled.T, strict=True):
        known = rows[~gaps]
        if len(known):
            between = gaps & (rows > known[0]) & (rows < known[-1])
            column[between] = np.interp(rows[between], known, column[known])
    return straight
