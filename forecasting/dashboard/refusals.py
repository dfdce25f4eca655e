"""Settings that cannot work, in the words of the page: which control, and where to move it.

The package refuses the same settings, but names its own fields; a page has to name its controls.
"""

from collections.abc import Callable, Iterable

from forecasting.dashboard.cannot_work import CannotWork
from forecasting.dashboard.split_refusals import OF_SPLIT
from forecasting.dashboard.too_many_stretches import each_its_own
from forecasting.dashboard.values import (
    Values,
    source_from,
)
from forecasting.data import OWN, SIGNALS
from forecasting.experiment import SETTINGS
from forecasting.messages import message, phrase

SMALLEST_CLIP, NO_CLIPPING = SETTINGS["clip"].low, SETTINGS["clip"].off or 0.0
NO_SEASON = SETTINGS["season"].off


def check(values: Values, looks: Iterable[Callable[[Values], None]] | None = None) -> None:
    """Refuse what the controls show if that cannot work.

    Args:
        values: What they show.
        looks: At what of it; at all if not given.

    Raises:
        CannotWork: With the control to move, and to which value.
    """
    for look in CHECKS if looks is None else looks:
        look(values)


def _cells(values: Values) -> None:
    if not values["cells"]:
        raise CannotWork(message("No cell is chosen. Choose at least one under “Cells”."))


def _own(values: Values) -> None:
    if values["signal"] == OWN and values.get(OWN) is None:
        raise CannotWork(
            message(
                "Your own series is not here. Bring its file on the page “Data generation”, or "
                "choose another series there."
            )
        )


def _cycles(values: Values) -> None:
    most = values["length"] / 2
    if values["signal"] in SIGNALS and values["cycles"] > most:
        raise CannotWork(
            message(
                "{count:,} values can show at most {most:g} cycles, one for two values. Set "
                "“Cycles” to at most {most:g}, or “Length” to at least {length:,}.",
                count=values["length"],
                most=most,
                length=_ceil(2 * values["cycles"]),
            ),
            {"cycles": most},
            phrase("Set Cycles to {most:g}", most=most),
        )


def _noise(values: Values) -> None:
    if values["anew"] and values["signal"] not in SIGNALS:
        raise CannotWork(
            message(
                "A measured series has the one draw of noise that was observed. Switch “New "
                "noise for each seed” off."
            ),
            {"anew": False},
            phrase("Switch it off"),
        )
    if values["anew"] and not values["noise"]:
        raise CannotWork(
            message(
                "“Noise σ” is 0, so there is no noise to draw. Raise it, or switch “New noise "
                "for each seed” off."
            ),
            {"anew": False},
            phrase("Switch it off"),
        )


def _season(values: Values) -> None:
    if values["season"] == 1:
        raise CannotWork(
            message(
                "“Seasonal difference” is 1, but a season has at least 2 steps. Set it to 0 "
                "for none, or switch “Difference” on for the step before."
            ),
            {"season": NO_SEASON},
            phrase("Set it to 0"),
        )


def _logarithm(values: Values) -> None:
    if not values["log"]:
        return
    lowest = source_from(values).load().values.min()
    if lowest <= 0:
        raise CannotWork(
            message(
                "The smallest value of the series is {lowest:.3g}, but a logarithm needs "
                "values above 0. Switch “Logarithm” off.",
                lowest=lowest,
            ),
            {"log": False},
            phrase("Switch it off"),
        )


def _warm_up(values: Values) -> None:
    if values["objective"] == "free_running" and values["warm_up"] > values["window"]:
        raise CannotWork(
            message(
                "The warm-up of {values:,} steps is longer than the window of {values_2:,} "
                "values. Set “Warm-up” to at most {values_2:,}, or move “Window” to at least "
                "{values:,}.",
                values=values["warm_up"],
                values_2=values["window"],
            ),
            {"warm_up": values["window"]},
            phrase("Set Warm-up to {most:,}", most=values["window"]),
        )


def _clip(values: Values) -> None:
    if NO_CLIPPING < values["clip"] < SMALLEST_CLIP:
        raise CannotWork(
            message(
                "“Clip gradient norm” is {values:g}; below {smallest_clip:f} nothing would be "
                "learnt. Set it to 0 for no limit, or to 0.5, for example.",
                values=values["clip"],
                smallest_clip=SMALLEST_CLIP,
            ),
            {"clip": NO_CLIPPING},
            phrase("Set it to 0"),
        )


CHECKS = (
    _cells,
    _own,
    _cycles,
    _noise,
    each_its_own,
    _season,
    _logarithm,
    *OF_SPLIT,
    _warm_up,
    _clip,
)


def _ceil(number: float) -> int:
    return -int(-number // 1)
