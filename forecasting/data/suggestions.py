"""What a series is like: its period, its trend, and whether its swings grow with its level."""

import numpy as np
from numpy.polynomial import polynomial

from forecasting.data.frequency import find_frequency
from forecasting.data.series import Series

LONGEST_PERIOD = 2000

_CLEAR = 0.3  # autocorrelation from which a period counts as found
_LONGEST_LOOKED_AT = 20_000


def estimate_period(values: np.ndarray, usual: int | None = None) -> int | None:
    """The number of steps after which a series resembles itself most.

    Args:
        values: Without gaps (time,) or (time, variable); of several variables the mean
            autocorrelation counts.
        usual: Steps after which the calendar repeats itself. It wins over others that are little
            better.

    Returns:
        The lag of the first high peak of the autocorrelation without a slow trend, or None if no
        peak is high enough, or the series shorter than three periods.

    Source:
        Wang, Smith and Hyndman, Characteristic-based clustering for time series data, 2006,
        doi:10.1007/s10618-005-0039-x.
    """
    correlations = _autocorrelation(values)
    longest = min(len(np.atleast_1d(values)) // 3, LONGEST_PERIOD)
    if longest < 2:
        return None
    peaks = _peaks(correlations[: longest + 2])
    if not peaks:
        return None
    highest = max(peaks.values())
    near = [lag for lag in peaks if usual and abs(lag - usual) <= max(1, usual // 20)]
    if usual and near and max(peaks[lag] for lag in near) >= 0.8 * highest:
        return usual
    first = min(lag for lag, height in peaks.items() if height >= 0.7 * highest)
    near = [lag for lag in peaks if first <= lag <= 1.15 * first]
    return _refined(max(near, key=lambda lag: peaks[lag]), peaks)


def period_of(series: Series) -> float | None:
    """The period of a series: what is known of it, or else what its values say.

    Args:
        series: Of which nothing but the training part should be given.
    """
    # Whoever made a series without noise knows its period, or that it has none.
    if series.period_steps is not None or series.clean is not None:
        return series.period_steps
    even = find_frequency(series.time.astype(float), series.dated) is not None
    usual = series.step.usual_period if even and series.step else None
    found = estimate_period(series.values, usual)
    return None if found is None else float(found)


def _refined(period: int, peaks: dict[int, float]) -> int:
    """The period as a half or third of the lag of a later peak, which is known more exactly."""
    better = float(period)
    for times in (2, 3):
        near = [lag for lag in peaks if abs(lag - times * better) <= 0.2 * period]
        better = max(near, key=lambda lag: peaks[lag]) / times if near else better
    return round(better)


def _peaks(correlations: np.ndarray) -> dict[int, float]:
    """Lags of clear peaks, each after a valley that lies well below it, and their heights."""
    error = 2 / np.sqrt(len(correlations))
    found, valley = {}, correlations[0]
    for lag in range(1, len(correlations) - 1):
        height = float(correlations[lag])
        valley = min(valley, height)
        top = correlations[lag - 1] < height >= correlations[lag + 1]
        if top and lag > 1 and height > max(_CLEAR, error / 2) and height - valley > _CLEAR:
            found[lag] = height
    return found


def _autocorrelation(values: np.ndarray) -> np.ndarray:
    """Autocorrelation of what a cubic trend leaves, mean over variables (lag,)."""
    columns = values.reshape(len(values), -1)[-_LONGEST_LOOKED_AT:]
    rests = [without_trend(column) for column in columns.T]
    rests = [rest for rest in rests if np.ptp(rest) > 0]
    if not rests:
        return np.zeros(len(columns))
    return np.mean([_correlations(rest) for rest in rests], axis=0)


def _correlations(rest: np.ndarray) -> np.ndarray:
    size = len(rest)
    spectrum = np.abs(np.fft.rfft(rest - rest.mean(), 2 * size)) ** 2
    sums = np.fft.irfft(spectrum)[:size]
    # Sums over fewer and fewer pairs, or else a long period would never correlate with itself.
    return sums / sums[0] * size / np.maximum(size - np.arange(size), size / 2)


def without_trend(values: np.ndarray, degree: int = 3) -> np.ndarray:
    """What a polynomial trend leaves of values (time,), divided by their largest size."""
    scaled = values / (np.abs(values).max() or 1.0)
    x = np.linspace(-1, 1, len(values))
    degree = min(degree, max(0, len(values) // 10))
    rest = scaled - polynomial.polyval(x, polynomial.polyfit(x, scaled, degree))
    # What an exact trend leaves is the rounding of the fit, and no season.
    return np.where(np.abs(rest) > 1e-9, rest, 0.0)


def trend_share(values: np.ndarray) -> float:
    """Share of the variance of values (time,) that a straight line explains."""
    whole = without_trend(values, 0).var()
    return float(1 - without_trend(values, 1).var() / whole) if whole > 0 else 0.0


def swings_grow(values: np.ndarray, period: int | None) -> bool:
    """Whether the swings of values (time,) grow in proportion to their levels, season by season."""
    size = period or max(10, len(values) // 20)
    blocks = values[: len(values) // size * size].reshape(-1, size)
    if values.min() <= 0 or len(blocks) < 4:
        return False
    levels = blocks.mean(axis=1)
    swings = np.array([without_trend(block, 1).std() * np.abs(block).max() for block in blocks])
    if levels.max() < 2 * levels.min() or swings.min() <= 0:
        return False
    slope, _ = np.polyfit(np.log(levels), np.log(swings), 1)
    return bool(slope > 0.5 and np.corrcoef(np.log(levels), np.log(swings))[0, 1] > 0.7)
