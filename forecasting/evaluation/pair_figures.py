"""What stands in brackets beside a pair: wins, by how much, its interval, p, who diverged."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forecasting import digits
from forecasting.evaluation.reach import reach
from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdict_phrases import (
    at_steps,
    called,
    least_in_words,
    p_text,
    runs,
    seeds_in_words,
)
from forecasting.messages import Message, clauses, phrase, plural

MOST_WRITTEN = 1e9
"""Below it a number is written out."""


def seeds_of(verdict: PairVerdict) -> Message:
    """With how many seeds, at how many stretches."""
    return seeds_in_words(verdict.seeds, verdict.stretches)


def least_of(verdict: PairVerdict) -> str:
    """With how many something could be shown at least."""
    return least_in_words(verdict.least_seeds, verdict.stretches)


def figures(verdict: PairVerdict) -> str:
    """All of it: no percentage if an error is infinite or 0."""
    given = {"wins": wins(verdict), "p": p_text(verdict.p_adjusted)}
    told = phrase("{wins}, {p}", **given)
    if math.isfinite(verdict.log_ratio):
        told = phrase(
            "{wins}, {lower}, {interval}, {p}",
            lower=lower(verdict),
            interval=interval(verdict),
            **given,
        )
    return clauses([told, *diverged(verdict), *reach(verdict)])


def wins(verdict: PairVerdict) -> Message:
    """At how many seeds the one is better; of several stretches, at how many of these, too."""
    if verdict.stretches > 1:
        return plural(
            "{wins} of {pairs} pairs of seed and stretch, at {places} of {count} stretch",
            "{wins} of {pairs} pairs of seed and stretch, at {places} of {count} stretches",
            count=verdict.stretches,
            wins=verdict.wins,
            pairs=verdict.seeds,
            places=verdict.stretch_wins,
        )
    return plural(
        "{wins} of {count} seed", "{wins} of {count} seeds", count=verdict.seeds, wins=verdict.wins
    )


def lower(verdict: PairVerdict) -> Message:
    """By how much an error is lower, if that is known, and by which measure."""
    if not math.isfinite(verdict.log_ratio):
        return phrase("a lower {measure}", measure=verdict.measure)
    percent = rounded_percent(verdict.reduction)
    return phrase("{percent} % lower {measure}", percent=percent, measure=verdict.measure)


def interval(verdict: PairVerdict) -> Message:
    """Of a lower error."""
    low, high = (rounded_percent(end) for end in verdict.reduction_interval)
    return phrase("95 % interval {low}–{high} %", low=low, high=high)


def luck(verdict: PairVerdict) -> str:
    """The test of what may be luck, and between what the difference lies."""
    p = p_text(verdict.p_adjusted)
    if not math.isfinite(verdict.log_ratio):
        return p
    low, high = verdict.reduction_interval
    given = {
        "p": p,
        "one": short(verdict, verdict.better),
        "other": short(verdict, verdict.worse),
        "high": rounded_percent(high),
    }
    if low < 0:
        return phrase(
            "{p}; 95 % interval: {one} {above} % above to {high} % below {other}",
            above=percent_in_words(-low),
            **given,
        )
    return phrase(
        "{p}; 95 % interval: {one} {low} to {high} % below {other}",
        low=rounded_percent(low),
        **given,
    )


def diverged(verdict: PairVerdict, known: str = "") -> list[Message]:
    """What to say of members that diverged.

    Args:
        verdict: Of a pair.
        known: Who of the two was just named, and need not be again.
    """
    sides = zip((verdict.better, verdict.worse), verdict.diverged, strict=True)
    return [_lost(verdict, name, count, name == known) for name, count in sides if count]


def _lost(verdict: PairVerdict, name: str, lost: int, is_known: bool) -> Message:
    who = called(name, verdict.baseline)
    if name == verdict.baseline:
        return phrase("{who} diverged", who=who)
    of = runs(verdict.seeds, verdict.stretches)
    if is_known:
        return phrase("diverged in {lost} of {of}", lost=lost, of=of)
    return phrase("{who} diverged in {lost} of {of}", who=who, lost=lost, of=of)


def pair(verdict: PairVerdict) -> Mapping[str, Any]:
    """Where, and the two, without an article if both are cells."""
    one, other = short(verdict, verdict.better), short(verdict, verdict.worse)
    return {"where": at_steps(verdict.steps_ahead, verdict.stretches), "one": one, "other": other}


def short(verdict: PairVerdict, name: str) -> str:
    """Without an article where two cells are told apart."""
    return name if verdict.baseline is None else called(name, verdict.baseline)


def rounded_percent(share: float) -> str:
    """By how much an error is lower: never by "100"."""
    if share > 0.99:
        return f"{math.floor(1000 * min(share, 0.999)) / 10:g}"
    return percent_in_words(share)


def percent_in_words(share: float) -> str:
    """Whole, and one digit of less than 1: "31", "0.4", "0.00002"; thousands with their commas."""
    percent = 100 * share + 0.0  # no "-0"
    if abs(percent) < 1:
        return f"{Decimal(f'{percent:.1g}'):f}"
    return f"{percent:,.0f}" if percent < MOST_WRITTEN else digits.number(percent)


def times_in_words(times: float) -> str:
    """How many times as high: whole, "12", or "3.20 × 10¹²"."""
    return f"{times:,.0f}" if times < MOST_WRITTEN else digits.number(times)
