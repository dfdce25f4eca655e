"""Trend and season taken out before a cell learns, and put back into what it forecasts."""

from dataclasses import dataclass

import numpy as np

from forecasting.messages import bad_value, message, phrase
from forecasting.setting import Setting, settle

TRANSFORM_SETTINGS = (
    Setting(
        key="log",
        field="log",
        kind="switch",
        label=phrase("Logarithm"),
        help=message(
            "For a series whose swings grow with its level. All its values have to be above 0."
        ),
        page="data_generation",
        group="transform",
    ),
    Setting(
        key="difference",
        field="difference",
        kind="switch",
        label=phrase("Difference"),
        help=message(
            "For a series with a trend: the cells learn by how much each value differs "
            "from the one before."
        ),
        page="data_generation",
        group="transform",
    ),
    Setting(
        key="season",
        field="seasonal_period",
        kind="whole",
        low=2,
        high=10_000,
        page_low=0,
        page_high=1000,
        off=0,
        label=phrase("Seasonal difference"),
        help=message(
            "For a series with a season: the cells learn by how much each value differs "
            "from the one so many steps before. 0: off."
        ),
        page="data_generation",
        group="transform",
    ),
)


@dataclass(frozen=True)
class Transform:
    """What is done to the values, in this order, and undone in the other.

    Attributes:
        log: Take the logarithm; all values must be above 0.
        seasonal_period: Subtract the value so many steps before; None for no seasonal difference.
        difference: Subtract the value before.

    Raises:
        ValueError: A field is of the wrong type or out of its range.

    Source:
        Hyndman and Athanasopoulos, Forecasting: Principles and Practice, sections 3.1 and 9.1,
        https://otexts.com/fpp3/stationarity.html
    """

    log: bool = False
    seasonal_period: int | None = None
    difference: bool = False

    def __post_init__(self) -> None:
        settle(self, TRANSFORM_SETTINGS)

    @property
    def lost(self) -> int:
        """Values at the beginning that have no predecessor to be subtracted."""
        return (self.seasonal_period or 0) + self.difference

    @property
    def is_identity(self) -> bool:
        """Whether nothing is done."""
        return self == Transform()

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Values without trend and season.

        Args:
            values: (time, variable), in units of the series.

        Returns:
            (time - lost, variable).

        Raises:
            ValueError: If the logarithm is asked for and a value is not above 0, or there are no
                values left.
        """
        if len(values) <= self.lost:
            raise bad_value(
                "The differences need {lost} values before the first one that they give, but "
                "the series has {length}; take no differences, or bring a longer series.",
                lost=self.lost,
                length=len(values),
            )
        values = self._logarithm(values)
        if self.seasonal_period:
            values = values[self.seasonal_period :] - values[: -self.seasonal_period]
        return np.diff(values, axis=0) if self.difference else values

    def touched(self, filled: np.ndarray) -> np.ndarray:
        """Where a value was made of a filled one.

        Args:
            filled: Where a value of the series was filled in (time, variable).

        Returns:
            (time - lost, variable), in the places of what `apply` gives.
        """
        if period := self.seasonal_period:
            filled = filled[period:] | filled[:-period]
        return filled[1:] | filled[:-1] if self.difference else filled

    def invert(self, changes: np.ndarray, past: np.ndarray) -> np.ndarray:
        """Forecasts back in units of the series.

        Args:
            changes: Forecasts of transformed values (…, window, step, variable).
            past: The last `lost` values that each window has seen (window, lost, variable), in
                units of the series.

        Returns:
            (…, window, step, variable). What is too large for a float64 is infinite.
        """
        levels, past = np.array(changes, np.float64), self._logarithm(past)
        period = self.seasonal_period
        with np.errstate(over="ignore", invalid="ignore"):
            if self.difference:
                last = past[:, -1] - past[:, 0] if period else past[:, -1]
                levels = levels.cumsum(axis=-2) + last[:, None]
            if period:
                levels = _with_season(levels, past[:, -period:])
            return np.exp(levels) if self.log else levels

    def check(self, values: np.ndarray) -> None:
        """Refuse values (time, variable) that this cannot be done to.

        Raises:
            ValueError: If the logarithm is asked for and a value is not above 0.
        """
        if self.log and (values <= 0).any():
            raise bad_value(
                "The smallest value is {smallest:g}, but a logarithm needs values above 0; "
                "switch the logarithm off.",
                smallest=values.min(),
            )

    def _logarithm(self, values: np.ndarray) -> np.ndarray:
        self.check(values)
        return np.log(values) if self.log else values


def _with_season(changes: np.ndarray, past: np.ndarray) -> np.ndarray:
    """Add to each step the value one period before: of the past, then of the forecasts."""
    levels, period = changes.copy(), past.shape[1]
    for step in range(levels.shape[-2]):
        before = past[:, step] if step < period else levels[..., step - period, :]
        levels[..., step, :] += before
    return levels
