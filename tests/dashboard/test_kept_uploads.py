"""What a browser brought is kept for it alone, and not for ever."""

import threading

import pytest

from forecasting.dashboard.kept_uploads import Shelf


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_each_browser_finds_its_own_and_nothing_else(clock):
    shelf = Shelf(clock)
    assert shelf.put("one", "sales", 10)
    assert shelf.put("other", "weather", 10)
    assert shelf.find("one") == "sales"
    assert shelf.find("other") == "weather"
    assert shelf.find("third") is None
    shelf.remove("one")
    assert shelf.find("one") is None
    assert shelf.find("other") == "weather"


def test_the_latest_takes_the_place_of_the_one_before(clock):
    shelf = Shelf(clock)
    shelf.put("one", "old", 10)
    shelf.put("one", "new", 10)
    assert shelf.find("one") == "new"
    assert len(shelf) == 1


def test_it_is_thrown_away_when_it_was_not_used_for_long(clock):
    shelf = Shelf(clock, seconds=100)
    shelf.put("one", "sales", 10)
    shelf.put("other", "weather", 10)
    clock.now = 90
    assert shelf.find("one") == "sales"
    clock.now = 150
    assert shelf.find("other") is None
    assert shelf.find("one") == "sales"
    clock.now = 251
    assert shelf.find("one") is None
    assert len(shelf) == 0


def test_the_least_recently_used_make_room(clock):
    shelf = Shelf(clock, most=2)
    for name in ("one", "two"):
        shelf.put(name, name, 1)
    shelf.find("one")
    shelf.put("three", "three", 1)
    assert [shelf.find(name) for name in ("one", "two", "three")] == ["one", None, "three"]


def test_bytes_are_bounded(clock):
    shelf = Shelf(clock, most_bytes=100)
    shelf.put("one", "small", 60)
    assert shelf.put("two", "middle", 60)
    assert shelf.find("one") is None
    assert not shelf.put("three", "large", 101)
    assert shelf.find("three") is None
    assert shelf.find("two") == "middle"
    assert not shelf.put("two", "large", 101)
    assert shelf.find("two") is None


def test_many_at_once(clock):
    shelf = Shelf(clock, most=8)
    seen = []

    def visit(name):
        for _ in range(200):
            shelf.put(name, name, 1)
            seen.append(shelf.find(name) in (name, None))

    threads = [threading.Thread(target=visit, args=(str(k),)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(seen)
    assert len(shelf) == 6
