"""Who beats whom, as a small table: a word and a sign for each pair, its sentence behind it."""

import math
from dataclasses import dataclass
from typing import Literal

from forecasting.evaluation.pair_figures import (
    percent_in_words,
    rounded_percent,
    times_in_words,
)
from forecasting.evaluation.sentences import sentence
from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdicts import Verdicts
from forecasting.messages import Message, message, phrase

TIMES = 10.0
"""Ten times as high is better said so than as 900 % higher."""

Outcome = Literal["beats", "loses", "leads", "lags", "open", "few", "same", "diverged"]
"""What is shown of a row beside a column."""

WORDS: dict[Outcome, tuple[str, Message]] = {
    "beats": ("✓", phrase("beats")),
    "loses": ("✗", phrase("loses")),
    "leads": ("↗", phrase("small lead")),
    "lags": ("↘", phrase("small lag")),
    "open": ("≈", phrase("no difference shown")),
    "few": ("?", phrase("too few seeds")),
    "same": ("=", phrase("same error")),
    "diverged": ("=", phrase("both diverged")),
}
"""Sign and word; neither needs a colour."""


@dataclass(frozen=True)
class Entry:
    """A cell beside another cell or a baseline.

    Attributes:
        outcome: What is shown.
        figure: By how much the error is lower, "−31 %", or higher, "+45 %" or "× 12", than that
            of the column; empty where that is not shown.
        sentence: The whole of it.
    """

    outcome: Outcome
    figure: str
    sentence: Message

    @property
    def sign(self) -> str:
        """One character."""
        return WORDS[self.outcome][0]

    @property
    def word(self) -> Message:
        """What the sign means."""
        return WORDS[self.outcome][1]


@dataclass(frozen=True)
class Matrix:
    """Rows are cells; columns are the cells, if there are several, and the baselines.

    Attributes:
        columns: Their names.
        baselines: Which of them are baselines.
        rows: The name of each cell and its entries, None beside itself.
    """

    columns: tuple[str, ...]
    baselines: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry | None, ...]], ...]


def reading(stretches: int = 1) -> Message:
    """How to read the table of a comparison at so many stretches."""
    if stretches == 1:
        return message(
            "Read a row against a column: a percentage is by how much its error is lower (−) or "
            "higher (+), and × 12 means 12 times as high; a small lead is a lower error, but in "
            "fewer than three of four seeds."
        )
    return message(
        "Read a row against a column: a percentage is by how much its error is lower (−) or higher "
        "(+), and × 12 means 12 times as high; a small lead is a lower error, but in fewer than "
        "three of four pairs of seed and stretch, at fewer than three of four stretches, or not "
        "without one of them."
    )


def matrix(verdicts: Verdicts) -> Matrix:
    """Every pair that there is a verdict about."""
    cells = verdicts.cells if verdicts.pairs else ()
    columns = (*cells, *verdicts.baselines)
    rows = tuple(
        (cell, tuple(_entry(verdicts, cell, column) for column in columns))
        for cell in verdicts.cells
    )
    return Matrix(columns, verdicts.baselines, rows)


def _entry(verdicts: Verdicts, cell: str, column: str) -> Entry | None:
    verdict = verdicts.of(cell, column)
    if verdict is None:
        return None
    outcome = _outcome(verdict, cell)
    return Entry(outcome, _figure(verdict, outcome), sentence(verdict))


def _figure(verdict: PairVerdict, outcome: Outcome) -> str:
    """The sides of a pair divide by different errors: 31 % lower is 45 % higher."""
    if verdict.answer == "open" or not math.isfinite(verdict.log_ratio):
        return ""
    if outcome in {"beats", "leads"}:
        return f"−{rounded_percent(verdict.reduction)} %"
    if verdict.times < TIMES:
        return f"+{percent_in_words(verdict.times - 1)} %"
    return f"× {times_in_words(verdict.times)}"


def _outcome(verdict: PairVerdict, cell: str) -> Outcome:
    is_better = verdict.better == cell
    if verdict.answer == "beats":
        return "beats" if is_better else "loses"
    if verdict.answer == "leads":
        return "leads" if is_better else "lags"
    if verdict.reason == "seeds":
        return "few"
    if verdict.reason == "same":
        return "diverged" if min(verdict.diverged) == verdict.seeds else "same"
    return "open"
