"""Verdicts in plain English."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from forecasting.evaluation.few_seeds import few_for_a_pair, too_few_once
from forecasting.evaluation.pair_figures import (
    diverged,
    figures,
    interval,
    lower,
    luck,
    pair,
    seeds_of,
    wins,
)
from forecasting.evaluation.reach import reach
from forecasting.evaluation.sample_size import MOST_SEEDS
from forecasting.evaluation.verdict import Answer, PairVerdict
from forecasting.evaluation.verdict_phrases import at_steps, called, p_text, runs, seeds_in_words
from forecasting.messages import (
    Message,
    as_sentence,
    beside,
    clauses,
    listed,
    message,
    phrase,
    plural,
)


def sentence(verdict: PairVerdict) -> Message:
    """One pair: who beats or leads whom and by how much, or why no difference is shown."""
    if verdict.answer == "beats":
        return message(
            "{where} {better} beats {worse} ({figures}).",
            figures=figures(verdict),
            **_of_two(verdict),
        )
    if verdict.answer == "leads":
        return _small_lead(verdict)
    if verdict.reason == "same":
        return _with_divergence(verdict)
    return as_sentence(clauses([*_nothing_shown(verdict), *diverged(verdict)]))


def cell_sentences(verdicts: Sequence[PairVerdict]) -> tuple[Message, ...]:
    """The answer for all pairs of cells; too few seeds are reported once, not for each pair.

    Args:
        verdicts: Of `compare_cells`, at one horizon.
    """
    if not verdicts:
        return (message("There is only one cell: train another to compare it with."),)
    rest = tuple(sentence(verdict) for verdict in verdicts if verdict.reason != "seeds")
    return (*too_few_once(verdicts), *rest)


def baseline_sentences(verdicts: Sequence[PairVerdict]) -> tuple[Message, ...]:
    """The answer for each baseline: which cells beat it, which it beats, or that none does.

    Args:
        verdicts: Of `compare_with_baselines`, at one horizon.
    """
    if not verdicts:
        return (message("There is no baseline for this series to compare the cells with."),)
    families = groupby(verdicts, key=lambda verdict: verdict.baseline)
    return too_few_once(verdicts) or tuple(_family(list(family)) for _, family in families)


def _of_two(verdict: PairVerdict) -> Mapping[str, Any]:
    """Where, and who is better than whom."""
    return {
        "where": at_steps(verdict.steps_ahead, verdict.stretches),
        "better": called(verdict.better, verdict.baseline),
        "worse": called(verdict.worse, verdict.baseline),
    }


def _small_lead(verdict: PairVerdict) -> Message:
    """A small lead, and why it is no more: too few wins, or one stretch that all rests on."""
    p = p_text(verdict.p_adjusted)
    test = beside([interval(verdict), p]) if math.isfinite(verdict.log_ratio) else p
    given = {
        "lower": lower(verdict),
        "wins": wins(verdict),
        "notes": clauses([test, *diverged(verdict), *reach(verdict)]),
        **_of_two(verdict),
    }
    if verdict.rests_on_one:
        return message(
            "{where} {better} has a small lead on {worse}: {lower}, in {wins}, but without one of "
            "these stretches nothing is shown ({notes}).",
            **given,
        )
    return message(
        "{where} {better} has a small lead on {worse}: {lower}, but only in {wins} ({notes}).",
        **given,
    )


def _with_divergence(verdict: PairVerdict) -> Message:
    """Two between which there is no difference, and at which seeds there is no error either."""
    notes = [] if min(verdict.diverged) == verdict.seeds else diverged(verdict)
    return as_sentence(clauses([_same(verdict), *notes]))


def _same(verdict: PairVerdict) -> Message:
    """Two that have the same error, or none at all."""
    given = pair(verdict)
    if verdict.stretches > 1:
        return _same_everywhere(verdict)
    if min(verdict.diverged) == verdict.seeds:
        return plural(
            "{where} {one} and {other} diverged in the only seed",
            "{where} {one} and {other} diverged in all {count} seeds",
            count=verdict.seeds,
            **given,
        )
    return plural(
        "{where} {one} and {other} have the same error in the only seed",
        "{where} {one} and {other} have the same error in all {count} seeds",
        count=verdict.seeds,
        **given,
    )


def _same_everywhere(verdict: PairVerdict) -> Message:
    """The same, at several stretches."""
    given = {"runs": runs(verdict.seeds, verdict.stretches), **pair(verdict)}
    if min(verdict.diverged) == verdict.seeds:
        return phrase("{where} {one} and {other} diverged in all of {runs}", **given)
    return phrase("{where} {one} and {other} have the same error in all of {runs}", **given)


def _nothing_shown(verdict: PairVerdict) -> tuple[Message, ...]:
    """That there is no verdict about a pair, and what it would take."""
    if verdict.reason == "seeds":
        return (few_for_a_pair(verdict),)
    if verdict.reason == "mixed":
        return (_mixed(verdict),)
    shown = phrase(
        "{where} no difference is shown between {one} and {other} with {seeds} ({luck})",
        seeds=seeds_of(verdict),
        luck=luck(verdict),
        **pair(verdict),
    )
    return (shown, *_needed(verdict))


def _mixed(verdict: PairVerdict) -> Message:
    """Many small wins beside few large losses, or the reverse."""
    return phrase(
        "{where} no difference is shown between {one} and {other} with {seeds} ({luck}): "
        "{better} is better on average, but only in {wins}",
        seeds=seeds_of(verdict),
        luck=luck(verdict),
        better=called(verdict.better, verdict.baseline),
        wins=wins(verdict),
        **pair(verdict),
    )


def _needed(verdict: PairVerdict) -> tuple[Message, ...]:
    """How many seeds it would take, of the question that is asked: two cells, all steps."""
    if verdict.steps_ahead is not None or verdict.baseline is not None:
        return ()
    needed, stretches = verdict.seeds_needed, verdict.stretches
    if needed is None:
        most = seeds_in_words(MOST_SEEDS, stretches)
        return (phrase("it would take more than {seeds} like these: call it a draw", seeds=most),)
    shown = phrase(
        "with about {seeds} like these, one would be shown four times out of five",
        seeds=seeds_in_words(needed * stretches, stretches),
    )
    return (shown,)


def _family(verdicts: Sequence[PairVerdict]) -> Message:
    """All cells against one baseline."""
    leading, led = _told(verdicts, "leads", True), _told(verdicts, "leads", False)
    others = [_undecided(verdict) for verdict in verdicts if verdict.answer == "open"]
    found = [_beating(verdicts)]
    if leading:
        have = plural(
            "{cells} has a small lead on it",
            "{cells} have a small lead on it",
            count=len(leading),
            cells=listed(leading),
        )
        found.append(have)
    if led:
        found.append(phrase("it has a small lead on {cells}", cells=listed(led)))
    if others:
        found.append(phrase("no difference from it is shown for {cells}", cells=listed(others)))
    return as_sentence(clauses(found))


def _beating(verdicts: Sequence[PairVerdict]) -> Message:
    """Which cells beat a baseline, and which it beats."""
    winners, losers = _told(verdicts, "beats", True), _told(verdicts, "beats", False)
    given = {
        "where": at_steps(verdicts[0].steps_ahead, verdicts[0].stretches),
        "cells": listed(winners),
        "baseline": called(str(verdicts[0].baseline), verdicts[0].baseline),
        "losers": listed(losers),
    }
    if losers and winners:
        return plural(
            "{where} {cells} beats {baseline}, which beats {losers}",
            "{where} {cells} beat {baseline}, which beats {losers}",
            count=len(winners),
            **given,
        )
    if losers:
        return phrase("{where} no cell beats {baseline}, which beats {losers}", **given)
    if not winners:
        return phrase("{where} no cell beats {baseline}", **given)
    return plural(
        "{where} {cells} beats {baseline}",
        "{where} {cells} beat {baseline}",
        count=len(winners),
        **given,
    )


def _told(verdicts: Sequence[PairVerdict], answer: Answer, is_better: bool) -> list[Message]:
    """The cells of which this is shown beside their baseline, or the reverse, with figures."""
    found = [v for v in verdicts if v.answer == answer and (v.worse == v.baseline) == is_better]
    cells = [v.better if is_better else v.worse for v in found]
    return [
        phrase("{cell} ({figures})", cell=called(cell, v.baseline), figures=figures(v))
        for cell, v in zip(cells, found, strict=True)
    ]


def _undecided(verdict: PairVerdict) -> Message:
    """A cell that no difference from a baseline is shown for, and whether members diverged."""
    cell = verdict.worse if verdict.better == verdict.baseline else verdict.better
    name = called(cell, verdict.baseline)
    tested = [] if verdict.reason in {"same", "seeds"} else [luck(verdict)]
    notes = [*tested, *diverged(verdict, known=cell)]
    return phrase("{name} ({notes})", name=name, notes=clauses(notes)) if notes else name
