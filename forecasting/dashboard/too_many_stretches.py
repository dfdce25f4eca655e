"""Stretches that a series is too short for, or that would say nothing."""

from forecasting.dashboard.cannot_work import CannotWork
from forecasting.dashboard.values import (
    Values,
    length_of,
    most_stretches,
    piece_length_of,
    split_from,
)
from forecasting.messages import message, phrase


def too_many(values: Values) -> None:
    """Too many for the lengths; where not even one would do, others say why."""
    most, wanted = most_stretches(values), values["stretches"]
    if not 1 <= most < wanted:
        return
    each, split = piece_length_of(values), split_from(values)
    raise CannotWork(
        message(
            "Each of {stretches} stretches has {each:,} of {length:,} values, {trained:,} to train "
            "on and {tested:,} to test on, which is too few for the window of {window:,} and the "
            "horizon of {horizon:,}. Set “Stretches” to at most {most}, shorten the window or the "
            "horizon, or take a longer series.",
            stretches=wanted,
            each=each,
            length=length_of(values),
            trained=split.split_index(each),
            tested=each - split.test_index(each),
            window=split.window_length,
            horizon=split.horizon,
            most=most,
        ),
        {"stretches": most},
        phrase("Set Stretches to {most}", most=most),
    )


def each_its_own(values: Values) -> None:
    """Where every seed has a series of its own there is nothing for stretches to do."""
    if values["anew"] and values["stretches"] > 1:
        raise CannotWork(
            message(
                "With “New noise for each seed” every seed has a series and a test part of its own "
                "already. Set “Stretches” to 1, or switch that off."
            ),
            {"stretches": 1},
            phrase("Set Stretches to 1"),
        )
