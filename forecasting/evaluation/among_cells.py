"""What is shown between the cells, in a clause or two."""

from collections.abc import Sequence
from itertools import combinations

from forecasting.evaluation.claims import (
    beating,
    cells_called,
    has_too_few,
    small_leads,
    winners_of,
)
from forecasting.evaluation.pair_figures import least_of, seeds_of
from forecasting.evaluation.sample_size import least_seeds
from forecasting.evaluation.verdict_phrases import called
from forecasting.evaluation.verdicts import Verdicts
from forecasting.messages import clauses, listed, phrase


def among_cells(verdicts: Verdicts) -> str:
    """What is shown between the cells."""
    if has_too_few(verdicts.pairs):
        return _too_few_between(verdicts)
    if not any(verdict.shown for verdict in verdicts.pairs):
        return _no_winner(verdicts)
    return _best(verdicts) or _trailing(verdicts) or _order(verdicts, verdicts.cells)


def _too_few_between(verdicts: Verdicts) -> str:
    names, first = verdicts.cells, verdicts.pairs[0]
    given = {
        "seeds": seeds_of(first),
        "least": least_of(first),
    }
    if len(names) == 2:
        return phrase(
            "with {seeds} no difference between {one} and {other} can be shown (at least {least} "
            "are needed)",
            one=called(names[0]),
            other=called(names[1]),
            **given,
        )
    if first.steps_ahead is None and first.seeds >= least_seeds():
        # At single steps, which are not multiplied, there may be one.
        return phrase(
            "with {seeds} no difference between the cells can be shown over all steps together (at "
            "least {least} are needed)",
            **given,
        )
    return phrase(
        "with {seeds} no difference between the cells can be shown (at least {least} are needed)",
        **given,
    )


def _no_winner(verdicts: Verdicts) -> str:
    """No cell beats another, but one may have a small lead."""
    names = verdicts.cells
    leads = small_leads(verdicts, names, names)
    if len(names) == 2:
        who = {"one": called(names[0]), "other": called(names[1])}
        if leads:
            return phrase("no clear winner between {one} and {other}: {leads}", leads=leads, **who)
        return phrase("no clear winner between {one} and {other}", **who)
    if leads:
        return phrase("no clear winner among the cells: {leads}", leads=leads)
    return phrase("no clear winner among the cells")


def _best(verdicts: Verdicts) -> str:
    """One that beats every other, and what there is to say of these; empty if there is none."""
    names = verdicts.cells
    for name in names:
        others = [other for other in names if other != name]
        if len(others) > 1 and all(verdicts.beats(name, other) for other in others):
            return phrase(
                "{best} forecasts best: it beats {others}; {rest}",
                best=called(name),
                others=listed(cells_called(others)),
                rest=_rest(verdicts, others),
            )
    return ""


def _trailing(verdicts: Verdicts) -> str:
    """One that every other beats, if nothing else is shown."""
    names = verdicts.cells
    for name in names:
        others = [other for other in names if other != name]
        beaten = len(others) > 1 and all(verdicts.beats(other, name) for other in others)
        if beaten and not winners_of(verdicts, others):
            return phrase(
                "{last} trails: {others} beat it; {rest}",
                last=called(name),
                others=listed(cells_called(others)),
                rest=_rest(verdicts, others),
            )
    return ""


def _rest(verdicts: Verdicts, names: Sequence[str]) -> str:
    """What is shown between the cells that are left."""
    if winners_of(verdicts, names) or small_leads(verdicts, names, names):
        return _order(verdicts, names)
    if len(names) == 2:
        cells = listed(cells_called(names))
        return phrase("between {cells} no difference is shown", cells=cells)
    return phrase("between the others no difference is shown")


def _order(verdicts: Verdicts, names: Sequence[str]) -> str:
    """Who beats whom among some cells, and whether that is all of it."""
    parts = [
        beating(cells_called(who), listed(cells_called(beaten)))
        for beaten, who in winners_of(verdicts, names).items()
    ]
    if leads := small_leads(verdicts, names, names):
        parts.append(leads)
    if not all(_is_told(verdicts, *pair) for pair in combinations(names, 2)):
        parts.append(phrase("no other difference between the cells is shown"))
    return clauses(parts)


def _is_told(verdicts: Verdicts, one: str, other: str) -> bool:
    verdict = verdicts.of(one, other)
    return verdict is not None and verdict.answer != "open"
