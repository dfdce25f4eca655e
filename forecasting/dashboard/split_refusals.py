"""Windows, horizons and shares that do not fit into a series, in the words of the page."""

from collections.abc import Callable, Iterator

from forecasting.dashboard.cannot_work import CannotWork
from forecasting.dashboard.too_many_stretches import too_many
from forecasting.dashboard.values import Values, piece_length_of, split_from, with_validation
from forecasting.data import SIGNALS, Split
from forecasting.messages import Message, in_turn, message, phrase


def _shares(values: Values) -> None:
    train, validation = values["train"], values["validation"]
    if train + validation < 1 or (train + validation == 1 and values["judged"] == "training"):
        return
    changes = {"train": 0.7, "validation": min(validation, 0.15)}
    raise CannotWork(
        _nothing_to_test_on(train, validation), changes, phrase("Set the training share to 70 %")
    )


def _nothing_to_test_on(train: float, validation: float) -> Message:
    if not validation:
        return message(
            "A training share of {train:.0%} leaves nothing to test on. Lower “Training share”.",
            train=train,
        )
    return message(
        "A training share of {train:.0%} and a validation share of {validation:.0%} leaves nothing "
        "to test on. Lower “Training share” or “Validation share”.",
        train=train,
        validation=validation,
    )


def _validation(values: Values) -> None:
    for trouble in _without_validation(values):
        raise CannotWork(trouble, with_validation(values), phrase("Make a validation part"))
    length = piece_length_of(values)
    split = split_from(values)
    if values["validation"] and split.test_index(length) == split.split_index(length):
        raise CannotWork(
            message(
                "The validation share of {share:.1%} is less than one of {length:,} values. Raise "
                "“Validation share”, or set it to 0 %.",
                share=values["validation"],
                length=length,
            ),
            {"validation": 0.0},
            phrase("Set Validation share to 0 %"),
        )


def _without_validation(values: Values) -> Iterator[Message]:
    """What calls for a validation part, if there is none."""
    if values["patience"] and not values["validation"]:
        yield message(
            "“Patience” stops a network when its loss on the validation part calls for it, but "
            "there is no such part. Raise “Validation share”, to 15 % for example."
        )
    if len(values["rates"]) > 1 and not values["validation"]:
        yield message(
            "“Learning rates to try” picks the rate whose loss on the validation part calls for "
            "it, but there is no such part. Raise “Validation share”, to 15 % for example."
        )


def _window(values: Values) -> None:
    length, split = piece_length_of(values), split_from(values)
    most = split.longest_window(length)
    if split.window_length <= most:
        return
    trouble = [_training_part(split, length), _too_long(split)]
    if most < 1:
        raise CannotWork(in_turn([*trouble, _no_window(values)]))
    way_out = message(
        "Move “Window” to at most {most:,}, or raise {longer}.", most=most, longer=_longer(values)
    )
    label = phrase("Set Window to {most:,}", most=most)
    raise CannotWork(in_turn([*trouble, way_out]), {"window": most}, label)


def _training_part(split: Split, length: int) -> Message:
    given = {"part": split.split_index(length), "length": length}
    if not split.transform.lost:
        return message("The training part has {part:,} of {length:,} values.", **given)
    return message(
        "The training part has {part:,} of {length:,} values, of which differences take the first "
        "{lost:,}.",
        lost=split.transform.lost,
        **given,
    )


def _too_long(split: Split) -> Message:
    if split.judged_on == "training":
        return message(
            "A window of {window:,} and {horizon:,} behind it for the horizon do not fit into it.",
            window=split.window_length,
            horizon=split.horizon,
        )
    return message(
        "A window of {window:,} and the value behind it do not fit into it.",
        window=split.window_length,
    )


def _no_window(values: Values) -> Message:
    longer = _longer(values)
    if values["season"]:
        return message("Raise {longer}, or lower “Seasonal difference”.", longer=longer)
    return message("Raise {longer}.", longer=longer)


def _horizon(values: Values) -> None:
    length, split = piece_length_of(values), split_from(values)
    most = split.longest_horizon(length)
    if split.horizon <= most:
        return
    trouble = message(
        "The horizon is {horizon:,} steps, but the test part has only {part:,} of {length:,} "
        "values.",
        horizon=split.horizon,
        part=length - split.test_index(length),
        length=length,
    )
    if most < 1:
        way_out = message("Lower “Training share”, or make the series longer.")
        raise CannotWork(in_turn([trouble, way_out]))
    way_out = message("Set “Horizon” to at most {most:,}, or lower “Training share”.", most=most)
    label = phrase("Set Horizon to {most:,}", most=most)
    raise CannotWork(in_turn([trouble, way_out]), {"horizon": most}, label)


def _longer(values: Values) -> Message:
    """What makes the training part longer."""
    if values["signal"] in SIGNALS:
        return phrase("“Training share” or “Length”")
    return phrase("“Training share”")


OF_SPLIT: tuple[Callable[[Values], None], ...] = (
    _shares,
    too_many,
    _validation,
    _window,
    _horizon,
)
"""What is about the cuts in time; in this order: each may rely on those before it."""
