"""Settings that cannot work are refused in the words of the page, and only those."""

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from forecasting import Experiment, SyntheticSeries, TrainingConfig
from forecasting.dashboard import control_limits, refusals, url
from forecasting.dashboard.values import experiment_from, values_of
from forecasting.data import Split
from forecasting.recipes import RECIPES
from tests.dashboard.cases import settings

FIRST = values_of(Experiment())
CODE = {
    f.name for kind in (Experiment, TrainingConfig, SyntheticSeries, Split) for f in fields(kind)
}
CODE = {name for name in CODE if "_" in name} | {"train_fraction", "validation_fraction"}


def refusal(values):
    try:
        refusals.check(values)
    except refusals.CannotWork as refused:
        return refused
    return None


def package_refuses(values):
    try:
        experiment_from(values)
    except ValueError:
        return True
    return False


@given(settings())
@effort(max_examples=300, deadline=None)
def test_the_page_refuses_what_the_package_refuses(setting):
    _, values = setting
    refused = refusal(values)
    assert (refused is not None) == package_refuses(values), refused
    if refused is not None:
        message = str(refused)
        assert message.endswith(".")
        assert not CODE & set(re.findall(r"\w+", message))
        assert bool(refused.changes) == bool(refused.label)


@given(settings())
@effort(max_examples=300, deadline=None)
def test_a_way_out_leads_on(setting):
    """Its trouble is gone, and every value can be shown; something else may still be wrong."""
    _, values = setting
    refused = refusal(values)
    if refused is None or not refused.changes:
        return
    after = refusal(values | refused.changes)
    assert after is None or str(after) != str(refused)
    for name, value in refused.changes.items():
        assert name in values
        if name in url.LIMITS:
            assert url.LIMITS[name][0] <= value <= url.LIMITS[name][1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cells": []}, "Choose at least one under “Cells”"),
        ({"window": 150}, "Move “Window” to at most 139, or raise “Training share” or “Length”"),
        ({"window": 150, "season": 12}, "of which differences take the first 12"),
        ({"horizon": 80}, "but the test part has only 60 of 200 values"),
        ({"train": 1.0}, "A training share of 100% leaves nothing to test on"),
        ({"train": 0.6, "validation": 0.5}, "and a validation share of 50%"),
        ({"cycles": 200.0}, "200 values can show at most 100 cycles"),
        ({"objective": "free_running", "warm_up": 26}, "Set “Warm-up” to at most 25, or move"),
        ({"patience": 5}, "“Patience” stops a network"),
        ({"rates": [0.001, 0.01]}, "“Learning rates to try” picks"),
        ({"signal": "co2", "anew": True}, "Switch “New noise for each seed” off"),
        ({"noise": 0.0, "anew": True}, "“Noise σ” is 0, so there is no noise to draw"),
        ({"log": True}, "a logarithm needs values above 0"),
        (
            {"stretches": 4},
            "Each of 4 stretches has 50 of 200 values, 35 to train on and 15",
        ),
        ({"stretches": 4}, "Set “Stretches” to at most 2, shorten the window or the horizon, or"),
        ({"stretches": 2, "anew": True}, "Set “Stretches” to 1, or switch that off."),
        ({"signal": "own"}, "Bring its file on the page “Data generation”"),
    ],
)
def test_it_names_the_control_and_where_to_move_it(change, words):
    assert words in str(refusal(FIRST | change))


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
@pytest.mark.parametrize("name", control_limits.NARROWED)
def test_a_control_reaches_what_works_and_no_further(monkeypatch, recipe, name):
    values = values_of(recipe.experiment)
    monkeypatch.setattr(control_limits.controls, "values", lambda: values)
    low, high = control_limits.of(name)
    assert low <= values[name] <= high
    assert url.LIMITS[name][0] <= low <= high <= url.LIMITS[name][1]
    # A series that is learnt as a whole has room for one stretch only.
    assert low < high or (name, recipe.experiment.judged_on) == ("stretches", "training")
    step = 0.05 if isinstance(high, float) else 1
    worked = [refusal(values | {name: end}) is None for end in (low, high)]
    assert all(worked) or high - low <= 1.5 * step
    beyond = round(high + step, 2)
    if beyond <= url.LIMITS[name][1]:
        assert refusal(values | {name: beyond}) is not None


@given(
    st.integers(2, 80),
    st.integers(1, 30),
    st.integers(1, 30),
    st.sampled_from(["test", "training"]),
)
def test_the_longest_are_those_that_the_check_accepts(length, window, horizon, judged):
    def works(**changes):
        try:
            Split(
                **{"window_length": window, "horizon": horizon, "judged_on": judged, **changes}
            ).check(length)
        except ValueError:
            return False
        return True

    split = Split(window_length=window, horizon=horizon, judged_on=judged)
    for name, most in (
        ("window_length", split.longest_window(length)),
        ("horizon", split.longest_horizon(length)),
    ):
        working = [k for k in range(1, length + 1) if works(**{name: k})]
        if working:
            assert most == working[-1]
