"""Recipes, controls and the address: three views of the same settings."""

import pytest

from forecasting.dashboard import controls, settings_panel, url
from forecasting.dashboard import recipe_control as recipe_module
from forecasting.dashboard.values import experiment_from, values_of
from forecasting.data import SIGNALS
from forecasting.recipes import RECIPES
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    go,
    job_of,
    open_app,
    press_train,
    texts,
    wait_until,
)


def values_in(app):
    return {name: app.session_state[name] for name in controls.NAMES}


def controls_of(app):
    """What the selector of recipes shows, and the recipe that the settings started from."""
    return app.selectbox(key="recipe").value, app.session_state["base"]


def shown(app, name):
    """Whether a control is drawn."""
    kinds = (app.slider, app.number_input, app.toggle, app.selectbox, app.pills)
    return any(widget.key == name for kind in kinds for widget in kind)


def shown_by(app, name):
    return app.get_by_key(name).value


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_sets_every_control_and_the_address(recipe):
    other = next(name for name in RECIPES if name != recipe)
    app = open_app("training", recipe=other, noise="1.5", cells="GRU", layers="3")
    app.selectbox(key="recipe").set_value(recipe).run()
    assert_calm(app)
    expected = values_of(RECIPES[recipe].experiment)
    assert values_in(app) == expected
    real = expected["signal"] not in SIGNALS
    drawn = {name for name in expected if not (real and name in settings_panel.SYNTHETIC)}
    assert {name: shown_by(app, name) for name in drawn} == {n: expected[n] for n in drawn}
    assert app.query_params == ({} if recipe == url.FIRST_RECIPE else {"recipe": recipe})


CHANGES = {
    "noise": ("slider", 0.35),
    "window": ("slider", 12),
    "horizon": ("number_input", 7),
    "cells": ("pills", ["RNN", "GRU"]),
    "seeds": ("number_input", 3),
    "data_seed": ("number_input", 9),
    "cycles": ("number_input", 6.5),
    "train": ("slider", 0.55),
    "rate": ("number_input", 0.00123),
    "clip": ("number_input", 1.5),
    "optimizer": ("selectbox", "momentum"),
    "objective": ("selectbox", "free_running"),
    "feedback": ("selectbox", "state"),
    "judged": ("selectbox", "training"),
    "input_layer": ("toggle", True),
    "scaled": ("toggle", False),
    "budget": ("selectbox", "parameters"),
    "validation": ("slider", 0.1),
    "anew": ("toggle", True),
}


def set_control(app, name):
    kind, value = CHANGES[name]
    return getattr(app, kind)(key=name).set_value(value)


@pytest.mark.parametrize("name", CHANGES)
def test_a_control_changes_the_address(name):
    app = open_app("evaluation")
    set_control(app, name).run()
    assert_calm(app)
    assert list(app.query_params) == [name]
    again = open_app("training", **app.query_params)
    assert shown_by(again, name) == CHANGES[name][1]


@pytest.mark.parametrize("recipe", ["first_look", "article_4", "sunspots"])
def test_the_address_leads_back_to_the_same_settings(recipe):
    app = open_app("training", recipe=recipe)
    for name in CHANGES:
        if shown(app, name):
            set_control(app, name)
    app.run()
    again = open_app("evaluation", **app.query_params)
    assert values_in(again) == values_in(app)
    assert controls_of(again) == (recipe_module.CHANGED, recipe)
    assert again.query_params == app.query_params
    assert not again.warning


def test_settings_stay_from_page_to_page():
    app = open_app(**SMALL)
    for page in ("training", "evaluation", "data_generation"):
        go(app, page)
        assert app.query_params == SMALL
        assert shown_by(app, "hidden") == 4


def test_the_order_of_clicks_does_not_matter():
    """Cells chosen in another order are the same experiment, and so is their address."""
    app = open_app("training")
    app.pills(key="cells").set_value(["GRU", "RNN"]).run()
    assert app.query_params == {"cells": "RNN GRU"}
    app.pills(key="cells").set_value(["GRU", "RNN", "LSTM"]).run()
    assert app.query_params == {}
    assert experiment_from(values_in(open_app())) == RECIPES["first_look"].experiment


def test_another_signal_comes_with_its_length_and_cycles():
    app = open_app()
    app.selectbox(key="signal").set_value("mackey_glass").run()
    assert (shown_by(app, "length"), shown_by(app, "cycles")) != (200, 8.0)
    assert not app.error
    app.selectbox(key="signal").set_value("sunspots").run()
    for name in settings_panel.SYNTHETIC:
        assert not shown(app, name)
        assert name in app.session_state
    app.selectbox(key="signal").set_value("sine").run()
    assert app.slider(key="noise").value == 0.1
    assert all(shown(app, name) for name in settings_panel.SYNTHETIC)


class TestFollow:
    """Training anew when the controls have come to rest."""

    @pytest.fixture
    def app(self):
        app = open_app("training", **SMALL)
        app.toggle(key="follow").set_value(True).run()
        return app

    def rest(self, app):
        started = app.session_state["pending"][1]
        app.session_state["pending"] = (app.session_state["pending"][0], started - 60)
        return app.run()

    def test_starts_after_a_rest_and_only_then(self, app):
        assert job_of(app) is None
        self.rest(app)
        assert job_of(app) is not None
        assert job_of(app).experiment.source.noise_std == 0.1

    def test_a_new_value_starts_the_rest_again(self, app):
        first = app.session_state["pending"]
        app.slider(key="noise").set_value(0.4).run()
        later = app.session_state["pending"]
        assert later[0] != first[0]
        assert later[1] > first[1]

    def test_what_it_replaces_is_stopped(self, gate, app):
        press_train(app)
        first = job_of(app)
        app.slider(key="noise").set_value(0.4).run()
        self.rest(app)
        assert job_of(app).experiment.source.noise_std == 0.4
        gate.let(6)
        wait_until(lambda: first.state == "stopped" and job_of(app).state == "done")

    def test_a_refusal_is_not_asked_for_again(self, app):
        """Else the page would draw itself over and over."""
        app.number_input(key="seeds").set_value(1000).run()
        self.rest(app)
        assert "at most 256 are allowed here" in app.error[0].value
        app.run()
        assert "pending" not in app.session_state
        app.number_input(key="seeds").set_value(2).run()
        assert "pending" in app.session_state

    def test_settings_that_cannot_work_are_left_alone(self, app):
        app.pills(key="cells").set_value([]).run()
        assert_calm(app)
        assert "pending" not in app.session_state or job_of(app) is None
        assert texts(app.error)[0].startswith("These settings cannot work.")


@pytest.mark.parametrize(
    ("name", "kind", "value"), [("patience", "number_input", 5), ("rates", "pills", [0.001, 0.01])]
)
def test_what_needs_a_validation_part_takes_it_from_the_training_part(name, kind, value):
    app = open_app("training")
    getattr(app, kind)(key=name).set_value(value).run()
    assert_calm(app)
    assert values_in(app)[name] == value
    assert (values_in(app)["train"], values_in(app)["validation"]) == (0.55, 0.15)
    experiment = experiment_from(values_in(app))
    assert experiment.split.test_index(experiment.source.length) == 140


def test_a_validation_part_that_is_there_stays():
    app = open_app("training", validation="0.1")
    app.number_input(key="patience").set_value(5).run()
    assert (values_in(app)["train"], values_in(app)["validation"]) == (0.7, 0.1)


def test_back_to_the_recipe():
    app = open_app("training", recipe="article_4", noise="0.5", layers="2")
    assert not app.button(key="reset").disabled
    app.button(key="reset").click().run()
    assert_calm(app)
    assert values_in(app) == values_of(RECIPES["article_4"].experiment)
    assert app.button(key="reset").disabled
    assert controls_of(app) == ("article_4", "article_4")
    assert app.query_params == {"recipe": "article_4"}


def test_the_selector_names_a_recipe_only_while_it_is_that_one():
    app = open_app("training", noise="0.5")
    assert controls_of(app) == (recipe_module.CHANGED, "first_look")
    app.slider(key="noise").set_value(0.1).run()
    assert controls_of(app) == ("first_look", "first_look")
    app.selectbox(key="signal").set_value("co2").run()
    assert controls_of(app) == (recipe_module.CHANGED, "first_look")
    assert app.query_params["signal"] == "co2"
    app.selectbox(key="recipe").set_value("sunspots").run()
    assert controls_of(app) == ("sunspots", "sunspots")


def test_what_is_folded_away_is_kept(closed):
    """Nobody opens “More settings”: links, training and other pages go by what it would show."""
    app = closed(
        open_app("start", **{**SMALL, "hidden": "7", "optimizer": "sgd", "stretches": "2"})
    )
    assert_calm(app)
    assert not any(control.key == "hidden" for control in app.number_input)
    for page in ("training", "evaluation", "inside", "data_generation", "start"):
        app = closed(go(app, page))
        assert_calm(app)
        assert {"hidden", "optimizer", "stretches"} <= set(app.query_params)
    app = closed(press_train(app))
    experiment = job_of(app).experiment
    assert (experiment.training.hidden_size, experiment.training.optimizer) == (7, "sgd")
    assert experiment.stretches == 2
    app.session_state["more_settings"] = True
    app.run()
    assert app.number_input(key="hidden").value == 7
    app.number_input(key="hidden").set_value(9).run()
    app = closed(app)
    assert app.query_params["hidden"] == "9"


@pytest.fixture
def closed():
    def close(app):
        app.session_state["more_settings"] = False
        return app.run()

    return close


def test_what_streamlit_forgets_is_remembered(monkeypatch):
    """Seen where somebody goes quickly from page to page while cells learn."""
    state = values_of(RECIPES["co2"].experiment) | {"recipe": "co2", "base": "co2"}
    monkeypatch.setattr(controls.st, "session_state", state)
    controls.remember()
    wanted = controls.values()
    for name in controls.NAMES[::2]:
        del state[name]
    assert controls.values() == wanted
    state["noise"] = 0.3
    controls.read_address()
    assert {name: state[name] for name in controls.NAMES} == {
        name: wanted[name] for name in controls.NAMES
    } | {"noise": 0.3}


def test_a_move_during_a_first_run_that_was_interrupted_stays(monkeypatch):
    """What the link says is read once, even if that run never came to remember it."""
    state = {}
    monkeypatch.setattr(controls.st, "session_state", state)
    monkeypatch.setattr(controls.st, "query_params", FixedLink(noise="0.5"))
    controls.read_address()
    assert state["noise"] == 0.5
    state["noise"] = 0.3
    controls.read_address()
    assert state["noise"] == 0.3


class FixedLink(dict):
    """As Streamlit gives the address."""

    def to_dict(self):
        return self
