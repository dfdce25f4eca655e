"""An experiment is a value; a bad one is refused with what is wrong and what to do."""

from dataclasses import FrozenInstanceError, replace

import pytest
from pandas import DataFrame

from forecasting import Experiment, SampleSeries, SyntheticSeries, TrainingConfig
from forecasting.data import Split
from forecasting.models import CELLS
from forecasting.rollout import FEEDBACKS
from forecasting.training import OBJECTIVES, OPTIMIZERS


def test_the_default_is_an_experiment_like_any_other():
    assert Experiment() == Experiment()
    assert hash(Experiment()) == hash(Experiment())
    assert {Experiment(): 1}[Experiment()] == 1
    with pytest.raises(FrozenInstanceError):
        Experiment().horizon = 3


def test_its_split_is_the_default_one():
    """Both name the seven fields, and what they are unless told otherwise."""
    assert Experiment().split == Split()


@pytest.mark.parametrize(
    "change",
    [
        {"source": SyntheticSeries(seed=1)},
        {"source": SampleSeries()},
        {"window_length": 24},
        {"horizon": 29},
        {"train_fraction": 0.6},
        {"judged_on": "training"},
        {"scaled": False},
        {"cells": ("LSTM", "RNN", "GRU")},
        {"seeds": (0, 1, 2, 4, 3)},
        {"training": TrainingConfig(epochs=61)},
        {"feedback": "state"},
    ],
)
def test_every_field_tells_two_experiments_apart(change):
    assert replace(Experiment(), **change) != Experiment()


def test_whole_and_real_numbers_are_one_setting():
    whole = Experiment(
        train_fraction=1, judged_on="training", training=TrainingConfig(learning_rate=1)
    )
    real = replace(whole, train_fraction=1.0, training=TrainingConfig(learning_rate=1.0))
    assert whole == real
    assert whole.to_json() == real.to_json()
    assert repr(TrainingConfig(clip_norm=1)) == repr(TrainingConfig(clip_norm=1.0))


NAMES = ", ".join(CELLS)
A_SOURCE = (
    "give a SyntheticSeries, such as SyntheticSeries('sine'), a SampleSeries, or a Series, such as "
    "Series.from_dataframe(table)."
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"window_length": 140},
            "window_length is 140 and needs at least 141 training values, but the training part "
            "has 140 of 200; shorten the window, lengthen the series or raise train_fraction.",
        ),
        (
            {"horizon": 61},
            "horizon is 61, but the test part has only 60 of 200 values; shorten the horizon, "
            "lengthen the series or lower train_fraction.",
        ),
        (
            {"horizon": 116, "judged_on": "training"},
            "horizon is 116, but only 115 training values follow the first window; shorten the "
            "horizon or lengthen the series.",
        ),
        (
            {"train_fraction": 1.0},
            "train_fraction is 1 and leaves nothing to test on; lower it, or judge on training.",
        ),
        ({"horizon": 0}, "horizon is 0; give a whole number of at least 1."),
        ({"window_length": True}, "window_length is True; give a whole number of at least 1."),
        ({"cells": ()}, f"cells is (); choose at least one of {NAMES}."),
        ({"cells": "RNN"}, "cells is 'RNN'; give a tuple, such as ('RNN', 'LSTM')."),
        ({"cells": ["RNN"]}, "cells is ['RNN']; give a tuple, such as ('RNN', 'LSTM')."),
        ({"source": "sine"}, "source is 'sine', a name; give SyntheticSeries('sine')."),
        ({"source": "co2"}, "source is 'co2', a name; give SampleSeries('co2')."),
        ({"source": "cosine?"}, f"source is 'cosine?'; {A_SOURCE}"),
        ({"source": None}, f"source is None; {A_SOURCE}"),
        ({"source": DataFrame({"a": [1, 2]})}, f"source is of the kind DataFrame; {A_SOURCE}"),
        (
            {"transform": "log"},
            "transform is 'log'; give a Transform, such as Transform(log=True).",
        ),
        (
            {"training": {"epochs": 5}},
            "training is {'epochs': 5}; give a TrainingConfig, such as TrainingConfig(epochs=20).",
        ),
        ({"cells": ("RNN", "Elman")}, f"A cell is 'Elman'; choose one of {NAMES}."),
        ({"cells": (["RNN"],)}, f"A cell is ['RNN']; choose one of {NAMES}."),
        ({"cells": ("RNN", "RNN")}, "cells is ('RNN', 'RNN'); name each cell once."),
        ({"seeds": ()}, "seeds has 0 entries; give 1 to 1,000."),
        ({"seeds": tuple(range(1001))}, "seeds has 1001 entries; give 1 to 1,000."),
        ({"seeds": (3, 1, 3)}, "seeds is (3, 1, 3); give each seed once."),
        ({"seeds": (-1,)}, "A seed is -1; give a whole number from 0 to 2,147,483,647."),
        ({"seeds": (True,)}, "A seed is True; give a whole number from 0 to 2,147,483,647."),
        ({"seeds": [0, 1]}, "seeds is [0, 1]; give a tuple, such as (0, 1, 2, 3)."),
        ({"seeds": 5}, "seeds is 5; give a tuple, such as (0, 1, 2, 3)."),
        ({"feedback": "both"}, f"feedback is 'both'; choose one of {', '.join(FEEDBACKS)}."),
        ({"feedback": None}, f"feedback is None; choose one of {', '.join(FEEDBACKS)}."),
        ({"scaled": 1}, "scaled is 1; give true or false."),
        (
            {"training": TrainingConfig(objective="free_running", warm_up_steps=26)},
            "warm_up_steps is 26, more than the window of 25 values; use a warm-up of at most 25, "
            "or a longer window.",
        ),
    ],
)
def test_refused_with_the_value_and_the_remedy(change, message):
    with pytest.raises(ValueError, match=r"; |, or") as caught:
        Experiment(**change)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden_size": 0}, "hidden_size is 0; give a whole number from 1 to 1,024."),
        ({"hidden_size": True}, "hidden_size is True; give a whole number from 1 to 1,024."),
        ({"hidden_size": 8.0}, "hidden_size is 8.0; give a whole number from 1 to 1,024."),
        ({"layers": 4}, "layers is 4; give a whole number from 1 to 3."),
        ({"epochs": 0}, "epochs is 0; give a whole number from 1 to 100,000."),
        ({"batch_size": "8"}, "batch_size is '8'; give a whole number from 1 to 100,000."),
        ({"warm_up_steps": 0}, "warm_up_steps is 0; give a whole number from 1 to 10,000."),
        ({"snapshot_every": 0}, "snapshot_every is 0; give a whole number from 1 to 100,000."),
        ({"learning_rate": float("nan")}, "learning_rate is nan; give a number from 1e-06 to 10."),
        ({"learning_rate": float("inf")}, "learning_rate is inf; give a number from 1e-06 to 10."),
        ({"learning_rate": 0}, "learning_rate is 0; give a number from 1e-06 to 10."),
        ({"learning_rate": True}, "learning_rate is True; give a number from 1e-06 to 10."),
        ({"clip_norm": 0}, "clip_norm is 0; give a number from 1e-06 to 1e+06."),
        ({"clip_norm": "1"}, "clip_norm is '1'; give a number from 1e-06 to 1e+06."),
        ({"optimizer": "lbfgs"}, f"optimizer is 'lbfgs'; choose one of {', '.join(OPTIMIZERS)}."),
        ({"optimizer": ["sgd"]}, f"optimizer is ['sgd']; choose one of {', '.join(OPTIMIZERS)}."),
        ({"objective": ""}, f"objective is ''; choose one of {', '.join(OBJECTIVES)}."),
        ({"start": "zero"}, "start is 'zero'; choose one of default, recommended, same."),
        ({"precision": "half"}, "precision is 'half'; choose one of float32, float64."),
        ({"input_layer": 1}, "input_layer is 1; give true or false."),
    ],
)
def test_training_is_refused_with_the_value_and_the_remedy(change, message):
    with pytest.raises(ValueError, match="; ") as caught:
        TrainingConfig(**change)
    assert str(caught.value) == message


def test_a_number_too_large_for_a_float_is_refused():
    with pytest.raises(ValueError, match=r"learning_rate is 10+; give a number"):
        TrainingConfig(learning_rate=10**400)


@pytest.mark.parametrize(
    "change",
    [
        {"window_length": 139},
        {"horizon": 60},
        {"seeds": (2**31 - 1,)},
        {"cells": ("GRU",)},
        {"training": TrainingConfig(objective="free_running", warm_up_steps=25)},
        {"training": TrainingConfig(objective="one_step", warm_up_steps=26)},
    ],
)
def test_the_limits_themselves_are_accepted(change):
    assert replace(Experiment(), **change)
