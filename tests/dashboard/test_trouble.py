"""Bad input and bad luck: a message with the value and the remedy, never a traceback."""

import threading

import pytest

from forecasting import run
from forecasting.experiment.limits import Limits
from forecasting.jobs.failures import NO_MEMORY, UNEXPECTED
from tests.dashboard.driver import (
    PAGES,
    SMALL,
    assert_calm,
    figures_of,
    go,
    job_of,
    open_app,
    press_train,
    status,
    texts,
    train,
    wait_for_end,
    wait_until,
)


class TestBadInput:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize(
        ("changes", "value", "remedy"),
        [
            ({"window": 150}, "A window of 150 and", "Move “Window” to at most 139, or raise"),
            ({"horizon": 90}, "horizon is 90 steps, but", "Set “Horizon” to at most 60, or lower"),
            ({"train": 1.0}, "training share of 100% leaves", "Lower “Training share”."),
            ({"cycles": 101.0}, "at most 100 cycles", "“Cycles” to at most 100, or “Length” to at"),
            ({"clip": 1e-9}, "norm” is 1e-09", "Set it to 0"),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_a_control(self, page, changes, value, remedy):
        app = open_app(page, **{name: str(number) for name, number in changes.items()})
        self.refused_once_and_not_trained(app, value, remedy)
        app.button(key="way_out").click().run()
        assert_calm(app)
        assert not app.error
        assert "way_out" not in {button.key for button in app.button}

    @pytest.mark.parametrize("page", PAGES)
    def test_no_cell(self, page):
        app = open_app(page)
        app.pills(key="cells").set_value([]).run()
        self.refused_once_and_not_trained(app, "No cell is chosen.", "one under “Cells”.")

    def test_a_warm_up_longer_than_the_window(self):
        app = open_app("training", warm_up="30", objective="free_running")
        value, remedy = "warm-up of 30 steps", "Set “Warm-up” to at most 25, or move “Window” to"
        self.refused_once_and_not_trained(app, value, remedy)

    def test_train_on_everything_and_judge_on_the_rest(self):
        app = open_app("evaluation", train="1.0", judged="test")
        self.refused_once_and_not_trained(app, "leaves nothing to test on", "Lower “Training")

    def refused_once_and_not_trained(self, app, value, remedy):
        assert_calm(app)
        (message,) = texts(app.error)
        assert message.startswith("These settings cannot work. ")
        assert value in message
        assert remedy in message
        press_train(app)
        assert_calm(app)
        assert job_of(app) is None
        assert texts(app.error) == [message]

    def test_a_remedy_helps(self):
        app = open_app("training", **SMALL | {"window": "50"})
        assert app.error
        app.slider(key="window").set_value(8).run()
        assert not app.error
        assert not train(app).error
        assert job_of(app).state == "done"


class TestRefused:
    def test_too_large(self):
        app = press_train(open_app("training", **SMALL | {"seeds": "1000"}))
        assert_calm(app)
        (message,) = texts(app.error)
        assert message.startswith("Nothing was trained. This experiment needs 3,000 networks; ")
        assert "Use fewer seeds or fewer cells." in message
        assert job_of(app) is None

    def test_too_large_for_this_server(self, serve):
        serve(limits=Limits(max_steps=100))
        app = press_train(open_app(**SMALL))
        assert "at most 100 are allowed here" in app.error[0].value

    def test_a_full_queue(self, gate, serve):
        serve(runner=gate, queue_size=1)
        running, waiting, late = (open_app("training", **SMALL) for _ in range(3))
        press_train(running)
        wait_until(lambda: job_of(running).state == "running")
        waiting.slider(key="noise").set_value(0.2).run()
        press_train(waiting)
        assert job_of(waiting).state == "queued"
        late.slider(key="noise").set_value(0.3).run()
        press_train(late)
        assert_calm(late)
        (message,) = texts(late.error)
        assert message == (
            "Nothing was trained. 1 experiment is waiting already. Try again in a few minutes."
        )
        assert job_of(late) is None


class TestFailed:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize(
        ("error", "message"),
        [(ZeroDivisionError("secret details"), UNEXPECTED), (MemoryError(), NO_MEMORY)],
        ids=["unexpected", "memory"],
    )
    def test_says_so_on_every_page(self, serve, page, error, message):
        def fail(experiment, device):
            yield next(run(experiment, device))
            raise error

        serve(runner=fail)
        app = train(open_app("training", **SMALL))
        assert job_of(app).state == "failed"
        go(app, page)
        assert_calm(app)
        assert texts(app.error) == [message]

    def test_the_next_one_works(self, serve):
        broken = threading.Event()
        broken.set()

        def once(experiment, device):
            if broken.is_set():
                broken.clear()
                raise RuntimeError("boom")
            yield from run(experiment, device)

        serve(runner=once)
        app = train(open_app("training", **SMALL))
        assert texts(app.error) == [UNEXPECTED]
        assert not train(app).error
        assert job_of(app).state == "done"


class TestStopped:
    @pytest.mark.parametrize("button", ["stop", "stop_here"])
    def test_keeps_what_was_learnt(self, gate, button):
        page = "evaluation" if button == "stop" else "training"
        app = press_train(open_app(page, **SMALL | {"epochs": "50"}))
        gate.let(1)
        wait_until(lambda: job_of(app).status().epoch == 1)
        app.run().button(key=button).click().run()
        assert "Stopping after this epoch" in {bar.proto.text for bar in app.get("progress")}
        gate.let(1)
        wait_for_end(app)
        for page in ("training", "evaluation"):
            assert_calm(go(app, page))
            assert status(app) == "Stopped at epoch 2 of 50."
        assert figures_of(app).startswith("At 5 steps ahead: RMSE ")

    @pytest.mark.usefixtures("gate")
    def test_in_the_queue(self):
        first, second = (open_app("training", **SMALL) for _ in range(2))
        press_train(first)
        wait_until(lambda: job_of(first).state == "running")
        second.slider(key="noise").set_value(0.7).run()
        press_train(second)
        words = {bar.proto.text for bar in second.get("progress")}
        assert words == {"Waiting: place 1 in the queue"}
        second.button(key="stop_here").click().run()
        assert_calm(second)
        assert job_of(second).state == "stopped"
        assert job_of(first).active
