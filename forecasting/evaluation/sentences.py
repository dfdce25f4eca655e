"""Verdicts in plain English."""

import math
from collections.abc import Sequence
from itertools import groupby

from forecasting.evaluation.sample_size import ALPHA, MOST_SEEDS, smallest_p
from forecasting.evaluation.verdict import Answer, PairVerdict
from forecasting.evaluation.wording import called, counted, listed, p_text, spelled


def sentence(verdict: PairVerdict) -> str:
    """One pair: who beats or leads whom and by how much, or why no difference is shown."""
    better, worse = (called(name, verdict.baseline) for name in (verdict.better, verdict.worse))
    if verdict.answer == "beats":
        return f"{_at(verdict)} {better} beats {worse} ({_figures(verdict)})."
    if verdict.answer == "leads":
        return f"{_at(verdict)} {better} has a small lead on {worse}: {_small(verdict)}."
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
    seeds = counted(verdict.seeds, "seed")
    if verdict.reason == "same":
        both = "diverged" if min(verdict.diverged) == verdict.seeds else "have the same error"
        return f"{pair} {both} in {_each(verdict.seeds)}"
    if verdict.reason == "seeds":
        return f"no difference can be shown between {pair} {_too_few(verdict)}"
    shown = f"no difference is shown between {pair} with {seeds} ({_luck(verdict)})"
    if verdict.reason == "mixed":
        better = called(verdict.better, verdict.baseline)
        return f"{shown}: {better} is better on average, but only in {verdict.wins} of {seeds}"
    return shown + _needed(verdict)


def _needed(verdict: PairVerdict) -> str:
    """How many seeds it would take, of the question that is asked: two cells, all steps."""
    if verdict.steps_ahead is not None or verdict.baseline is not None:
        return ""
    needed = verdict.seeds_needed
    if needed is None:
        return f"; it would take more than {MOST_SEEDS} seeds like these: call it a draw"
    return f"; with about {needed} seeds like these, one would be shown four times out of five"


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
    return f"{words}{least} seeds would be the least"


def _family(verdicts: Sequence[PairVerdict]) -> str:
    """All cells against one baseline."""
    first, baseline = verdicts[0], str(verdicts[0].baseline)
    winners, losers = _told(verdicts, "beats", True), _told(verdicts, "beats", False)
    leading, led = _told(verdicts, "leads", True), _told(verdicts, "leads", False)
    others = [_undecided(verdict) for verdict in verdicts if verdict.answer == "open"]
    verb, have = "beat" if len(winners) > 1 else "beats", "have" if len(leading) > 1 else "has"
    words = f"{_at(first)} {listed(winners) or 'no cell'} {verb} {called(baseline, first.baseline)}"
    words += f", which beats {listed(losers)}" if losers else ""
    words += f"; {listed(leading)} {have} a small lead on it" if leading else ""
    words += f"; it has a small lead on {listed(led)}" if led else ""
    words += f"; no difference from it is shown for {listed(others)}" if others else ""
    return f"{words}."


def _told(verdicts: Sequence[PairVerdict], answer: Answer, is_better: bool) -> list[str]:
    """The cells of which this is shown beside their baseline, or the reverse, with figures."""
    found = [v for v in verdicts if v.answer == answer and (v.worse == v.baseline) == is_better]
    cells = [v.better if is_better else v.worse for v in found]
    return [
        f"{called(cell, v.baseline)} ({_figures(v)})" for cell, v in zip(cells, found, strict=True)
    ]


def _undecided(verdict: PairVerdict) -> str:
    """A cell that no difference from a baseline is shown for, and whether members diverged."""
    cell = verdict.worse if verdict.better == verdict.baseline else verdict.better
    name = called(cell, verdict.baseline)
    tested = [] if verdict.reason in {"same", "seeds"} else [_luck(verdict)]
    notes = "; ".join([*tested, *(n.removeprefix(f"{name} ") for n in _diverged(verdict))])
    return f"{name} ({notes})" if notes else name


def _figures(verdict: PairVerdict) -> str:
    """What stands in brackets beside a pair: no percentage if an error is infinite or 0."""
    words = f"{verdict.wins} of {counted(verdict.seeds, 'seed')}"
    if math.isfinite(verdict.log_ratio):
        words += f", {_lower(verdict)}, {_interval(verdict)}"
    return "; ".join([f"{words}, {p_text(verdict.p_adjusted)}", *_diverged(verdict)])


def _small(verdict: PairVerdict) -> str:
    """What a small lead is made of."""
    wins = f"{verdict.wins} of {counted(verdict.seeds, 'seed')}"
    if not math.isfinite(verdict.log_ratio):
        notes = "; ".join([p_text(verdict.p_adjusted), *_diverged(verdict)])
        return f"a lower {verdict.measure} in only {wins} ({notes})"
    figures = f"{_interval(verdict)}, {p_text(verdict.p_adjusted)}"
    return f"{_lower(verdict)}, but only in {wins} ({figures})"


def _lower(verdict: PairVerdict) -> str:
    """By how much an error is lower, and by which measure."""
    return f"{rounded_percent(verdict.reduction)} % lower {verdict.measure}"


def _interval(verdict: PairVerdict) -> str:
    """Of a lower error."""
    low, high = (rounded_percent(end) for end in verdict.reduction_interval)
    return f"95 % interval {low}–{high} %"


def _luck(verdict: PairVerdict) -> str:
    """The test of what may be luck, and between what the difference lies."""
    if not math.isfinite(verdict.log_ratio):
        return p_text(verdict.p_adjusted)
    low, high = verdict.reduction_interval
    below = f"{rounded_percent(high)} % below"
    ends = (
        f"{-100 * low:.0f} % above to {below}" if low < 0 else f"{rounded_percent(low)} to {below}"
    )
    one, other = _short(verdict, verdict.better), _short(verdict, verdict.worse)
    return f"{p_text(verdict.p_adjusted)}; 95 % interval: {one} {ends} {other}"


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
