"""Settings that cannot work, in the words of the page: which control, and where to move it.

The package refuses the same settings, but names its own fields; a page has to name its controls.
"""

from collections.abc import Callable, Mapping
from typing import Any

from forecasting.dashboard.values import (
    Values,
    length_of,
    source_from,
    split_from,
    with_validation,
)
from forecasting.data import OWN, SIGNALS
from forecasting.experiment import SETTINGS

SMALLEST_CLIP, NO_CLIPPING = SETTINGS["clip"].low, SETTINGS["clip"].off or 0.0
NO_SEASON = SETTINGS["season"].off


class CannotWork(ValueError):  # noqa: N818 - a setting, no fault of the program
    """Settings that cannot work.

    Attributes:
        changes: New values of controls with which this trouble is gone; empty if there are none.
        label: What a button says that sets them.
    """

    def __init__(
        self, message: str, changes: Mapping[str, Any] | None = None, label: str = ""
    ) -> None:
        super().__init__(message)
        self.changes = dict(changes or {})
        self.label = label


def check(values: Values) -> None:
    """Refuse what the controls show if that cannot work.

    Raises:
        CannotWork: With the control to move, and to which value.
    """
    for look in CHECKS:
        look(values)


def check_split(values: Values) -> None:
    """Refuse window, horizon and shares that do not fit into the series.

    Raises:
        CannotWork: With the control to move, and to which value.
    """
    for look in OF_SPLIT:
        look(values)


def _cells(values: Values) -> None:
    if not values["cells"]:
        raise CannotWork("No cell is chosen. Choose at least one under “Cells”.")


def _own(values: Values) -> None:
    if values["signal"] == OWN and values.get(OWN) is None:
        raise CannotWork(
            "Your own series is not here. Bring its file on the page “Data generation”, or choose "
            "another series there."
        )


def _cycles(values: Values) -> None:
    most = values["length"] / 2
    if values["signal"] in SIGNALS and values["cycles"] > most:
        raise CannotWork(
            f"{values['length']:,} values can show at most {most:g} cycles, one for two values. "
            f"Set “Cycles” to at most {most:g}, or “Length” to at least "
            f"{_ceil(2 * values['cycles']):,}.",
            {"cycles": most},
            f"Set Cycles to {most:g}",
        )


def _noise(values: Values) -> None:
    if values["anew"] and values["signal"] not in SIGNALS:
        raise CannotWork(
            "A measured series has the one draw of noise that was observed. Switch “New noise for "
            "each seed” off.",
            {"anew": False},
            "Switch it off",
        )
    if values["anew"] and not values["noise"]:
        raise CannotWork(
            "“Noise σ” is 0, so there is no noise to draw. Raise it, or switch “New noise for each "
            "seed” off.",
            {"anew": False},
            "Switch it off",
        )


def _season(values: Values) -> None:
    if values["season"] == 1:
        raise CannotWork(
            "“Seasonal difference” is 1, but a season has at least 2 steps. Set it to 0 for none, "
            "or switch “Difference” on for the step before.",
            {"season": NO_SEASON},
            "Set it to 0",
        )


def _logarithm(values: Values) -> None:
    if not values["log"]:
        return
    lowest = source_from(values).load().values.min()
    if lowest <= 0:
        raise CannotWork(
            f"The smallest value of the series is {lowest:.3g}, but a logarithm needs values above "
            "0. Switch “Logarithm” off.",
            {"log": False},
            "Switch it off",
        )


def _shares(values: Values) -> None:
    train, validation = values["train"], values["validation"]
    if train + validation < 1 or (train + validation == 1 and values["judged"] == "training"):
        return
    raise CannotWork(
        f"A training share of {train:.0%}{_and_validation(validation)} leaves nothing to test on. "
        "Lower “Training share”" + (" or “Validation share”" if validation else "") + ".",
        {"train": 0.7, "validation": min(validation, 0.15)},
        "Set the training share to 70 %",
    )


def _validation(values: Values) -> None:
    asks = [
        (values["patience"], "“Patience” stops a network when its loss"),
        (len(values["rates"]) > 1, "“Learning rates to try” picks the rate whose loss"),
    ]
    for asked, words in asks:
        if asked and not values["validation"]:
            raise CannotWork(
                f"{words} on the validation part calls for it, but there is no such part. Raise "
                "“Validation share”, to 15 % for example.",
                with_validation(values),
                "Make a validation part",
            )
    length = length_of(values)
    split = split_from(values)
    if values["validation"] and split.test_index(length) == split.split_index(length):
        raise CannotWork(
            f"The validation share of {values['validation']:.1%} is less than one of {length:,} "
            "values. Raise “Validation share”, or set it to 0 %.",
            {"validation": 0.0},
            "Set Validation share to 0 %",
        )


def _window(values: Values) -> None:
    length, split = length_of(values), split_from(values)
    most = split.longest_window(length)
    if split.window_length <= most:
        return
    behind = (
        f"{split.horizon:,} behind it for the horizon"
        if split.judged_on == "training"
        else "the value behind it"
    )
    lost = split.transform.lost
    taken = f", of which differences take the first {lost:,}" if lost else ""
    words = (
        f"The training part has {split.split_index(length):,} of {length:,} values{taken}. A "
        f"window of {split.window_length:,} and {behind} do not fit into it."
    )
    if most < 1:
        raise CannotWork(f"{words} Raise {_longer(values)}{_or_season(values)}.")
    raise CannotWork(
        f"{words} Move “Window” to at most {most:,}, or raise {_longer(values)}.",
        {"window": most},
        f"Set Window to {most:,}",
    )


def _horizon(values: Values) -> None:
    length, split = length_of(values), split_from(values)
    most = split.longest_horizon(length)
    if split.horizon <= most:
        return
    part = f"test part has only {length - split.test_index(length):,} of {length:,} values"
    words = f"The horizon is {split.horizon:,} steps, but the {part}."
    if most < 1:
        raise CannotWork(f"{words} Lower “Training share”, or make the series longer.")
    raise CannotWork(
        f"{words} Set “Horizon” to at most {most:,}, or lower “Training share”.",
        {"horizon": most},
        f"Set Horizon to {most:,}",
    )


def _warm_up(values: Values) -> None:
    if values["objective"] == "free_running" and values["warm_up"] > values["window"]:
        raise CannotWork(
            f"The warm-up of {values['warm_up']:,} steps is longer than the window of "
            f"{values['window']:,} values. Set “Warm-up” to at most {values['window']:,}, or move "
            f"“Window” to at least {values['warm_up']:,}.",
            {"warm_up": values["window"]},
            f"Set Warm-up to {values['window']:,}",
        )


def _clip(values: Values) -> None:
    if NO_CLIPPING < values["clip"] < SMALLEST_CLIP:
        raise CannotWork(
            f"“Clip gradient norm” is {values['clip']:g}; below {SMALLEST_CLIP:f} nothing would be "
            "learnt. Set it to 0 for no limit, or to 0.5, for example.",
            {"clip": NO_CLIPPING},
            "Set it to 0",
        )


OF_SPLIT: tuple[Callable[[Values], None], ...] = (_shares, _validation, _window, _horizon)
"""What is about the cuts in time; in this order: each may rely on those before it."""

CHECKS = (_cells, _own, _cycles, _noise, _season, _logarithm, *OF_SPLIT, _warm_up, _clip)


def _and_validation(share: float) -> str:
    return f" and a validation share of {share:.0%}" if share else ""


def _longer(values: Values) -> str:
    """What makes the training part longer."""
    return "“Training share”" + (" or “Length”" if values["signal"] in SIGNALS else "")


def _or_season(values: Values) -> str:
    return ", or lower “Seasonal difference”" if values["season"] else ""


def _ceil(number: float) -> int:
    return -int(-number // 1)
