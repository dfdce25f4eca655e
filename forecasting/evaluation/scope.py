"""What verdicts are about, so that nobody takes them for more."""

from collections.abc import Mapping
from typing import Any

from forecasting.messages import Message, plural


def scope(
    series: str, horizon: int, budget: str, origins: int | None = None, stretches: int | None = None
) -> Message:
    """For what the verdicts hold.

    Args:
        series: Its title.
        horizon: Steps ahead that were forecast.
        budget: In words, such as "equal hidden size (64)".
        origins: Test origins, if known; one alone deserves a warning.
        stretches: Of the series, each with test data; None where each seed has data of its own.
    """
    given = {"series": series, "budget": budget}
    if origins == 1:
        return plural(
            "This holds for {series}, forecast up to {count} step ahead, at {budget}, from a "
            "single origin: it is about that one moment of the series.",
            "This holds for {series}, forecast up to {count} steps ahead, at {budget}, from a "
            "single origin: it is about that one moment of the series.",
            count=horizon,
            **given,
        )
    if stretches is not None:
        return _of_stretches(stretches, horizon, given)
    return plural(
        "This holds for {series}, forecast up to {count} step ahead, at {budget}; another series, "
        "horizon or budget may give another answer.",
        "This holds for {series}, forecast up to {count} steps ahead, at {budget}; another "
        "series, horizon or budget may give another answer.",
        count=horizon,
        **given,
    )


def _of_stretches(stretches: int, horizon: int, given: Mapping[str, Any]) -> Message:
    """Of one series, at one place or at several."""
    if stretches == 1:
        return plural(
            "This holds for one stretch of test data of {series}, forecast up to {count} step "
            "ahead, at {budget}; another stretch, series, horizon or budget may give another "
            "answer.",
            "This holds for one stretch of test data of {series}, forecast up to {count} steps "
            "ahead, at {budget}; another stretch, series, horizon or budget may give another "
            "answer.",
            count=horizon,
            **given,
        )
    return plural(
        "This holds for {stretches} stretches of {series}, forecast up to {count} step ahead, at "
        "{budget}; another series, horizon or budget may give another answer, and so may another "
        "stretch where nothing is said of others.",
        "This holds for {stretches} stretches of {series}, forecast up to {count} steps ahead, at "
        "{budget}; another series, horizon or budget may give another answer, and so may another "
        "stretch where nothing is said of others.",
        count=horizon,
        stretches=stretches,
        **given,
    )
