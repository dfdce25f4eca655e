"""A comparison that was saved, here or on another machine, comes back through the page."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import Experiment, Series, SyntheticSeries, TrainingConfig, compare, saving
from forecasting.dashboard import controls, recipe_control
from forecasting.dashboard.values import values_of
from forecasting.data import UploadedSeries
from forecasting.recipes import RECIPES
from tests.conftest import TINY
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    figures_of,
    go,
    job_of,
    open_app,
    status,
    texts,
    train,
)


@pytest.fixture(scope="module")
def file(tiny_comparison):
    return saving.save(tiny_comparison)


OPENED = "This comparison was opened from a file. The controls cannot show all of its settings."
"""Its seeds are 0 and 3."""

SETTINGS = Experiment(
    source=SyntheticSeries("lorenz", length=80, cycles=4.0, noise_std=0.2, seed=5),
    window_length=9,
    horizon=7,
    cells=("LSTM",),
    seeds=(0, 1),
    training=TrainingConfig(hidden_size=3, epochs=2, snapshot_every=1),
)
"""As the controls can show it."""


def saved(experiment):
    return saving.save(compare(experiment, "cpu"))


def controls_in(app):
    return {name: app.session_state[name] for name in controls.NAMES}


def test_the_controls_show_its_settings():
    app = upload(open_app("evaluation"), saved(SETTINGS))
    assert_calm(app)
    assert controls_in(app) == values_of(SETTINGS)
    assert app.selectbox(key="recipe").value == recipe_control.CHANGED
    assert app.query_params["signal"] == "lorenz"
    assert status(app) == (
        "This comparison was opened from a file; the controls show its settings."
    )
    again = open_app("evaluation", **app.query_params)
    assert controls_in(again) == values_of(SETTINGS)
    app.slider(key="noise").set_value(0.3).run()
    assert status(app).endswith("moved since: press **Train** for what they say.")


def test_a_recipe_is_recognised():
    x = RECIPES["co2"].experiment
    short = replace(x, seeds=(0,), training=replace(x.training, epochs=1))
    app = upload(open_app("evaluation"), saved(short))
    assert app.selectbox(key="recipe").value == recipe_control.CHANGED
    assert app.selectbox(key="signal").value == "co2"
    app.number_input(key="seeds").set_value(8)
    app.number_input(key="epochs").set_value(40).run()
    assert app.query_params["signal"] == "co2"


def test_it_is_not_trained_over_by_itself():
    """With the switch on, only a move of a control starts anew."""
    app = open_app("evaluation", **SMALL)
    upload(app, saved(SETTINGS))
    app.toggle(key="follow").set_value(True).run()
    assert "pending" not in app.session_state
    app.slider(key="noise").set_value(0.5).run()
    assert "pending" in app.session_state


def own_experiment():
    values = np.sin(np.arange(60) / 3)
    series = Series("sales", np.arange(60.0), values[:, None], variables=("sales",))
    return replace(SETTINGS, source=UploadedSeries.of(series), cells=("GRU",))


def test_one_without_its_series_says_just_that_and_what_to_bring():
    app = upload(open_app("evaluation"), saved(own_experiment()))
    assert_calm(app)
    (message,) = texts(app.error)
    assert message == (
        "This file was saved without its series “your own series”. Bring that series on the page "
        "“Data generation”, with the same choices as then, and open this again."
    )


def test_one_with_its_series_brings_it():
    experiment = own_experiment()
    app = upload(open_app("evaluation"), saving.save(compare(experiment, "cpu"), with_series=True))
    assert_calm(app)
    assert not app.error
    assert app.session_state["own"] == experiment.source
    assert controls_in(app) == values_of(experiment)
    go(app, "data_generation")
    assert_calm(app)
    assert "This series came with the comparison that was opened from a file." in texts(app.caption)


def test_the_visitors_own_series_waits_behind_it():
    app = open_app(signal="own")
    text = "\n".join(["size", *map(str, range(1, 60))])
    app.file_uploader(key="own_file").upload("mine.csv", text.encode(), "text/csv").run()
    mine = app.session_state["own"]
    go(app, "evaluation")
    data = saving.save(compare(own_experiment(), "cpu"), with_series=True)
    go(upload(app, data), "data_generation")
    assert app.session_state["own"] != mine
    app.button(key="own_back").click().run()
    assert_calm(app)
    assert app.session_state["own"] == mine
    assert any("mine" in text for text in texts(app.markdown))


def upload(app, data):
    app.file_uploader(key="upload").upload("c.zip", data, "application/zip").run()
    return app


def test_a_saved_comparison_is_shown(file):
    app = upload(open_app("evaluation"), file)
    assert_calm(app)
    assert status(app) == OPENED
    assert f"At {TINY.horizon} steps ahead: RMSE " in " ".join(texts(app.caption))
    assert job_of(app) is None


def test_it_stays_when_one_looks_at_other_pages(file):
    app = upload(open_app("evaluation"), file)
    for page in ("training", "evaluation", "data_generation", "evaluation"):
        go(app, page)
        assert_calm(app)
    assert status(app) == OPENED


def test_it_can_be_closed(file):
    app = upload(open_app("evaluation"), file)
    go(go(app, "training"), "evaluation").button(key="close_opened").click().run()
    assert_calm(app)
    assert status(app).endswith("Press **Train** in the sidebar.")
    app = upload(open_app("evaluation"), file)
    app.file_uploader(key="upload").clear().run()
    assert status(app).endswith("Press **Train** in the sidebar.")


def test_training_takes_its_place(file):
    app = upload(open_app("evaluation", **SMALL), file)
    train(app)
    assert not app.info
    assert figures_of(app).startswith("At 5 steps ahead: RMSE ")


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04"])
def test_a_damaged_one_gives_a_message(data):
    app = upload(open_app("evaluation"), data)
    assert_calm(app)
    assert len(app.error) == 1
    assert status(app).endswith("Press **Train** in the sidebar.")
    app.file_uploader(key="upload").clear().run()
    assert not app.error


def test_half_a_file(file):
    app = upload(open_app("evaluation"), file[: len(file) // 2])
    assert_calm(app)
    assert len(app.error) == 1
