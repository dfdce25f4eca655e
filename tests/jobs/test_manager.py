import logging
import threading

import pytest
import torch

from forecasting import compare
from forecasting.experiment.limits import Limits
from forecasting.jobs import JobManager, QueueFull, ResultStore
from forecasting.jobs.failures import NO_MEMORY, UNEXPECTED
from tests.jobs.cases import TINY, Clock, Script, tiny, wait_for_end


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def manager(script):
    with JobManager(ResultStore(), runner=script, queue_size=3) as manager:
        yield manager
        for owner in "abcdef":
            manager.stop(owner)
        script.let(1000)


class TestOrder:
    def test_first_come_first_served(self, manager, script):
        jobs = [manager.submit(owner, tiny(k)) for k, owner in enumerate("abc")]
        script.let(9)
        assert [script.wait_for_begin() for _ in "abc"] == [tiny(0), tiny(1), tiny(2)]
        wait_for_end(*jobs)
        assert [job.state for job in jobs] == ["done"] * 3

    def test_places_count_from_the_next(self, manager, script):
        first = manager.submit("a", tiny(0))
        script.wait_for_begin()
        waiting = [manager.submit(owner, tiny(k)) for k, owner in enumerate("bcd", 1)]
        assert [job.status().place for job in (first, *waiting)] == [0, 1, 2, 3]
        manager.stop("c")
        assert [job.status().place for job in waiting] == [1, 0, 2]

    def test_two_workers_run_two(self, script):
        with JobManager(ResultStore(), runner=script, workers=2) as manager:
            jobs = [manager.submit(owner, tiny(k)) for k, owner in enumerate("abc")]
            assert {script.wait_for_begin(), script.wait_for_begin()} == {tiny(0), tiny(1)}
            assert [job.state for job in jobs] == ["running", "running", "queued"]
            script.let(9)
            wait_for_end(*jobs)

    def test_the_device_is_passed_on(self, manager, script):
        manager.submit("a", TINY, "cpu")
        assert script.begun.get(timeout=10) == (TINY, "cpu")


class TestTurns:
    """Many tabs of one browser neither fill the line nor go before others."""

    def test_a_browser_has_a_few_places(self, script):
        with JobManager(ResultStore(), runner=script) as manager:
            manager.submit("one/0", tiny(0))
            script.wait_for_begin()
            for k in range(1, 5):
                manager.submit(f"one/{k}", tiny(k))
            with pytest.raises(QueueFull, match="4 experiments of this browser are waiting"):
                manager.submit("one/5", tiny(5))
            assert manager.submit("two/0", tiny(50)).active
            manager.stop("one/3")
            assert manager.submit("one/99", tiny(51)).active
            manager.close(timeout=0)
            script.let(1000)

    def test_browsers_take_turns(self, script):
        with JobManager(ResultStore(), runner=script) as manager:
            jobs = [manager.submit("one/0", tiny(0))]
            script.wait_for_begin()
            jobs += [manager.submit(f"one/{k}", tiny(k)) for k in range(1, 4)]
            jobs += [manager.submit("two/0", tiny(4)), manager.submit("two/1", tiny(5))]
            jobs.append(manager.submit("three/0", tiny(6)))
            places = [job.status().place for job in jobs]
            script.let(1000)
            began = [script.wait_for_begin() for _ in range(6)]
        assert places == [0, 3, 5, 6, 1, 4, 2]
        assert began == [tiny(k) for k in (4, 6, 1, 5, 2, 3)]

    def test_a_job_may_take_so_long(self):
        clock, script = Clock(), Script()
        options = {"runner": script, "clock": clock, "longest_seconds": 5.0}
        with JobManager(ResultStore(), **options) as manager:
            job = manager.submit("a", tiny(0, epochs=10))
            script.wait_until_asked(1)
            clock.now = 4.0
            script.let(1)
            script.wait_until_asked(2)
            assert job.active
            clock.now = 6.0
            script.let(1)
            wait_for_end(job)
            status = job.status()
            assert (status.state, status.epoch) == ("stopped", 2)
            assert status.comparison.stopped_at == 2
            assert status.message == (
                "Stopped: it took longer than a training may take on this server."
            )


class TestSubmit:
    def test_the_same_again_is_the_same_job(self, manager, script):
        running = manager.submit("a", tiny(0))
        script.wait_for_begin()
        waiting = manager.submit("b", tiny(1))
        assert manager.submit("a", tiny(0)) is running
        assert manager.submit("b", tiny(1)) is waiting

    def test_the_same_of_somebody_else_is_another_job(self, manager):
        assert manager.submit("a", TINY) is not manager.submit("b", TINY)

    def test_what_is_stopping_is_begun_anew(self, manager, script):
        first = manager.submit("a", TINY)
        script.wait_for_begin()
        manager.stop("a")
        assert manager.submit("a", TINY) is not first

    def test_replaces_what_waits(self, manager, script):
        manager.submit("a", tiny(0))
        script.wait_for_begin()
        old = manager.submit("b", tiny(1))
        new = manager.submit("b", tiny(2))
        assert (old.state, new.state, new.status().place) == ("stopped", "queued", 1)
        assert manager.job_of("b") is new

    def test_replaces_what_runs_after_its_epoch(self, manager, script):
        old = manager.submit("a", tiny(0))
        script.let(1)
        script.wait_until_asked(2)
        new = manager.submit("a", tiny(1))
        assert old.status().stopping
        assert new.status().place == 1
        script.let(1)
        wait_for_end(old)
        assert old.state == "stopped"
        assert manager.latest_result("a").stopped_at == 2

    def test_a_full_queue_refuses_and_leaves_the_rest_alone(self, manager, script):
        running = manager.submit("a", tiny(0))
        script.wait_for_begin()
        waiting = [manager.submit(owner, tiny(k)) for k, owner in enumerate("bcd", 1)]
        with pytest.raises(QueueFull, match=r"^3 experiments are waiting already\. Try again"):
            manager.submit("a", tiny(9))
        assert running.state == "running"
        assert not running.status().stopping
        assert manager.job_of("a") is running
        assert manager.submit("d", tiny(9)).status().place == 3
        assert waiting[2].state == "stopped"

    def test_what_is_too_large_is_refused(self, script):
        with (
            JobManager(ResultStore(), runner=script, limits=Limits(max_members=3)) as manager,
            pytest.raises(ValueError, match="needs 4 networks; at most 3 are allowed"),
        ):
            manager.submit("a", TINY)

    def test_a_device_that_is_not_there_is_refused(self, manager):
        with pytest.raises(ValueError, match="'abacus', which is not available"):
            manager.submit("a", TINY, "abacus")


class TestKept:
    def test_what_is_done_is_done_at_once(self, manager, script):
        first = manager.submit("a", TINY)
        script.let(3)
        wait_for_end(first)
        status = manager.submit("b", TINY).status()
        assert (status.state, status.epoch, status.fraction) == ("done", 3, 1.0)
        assert status.comparison is first.comparison is manager.kept(TINY)
        assert manager.latest_result("b") is status.comparison
        assert script.begun.qsize() == 1

    def test_what_was_stopped_is_trained_anew(self, manager, script):
        first = manager.submit("a", TINY)
        script.let(1)
        script.wait_until_asked(2)
        manager.stop("a")
        script.let(1)
        wait_for_end(first)
        assert manager.kept(TINY).stopped_at == 2
        second = manager.submit("b", TINY)
        assert second.active
        script.let(3)
        wait_for_end(second)
        assert manager.kept(TINY).stopped_at is None

    def test_taking_what_is_kept_stops_what_runs(self, manager, script):
        script.let(3)
        wait_for_end(manager.submit("a", tiny(0)))
        running = manager.submit("b", tiny(1))
        assert [script.wait_for_begin() for _ in "ab"] == [tiny(0), tiny(1)]
        manager.submit("b", tiny(0))
        assert running.status().stopping

    def test_an_older_result_stays_while_the_next_is_trained(self, manager, script):
        script.let(3)
        wait_for_end(manager.submit("a", tiny(0)))
        job = manager.submit("a", tiny(1))
        assert manager.latest_result("a").experiment == tiny(0)
        script.let(3)
        wait_for_end(job)
        assert manager.latest_result("a").experiment == tiny(1)

    def test_owners_see_their_own(self, manager, script):
        script.let(6)
        wait_for_end(manager.submit("a", tiny(0)), manager.submit("b", tiny(1)))
        assert manager.latest_result("a").experiment == tiny(0)
        assert manager.latest_result("b").experiment == tiny(1)
        assert manager.latest_result("c") is None
        assert manager.job_of("c") is None

    def test_what_made_room_is_gone(self, script):
        with JobManager(ResultStore(1), runner=script) as manager:
            script.let(6)
            first, second = manager.submit("a", tiny(0)), manager.submit("b", tiny(1))
            wait_for_end(first, second)
            status = first.status()
            assert (status.state, status.has_result, status.comparison) == ("done", True, None)
            assert manager.latest_result("a") is None
            assert second.comparison is not None


class TestStop:
    def test_in_the_queue_at_once(self, manager, script):
        manager.submit("a", tiny(0))
        script.wait_for_begin()
        job = manager.submit("b", tiny(1))
        manager.stop("b")
        status = job.status()
        assert (status.state, status.place, status.comparison) == ("stopped", 0, None)

    def test_while_it_runs_within_one_epoch(self, manager, script):
        job = manager.submit("a", tiny(0, epochs=50))
        script.let(4)
        script.wait_until_asked(5)
        manager.stop("a")
        script.let(1)
        wait_for_end(job)
        status = job.status()
        assert (status.state, status.epoch, status.stopping) == ("stopped", 5, False)
        assert status.comparison.stopped_at == 5
        assert status.log is status.comparison.log
        assert script.closed.get(timeout=10) == job.experiment

    def test_twice_or_for_nobody_is_harmless(self, manager, script):
        manager.stop("nobody")
        job = manager.submit("a", TINY)
        script.let(3)
        wait_for_end(job)
        manager.stop("a")
        assert job.state == "done"


class TestFailure:
    def run_one(self, error, caplog):
        script = Script({tiny(0): error})
        with JobManager(ResultStore(), runner=script) as manager, caplog.at_level(logging.ERROR):
            script.let(9)
            bad, good = manager.submit("a", tiny(0)), manager.submit("b", tiny(1))
            wait_for_end(bad, good)
            assert good.state == "done"
            assert script.closed.get(timeout=10) == tiny(0)
            assert manager.submit("a", tiny(0)) is not bad
        return bad.status()

    def test_is_told_in_words_and_the_worker_goes_on(self, caplog):
        status = self.run_one(ZeroDivisionError("secret detail"), caplog)
        assert (status.state, status.message, status.log) == ("failed", UNEXPECTED, None)
        assert "secret detail" in caplog.text
        assert "Traceback" in caplog.text

    @pytest.mark.parametrize(
        "error",
        [
            MemoryError(),
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"),
            RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"),
        ],
    )
    def test_without_memory_says_what_to_change(self, error, caplog):
        status = self.run_one(error, caplog)
        assert (status.state, status.message) == ("failed", NO_MEMORY)

    def test_a_run_that_ends_too_soon_failed(self):
        with JobManager(ResultStore(), runner=lambda *_: (p for p in ())) as manager:
            job = manager.submit("a", TINY)
            wait_for_end(job)
            assert (job.state, job.comparison) == ("failed", None)


class TestProgress:
    def test_pace_is_that_of_the_epochs_after_the_first(self):
        clock, script = Clock(), Script()
        with JobManager(ResultStore(), runner=script, clock=clock) as manager:
            job = manager.submit("a", tiny(0, epochs=10))
            script.wait_until_asked(1)
            assert (job.status().seconds_left, job.status().fraction) == (None, 0)
            for epoch, now in ((1, 7.0), (2, 8.0), (3, 9.0)):
                clock.now = now
                script.let(1)
                script.wait_until_asked(epoch + 1)
            status = job.status()
            assert (status.epoch, status.epochs, status.fraction) == (3, 10, 0.3)
            assert status.seconds_left == pytest.approx(7.0)
            assert status.updates_per_second == pytest.approx(2 * 2 * 4 / 1.0)
            assert status.log.epochs_done == 3
            script.let(7)

    def test_a_status_is_consistent_while_it_changes(self):
        torn = []
        with JobManager(ResultStore()) as manager:
            job = manager.submit("a", tiny(0, epochs=60))
            while job.active:
                status = job.status()
                losses = status.log.losses if status.log else ()
                if status.state == "running" and len(losses) < 4 * status.epoch:
                    torn.append(status)
                if status.log and status.log.losses["loss"].isna().any():
                    torn.append(status)
        assert not torn
        assert job.status().epoch == 60


class TestClose:
    def test_leaves_no_thread(self):
        before = set(threading.enumerate())
        script = Script()
        manager = JobManager(ResultStore(), runner=script, workers=2)
        jobs = [manager.submit(owner, tiny(k)) for k, owner in enumerate("abc")]
        script.wait_for_begin()
        script.let(9)
        manager.close(timeout=30)
        assert set(threading.enumerate()) <= before
        assert not any(job.active for job in jobs)
        assert jobs[2].status().message == "Stopped: the server was shut down."
        with pytest.raises(RuntimeError, match="shutting down"):
            manager.submit("a", TINY)
        manager.close()

    def test_no_thread_before_the_first_job(self):
        before = set(threading.enumerate())
        with JobManager(ResultStore()):
            assert set(threading.enumerate()) == before

    def test_threads_are_named_and_end_with_the_program(self, manager):
        manager.submit("a", TINY)
        names = {t.name: t for t in threading.enumerate()}
        assert names["forecasting-worker-1"].daemon


class TestTheRealThing:
    def test_gives_what_compare_gives(self):
        with JobManager(ResultStore()) as manager:
            job = manager.submit("a", TINY)
            wait_for_end(job)
            ours, reference = job.comparison, compare(TINY)
        assert ours.losses.equals(reference.losses)
        assert ours.errors.equals(reference.errors)

    def test_tables_are_made_before_it_is_done(self):
        with JobManager(ResultStore()) as manager:
            job = manager.submit("a", TINY)
            wait_for_end(job)
            assert {"errors", "baselines", "future"} <= vars(job.comparison).keys()
