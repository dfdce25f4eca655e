"""The address: it leads back to the same settings, and nonsense in it is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.dashboard import url
from forecasting.dashboard.values import experiment_from, values_of
from forecasting.data import SIGNALS
from forecasting.models import CELLS
from forecasting.recipes import RECIPES
from tests.dashboard.cases import CHOICES, HOSTILE, settings

NAMES = list(values_of(RECIPES["first_look"].experiment))
FIRST = values_of(RECIPES["first_look"].experiment)

hostile_text = st.text(max_size=50) | st.sampled_from(HOSTILE)
hostile_query = st.dictionaries(st.sampled_from(["recipe", *NAMES]) | st.text(), hostile_text)


class TestRoundTrip:
    @pytest.mark.parametrize("recipe", RECIPES)
    def test_a_recipe_is_its_name_alone(self, recipe):
        values = values_of(RECIPES[recipe].experiment)
        query = url.write(recipe, values)
        assert query == ({} if recipe == url.FIRST_RECIPE else {"recipe": recipe})
        assert url.read(query) == url.Link(recipe, values)

    @pytest.mark.parametrize("recipe", RECIPES)
    @pytest.mark.parametrize("start", RECIPES)
    def test_every_recipe_from_every_other(self, start, recipe):
        values = values_of(RECIPES[recipe].experiment)
        assert url.read(url.write(start, values)) == url.Link(start, values)

    @given(settings())
    def test_any_settings(self, setting):
        recipe, values = setting
        query = url.write(recipe, values)
        assert all(isinstance(text, str) for text in query.values())
        assert url.read(query) == url.Link(recipe, values)

    @given(settings())
    def test_only_what_differs_is_written(self, setting):
        recipe, values = setting
        start = values_of(RECIPES[recipe].experiment)
        changed = {name for name in start if values[name] != start[name]}
        assert set(url.write(recipe, values)) - {"recipe"} == changed

    def test_it_is_short_and_readable(self):
        values = FIRST | {"noise": 0.3, "cells": ["RNN", "GRU"], "cycles": 9.0, "scaled": False}
        query = url.write("first_look", values)
        assert query == {"noise": "0.3", "cells": "RNN GRU", "cycles": "9", "scaled": "off"}


class TestNonsense:
    @given(hostile_query)
    def test_never_raises_and_leaves_usable_values(self, query):
        found = url.read(query)
        assert found.recipe in RECIPES
        assert found.values.keys() == FIRST.keys()
        for name, (low, high) in url.LIMITS.items():
            assert low <= found.values[name] <= high
            assert type(found.values[name]) is type(FIRST[name])
        for name, choices in CHOICES.items():
            assert found.values[name] in choices
        assert set(found.values["cells"]) <= set(CELLS)
        assert found.values["cells"]

    @given(hostile_query)
    def test_every_value_is_used_or_named(self, query):
        found = url.read(query)
        known = {name: text for name, text in query.items() if name in ("recipe", *NAMES)}
        for name, text in known.items():
            named = [c for c in found.complaints if c.startswith(f"The address says {name}=")]
            start = values_of(RECIPES[found.recipe].experiment)
            if named:
                kept = found.recipe == "first_look" if name == "recipe" else None
                assert kept or found.values[name] == start[name]
                assert len(named) == 1
            else:
                assert name == "recipe" or _reads_as(text, found.values[name])
        assert len(found.complaints) <= len(known) + (known.keys() < query.keys())

    @pytest.mark.parametrize("name", ["recipe", *NAMES])
    @pytest.mark.parametrize("text", ["", "nonsense", "-1", "1e999", "nan", "9" * 5000])
    def test_a_value_of_no_use_gives_a_complaint_that_names_it(self, name, text):
        found = url.read({name: text})
        (complaint,) = found.complaints
        shown = repr(text if len(text) <= 40 else text[:39] + "…")
        assert complaint.startswith(f"The address says {name}={shown}, which cannot be used; give ")
        assert len(complaint) < 300
        assert found.values == FIRST

    @pytest.mark.parametrize(
        ("name", "text", "wanted"),
        [
            ("seeds", "0", "a whole number from 1 to 1000."),
            ("seeds", "2.5", "a whole number from 1 to 1000."),
            ("noise", "2.01", "a number from 0 to 2."),
            ("train", "1.1", "a number from 0.1 to 1."),
            ("layers", "4", "a whole number from 1 to 3."),
            ("cells", "RNN TCN", "some of: RNN LSTM GRU Peephole-LSTM."),
            ("cells", "RNN RNN", "some of: RNN LSTM GRU Peephole-LSTM."),
            ("feedback", "both", "one of: window, state."),
            ("scaled", "yes", "one of: on, off."),
        ],
    )
    def test_says_what_would_do(self, name, text, wanted):
        (complaint,) = url.read({name: text}).complaints
        assert complaint.endswith(f"={text!r}, which cannot be used; give {wanted}")

    def test_the_rest_is_used(self):
        found = url.read({"seeds": "0", "hidden": "8", "recipe": "?", "utm_source": "mail"})
        assert [c.split("=")[0] for c in found.complaints] == [
            "The address says recipe",
            "The address says seeds",
        ]
        assert found.values == FIRST | {"hidden": 8}

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (["hiden"], "The address says hiden, which no setting is called; it changes nothing."),
            (["b", "a"], "The address says a, b, which no settings are called; they change "),
            (list("abcdefg"), "The address says a, b, c, d, e, …, which no settings "),
            (["x" * 50], f"The address says {'x' * 39}…, which no setting"),
        ],
    )
    def test_a_name_that_nothing_has_is_said(self, names, said):
        found = url.read({**dict.fromkeys(names, "1"), "hidden": "8"})
        (complaint,) = found.complaints
        assert complaint.startswith(said)
        assert found.values == FIRST | {"hidden": 8}


def _reads_as(text, value):
    """Whether a text means a value, whatever spaces stand around it."""
    if isinstance(value, bool):
        return text == ("on" if value else "off")
    if isinstance(value, list):
        return sorted(text.split(" ")) == sorted(value)
    return text == value if isinstance(value, str) else float(text) == value


class TestLimits:
    """A control refuses a value outside its limits with a traceback: nothing may set one."""

    @pytest.mark.parametrize("recipe", RECIPES)
    def test_hold_every_recipe(self, recipe):
        values = values_of(RECIPES[recipe].experiment)
        for name, (low, high) in url.LIMITS.items():
            assert low <= values[name] <= high
        assert all(values[name] in choices for name, choices in CHOICES.items())

    @pytest.mark.parametrize("signal", SIGNALS)
    def test_hold_the_length_and_cycles_of_every_signal(self, signal):
        for name in ("length", "cycles"):
            low, high = url.LIMITS[name]
            value = getattr(SIGNALS[signal], name)
            assert low <= value <= high
            assert type(value) is type(low)
        chosen = FIRST | {"signal": signal, "length": SIGNALS[signal].length}
        assert experiment_from(chosen | {"cycles": SIGNALS[signal].cycles})

    def test_have_the_type_of_their_control(self):
        for name, ends in url.LIMITS.items():
            assert {type(end) for end in ends} == {type(FIRST[name])}
