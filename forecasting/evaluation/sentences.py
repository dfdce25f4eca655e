"""Verdicts in plain English."""

import math
from collections.abc import Sequence
from itertools import groupby

from forecasting.evaluation.sample_size import ALPHA, seeds_needed, smallest_p
from forecasting.evaluation.verdict import LEAST_PROBABILITY, PairVerdict
from forecasting.evaluation.wording import called, counted, listed, spelled


def sentence(verdict: PairVerdict) -> str:
    """One pair: who beats whom and by how much, or why no difference is shown."""
    if verdict.shown:
        better, worse = (
            called(verdict.better, verdict.baseline),
            called(verdict.worse, verdict.baseline),
        )
        return f"{_at(verdict)} {better} beats {worse} ({_figures(verdict)})."
    diverged = "" if verdict.reason == "same" else "".join(f"; {n}" for n in _diverged(verdict))
    return f"{_at(verdict)} {_nothing_shown(verdict)}{diverged}."


def cell_sentences(verdicts: Sequence[PairVerdict]) -> tuple[str, ...]:
    """The answer for all pairs of cells; too few seeds are reported once, not for each pair.

    Args:
        verdicts: Of `compare_cells`, at one horizon.
    """
    if not verdicts:
        return ("There is only one cell: train another to compare it with.",)
    rest = tuple(sentence(verdict) for verdict in verdicts if verdict.reason != "seeds")
    return (*_too_few_once(verdicts, "No difference can be shown"), *rest)


def baseline_sentences(verdicts: Sequence[PairVerdict]) -> tuple[str, ...]:
    """The answer for each baseline: which cells beat it, which it beats, or that none does.

    Args:
        verdicts: Of `compare_with_baselines`, at one horizon.
    """
    if not verdicts:
        return ("There is no baseline for this series to compare the cells with.",)
    families = groupby(verdicts, key=lambda verdict: verdict.baseline)
    return _too_few_once(verdicts, "No difference from a baseline can be shown") or tuple(
        _family(list(family)) for _, family in families
    )


def scope(series: str, horizon: int, budget: str, origins: int | None = None) -> str:
    """What the verdicts are about, so that nobody takes them for more.

    Args:
        series: Its title.
        horizon: Steps ahead that were forecast.
        budget: In words, such as "equal hidden size (64)".
        origins: Test origins, if known; one alone deserves a warning.
    """
    words = f"This holds for {series}, forecast up to {counted(horizon, 'step')} ahead, at {budget}"
    if origins == 1:
        return f"{words}, from a single origin: it is about that one moment of the series."
    return f"{words}; another series, horizon or budget may give another answer."


def _nothing_shown(verdict: PairVerdict) -> str:
    pair = f"{_short(verdict, verdict.better)} and {_short(verdict, verdict.worse)}"
    seeds, needed = counted(verdict.seeds, "seed"), verdict.seeds_needed
    shown = f"no difference is shown between {pair}"
    if verdict.reason == "same":
        both = "diverged" if min(verdict.diverged) == verdict.seeds else "have the same error"
        return f"{pair} {both} in {_each(verdict.seeds)}"
    if verdict.reason == "seeds":
        return f"no difference can be shown between {pair} {_too_few(verdict)}"
    if needed > verdict.seeds:
        large = verdict.probability >= LEAST_PROBABILITY
        size = "a difference of this size" if large else "one that counts, in three of four seeds"
        return f"{shown} with {seeds}; about {needed} would be needed to see {size}"
    if verdict.reason == "small":
        wins = f"{called(verdict.better, verdict.baseline)} is better in {verdict.wins} of {seeds}"
        return f"{shown}: {wins}, and a difference counts from three of four"
    if verdict.p_adjusted >= ALPHA:
        return f"{shown} with {seeds}: what is seen may be luck (p = {verdict.p_adjusted:.2g})"
    return f"{shown} with {seeds}: the wins are many, but small beside the losses"


def _too_few_once(verdicts: Sequence[PairVerdict], words: str) -> tuple[str, ...]:
    """One sentence in place of one for each pair; none if there are seeds enough."""
    few = [verdict for verdict in verdicts if verdict.reason == "seeds"]
    if not few:
        return ()
    # A cell is in several pairs; what it did is said once.
    notes = dict.fromkeys(note for verdict in few for note in _diverged(verdict))
    return (f"{words} {_too_few(few[0])}{''.join(f'; {note}' for note in notes)}.",)


def _too_few(verdict: PairVerdict) -> str:
    least, pairs = verdict.least_seeds, verdict.pairs
    words = f"with {counted(verdict.seeds, 'seed')} at {100 * ALPHA:.0f} %: "
    if verdict.seeds > 1:
        smallest = smallest_p(verdict.seeds)
        words += f"the smallest p is {smallest:.4g}"
        corrected = f"{min(1.0, pairs * smallest):.4g} corrected for {spelled(pairs)} pairs"
        words += f", or {corrected}; " if pairs > 1 else "; "
    counts = f"about {seeds_needed(LEAST_PROBABILITY)} to see one that shows in three of four seeds"
    return f"{words}{least} seeds would be the least, and {counts}"


def _family(verdicts: Sequence[PairVerdict]) -> str:
    """All cells against one baseline."""
    first, baseline = verdicts[0], str(verdicts[0].baseline)
    shown = [verdict for verdict in verdicts if verdict.shown]
    winners = [f"{called(v.better, v.baseline)} ({_wins(v)})" for v in shown if v.worse == baseline]
    losers = [f"{called(v.worse, v.baseline)} ({_wins(v)})" for v in shown if v.better == baseline]
    others = [_undecided(verdict) for verdict in verdicts if not verdict.shown]
    verb = "beat" if len(winners) > 1 else "beats"
    words = f"{_at(first)} {listed(winners) or 'no cell'} {verb} {called(baseline, first.baseline)}"
    words += f", which beats {listed(losers)}" if losers else ""
    words += f"; no difference from it is shown for {listed(others)}" if others else ""
    return f"{words}."


def _undecided(verdict: PairVerdict) -> str:
    """A cell that no difference from a baseline is shown for, and whether members diverged."""
    cell = verdict.worse if verdict.better == verdict.baseline else verdict.better
    name = called(cell, verdict.baseline)
    notes = "; ".join(_diverged(verdict)).removeprefix(f"{name} ")
    return f"{name} ({notes})" if notes else name


def _figures(verdict: PairVerdict) -> str:
    """What stands in brackets beside a pair."""
    if not math.isfinite(verdict.log_ratio):
        return _wins(verdict)
    low, high = (rounded_percent(end) for end in verdict.reduction_interval)
    return f"{_wins(verdict)}, 95 % interval {low}–{high} %"


def _wins(verdict: PairVerdict) -> str:
    """Seeds and percentage; the latter only if no error is infinite or 0."""
    words = f"{verdict.wins} of {counted(verdict.seeds, 'seed')}"
    if math.isfinite(verdict.log_ratio):
        words += f", {rounded_percent(verdict.reduction)} % lower RMSE"
    return "; ".join([words, *_diverged(verdict)])


def _diverged(verdict: PairVerdict) -> list[str]:
    """What to say of members that diverged."""
    sides = zip((verdict.better, verdict.worse), verdict.diverged, strict=True)
    return [
        f"{called(name, verdict.baseline)} diverged"
        + ("" if name == verdict.baseline else f" in {count} of {counted(verdict.seeds, 'seed')}")
        for name, count in sides
        if count
    ]


def _at(verdict: PairVerdict) -> str:
    if verdict.steps_ahead is None:
        return "Over all steps"
    return f"At {counted(verdict.steps_ahead, 'step')} ahead"


def _short(verdict: PairVerdict, name: str) -> str:
    return name if verdict.baseline is None else called(name, verdict.baseline)


def _each(seeds: int) -> str:
    return "the only seed" if seeds == 1 else f"all {seeds} seeds"


def rounded_percent(share: float) -> str:
    """Whole, but never "100" lower, and one digit of less than 1."""
    percent = 100 * share
    if percent > 99:
        return f"{math.floor(10 * min(percent, 99.9)) / 10:g}"
    return f"{percent:.0f}" if abs(percent) >= 1 else f"{percent:.1g}"
