"""The first page: warm, while its comparison is made, when that failed, and while sliders move."""

from dataclasses import replace

import pytest

from forecasting import SyntheticSeries
from forecasting.dashboard import first_comparison, jobs
from forecasting.dashboard.start import BURST_SECONDS
from forecasting.recipes import RECIPES
from tests.conftest import TINY
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    charts_of,
    figures_of,
    job_of,
    open_app,
    texts,
    wait_for_end,
    wait_until,
)

FIRST = replace(TINY, source=SyntheticSeries(length=60, cycles=5.0), seeds=(0, 1))
PREPARE = first_comparison.prepare
CHART = "RMSE by steps ahead for"


@pytest.fixture
def prepared(monkeypatch):
    """The server makes a comparison by itself, as it does outside of tests, but a tiny one."""
    monkeypatch.setattr(first_comparison, "EXPERIMENT", FIRST)
    monkeypatch.setattr(first_comparison, "prepare", PREPARE)
    jobs._ready().set()


@pytest.fixture
def warm(prepared):  # noqa: ARG001 - a fixture that sets the stage
    """It is there already."""
    job = first_comparison.prepare(jobs.manager()).job
    wait_until(lambda: not job.active)


def chart_of(app):
    (found,) = [words for words in charts_of(app) if words.startswith(CHART)]
    return found


@pytest.mark.usefixtures("warm")
class TestWarm:
    def test_the_answer_stands_there_without_a_click(self):
        app = open_app("start")
        assert_calm(app)
        assert not app.error
        assert job_of(app) is None
        assert any(s.value.startswith("With 2 seeds no difference") for s in app.subheader)
        assert figures_of(app).startswith("At 5 steps ahead: RMSE ")
        assert chart_of(app)

    def test_who_beats_whom_is_a_table_with_the_sentences(self):
        (table,) = [
            h.proto.body for h in open_app("start").get("html") if 'role="table"' in h.proto.body
        ]
        assert table.count('role="row"') == 1 + len(FIRST.cells)
        assert "too few seeds" in table
        assert "no difference can be shown between" in table

    def test_every_recipe_is_a_card_that_says_what_to_expect(self):
        app = open_app("start")
        said = "\n".join(texts([*app.markdown, *app.caption]))
        for recipe in RECIPES.values():
            assert recipe.about in said
            assert recipe.expect in said
            assert app.button(key=f"choose_{recipe.name}")
        assert said.count("Wrong on purpose.") == sum(bool(r.broken) for r in RECIPES.values())

    def test_a_link_with_other_settings_says_that_they_are_not_trained(self):
        app = open_app("start", noise="0.5")
        assert_calm(app)
        assert job_of(app) is None
        (said,) = [text for text in texts(app.caption) if text.startswith("Not trained yet")]
        assert said.endswith("answer and chart are of noise 0.10, window 8.")
        assert app.button(key="train_here").label == "Train these settings"
        assert chart_of(app)


@pytest.mark.usefixtures("prepared")
def test_while_it_is_made_the_page_says_so(gate):
    app = open_app("start")
    assert_calm(app)
    assert app.subheader[0].value == "The first comparison is being made."
    assert "still empty" in next(iter(charts_of(app)))
    wait_until(lambda: jobs.manager().prepared().state == "running")
    gate.let(2)
    wait_until(lambda: jobs.manager().prepared().status().epoch == 2)
    (bar,) = app.run().get("progress")
    assert bar.proto.text == "Training with noise 0.10, window 8: epoch 2 of 4"
    gate.let(2)
    wait_until(lambda: jobs.manager().prepared().state == "done")
    app.run()
    assert_calm(app)
    assert chart_of(app)
    assert not app.get("progress")


class TestFailed:
    @pytest.fixture
    def app(self, prepared, serve):  # noqa: ARG002 - the same
        def fail(*_):
            raise RuntimeError("the disk is full")

        serve(runner=fail)
        first_comparison.prepare(jobs.manager())
        wait_until(lambda: jobs.manager().prepared().state == "failed")
        return open_app("start")

    def test_the_page_says_so_and_works(self, app):
        assert_calm(app)
        (message,) = texts(app.error)
        assert message.startswith("The first comparison could not be made. Training failed")
        assert app.button(key="choose_first_look")

    @pytest.mark.usefixtures("app")
    def test_it_is_not_tried_again_by_itself(self):
        failed = jobs.manager().prepared()
        assert open_app("start").error
        assert jobs.manager().prepared() is failed

    def test_a_visitor_can_try(self, app):
        app.button(key="train_here").click().run()
        wait_for_end(app)
        assert_calm(app.run())
        assert job_of(app).state == "failed"


@pytest.mark.usefixtures("prepared")
def test_limits_that_forbid_it_are_told(monkeypatch):
    monkeypatch.setenv("FORECASTING_MAX_MEMBERS", "1")
    app = open_app("start")
    assert_calm(app)
    (message,) = texts(app.error)
    assert message.startswith("The first comparison could not be made. ")
    assert "seeds" in message


@pytest.mark.usefixtures("warm")
class TestSliders:
    def test_what_cannot_work_is_said_once_and_the_answer_stays(self):
        app = open_app("start", **SMALL)
        app.pills(key="cells").set_value([]).run()
        assert_calm(app)
        assert len(app.error) == 1
        assert chart_of(app)
        assert job_of(app) is None

    def test_the_first_move_is_followed_at_once_and_more_of_them_wait_for_the_rest(self):
        app = open_app("start", **SMALL)
        app.slider(key="noise").set_value(0.3).run()
        first_job = job_of(app)
        assert first_job.experiment.source.noise_std == 0.3
        app.slider(key="noise").set_value(0.31).run()
        assert job_of(app) is first_job
        app.session_state["start_moved_at"] -= BURST_SECONDS
        app.slider(key="noise").set_value(0.32).run()
        assert job_of(app).experiment.source.noise_std == 0.32

    def test_a_move_whose_training_is_refused_says_so(self, monkeypatch):
        def refuse(*_):
            raise RuntimeError("The queue is full.")

        app = open_app("start", **SMALL)
        monkeypatch.setattr(jobs.manager(), "submit", refuse)
        app.slider(key="noise").set_value(0.3).run()
        assert_calm(app)
        assert texts(app.error) == ["Nothing was trained. The queue is full."]
        assert not app.run().error

    def test_another_control_starts_nothing(self):
        app = open_app("start", **SMALL)
        app.number_input(key="hidden").set_value(5).run()
        assert not app.session_state["start_moved"]

    def test_the_curve_before_stays_behind_the_new_one(self):
        app = open_app("start", **SMALL)
        app.button(key="train_here").click().run()
        wait_for_end(app)
        app.run()
        assert any("Strong: noise 0.10, window 8." in text for text in texts(app.caption))
        assert not any("Faint" in text for text in texts(app.caption))
        app.slider(key="noise").set_value(0.3).run()
        app.button(key="train_button").click().run()
        wait_for_end(app)
        app.run()
        words = "Strong: noise 0.30, window 8. Faint: noise 0.10, window 8."
        assert any(words in text for text in texts(app.caption))
        app.slider(key="window").set_value(9).run()
        app.button(key="train_button").click().run()
        wait_for_end(app)
        words = "Strong: noise 0.30, window 9. Faint: noise 0.30, window 8."
        assert any(words in text for text in texts(app.run().caption))


@pytest.mark.usefixtures("warm", "gate")
def test_a_card_chooses_its_recipe_and_trains_it():
    app = open_app("start")
    app.button(key="choose_sunspots").click().run()
    assert_calm(app)
    assert texts(app.title) == ["Training"]
    assert app.query_params == {"recipe": "sunspots"}
    assert job_of(app).experiment == RECIPES["sunspots"].experiment


@pytest.mark.usefixtures("prepared")
def test_who_presses_train_meanwhile_joins(gate, monkeypatch):
    monkeypatch.setattr(first_comparison, "EXPERIMENT", RECIPES["first_look"].experiment)
    app = open_app("start")
    job = jobs.manager().prepared()
    app.button(key="train_button").click().run()
    assert job_of(app) is job
    gate.let(1)
    wait_until(lambda: job.status().epoch == 1)
    other = open_app("start")
    assert "epoch 1 of 40" in other.get("progress")[0].proto.text
