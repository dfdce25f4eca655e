import threading

import pytest

from forecasting.jobs import JobManager, ResultStore
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
    with JobManager(ResultStore(), runner=script, clock=clock, grace_seconds=60.0) as manager:
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
    with JobManager(ResultStore(), runner=script, clock=clock, queue_size=1) as manager:
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


class TestTakeOver:
    """A browser that loads its page anew is another owner, of the same name up to the slash."""

    def leave(self, manager, owner="browser/1", **settings):
        job = manager.submit(owner, tiny(**settings))
        manager.left(owner)
        return job

    def test_the_job_belongs_to_the_heir(self, manager, script, clock):
        job = self.leave(manager)
        assert manager.take_over("browser/2", tiny()) is job
        assert (job.owner, job.status().owner) == ("browser/2", "browser/2")
        assert manager.job_of("browser/2") is job
        assert manager.job_of("browser/1") is None
        clock.now = 1000.0
        script.let(3)
        wait_for_end(job)
        assert job.state == "done"
        assert manager.latest_result("browser/2").experiment == tiny()

    def test_one_that_waits_keeps_its_place(self, manager, script):
        manager.submit("a", tiny(0))
        script.wait_for_begin()
        job = self.leave(manager, number=1)
        assert manager.take_over("browser/2", tiny(1)).status().place == 1
        manager.stop("browser/1")
        assert job.active
        manager.stop("browser/2")
        assert not job.active

    def test_the_earlier_result_comes_along(self, manager, script):
        script.let(3)
        wait_for_end(manager.submit("browser/1", tiny(0)))
        self.leave(manager, number=1)
        manager.take_over("browser/2", tiny(1))
        assert manager.latest_result("browser/2").experiment == tiny(0)

    def test_the_heir_may_leave_in_turn(self, manager, script, clock):
        job = self.leave(manager, epochs=50)
        clock.now = 50.0
        manager.take_over("browser/2", tiny(epochs=50))
        manager.left("browser/2")
        clock.now = 111.0
        script.let(1)
        wait_for_end(job)
        assert job.status().message == "Stopped: the browser was closed."

    def test_who_left_first_does_not_come_between(self, manager, script, clock):
        job = self.leave(manager)
        manager.take_over("browser/2", tiny())
        manager.left("browser/1")
        clock.now = 1000.0
        script.let(3)
        wait_for_end(job)
        assert job.state == "done"

    @pytest.mark.parametrize(
        ("owner", "experiment"),
        [("other/1", tiny()), ("other", tiny()), ("browser/2", tiny(1)), ("a", tiny())],
    )
    def test_not_of_another_browser_or_experiment(self, manager, owner, experiment):
        job = self.leave(manager)
        assert manager.take_over(owner, experiment) is None
        assert job.owner == "browser/1"

    def test_not_while_its_owner_is_there(self, manager):
        manager.submit("browser/1", tiny())
        assert manager.take_over("browser/2", tiny()) is None

    def test_not_by_who_has_a_job(self, manager):
        self.leave(manager)
        mine = manager.submit("browser/2", tiny(1))
        assert manager.take_over("browser/2", tiny()) is None
        assert manager.job_of("browser/2") is mine

    def test_not_what_is_stopping_or_over(self, manager, script):
        job = self.leave(manager)
        script.wait_for_begin()
        manager.stop("browser/1")
        assert manager.take_over("browser/2", tiny()) is None
        script.let(1)
        wait_for_end(job)
        assert manager.take_over("browser/2", tiny()) is None
