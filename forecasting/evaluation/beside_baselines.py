"""How the cells stand to the baselines, in a clause or two."""

from collections import defaultdict

from forecasting.evaluation.claims import (
    all_of,
    baselines_called,
    beating,
    cells_called,
    every_baseline,
    has_too_few,
    small_leads,
)
from forecasting.evaluation.pair_figures import least_of, seeds_of
from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdict_phrases import called
from forecasting.evaluation.verdicts import Verdicts
from forecasting.messages import clauses, either, listed, phrase, plural


def beside_baselines(verdicts: Verdicts) -> str:
    """How several cells stand to the baselines; empty if that could not be shown either."""
    if not verdicts.against:
        return ""
    if has_too_few(verdicts.against):
        if has_too_few(verdicts.pairs):
            return ""
        first = verdicts.against[0]
        seeds = seeds_of(first)
        return phrase("with {seeds} no difference from a baseline can be shown", seeds=seeds)
    words = _beaten(verdicts) or _shown_to_beat(verdicts)
    return clauses([words, *_small_leads(verdicts)])


def _small_leads(verdicts: Verdicts) -> list[str]:
    """Of cells on baselines, and of baselines on cells."""
    cells, baselines = verdicts.cells, verdicts.baselines
    both = small_leads(verdicts, cells, baselines), small_leads(verdicts, baselines, cells)
    return [words for words in both if words]


def told_beside_baselines(verdicts: Verdicts) -> list[PairVerdict]:
    """What these clauses say to be shown, of one cell or of several."""
    beaten = _beaten_by(verdicts)
    if verdicts.cells in beaten:
        beaten = {verdicts.cells: beaten[verdicts.cells]}
    losing = {(b, cell) for cells, baselines in beaten.items() for b in baselines for cell in cells}
    best = verdicts.cells if len(verdicts.cells) == 1 else _beating_all(verdicts)
    winning = set() if beaten else {(c, b) for c in best for b in verdicts.baselines}
    told = losing | winning
    return [v for v in verdicts.against if v.answer == "leads" or (v.better, v.worse) in told]


def _beaten(verdicts: Verdicts) -> str:
    """The baselines that beat cells, those that beat all alone if there are any."""
    beaten = _beaten_by(verdicts)
    if verdicts.cells in beaten:
        baselines = baselines_called(beaten[verdicts.cells])
        return beating(baselines, all_of(verdicts.cells))
    told = [
        beating(baselines_called(baselines), listed(cells_called(cells)))
        for cells, baselines in beaten.items()
    ]
    return clauses(told)


def _beaten_by(verdicts: Verdicts) -> dict[tuple[str, ...], list[str]]:
    """Baselines that beat the same cells, by these."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for baseline in verdicts.baselines:
        beaten = tuple(cell for cell in verdicts.cells if verdicts.beats(baseline, cell))
        if beaten:
            found[beaten].append(baseline)
    return found


def _shown_to_beat(verdicts: Verdicts) -> str:
    """Where no baseline beats a cell: which cells beat all baselines, else which are not beaten."""
    names, baselines = verdicts.cells, verdicts.baselines
    best, every = _beating_all(verdicts), every_baseline(baselines)
    if len(best) == len(names):
        return phrase("{all} beat {every}", all=all_of(names), every=every)
    if best:
        return plural(
            "only {cells} is shown to beat {every}",
            "only {cells} are shown to beat {every}",
            count=len(best),
            cells=listed(cells_called(best)),
            every=every,
        )
    standing = [b for b in baselines if not any(verdicts.beats(c, b) for c in names)]
    which = either(baselines_called(standing)) or phrase("every baseline")
    return phrase("none of them is shown to beat {baselines}", baselines=which)


def _beating_all(verdicts: Verdicts) -> list[str]:
    """The cells that beat every baseline."""
    names, baselines = verdicts.cells, verdicts.baselines
    return [c for c in names if all(verdicts.beats(c, b) for b in baselines)]


def only_cell(verdicts: Verdicts) -> str:
    """One cell has nobody but the baselines to be compared with."""
    cell, baselines = verdicts.cells[0], verdicts.baselines
    if not baselines:
        return phrase(
            "only {cell} was trained, and there is no baseline to compare it with",
            cell=called(cell),
        )
    if has_too_few(verdicts.against):
        first = verdicts.against[0]
        return phrase(
            "with {seeds} no difference between {cell} and a baseline can be shown (at least "
            "{least} are needed)",
            seeds=seeds_of(first),
            cell=called(cell),
            least=least_of(first),
        )
    return clauses([_beside_baselines(verdicts, cell), *_small_leads(verdicts)])


def _beside_baselines(verdicts: Verdicts, name: str) -> str:
    """Which baselines beat the only cell, else which it beats."""
    baselines, cell = verdicts.baselines, called(name)
    better = [b for b in baselines if verdicts.beats(b, name)]
    if better:
        return beating(baselines_called(better), cell)
    beaten = [b for b in baselines if verdicts.beats(name, b)]
    standing = either(baselines_called([b for b in baselines if b not in beaten]))
    if not beaten:
        return phrase("{cell} is not shown to beat {standing}", cell=cell, standing=standing)
    if not standing:
        return phrase("{cell} beats {every}", cell=cell, every=every_baseline(baselines))
    return phrase(
        "{cell} beats {beaten}, but is not shown to beat {standing}",
        cell=cell,
        beaten=listed(baselines_called(beaten)),
        standing=standing,
    )
