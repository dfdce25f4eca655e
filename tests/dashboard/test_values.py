"""An experiment as plain values, and back."""

from dataclasses import fields, replace

import pytest
from hypothesis import given

from forecasting import Experiment, SampleSeries, SyntheticSeries, TrainingConfig
from forecasting.dashboard.values import experiment_from, values_of
from forecasting.data import Transform
from forecasting.experiment import ON_PAGES, SETTINGS, settings_of
from forecasting.recipes import RECIPES
from tests.dashboard.cases import working_settings


@pytest.mark.parametrize("recipe", RECIPES)
def test_inverse_over_the_recipes(recipe):
    experiment = RECIPES[recipe].experiment
    assert experiment.seeds == tuple(range(len(experiment.seeds)))
    assert experiment_from(values_of(experiment)) == experiment


@given(working_settings())
def test_inverse_over_any_settings_that_work(setting):
    _, values = setting
    assert values_of(experiment_from(values)) == values


def test_no_setting_is_forgotten():
    """A new field needs a control, or stands here because it has none."""
    parts = {"": Experiment, "training": TrainingConfig, "transform": Transform}
    parts["source"] = SyntheticSeries
    for part, kind in parts.items():
        known = {setting.field for setting in settings_of(part)}
        assert {f.name for f in fields(kind)} - known == (set(parts) - {""} if not part else set())
    without = {key for key in SETTINGS if key not in ON_PAGES}
    # Told by a file, not asked for on a page.
    assert without == {"epochs_per_cell", "same_signal", "precision"}


def test_no_clipping_is_nought():
    assert values_of(Experiment())["clip"] == 0.0
    clipped = Experiment(training=TrainingConfig(clip_norm=0.5))
    assert values_of(clipped)["clip"] == 0.5
    assert experiment_from(values_of(clipped)) == clipped


def test_a_real_series_lends_the_controls_of_a_synthetic_one_their_defaults():
    values = values_of(Experiment(source=SampleSeries()))
    default = SyntheticSeries()
    assert values["signal"] == "sunspots"
    assert (values["length"], values["noise"]) == (default.length, default.noise_std)


def test_names_are_the_same_for_all():
    names = list(values_of(Experiment()))
    assert len(set(names)) == len(names)
    assert all(list(values_of(recipe.experiment)) == names for recipe in RECIPES.values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cells": []}, "choose at least one of RNN, LSTM, GRU"),
        ({"seeds": 0}, "seeds has 0 entries; give 1 to 1,000"),
        ({"window": 150}, "window_length is 150 and needs"),
        ({"horizon": 80}, "horizon is 80, but the test part has only"),
        ({"train": 1.0}, "leaves nothing to test on"),
        ({"cycles": 200.0}, "cycles is 200"),
        ({"objective": "free_running", "warm_up": 26}, "warm_up_steps is 26"),
        ({"clip": 1e-9}, "clip_norm is 1e-09"),
    ],
)
def test_what_cannot_work_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        experiment_from(values_of(Experiment()) | change)


def test_training_settings_arrive_where_they_belong():
    values = values_of(Experiment()) | {"hidden": 7, "rate": 0.25, "batch": 3, "snapshots": 9}
    training = replace(
        TrainingConfig(), hidden_size=7, learning_rate=0.25, batch_size=3, snapshot_every=9
    )
    assert experiment_from(values) == Experiment(training=training)
