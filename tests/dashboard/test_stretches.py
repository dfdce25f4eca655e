"""Several stretches, on every page."""

import pytest

from forecasting.evaluation import reading
from forecasting.experiment.places import means_note
from tests.dashboard.driver import SMALL, go, job_of, open_app, train

ADDRESS = {**SMALL, "length": "120", "cycles": "10", "stretches": "3", "seeds": "3"}


def texts(app):
    return " ".join(one.value for one in [*app.caption, *app.markdown])


@pytest.fixture
def app():
    opened = open_app("training", **ADDRESS)
    train(opened)
    return opened.run()


def test_the_control_ends_where_the_series_does():
    app = open_app("training", **ADDRESS)
    control = app.number_input(key="stretches")
    assert (control.value, control.min, control.max) == (3, 1, 8)
    assert app.query_params["stretches"] == "3"


def test_too_many_are_refused_with_a_way_out():
    app = open_app("training", **{**ADDRESS, "stretches": "8", "horizon": "6"})
    assert any("Each of 8 stretches has 15 of 120 values" in one.value for one in app.error)


def test_every_page_says_what_it_shows(app):
    assert "Line: the median of all seeds at all 3 stretches." in texts(app)
    assert "They are of the first of 3 stretches" in texts(app)
    app = go(app, "evaluation")
    assert not app.exception
    assert "Each seed counts with the geometric mean of its 3 stretches" in texts(app)
    assert "This holds for 3 stretches" in texts(app)
    assert f"{reading(3)} Press an entry for its sentence." in texts(app)
    app = go(app, "data_generation")
    assert not app.exception
    assert "The series is cut into 3 stretches" in texts(app)


def test_errors_while_training_are_means_over_the_stretches(app):
    app = go(app, "evaluation")
    note, said = means_note(job_of(app).experiment), []
    for tab in ("During training", "Rollouts"):
        app.session_state["details"] = tab
        said.append(texts(app.run()).count(note))
    assert said[0] == said[1] + 1


@pytest.mark.parametrize("tab", ["Rollouts", "Future forecast", "During training", "Export"])
def test_every_tab_is_drawn(app, tab):
    app = go(app, "evaluation")
    app.session_state["details"] = tab
    app.run()
    assert not app.exception
