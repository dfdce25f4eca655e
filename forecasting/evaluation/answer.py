"""All verdicts about one question as one plain sentence, or two: who is best, and is it any good.

It says nothing that the verdicts of the pairs do not say, and leaves out their numbers.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdicts import Verdicts
from forecasting.evaluation.wording import called, counted, listed, spelled


def answer(verdicts: Verdicts) -> str:
    """Which cell is best and whether a baseline is as good, in whole sentences."""
    if _all_diverged(verdicts):
        return _nothing_to_compare(verdicts)
    if len(verdicts.cells) == 1:
        return _joined(_only_cell(verdicts), _divergence(verdicts))
    cells, baselines = _cells(verdicts), _baselines(verdicts)
    if baselines and all(verdict.answer == "open" for verdict in verdicts.pairs):
        return _joined(f"{cells}; {baselines}", _divergence(verdicts))
    return _joined(cells, baselines, _divergence(verdicts))


def _joined(*parts: str) -> str:
    """Each part as a sentence."""
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)


def _all_diverged(verdicts: Verdicts) -> bool:
    """Whether no member of any cell has an error at every step."""
    counts = verdicts.diverged
    seeds = verdicts.all[0].seeds if verdicts.all else 0
    return bool(seeds) and all(counts.get(cell) == seeds for cell in verdicts.cells)


def _nothing_to_compare(verdicts: Verdicts) -> str:
    seeds, cells = verdicts.all[0].seeds, verdicts.cells
    who = f"{_all_of(cells)} cells" if len(cells) > 2 else listed(_cells_called(cells))
    where = "with the only seed" if seeds == 1 else f"with each of {seeds} seeds"
    return _joined(f"{who} diverged {where}: there are no forecasts to compare")


def _divergence(verdicts: Verdicts) -> str:
    """Which cells lost members, if any did."""
    counts = verdicts.diverged
    if not counts:
        return ""
    seeds = verdicts.all[0].seeds
    if seeds == 1:
        return f"{listed([called(cell) for cell in counts])} diverged"
    words = [f"{called(cell)} in {count}" for cell, count in counts.items()]
    return f"of {seeds} seeds, {listed([words[0].replace(' in ', ' diverged in '), *words[1:]])}"


def _too_few(verdicts: Sequence[PairVerdict]) -> bool:
    """Whether nothing could be shown with so few seeds, whatever the errors."""
    return bool(verdicts) and verdicts[0].seeds < verdicts[0].least_seeds


def _seeds(verdicts: Sequence[PairVerdict]) -> str:
    return f"with {counted(verdicts[0].seeds, 'seed')}"


def _cells(verdicts: Verdicts) -> str:
    """What is shown between the cells."""
    names, pairs = verdicts.cells, verdicts.pairs
    two = len(names) == 2
    if _too_few(pairs):
        between = f"{called(names[0])} and {called(names[1])}" if two else "the cells"
        words = f"{_seeds(pairs)} no difference between {between} can be shown"
        return f"{words} (at least {pairs[0].least_seeds} are needed)"
    shown = sum(verdict.shown for verdict in pairs)
    if not shown:
        among = f"between {called(names[0])} and {called(names[1])}" if two else "among the cells"
        leads = _leads(verdicts, names, names)
        return f"no clear winner {among}" + (f": {leads}" if leads else "")
    return _best(verdicts) or _trailing(verdicts) or _order(verdicts, names)


def _best(verdicts: Verdicts) -> str:
    """One that beats every other, and what there is to say of these; empty if there is none."""
    names = verdicts.cells
    for name in names:
        others = [other for other in names if other != name]
        if len(others) > 1 and all(verdicts.beats(name, other) for other in others):
            words = f"{called(name)} forecasts best: it beats {listed(_cells_called(others))}"
            return f"{words}; {_rest(verdicts, others)}"
    return ""


def _trailing(verdicts: Verdicts) -> str:
    """One that every other beats, if nothing else is shown."""
    names = verdicts.cells
    for name in names:
        others = [other for other in names if other != name]
        beaten = len(others) > 1 and all(verdicts.beats(other, name) for other in others)
        if beaten and not _winners(verdicts, others):
            words = f"{called(name)} trails: {listed(_cells_called(others))} beat it"
            return f"{words}; {_rest(verdicts, others)}"
    return ""


def _rest(verdicts: Verdicts, names: Sequence[str]) -> str:
    """What is shown between the cells that are left."""
    if _winners(verdicts, names) or _leads(verdicts, names, names):
        return _order(verdicts, names)
    between = listed(_cells_called(names)) if len(names) == 2 else "the others"
    return f"between {between} no difference is shown"


def _order(verdicts: Verdicts, names: Sequence[str]) -> str:
    """Who beats whom among some cells, and whether that is all of it."""
    parts = [
        f"{_beat(_cells_called(who))} {listed(_cells_called(beaten))}"
        for beaten, who in _winners(verdicts, names).items()
    ]
    if leads := _leads(verdicts, names, names):
        parts.append(leads)
    if not all(_is_told(verdicts, *pair) for pair in combinations(names, 2)):
        parts.append("no other difference between the cells is shown")
    return "; ".join(parts)


def _is_told(verdicts: Verdicts, one: str, other: str) -> bool:
    verdict = verdicts.of(one, other)
    return verdict is not None and verdict.answer != "open"


def _leads(verdicts: Verdicts, ones: Sequence[str], others: Sequence[str]) -> str:
    """Who of the ones has a small lead on whom of the others; empty if nobody has."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in ones:
        behind = tuple(other for other in others if verdicts.leads(one, other))
        if behind:
            found[behind].append(one)
    names = {name: called(name, name) for name in verdicts.baselines}
    told = {name: names.get(name, called(name)) for name in (*ones, *others)}
    return "; ".join(
        f"{listed([told[one] for one in who])} {'have' if len(who) > 1 else 'has'} a small lead on "
        f"{listed([told[other] for other in behind])}"
        for behind, who in found.items()
    )


def _winners(verdicts: Verdicts, names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Those who beat the same others, by these; who beats most comes first."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        beaten = tuple(other for other in names if verdicts.beats(name, other))
        if beaten:
            found[beaten].append(name)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _beat(names: Sequence[str]) -> str:
    """Those who beat something, with their verb."""
    return f"{listed(names)} {'beat' if len(names) > 1 else 'beats'}"


def _baselines(verdicts: Verdicts) -> str:
    """How several cells stand to the baselines; empty if that could not be shown either."""
    if not verdicts.against:
        return ""
    if _too_few(verdicts.against):
        if _too_few(verdicts.pairs):
            return ""
        return f"{_seeds(verdicts.against)} no difference from a baseline can be shown"
    words = _beaten(verdicts) or _shown_to_beat(verdicts)
    return "; ".join([words, *_small_leads(verdicts)])


def _small_leads(verdicts: Verdicts) -> list[str]:
    """Of cells on baselines, and of baselines on cells."""
    cells, baselines = verdicts.cells, verdicts.baselines
    both = _leads(verdicts, cells, baselines), _leads(verdicts, baselines, cells)
    return [words for words in both if words]


def _beaten(verdicts: Verdicts) -> str:
    """The baselines that beat cells, those that beat all alone if there are any."""
    beaten = _beaten_by(verdicts)
    if verdicts.cells in beaten:
        baselines = _baselines_called(beaten[verdicts.cells])
        return f"{_beat(baselines)} {_all_of(verdicts.cells)}"
    return "; ".join(
        f"{_beat(_baselines_called(baselines))} {listed(_cells_called(cells))}"
        for cells, baselines in beaten.items()
    )


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
    best = [c for c in names if all(verdicts.beats(c, b) for b in baselines)]
    if len(best) == len(names):
        return f"{_all_of(names)} beat {_every(baselines)}"
    if best:
        return f"only {listed(_cells_called(best))} {_is(best)} shown to beat {_every(baselines)}"
    standing = [b for b in baselines if not any(verdicts.beats(c, b) for c in names)]
    words = listed(_baselines_called(standing), "or") if standing else "every baseline"
    return f"none of them is shown to beat {words}"


def _all_of(cells: Sequence[str]) -> str:
    return "both" if len(cells) == 2 else f"all {spelled(len(cells))}"


def _every(baselines: Sequence[str]) -> str:
    return "every baseline" if len(baselines) > 1 else called(baselines[0], baselines[0])


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _cells_called(cells: Sequence[str]) -> list[str]:
    return [called(cell) for cell in cells]


def _baselines_called(baselines: Sequence[str]) -> list[str]:
    return [called(baseline, baseline) for baseline in baselines]


def _only_cell(verdicts: Verdicts) -> str:
    """One cell has nobody but the baselines to be compared with."""
    cell, baselines = verdicts.cells[0], verdicts.baselines
    if not baselines:
        return f"only {called(cell)} was trained, and there is no baseline to compare it with"
    if _too_few(verdicts.against):
        words = f"{_seeds(verdicts.against)} no difference between {called(cell)} and a baseline"
        return f"{words} can be shown (at least {verdicts.against[0].least_seeds} are needed)"
    return "; ".join([_beside_baselines(verdicts, cell), *_small_leads(verdicts)])


def _beside_baselines(verdicts: Verdicts, cell: str) -> str:
    """Which baselines beat the only cell, else which it beats."""
    baselines = verdicts.baselines
    better = [b for b in baselines if verdicts.beats(b, cell)]
    if better:
        return f"{_beat(_baselines_called(better))} {called(cell)}"
    beaten = [b for b in baselines if verdicts.beats(cell, b)]
    standing = listed(_baselines_called([b for b in baselines if b not in beaten]), "or")
    if not beaten:
        return f"{called(cell)} is not shown to beat {standing}"
    if not standing:
        return f"{called(cell)} beats {_every(baselines)}"
    words = f"{called(cell)} beats {listed(_baselines_called(beaten))}"
    return f"{words}, but is not shown to beat {standing}"
