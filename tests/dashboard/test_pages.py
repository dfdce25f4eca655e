"""Every page from the entrypoint: what it says before anything was trained."""

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from forecasting import Experiment
from forecasting.dashboard import controls, frame, settings_panel
from forecasting.data import SAMPLES, SIGNALS
from forecasting.models import Device, available_devices, usable_devices
from forecasting.recipes import RECIPES
from tests.dashboard.cases import HOSTILE, LONE_SURROGATE
from tests.dashboard.driver import (
    PAGES,
    assert_calm,
    charts_of,
    go,
    job_of,
    open_app,
    status,
    texts,
)

PLACES = {place.name: place for place in frame.PLACES}


def test_the_pages_are_called_as_the_readme_calls_them():
    readme = (frame.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    table = readme.split("| page | what it is for |")[1].split("\n\n")[0]
    rows = [row.split("|")[1].strip() for row in table.splitlines()[2:]]
    assert [place.title for place in frame.PLACES] == rows


NAMES = ["recipe", *controls.NAMES]


def test_the_pages_are_those_of_the_folder():
    files = {path.stem for path in frame.FOLDER.glob("*.py")}
    assert files == set(PLACES) == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
class TestEveryPage:
    def test_has_its_title_and_its_sentence(self, page):
        app = open_app(page)
        assert_calm(app)
        place = PLACES[page]
        assert texts(app.title) == [place.question or place.title]
        assert app.caption[0].value == place.about
        assert app.caption[0].value.rstrip().endswith(".")

    def test_starts_nothing_and_complains_of_nothing(self, page):
        app = open_app(page)
        assert job_of(app) is None
        assert not app.error
        assert not app.warning
        assert app.query_params == {}

    def test_has_the_controls_that_stand_on_every_page(self, page):
        app = open_app(page)
        sidebar = app.sidebar
        sliders = (app.main if page == "start" else sidebar).slider
        assert {"Noise σ", "Window"} <= {slider.label for slider in sliders}
        assert "Recipe" in {box.label for box in sidebar.selectbox}
        assert app.button(key="train_button").label == "Train"
        for name in NAMES:
            assert app.get_by_key(name).key == name

    @pytest.mark.parametrize("recipe", RECIPES)
    def test_shows_every_recipe(self, page, recipe):
        app = open_app(page, recipe=recipe)
        assert_calm(app)
        assert not app.error
        assert app.query_params in ({"recipe": recipe}, {})

    @pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
    def test_says_what_a_recipe_is_about(self, page, recipe):
        app = open_app(page, recipe=recipe.name)
        said = "\n".join(texts([*app.caption, *app.markdown]))
        assert recipe.title in said
        assert recipe.about in said
        assert recipe.expect in said
        if page != "start":
            warnings = [f"**Wrong on purpose.** {recipe.broken}"] * bool(recipe.broken)
            assert texts(app.warning) == warnings


def test_what_was_wrong_on_purpose_can_be_mended():
    app = open_app(recipe="broken_no_past", noise="0.2")
    assert len(app.warning) == 1
    app.slider(key="window").set_value(25).run()
    assert not app.warning


def test_a_recipe_is_not_told_of_another_series():
    app = open_app(recipe="first_look", signal="co2")
    assert RECIPES["first_look"].about not in "\n".join(texts(app.caption))


@pytest.mark.parametrize("page", ["training", "evaluation"])
def test_an_empty_page_says_what_to_do(page):
    app = open_app(page)
    assert status(app) == "Nothing is trained yet. Press **Train** in the sidebar."
    assert len(texts(app.info)) == 1


class TestDataGeneration:
    @pytest.mark.parametrize("signal", [*SIGNALS, *SAMPLES])
    def test_every_series_is_drawn_and_explained(self, signal):
        app = open_app()
        app.selectbox(key="signal").set_value(signal).run()
        assert_calm(app)
        assert not app.error
        entry = (SIGNALS | SAMPLES)[signal]
        assert entry.title in app.markdown[0].value
        (about,) = [text for text in texts(app.caption) if entry.reason in text]
        assert entry.source in about
        drawn = charts_of(app)
        assert len(drawn) == len(entry.variables)
        for variable, words in zip(entry.variables, drawn, strict=True):
            assert words.startswith(f"{variable} over ")
            assert {"observed", "test", "window", "inputs"} <= drawn[words]

    def test_counts(self):
        app = open_app(length="100", train="0.6", window="10", horizon="20")
        counts = {metric.label: metric.value for metric in app.metric}
        assert counts == {
            "Training values": "60",
            "Test values": "40",
            "Training windows": "50",
            "Forecast starting points": "21",
        }

    def test_a_window_walks(self):
        app = open_app(length="100", train="0.6", window="10", horizon="20")
        first = app.dataframe[0].value
        walk = app.slider(key="walk_50")
        assert (walk.min, walk.max, walk.value) == (1, 50, 10)
        walk.set_value(50).run()
        second = app.dataframe[0].value
        assert list(first.columns) == ["→ 19", *(str(k) for k in range(9, 19))]
        assert list(second.columns) == ["→ 59", *(str(k) for k in range(49, 59))]
        assert second.loc["sine", "49"] != first.loc["sine", "9"]


def device_named(app):
    """What the training page says about where it trains."""
    (words,) = [text for text in texts(app.caption) if text.startswith(":material/memory:")]
    return words


class TestDevices:
    def test_the_training_page_names_the_device(self):
        (kind, device), *_ = available_devices().items()
        app = open_app("training")
        assert device.name.removeprefix("CPU, ") in device_named(app)
        assert app.selectbox(key="device").value == kind

    def test_only_what_is_there_can_be_chosen(self):
        names = [device.name for device in available_devices().values()]
        assert open_app("training").selectbox(key="device").options == names

    def test_the_first_is_chosen_and_can_be_overridden(self, monkeypatch):
        devices = {"cuda": Device("cuda", "Fast 9000"), "cpu": Device("cpu", "CPU, 2 cores")}
        monkeypatch.setattr(settings_panel, "usable_devices", lambda: devices)
        monkeypatch.setattr(controls, "explain_device", lambda kind: devices[kind].name)
        app = open_app("training")
        assert app.selectbox(key="device").options == ["Fast 9000", "CPU, 2 cores"]
        assert "Fast 9000" in device_named(app)
        app.selectbox(key="device").set_value("cpu").run()
        assert "CPU, 2 cores" in device_named(app)
        assert go(go(app, "evaluation"), "training").selectbox(key="device").value == "cpu"


class TestAddress:
    """Whatever stands in it: no traceback, and nothing starts by itself."""

    @pytest.mark.parametrize("text", [text for text in HOSTILE if text != LONE_SURROGATE])
    def test_hostile_values_everywhere(self, text):
        app = open_app("training", **dict.fromkeys(NAMES, text))
        assert_calm(app)
        assert job_of(app) is None

    @effort(max_examples=15, deadline=None)
    @given(
        st.sampled_from(PAGES),
        st.dictionaries(
            st.sampled_from([*NAMES, "train_button", "follow", "upload", "owner", "trouble"]),
            st.sampled_from(
                ["1", "0", "50", "on", "True", "free_running", "sunspots", "RNN", "1.0"]
            ),
            max_size=6,
        ),
    )
    def test_mixtures_of_usable_values(self, page, query):
        app = open_app(page, **query)
        assert_calm(app)
        assert job_of(app) is None
        assert_calm(app.run())
        assert job_of(app) is None

    def test_names_what_it_cannot_use(self):
        app = open_app("start", seeds="0", signal="noise", hidden="8")
        seeds, signal = texts(app.warning)
        assert "signal='noise'" in signal
        assert "one of: sine" in signal
        assert "seeds='0'" in seeds
        assert "a whole number from 1 to 1000" in seeds
        assert app.number_input(key="seeds").value == len(Experiment().seeds)
        assert app.number_input(key="hidden").value == 8
        assert app.query_params == {"hidden": "8"}
        assert not app.run().warning


def test_every_control_begins_with_what_it_shows():
    """If the browser is not told the value apart, it sends back what the control began with."""
    app = open_app(seeds="5", window="12", patience="3", optimizer="sgd", scaled="off", cells="GRU")
    numbers = [*app.number_input, *app.slider, *app.toggle]
    begun = {w.key: w.proto.default for w in numbers}
    begun |= {w.key: list(begun[w.key]) for w in app.slider}
    shown = {w.key: w.value for w in numbers} | {w.key: [w.value] for w in app.slider}
    assert begun == shown
    assert (begun["seeds"], begun["window"], begun["scaled"]) == (5, [12], False)
    places = {w.key: w.options.index(w.format_func(w.value)) for w in app.selectbox}
    assert {w.key: w.proto.default for w in app.selectbox} == places
    (cells,) = (w for w in app.button_group if w.key == "cells")
    assert [cells.options[at] for at in cells.proto.default] == ["GRU"]


def test_train_may_be_pressed_before_the_device_is_drawn(monkeypatch):
    monkeypatch.setattr(controls.st, "session_state", {})
    assert controls.device() == next(iter(usable_devices()))
