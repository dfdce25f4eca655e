"""Who has left, and for how long."""

from collections.abc import Callable

FORGET_AFTER_SECONDS = 3600.0


class Presence:
    """Notes when a browser left. `left` and `returned` never wait: each is one step of a dict.

    Args:
        grace_seconds: How long somebody may be away before they count as gone.
        clock: Gives the seconds.
    """

    def __init__(self, grace_seconds: float, clock: Callable[[], float]) -> None:
        self._grace_seconds = grace_seconds
        self._clock = clock
        self._left_at: dict[str, float] = {}

    def left(self, owner: str) -> None:
        """The owner left just now; of several times, the first counts."""
        self._left_at.setdefault(owner, self._clock())

    def returned(self, owner: str) -> None:
        """The owner is back."""
        self._left_at.pop(owner, None)

    def is_away(self, owner: str) -> bool:
        """Whether the owner has left and is not back."""
        return owner in self._left_at

    def is_gone(self, owner: str) -> bool:
        """Whether the owner has been away for longer than the grace time."""
        now = self._clock()
        return now - self._left_at.get(owner, now) > self._grace_seconds

    def long_gone(self) -> set[str]:
        """Those who have been away for so long that they need not be remembered."""
        after = self._clock() - max(FORGET_AFTER_SECONDS, self._grace_seconds)
        return {owner for owner, left_at in self._left_at.copy().items() if left_at < after}
