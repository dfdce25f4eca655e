"""All verdicts about one question together, from which sentences and tables are made."""

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.evaluation.verdict import PairVerdict


@dataclass(frozen=True)
class Verdicts:
    """The verdicts about one question: some cells over some steps.

    Attributes:
        cells: Their names, in the order of the legend.
        pairs: Of `compare_cells`.
        against: Of `compare_with_baselines`, about the same errors.
    """

    cells: tuple[str, ...]
    pairs: tuple[PairVerdict, ...] = ()
    against: tuple[PairVerdict, ...] = ()

    @property
    def all(self) -> tuple[PairVerdict, ...]:
        """Of pairs of cells, and of cells and baselines."""
        return (*self.pairs, *self.against)

    @property
    def baselines(self) -> tuple[str, ...]:
        """Each once, in order of appearance."""
        return tuple(dict.fromkeys(str(verdict.baseline) for verdict in self.against))

    @property
    def diverged(self) -> Mapping[str, int]:
        """At how many seeds each cell diverged, of those that did."""
        found = {
            name: count
            for verdict in self.all
            for name, count in zip((verdict.better, verdict.worse), verdict.diverged, strict=True)
        }
        return {cell: found[cell] for cell in self.cells if found.get(cell)}

    def of(self, one: str, other: str) -> PairVerdict | None:
        """The verdict about two names, in either order."""
        return next((v for v in self.all if {v.better, v.worse} == {one, other}), None)

    def beats(self, one: str, other: str) -> bool:
        """Whether it is shown that one beats the other."""
        verdict = self.of(one, other)
        return verdict is not None and verdict.shown and verdict.better == one

    def leads(self, one: str, other: str) -> bool:
        """Whether it is shown that one has a small lead on the other."""
        verdict = self.of(one, other)
        return verdict is not None and verdict.answer == "leads" and verdict.better == one
