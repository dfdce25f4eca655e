"""What an audit says, and how it names members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.experiment.settings import Experiment

Finding = tuple[bool, str]
"""Whether a check passed, and why."""

Member = tuple[str, int]
"""Its cell and its seed."""

MOST_NAMED = 3
"""Seeds of a cell in one sentence; of more, the rest are counted."""


@dataclass(frozen=True)
class Audit:
    """What one check found.

    Attributes:
        name: What was checked.
        passed: Whether nothing was wrong, as far as could be seen.
        reason: What was looked at and found, in one sentence.
    """

    name: str
    passed: bool
    reason: str


def members_at(experiment: Experiment, where: np.ndarray) -> list[Member]:
    """The members at which an array (cell, member) is true."""
    return [(experiment.cells[row], experiment.seeds[member]) for row, member in np.argwhere(where)]


def named(members: Iterable[Member]) -> str:
    """Members for a sentence: "RNN seeds 0 and 3, GRU seed 1"."""
    of_cell: dict[str, list[str]] = {}
    for cell, seed in members:
        of_cell.setdefault(cell, []).append(str(seed))
    return ", ".join(f"{cell} {_seeds(seeds)}" for cell, seeds in of_cell.items())


def _seeds(seeds: list[str]) -> str:
    more = len(seeds) - MOST_NAMED
    shown = [*seeds[:MOST_NAMED], f"{more} more"] if more > 1 else seeds
    return f"{'seed' if len(seeds) == 1 else 'seeds'} {listed(shown)}"


def listed(words: Sequence[str]) -> str:
    """In one row: "a, b and c"."""
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def counted(count: int, noun: str) -> str:
    """In words: "1 seed", "2 seeds"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
