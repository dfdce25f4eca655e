"""All verdicts about one question as one plain sentence, or two: who is best, and is it any good.

It says nothing that the verdicts of the pairs do not say, and leaves out their numbers.
"""

from forecasting.evaluation.among_cells import among_cells
from forecasting.evaluation.beside_baselines import (
    beside_baselines,
    only_cell,
    told_beside_baselines,
)
from forecasting.evaluation.claims import cells_called
from forecasting.evaluation.reach import reach_of
from forecasting.evaluation.verdict_phrases import called, runs, spelled
from forecasting.evaluation.verdicts import Verdicts
from forecasting.messages import (
    as_sentence,
    clauses,
    in_turn,
    listed,
    phrase,
    plural,
)


def answer(verdicts: Verdicts) -> str:
    """Which cell is best and whether a baseline is as good, in whole sentences."""
    if _all_diverged(verdicts):
        return _nothing_to_compare(verdicts)
    reach = reach_of([*verdicts.pairs, *told_beside_baselines(verdicts)])
    if len(verdicts.cells) == 1:
        return _joined(only_cell(verdicts), reach, _divergence(verdicts))
    cells, baselines = among_cells(verdicts), beside_baselines(verdicts)
    if baselines and all(verdict.answer == "open" for verdict in verdicts.pairs):
        return _joined(clauses([cells, baselines]), reach, _divergence(verdicts))
    return _joined(cells, baselines, reach, _divergence(verdicts))


def _joined(*parts: str) -> str:
    """Each part as a sentence."""
    return in_turn([as_sentence(part) for part in parts if part])


def _all_diverged(verdicts: Verdicts) -> bool:
    """Whether no member of any cell has an error at every step, nor one cell fewer than others."""
    counts = verdicts.diverged
    seeds = verdicts.all[0].seeds if verdicts.all else 0
    lost = bool(seeds) and all(counts.get(cell) == seeds for cell in verdicts.cells)
    return lost and all(verdict.answer == "open" for verdict in verdicts.pairs)


def _nothing_to_compare(verdicts: Verdicts) -> str:
    seeds, cells = verdicts.all[0].seeds, verdicts.cells
    who = listed(cells_called(cells))
    if len(cells) > 2:
        who = phrase("all {number} cells", number=spelled(len(cells)))
    if (stretches := verdicts.all[0].stretches) > 1:
        none = phrase(
            "{who} diverged with all of {runs}: there are no forecasts of all steps to compare",
            who=who,
            runs=runs(seeds, stretches),
        )
        return as_sentence(none)
    none = plural(
        "{who} diverged with the only seed: there are no forecasts of all steps to compare",
        "{who} diverged with each of {count} seeds: there are no forecasts of all steps to compare",
        count=seeds,
        who=who,
    )
    return as_sentence(none)


def _divergence(verdicts: Verdicts) -> str:
    """Which cells lost members, if any did."""
    counts = verdicts.diverged
    if not counts:
        return ""
    seeds = verdicts.all[0].seeds
    if seeds == 1:
        return phrase("{cells} diverged", cells=listed(cells_called([*counts])))
    first, *others = counts.items()
    lost = [phrase("{cell} diverged in {lost}", cell=called(first[0]), lost=first[1])]
    lost += [phrase("{cell} in {lost}", cell=called(cell), lost=count) for cell, count in others]
    of = runs(seeds, verdicts.all[0].stretches)
    return phrase("Of {runs}, {lost}", runs=of, lost=listed(lost))
