"""Settings as text: there and back unchanged, and nothing hostile gets through."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import RECIPES, Experiment, SampleSeries, SyntheticSeries, TrainingConfig
from forecasting.models import CELLS
from forecasting.rollout import FEEDBACKS
from forecasting.training import OBJECTIVES, OPTIMIZERS

EXPERIMENTS = st.builds(
    Experiment,
    source=st.builds(
        SyntheticSeries,
        length=st.integers(100, 1000),
        cycles=st.floats(0.1, 50),
        noise_std=st.floats(0, 1e6),
        seed=st.integers(0, 2**70),
    )
    | st.just(SampleSeries()),
    window_length=st.integers(10, 20),
    horizon=st.integers(1, 20),
    train_fraction=st.floats(0.45, 0.8),
    judged_on=st.sampled_from(["test", "training"]),
    scaled=st.booleans(),
    cells=st.permutations(list(CELLS)).map(tuple),
    seeds=st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=8, unique=True).map(tuple),
    training=st.builds(
        TrainingConfig,
        learning_rate=st.floats(1e-6, 10),
        clip_norm=st.none() | st.floats(1e-6, 1e6) | st.integers(1, 1000),
        optimizer=st.sampled_from(list(OPTIMIZERS)),
        objective=st.sampled_from(list(OBJECTIVES)),
        input_layer=st.booleans(),
    ),
    feedback=st.sampled_from(list(FEEDBACKS)),
)


def assert_survives(experiment):
    again = Experiment.from_json(experiment.to_json())
    assert again == experiment
    assert hash(again) == hash(experiment)
    assert again.to_json() == experiment.to_json()


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_survives_the_round_trip(name):
    assert_survives(RECIPES[name].experiment)


@settings(deadline=None)
@given(EXPERIMENTS)
def test_any_experiment_survives_the_round_trip(experiment):
    assert_survives(experiment)


def test_fields_that_are_left_out_have_their_defaults():
    assert Experiment.from_json("{}") == Experiment()
    text = '{"horizon": 7, "training": {"epochs": 3}, "seeds": [4, 2]}'
    expected = Experiment(horizon=7, training=TrainingConfig(epochs=3), seeds=(4, 2))
    assert Experiment.from_json(text) == expected


FIELDS = ", ".join(f.name for f in dataclasses.fields(Experiment))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "Experiment is []; give its fields as a JSON object."),
        ("3", "Experiment is 3; give its fields as a JSON object."),
        ("null", "Experiment is None; give its fields as a JSON object."),
        ('{"colour": 1}', f"A field of Experiment is 'colour'; choose one of {FIELDS}."),
        ('{"seeds": "abc"}', "seeds is 'abc'; give a tuple, such as (0, 1, 2, 3)."),
        ('{"seeds": 5}', "seeds is 5; give a tuple, such as (0, 1, 2, 3)."),
        ('{"cells": "RNN"}', "cells is 'RNN'; give a tuple, such as ('RNN', 'LSTM')."),
        ('{"training": []}', "TrainingConfig is []; give its fields as a JSON object."),
        (
            '{"training": {"learning_rate": NaN}}',
            "learning_rate is nan; give a number from 1e-06 to 10.",
        ),
        (
            '{"training": {"hidden_size": true}}',
            "hidden_size is True; give a whole number from 1 to 1,024.",
        ),
        ('{"horizon": [3]}', "horizon is [3]; give a whole number of at least 1."),
        ('{"source": []}', "source is []; give an object with a kind."),
        ('{"source": {}}', "kind is None; choose one of synthetic, sample, own."),
    ],
)
def test_refused_with_the_value_and_the_remedy(text, message):
    with pytest.raises(ValueError, match=";") as caught:
        Experiment.from_json(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["", "no", "{", "{'horizon': 3}", "[" * 100_000, '{"a":' * 10_000])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r"^The experiment is not valid JSON: .*; paste what"):
        Experiment.from_json(text)


@pytest.mark.parametrize("value", ["1" + "0" * 400, "1e999", "-0.0", "1" + "0" * 5000])
def test_numbers_of_any_size_are_refused(value):
    for text in (f'{{"training": {{"learning_rate": {value}}}}}', f'{{"window_length": {value}}}'):
        with pytest.raises(ValueError, match=r"learning_rate|window_length|not valid JSON"):
            Experiment.from_json(text)


PLACES = [
    (part, field.name)
    for part, kind in (
        (None, Experiment),
        ("training", TrainingConfig),
        ("source", SyntheticSeries),
    )
    for field in dataclasses.fields(kind)
]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    LEAVES | st.sampled_from([*CELLS, *OPTIMIZERS, "synthetic", "sample"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def assert_experiment_or_value_error(text):
    try:
        experiment = Experiment.from_json(text)
    except ValueError:
        return
    assert_survives(experiment)


@settings(deadline=None, max_examples=500)
@given(st.sampled_from([*PLACES, ("source", "kind")]), ANYTHING)
def test_anything_in_any_field_is_an_experiment_or_a_value_error(place, value):
    values = json.loads(Experiment().to_json())
    part, name = place
    (values[part] if part else values)[name] = value
    assert_experiment_or_value_error(json.dumps(values))


@settings(deadline=None)
@given(st.text() | ANYTHING.map(json.dumps))
def test_any_text_is_an_experiment_or_a_value_error(text):
    assert_experiment_or_value_error(text)
