"""How often a verdict is given: yes or no for each comparison, counted with an interval."""

from collections.abc import Collection, Sequence

import pandas as pd

from benchmarks.headline import Row
from forecasting.evaluation import PairVerdict, compare_cells, probability_interval

HORIZON = 10

QUESTIONS: dict[str, int | None] = {
    "last step": HORIZON,
    "middle step": HORIZON // 2,
    "all steps": None,
}
"""At which step each comparison is judged; None for all steps together."""

Verdicts = dict[str, tuple[PairVerdict, ...]]


def ask(errors: pd.DataFrame) -> Verdicts:
    """The verdicts on every pair of cells, for each question."""
    return {name: compare_cells(errors, step) for name, step in QUESTIONS.items()}


def share(count: int, of: int) -> str:
    """A rate in per cent with its 95 % Clopper-Pearson interval, as text."""
    low, high = probability_interval(count / of, of)
    return f"{100 * count / of:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def table(outcomes: pd.DataFrame, by: Sequence[str], answers: Collection[str]) -> list[Row]:
    """One row for each group of comparisons: how many, and how often each answer was yes.

    Args:
        outcomes: One row for each comparison; the answers are columns of truth values.
        by: Columns that tell the groups apart.
        answers: Columns to count.

    Returns:
        Rows in order of appearance, rates as texts of `share`.
    """
    rows: list[Row] = []
    for keys, group in outcomes.groupby(list(by), sort=False):
        rates = {name: share(int(group[name].sum()), len(group)) for name in answers}
        rows.append({**dict(zip(by, keys, strict=True)), "comparisons": len(group), **rates})
    return rows
