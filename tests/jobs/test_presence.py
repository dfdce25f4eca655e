import threading

import pytest

from forecasting.jobs import JobManager
from forecasting.jobs.presence import FORGET_AFTER_SECONDS, Presence
from tests.jobs.cases import Clock, Script, tiny, wait_for_end


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def manager(script, clock):
    with JobManager(runner=script, clock=clock, grace_seconds=60.0) as manager:
        yield manager
        for owner in "abc":
            manager.stop(owner)
        script.let(1000)


def test_a_job_goes_on_within_the_grace_time(manager, script, clock):
    job = manager.submit("a", tiny())
    manager.left("a")
    clock.now = 60.0
    script.let(3)
    wait_for_end(job)
    assert job.state == "done"


def test_a_job_ends_after_the_grace_time(manager, script, clock):
    job = manager.submit("a", tiny(epochs=50))
    script.let(1)
    script.wait_until_asked(2)
    manager.left("a")
    clock.now = 60.1
    script.let(1)
    wait_for_end(job)
    status = job.status()
    assert (status.state, status.epoch) == ("stopped", 2)
    assert status.message == "Stopped: the browser was closed."
    assert status.comparison.stopped_at == 2


def test_who_returns_in_time_loses_nothing(manager, script, clock):
    job = manager.submit("a", tiny())
    manager.left("a")
    clock.now = 59.0
    manager.returned("a")
    clock.now = 1000.0
    script.let(3)
    wait_for_end(job)
    assert job.state == "done"


def test_asking_again_is_a_return(manager, script, clock):
    job = manager.submit("a", tiny())
    manager.left("a")
    clock.now = 59.0
    assert manager.submit("a", tiny()) is job
    clock.now = 1000.0
    script.let(3)
    wait_for_end(job)
    assert job.state == "done"


def test_a_job_that_waits_for_somebody_gone_never_begins(manager, script, clock):
    first = manager.submit("a", tiny(0))
    script.wait_for_begin()
    second, third = manager.submit("b", tiny(1)), manager.submit("c", tiny(2))
    manager.left("b")
    clock.now = 61.0
    script.let(6)
    wait_for_end(first, third)
    assert script.wait_for_begin() == tiny(2)
    assert (second.state, second.status().epoch) == ("stopped", 0)


def test_those_gone_make_room_in_the_queue(script, clock):
    with JobManager(runner=script, clock=clock, queue_size=1) as manager:
        manager.submit("a", tiny(0))
        script.wait_for_begin()
        old = manager.submit("b", tiny(1))
        manager.left("b")
        clock.now = 61.0
        assert manager.submit("c", tiny(2)).status().place == 1
        assert old.state == "stopped"
        script.let(6)


def test_those_long_gone_are_forgotten(manager, script, clock):
    script.let(3)
    wait_for_end(manager.submit("a", tiny(0)))
    manager.left("a")
    clock.now = FORGET_AFTER_SECONDS
    manager.submit("b", tiny(1))
    assert manager.job_of("a") is not None
    clock.now = FORGET_AFTER_SECONDS + 1
    manager.submit("b", tiny(2))
    assert manager.job_of("a") is None


def test_strangers_leave_no_trace(manager):
    manager.left("stranger")
    manager.returned("stranger")
    assert manager.job_of("stranger") is None


def test_leaving_waits_for_no_lock(manager):
    manager.submit("a", tiny())
    with manager._changed:
        thread = threading.Thread(target=lambda: (manager.left("a"), manager.returned("a")))
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_the_first_leave_counts(clock):
    presence = Presence(60.0, clock)
    presence.left("a")
    clock.now = 50.0
    presence.left("a")
    clock.now = 61.0
    assert presence.is_gone("a")
    assert not presence.is_gone("b")
