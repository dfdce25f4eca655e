"""How far each control goes: not to where the other settings could not work."""

import math
from collections.abc import Callable

from forecasting.dashboard import controls, refusals, url
from forecasting.dashboard.split_refusals import OF_SPLIT
from forecasting.dashboard.values import Values, most_stretches, piece_length_of, split_from

STEPS = 20
"""Of a share, from 0 to 1."""


def of(name: str) -> tuple[float, float]:
    """Lowest and highest value of a control now; what it shows lies within, whatever that is."""
    low, high = url.LIMITS[name]
    values = controls.values()
    try:
        least, most = NARROWED[name](values) if name in NARROWED else (low, high)
    except ValueError:  # where nothing works, something else has to be moved first
        least, most = low, high
    now = values[name]
    return min(max(low, least), now), max(min(high, most), now)


def _window(values: Values) -> tuple[float, float]:
    least = values["warm_up"] if values["objective"] == "free_running" else 1
    most = split_from(values).longest_window(piece_length_of(values))
    return least, max(most, least + 1)


def _horizon(values: Values) -> tuple[float, float]:
    return 1, max(1, split_from(values).longest_horizon(piece_length_of(values)))


def _stretches(values: Values) -> tuple[float, float]:
    return 1, 1 if values["anew"] else max(1, most_stretches(values))


def _warm_up(values: Values) -> tuple[float, float]:
    return 1, values["window"] if values["objective"] == "free_running" else math.inf


def _share(name: str) -> Callable[[Values], tuple[float, float]]:
    """The shares with which the rest works, in steps that the control makes."""

    def ends(values: Values) -> tuple[float, float]:
        low, high = url.LIMITS[name]
        steps = range(round(STEPS * low), round(STEPS * high) + 1)
        shares = [step / STEPS for step in steps]
        working = [share for share in shares if _works({**values, name: share})]
        if not working:
            return low, high
        now = math.floor(STEPS * values[name]) / STEPS
        least, most = min([*working, now]), max([*working, now])
        step = 1 / STEPS
        if least < most:
            return least, most
        return (least, least + step) if least + step <= high else (least - step, least)

    return ends


def _works(values: Values) -> bool:
    try:
        refusals.check(values, OF_SPLIT)
    except ValueError:
        return False
    return True


NARROWED: dict[str, Callable[[Values], tuple[float, float]]] = {
    "window": _window,
    "horizon": _horizon,
    "stretches": _stretches,
    "warm_up": _warm_up,
    "train": _share("train"),
    "validation": _share("validation"),
}
"""Controls whose ends depend on others."""
