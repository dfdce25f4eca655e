"""How often a verdict over several stretches is wrong: simulated errors.

Run by python -m benchmarks.calibration --draws 0 0 --power 0 0 --stretches 2000.

Errors only: two or three identical cells, as many seeds at each stretch. A stretch may suit one of
the cells better by chance: such a shared effect is the same for all its seeds, and new at every
other stretch. What is then said of these stretches may well be true. What is said of stretches in
general is false, and so is everything if there is no such effect.
"""

from itertools import product

import numpy as np
import pandas as pd

from benchmarks.headline import Row
from benchmarks.rates import share
from forecasting.evaluation import ALPHA, TOTAL, PairVerdict, compare_cells, compare_steps

SEEDS, STRETCHES = 8, (1, 4, 8)
EFFECTS = (0.0, 1.0)
"""Standard deviation of what a stretch does to a cell, in those that seeds make."""

CELLS = {"two": ("A", "B"), "three": ("A", "B", "C")}
STEPS = 3


def rows(comparisons: int) -> list[Row]:
    """One for each number of cells and stretches and size of the effect, of so many comparisons."""
    return [
        _row(cells, stretches, effect, comparisons)
        for cells, stretches, effect in product(CELLS, STRETCHES, EFFECTS)
    ]


def errors_of(
    names: tuple[str, ...], stretches: int, effect: float, generator: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Made-up errors of cells that are alike but for what a stretch does to each.

    Args:
        names: Of the cells.
        stretches: How many.
        effect: Standard deviation of what a stretch does, that of the seeds is 1.
        generator: Draws them.

    Returns:
        The errors, and what these stretches together do to each cell.
    """
    shape = (len(names), stretches, SEEDS, STEPS)
    shared = effect * generator.standard_normal((len(names), stretches, 1, 1))
    # A seed that does well at one step does so at the others, too.
    noise = generator.standard_normal((*shape[:3], 1)) + 0.5 * generator.standard_normal(shape)
    axes = [names, range(1, stretches + 1), range(SEEDS), range(1, STEPS + 1)]
    labels = ["cell", "stretch", "seed", "steps_ahead"]
    table = pd.MultiIndex.from_product(axes, names=labels).to_frame(index=False)
    together = dict(zip(names, shared.mean(axis=(1, 2, 3)).tolist(), strict=True))
    return table.assign(variable=TOTAL, rmse=np.exp(0.3 * (shared + noise)).ravel()), together


def _row(cells: str, stretches: int, effect: float, comparisons: int) -> Row:
    generator = np.random.default_rng((stretches, round(10 * effect), len(CELLS[cells])))
    found = np.zeros(4, int)
    for _ in range(comparisons):
        errors, truth = errors_of(CELLS[cells], stretches, effect, generator)
        pairs = compare_cells(errors)
        steps = [verdict for at_step in compare_steps(errors).values() for verdict in at_step]
        found += [
            any(p.answer != "open" and truth[p.better] >= truth[p.worse] for p in pairs),
            any(pair.is_general for pair in pairs),
            any(verdict.is_general for verdict in steps),
            any(_as_if_seeds(pair) for pair in pairs),
        ]
    wrong, general, at_any_step, naive = (share(int(count), comparisons) for count in found)
    return {
        "identical cells": cells,
        "stretches": stretches,
        "effect of a stretch": effect,
        "of these stretches": wrong,
        "of stretches in general": general,
        "the same at any step": at_any_step,
        "if stretches were taken for seeds": naive,
    }


def _as_if_seeds(pair: PairVerdict) -> bool:
    """Whether it would be said in general if every seed at every stretch counted as a seed."""
    return pair.p_adjusted < ALPHA and pair.agrees
