"""Who is trained: every seed at every stretch of the series."""

from typing import NamedTuple

STRIDE = 2**40
"""Far above any seed, so that no two members draw from the same number."""


class Member(NamedTuple):
    """One entry of the axis member.

    Attributes:
        seed: Its seed.
        stretch: At which stretch of the series it is trained, from 1.
    """

    seed: int
    stretch: int

    @property
    def number(self) -> int:
        """What its weights and the order of its minibatches are drawn from.

        At the first stretch that is the seed. At every other it is another number: if the same
        first weights were used again, the stretches would not be independent of each other.
        """
        return self.seed + (self.stretch - 1) * STRIDE
