from dataclasses import replace

import pytest

from forecasting import compare, run
from forecasting.jobs import ResultStore, bytes_of
from tests.jobs.cases import TINY, tiny

RESULTS = {k: compare(tiny(k), "cpu") for k in range(4)}


def stopped(experiment, epochs):
    for progress in run(experiment, "cpu"):
        if progress.epoch == epochs:
            return progress.comparison()
    return None


def held(kept):
    return [k for k in RESULTS if kept.get(tiny(k)) is not None]


def test_the_least_recently_used_makes_room():
    kept = ResultStore(count=2)
    for k in (0, 1):
        kept.put(RESULTS[k])
    assert kept.get(tiny(0)) is RESULTS[0]
    kept.put(RESULTS[2])
    assert held(kept) == [0, 2]
    assert len(kept) == 2


def test_memory_is_bounded():
    size = bytes_of(RESULTS[0])
    kept = ResultStore(count=100, limit_bytes=int(2.5 * size))
    for result in RESULTS.values():
        kept.put(result)
        assert kept.bytes <= 2.5 * size
    assert held(kept) == [2, 3]


def test_the_newest_stays_however_large():
    kept = ResultStore(limit_bytes=1)
    for result in RESULTS.values():
        kept.put(result)
    assert held(kept) == [3]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_the_longest_trained_stays(order):
    kept = ResultStore()
    for epochs in order:
        kept.put(stopped(TINY, epochs))
    assert kept.get(TINY).stopped_at is None


def test_of_equally_long_the_newer_stays():
    kept = ResultStore()
    for result in (RESULTS[0], again := replace(RESULTS[0])):
        kept.put(result)
    assert kept.get(tiny(0)) is again


def test_larger_is_larger():
    larger = replace(TINY, seeds=tuple(range(20)), training=replace(TINY.training, hidden_size=32))
    size = bytes_of(compare(larger, "cpu"))
    weights = sum(p.nbytes for m in compare(larger).models.values() for p in m.parameters())
    assert size > bytes_of(RESULTS[0]) + weights / 2


def by(engine, comparison):
    log = comparison.log.copy()
    log.engines = {1: engine}
    return replace(comparison, log=log)


def test_another_engine_is_no_reason_to_replace_a_result():
    kept, first = ResultStore(), by("reference", RESULTS[0])
    kept.put(first)
    kept.put(by("fused", RESULTS[0]))
    assert kept.get(tiny(0)) is first


def test_more_epochs_are_a_reason_whatever_the_engine():
    kept, longer = ResultStore(), by("fused", stopped(TINY, 2))
    for result in (by("reference", stopped(TINY, 1)), longer, by("reference", stopped(TINY, 1))):
        kept.put(result)
    assert kept.get(TINY) is longer
