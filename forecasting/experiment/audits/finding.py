"""What an audit says, and how it names members."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from forecasting.experiment.settings import Experiment
from forecasting.messages import Message, beside, listed, phrase, plural

Finding = tuple[bool | None, Message]
"""Whether a check passed, None if there was nothing that it could have seen; and why."""

Member = tuple[str, str]
"""Its cell, and its seed with the stretch if there are several."""

MOST_NAMED = 3
"""Seeds of a cell in one sentence; of more, the rest are counted."""


@dataclass(frozen=True)
class Audit:
    """What one check found.

    Attributes:
        name: What was checked.
        passed: Whether nothing was wrong, as far as could be seen.
        reason: What was looked at and found, in one sentence.
        checked: Whether a fault could have been seen at all; if not, `passed` says nothing.
    """

    name: Message
    passed: bool
    reason: Message
    checked: bool = True


def members_at(experiment: Experiment, where: np.ndarray) -> list[Member]:
    """The members at which an array (cell, member) is true."""
    members = [(seed, stretch)[: len(experiment.labels)] for seed, stretch in experiment.members]
    return [member_of(experiment.cells[row], *members[place]) for row, place in np.argwhere(where)]


def member_of(cell: str, seed: int, stretch: int | None = None) -> Member:
    """A member by what it is called; without a stretch where there is but one."""
    if stretch is None:
        return cell, str(seed)
    return cell, phrase("{seed} of stretch {stretch}", seed=seed, stretch=stretch)


def named(members: Iterable[Member]) -> str:
    """Members for a sentence: "RNN seeds 0 and 3, GRU seed 1"."""
    of_cell: dict[str, list[str]] = {}
    for cell, seed in members:
        of_cell.setdefault(cell, []).append(seed)
    return beside([_seeds(cell, seeds) for cell, seeds in of_cell.items()])


def _seeds(cell: str, seeds: list[str]) -> Message:
    more = len(seeds) - MOST_NAMED
    shown = seeds
    if more > 1:
        shown = [*seeds[:MOST_NAMED], plural("{count} more", "{count} more", count=more)]
    return plural(
        "{cell} seed {seeds}",
        "{cell} seeds {seeds}",
        count=len(seeds),
        cell=cell,
        seeds=listed(shown),
    )
