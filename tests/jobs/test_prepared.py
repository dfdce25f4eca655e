"""What is made before anybody asks: it waits for everybody, and belongs to whoever asks for it."""

import pytest

from forecasting.experiment.limits import Limits
from forecasting.jobs import JobManager, ResultStore
from tests.jobs.cases import Script, tiny, untrained, wait_for_end, wait_until


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def manager(script):
    with JobManager(ResultStore(), runner=script, queue_size=2) as manager:
        yield manager
        for owner in "abc":
            manager.stop(owner)
        script.let(1000)


def test_it_is_made_and_kept_and_made_once(manager, script):
    script.let(3)
    job = manager.prepare(tiny(0))
    wait_for_end(job)
    assert job.state == "done"
    assert manager.kept(tiny(0)) is job.comparison
    assert manager.prepare(tiny(0)).state == "done"
    assert script.begun.qsize() == 1


def test_asking_while_it_is_made_begins_nothing(manager, script):
    job = manager.prepare(tiny(0))
    script.wait_for_begin()
    assert manager.prepare(tiny(0)) is job
    assert manager.prepared() is job


def test_who_waits_comes_first(manager, script):
    busy = manager.submit("a", tiny(1))
    script.wait_for_begin()
    spare = manager.prepare(tiny(0))
    asked = manager.submit("b", tiny(2))
    assert asked.status().place == 1
    script.let(9)
    wait_for_end(busy, spare, asked)
    assert [script.wait_for_begin() for _ in range(2)] == [tiny(2), tiny(0)]


def test_it_takes_no_place_in_the_queue(manager, script):
    manager.submit("a", tiny(1))
    script.wait_for_begin()
    manager.prepare(tiny(0))
    assert [manager.submit(owner, tiny(k)).status().place for k, owner in enumerate("bc", 2)] == [
        1,
        2,
    ]


def test_who_comes_while_it_runs_passes_between_two_epochs(manager, script):
    spare = manager.prepare(tiny(0))
    script.wait_until_asked(1)
    asked = manager.submit("a", tiny(1))
    script.let(1)
    assert script.wait_for_begin() == tiny(0)
    assert script.wait_for_begin() == tiny(1)
    script.let(3)
    wait_for_end(asked)
    assert (asked.state, spare.state) == ("done", "running")
    assert spare.status().epoch == 1
    script.let(2)
    wait_for_end(spare)
    assert spare.state == "done"
    assert spare.comparison.log.epochs_done == 3


def test_who_asks_for_the_same_takes_it_over_as_it_stands(manager, script):
    spare = manager.prepare(tiny(0))
    script.wait_until_asked(1)
    script.let(1)
    script.wait_until_asked(2)
    joined = manager.submit("a", tiny(0))
    assert joined is spare
    assert joined.status().owner == "a"
    assert manager.prepared() is None
    assert manager.prepare(tiny(0)) is joined
    script.let(2)
    wait_for_end(joined)
    assert manager.latest_result("a") is manager.kept(tiny(0))
    assert script.begun.qsize() == 1


def test_it_can_be_taken_over_while_it_waits(manager, script):
    manager.submit("a", tiny(1))
    script.wait_for_begin()
    spare = manager.prepare(tiny(0))
    assert manager.submit("b", tiny(0)) is spare
    assert spare.status().place == 1


def test_what_its_new_owner_stops_can_be_made_again(manager, script):
    manager.prepare(tiny(0))
    script.wait_until_asked(1)
    joined = manager.submit("a", tiny(0))
    manager.stop("a")
    script.let(1)
    wait_for_end(joined)
    assert joined.state == "stopped"
    again = manager.prepare(tiny(0))
    assert again is not joined
    script.let(3)
    wait_for_end(again)
    assert manager.kept(tiny(0)).stopped_at is None


def test_another_device_is_another_job(manager, script):
    spare = manager.prepare(tiny(0))
    script.wait_until_asked(1)
    assert manager.submit("a", tiny(0), "cpu") is not spare


def test_a_failure_hurts_nobody(script):
    script.error_at = {tiny(0): RuntimeError("broken")}
    with JobManager(ResultStore(), runner=script) as manager:
        job = manager.prepare(tiny(0))
        script.let(4)
        wait_for_end(job)
        assert job.state == "failed"
        other = manager.submit("a", tiny(1))
        wait_for_end(other)
        assert other.state == "done"


def test_one_that_is_too_large_is_refused():
    with (
        JobManager(ResultStore(), limits=Limits(max_members=1)) as manager,
        pytest.raises(ValueError, match="seeds"),
    ):
        manager.prepare(tiny(0))


def test_it_is_never_put_away():
    kept = ResultStore(count=2)
    kept.pin(tiny(0))
    for number in range(5):
        kept.put(untrained(tiny(number)))
    assert kept.get(tiny(0)) is not None
    assert kept.get(tiny(4)) is not None
    assert len(kept) == 2


def test_closing_ends_it(script):
    with JobManager(ResultStore(), runner=script) as manager:
        job = manager.prepare(tiny(0))
        script.wait_until_asked(1)
        script.let(1)
    wait_until(lambda: not job.active)
    assert job.state == "stopped"
