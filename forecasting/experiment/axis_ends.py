"""Where the axes of errors and losses end, and what a caption has to say of it."""

import numpy as np
import pandas as pd

from forecasting.evaluation import interval_name
from forecasting.experiment.training_log import TrainingLog
from forecasting.messages import Message, message


def loss_range(log: TrainingLog) -> tuple[float, float]:
    """A range for a logarithmic axis of losses, in whole powers of ten, with at least two."""
    finite = log.losses["loss"].replace([np.inf, -np.inf], np.nan).dropna()
    if finite.empty or finite.max() <= 0:
        return 0.01, 1.0
    high = np.ceil(np.log10(finite.max()))
    # One loss of nearly nothing must not press all curves to the top of the chart.
    low = np.floor(np.log10(max(finite.min(), finite.max() * 1e-8)))
    return float(10 ** min(low, high - 2)), float(10**high)


def round_up(values: pd.Series) -> float:
    """The end of an axis for these values: the largest finite one, rounded up to two digits."""
    finite = values.replace([np.inf, -np.inf], np.nan).dropna()
    if finite.empty or finite.max() <= 0:
        return 1.0
    unit = 10 ** (np.floor(np.log10(finite.max())) - 1)
    return float(np.ceil(finite.max() / unit) * unit)


def shared_end(values: pd.Series, before: float | None = None) -> float:
    """An end of an axis that holds values and, where it is not much too long, those of before.

    A page keeps what it gets in the session and gives it back the next time, so that the axis
    stays while somebody moves a slider, and two curves can be compared by their height.

    Args:
        values: What is drawn, and what of before is drawn with it; the largest finite one counts.
        before: The end that the axis had; None for the first one.

    Returns:
        The smallest of 1, 1.5, 2, 3, 4, 5, 6 and 8 times a power of ten that holds the values; or
        that of before, if they reach up to a third of it at least.
    """
    needed = round_up(values)
    if before is not None and needed <= before <= 3 * needed:
        return before
    power = 10.0 ** np.floor(np.log10(needed))
    ends = (float(f"{nice * power:.3g}") for nice in (1, 1.5, 2, 3, 4, 5, 6, 8, 10))
    # What is needed may be one of the ends, but for rounding.
    return next(end for end in ends if end >= needed * (1 - 1e-9))


MOST_OF_A_BAND = 2.0
"""Times the highest curve: an interval of few seeds may reach a thousand times as far."""


def to_hold(curves: pd.DataFrame, measure: str) -> pd.Series:
    """What an axis has to hold: the curves, and their bands as far as these leave them room.

    Args:
        curves: Columns `<measure>` and `<measure>_upper`.
        measure: Of the errors.
    """
    bands = curves[f"{measure}_upper"].clip(upper=_most_of_bands(curves, measure))
    return pd.concat([curves[measure], bands], ignore_index=True)


def reaches_beyond(curves: pd.DataFrame, measure: str) -> bool:
    """Whether a band reaches further than `to_hold` follows it."""
    most = _most_of_bands(curves, measure)
    return most is not None and bool((curves[f"{measure}_upper"] > most).any())


def band_caption(curves: pd.DataFrame, measure: str, seeds: int, cut: bool = True) -> Message:
    """What line and band are, and that a band may leave the chart if it does.

    Args:
        curves: What `to_hold` was asked to hold.
        measure: Of the errors.
        seeds: How many each curve is of.
        cut: Whether the axis is linear and so ends where `to_hold` says.
    """
    if not (band := interval_name(seeds)):
        return message("One seed: no interval can be given.")
    if cut and reaches_beyond(curves, measure):
        return message(
            "Line: interquartile mean over seeds. Band: {band}; above twice the highest curve it "
            "may leave the chart.",
            band=band,
        )
    return message("Line: interquartile mean over seeds. Band: {band}.", band=band)


def thin_caption(curves: pd.DataFrame) -> Message:
    """What the lines beside the cells' are, on an axis that ends with those.

    Args:
        curves: Of `error_curves`.
    """
    if (curves["kind"] == "floor").any():
        return message(
            "Thin: baselines and the noise itself; one that leaves the chart is above the curves "
            "of all cells."
        )
    return message("Thin: baselines; one that leaves the chart is above the curves of all cells.")


def _most_of_bands(curves: pd.DataFrame, measure: str) -> float | None:
    highest = curves[measure].replace([np.inf, -np.inf], np.nan).max()
    return MOST_OF_A_BAND * float(highest) if highest > 0 else None
