"""What a browser brought, kept on the server for a while, so that a reload does not lose it.

It is found by the browser's own secret cookie alone: no link leads to it, and no other browser has
that cookie.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

KEPT_HOURS = 2
MOST_BROWSERS = 32
MOST_BYTES = 128 * 2**20


@dataclass
class _Place(Generic[Thing]):
    thing: Thing
    size: int
    used_at: float


class Shelf(Generic[Thing]):
    """One thing for each browser; bounded in number, bytes and time. Safe in threads.

    Args:
        clock: Gives the seconds.
        most: Browsers that have something here; the least recently used make room.
        most_bytes: What all of it may take, roughly. Anything larger is not kept at all.
        seconds: After so long without use a thing is thrown away.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_BROWSERS,
        most_bytes: int = MOST_BYTES,
        seconds: float = 3600.0 * KEPT_HOURS,
    ) -> None:
        self._clock, self._most, self._most_bytes, self._seconds = clock, most, most_bytes, seconds
        self._lock = threading.Lock()
        self._places: OrderedDict[str, _Place[Thing]] = OrderedDict()

    def put(self, browser: str, thing: Thing, size: int) -> bool:
        """Keep a thing in place of what this browser had here; gives whether it fits."""
        with self._lock:
            self._places.pop(browser, None)
            if size <= self._most_bytes:
                self._places[browser] = _Place(thing, size, self._clock())
            self._tidy()
            return browser in self._places

    def find(self, browser: str) -> Thing | None:
        """What this browser has here, which counts as used; None if there is nothing."""
        with self._lock:
            self._tidy()
            place = self._places.get(browser)
            if place is None:
                return None
            place.used_at = self._clock()
            self._places.move_to_end(browser)
            return place.thing

    def remove(self, browser: str) -> None:
        """Throw away what this browser has here."""
        with self._lock:
            self._places.pop(browser, None)

    def __len__(self) -> int:
        return len(self._places)

    def _tidy(self) -> None:
        """The first are those that were not used for the longest time."""
        too_old = self._clock() - self._seconds
        while self._places and (
            next(iter(self._places.values())).used_at < too_old
            or len(self._places) > self._most
            or sum(place.size for place in self._places.values()) > self._most_bytes
        ):
            self._places.popitem(last=False)
