"""Clauses about several verdicts: who beats whom, who has a small lead on whom."""

from collections import defaultdict
from collections.abc import Sequence

from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdict_phrases import called, spelled
from forecasting.evaluation.verdicts import Verdicts
from forecasting.messages import clauses, listed, phrase, plural


def has_too_few(verdicts: Sequence[PairVerdict]) -> bool:
    """Whether nothing could be shown with so few seeds, whatever the errors."""
    return bool(verdicts) and verdicts[0].seeds < verdicts[0].least_seeds


def small_leads(verdicts: Verdicts, ones: Sequence[str], others: Sequence[str]) -> str:
    """Who of the ones has a small lead on whom of the others; empty if nobody has."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in ones:
        behind = tuple(other for other in others if verdicts.leads(one, other))
        if behind:
            found[behind].append(one)
    names = {name: called(name, name) for name in verdicts.baselines}
    told = {name: names.get(name, called(name)) for name in (*ones, *others)}
    leads = [
        plural(
            "{who} has a small lead on {others}",
            "{who} have a small lead on {others}",
            count=len(who),
            who=listed([told[one] for one in who]),
            others=listed([told[other] for other in behind]),
        )
        for behind, who in found.items()
    ]
    return clauses(leads)


def winners_of(verdicts: Verdicts, names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Those who beat the same others, by these; who beats most comes first."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        beaten = tuple(other for other in names if verdicts.beats(name, other))
        if beaten:
            found[beaten].append(name)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def beating(winners: Sequence[str], losers: str) -> str:
    """Those who beat something."""
    return plural(
        "{winners} beats {losers}",
        "{winners} beat {losers}",
        count=len(winners),
        winners=listed(winners),
        losers=losers,
    )


def all_of(cells: Sequence[str]) -> str:
    """All cells, after their names are known."""
    if len(cells) == 2:
        return phrase("both")
    return phrase("all {number}", number=spelled(len(cells)))


def every_baseline(baselines: Sequence[str]) -> str:
    """All baselines, or the only one by its name."""
    return called(baselines[0], baselines[0]) if len(baselines) == 1 else phrase("every baseline")


def cells_called(cells: Sequence[str]) -> list[str]:
    """Cells within a sentence."""
    return [called(cell) for cell in cells]


def baselines_called(baselines: Sequence[str]) -> list[str]:
    """Baselines within a sentence."""
    return [called(baseline, baseline) for baseline in baselines]
