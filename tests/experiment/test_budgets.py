"""What "equal" means: hidden size, parameters, training time."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from forecasting import Experiment, TrainingConfig, compare, run
from forecasting.experiment import equal_time
from forecasting.experiment.budgets import architecture_of, fitted, parameters_of
from forecasting.experiment.training_run import untrained
from forecasting.models import Architecture
from forecasting.saving import load, save

CELLS = ("RNN", "LSTM", "GRU")


def experiment(**changes):
    return Experiment(training=TrainingConfig(hidden_size=64), **changes)


def test_equal_hidden_size_is_what_the_protocol_counts():
    counts = [parameters_of(architecture_of(experiment(), cell)) for cell in CELLS]
    assert counts == [4_353, 17_217, 12_929]


def test_equal_parameters_are_what_the_protocol_counts():
    found = [architecture_of(experiment(budget="parameters"), cell) for cell in CELLS]
    assert [a.hidden_size for a in found] == [64, 31, 36]
    assert [parameters_of(a) for a in found] == [4_353, 4_248, 4_249]


@pytest.mark.parametrize("cells", [("LSTM",), ("GRU", "LSTM")])
def test_equal_parameters_do_not_depend_on_who_is_compared(cells):
    found = [architecture_of(experiment(budget="parameters", cells=cells), c) for c in cells]
    assert {a.cell: a.hidden_size for a in found} == {c: {"LSTM": 31, "GRU": 36}[c] for c in cells}


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("variables", [1, 4])
@pytest.mark.parametrize("input_layer", [False, True])
def test_one_more_unit_would_be_too_many(layers, variables, input_layer):
    given = Architecture("LSTM", variables, 40, layers, input_layer)
    limit = parameters_of(replace(given, cell="RNN"))
    found = fitted(given, limit)
    assert parameters_of(found) <= limit
    assert parameters_of(replace(found, hidden_size=found.hidden_size + 1)) > limit


def test_there_is_always_one_unit():
    assert fitted(Architecture("LSTM", hidden_size=1), 3).hidden_size == 1


def test_the_members_have_that_size(tiny):
    comparison = compare(replace(tiny, budget="parameters"), "cpu")
    costs = comparison.costs.set_index("cell")
    for cell in CELLS:
        assert costs.loc[cell, "hidden_size"] == comparison.models[cell].architecture.hidden_size
        assert costs.loc[cell, "parameters"] <= costs.loc["RNN", "parameters"]


class TestTime:
    @pytest.fixture(scope="class")
    @staticmethod
    def timed():
        training = TrainingConfig(hidden_size=48, epochs=60, snapshot_every=60)
        return compare(Experiment(budget="time", seeds=(0, 1), training=training), "cpu")

    def test_the_fastest_cell_does_all_epochs_and_the_others_what_was_measured(self, timed):
        due, seconds = timed.log.epochs_due, timed.log.epoch_seconds
        assert timed.costs["epochs_most"].tolist() == due.tolist()
        assert due.max() == 60
        assert due[seconds.argmin()] == 60
        assert due.min() < 60
        assert due.tolist() == [max(1, int(60 * seconds.min() / own + 1e-9)) for own in seconds]

    def test_it_repeats_to_the_last_bit(self, timed):
        """From the settings as they were run, from a saved file, and from JSON."""
        assert timed.experiment.epochs_per_cell == ()
        assert timed.as_run.epochs_per_cell == tuple(timed.log.epochs_due.tolist())
        opened = load(save(timed))
        np.testing.assert_array_equal(opened.log.epoch_seconds, timed.log.epoch_seconds)
        assert opened.as_run == timed.as_run
        again = compare(Experiment.from_json(opened.as_run.to_json()), "cpu")
        pd.testing.assert_frame_equal(again.errors, timed.errors, check_exact=True)
        pd.testing.assert_frame_equal(again.losses, timed.losses, check_exact=True)
        for cell in CELLS:
            for own, other in zip(
                again.models[cell].parameters(), timed.models[cell].parameters(), strict=True
            ):
                assert torch.equal(own, other)

    def test_nothing_is_measured_where_it_is_known(self, timed, monkeypatch):
        monkeypatch.setattr(equal_time, "epoch_seconds", None)
        given = replace(timed.experiment, epochs_per_cell=(3, 1, 2))
        made = compare(replace(given, training=replace(given.training, epochs=3)), "cpu")
        assert made.costs["epochs_most"].tolist() == [3, 1, 2]
        assert np.isnan(made.log.epoch_seconds).all()

    def test_epochs_are_spread_over_all_of_training(self, timed):
        given = replace(timed.experiment, epochs_per_cell=(6, 2, 3))
        counts = [p.live.log.epochs.max(axis=1).tolist() for p in run(given, "cpu")]
        assert counts == [[1, 1, 1], [2, 1, 1], [3, 1, 2], [4, 2, 2], [5, 2, 3], [6, 2, 3]]

    def test_what_comes_first_is_not_measured(self, timed, monkeypatch):
        """A compiler, or a cache that is filled, takes seconds in the first epoch alone."""
        calls, together = [], equal_time.train_together

        def slow_at_first(trainers):
            calls.append(set(trainers))
            epochs = together(trainers)
            late = 100.0 if len(calls) == 1 else 0.0
            return {cell: replace(one, seconds=one.seconds + late) for cell, one in epochs.items()}

        monkeypatch.setattr(equal_time, "train_together", slow_at_first)
        assert (equal_time.epoch_seconds(untrained(timed.experiment, timed.device)) < 10).all()
        assert calls == [set(CELLS)] * 6

    def test_losses_and_updates_are_of_its_own_epochs(self, timed):
        counts = timed.losses.groupby(["cell", "seed"])["epoch"].agg(["size", "max"])
        assert (counts["size"] == counts["max"]).all()
        per_epoch = timed.costs["updates"] / timed.costs["epochs_most"]
        assert per_epoch.unique().size == 1
        assert timed.stopped_at is None

    def test_the_curves_end_where_the_cell_ended(self, timed):
        last = timed.log.loss_curves().groupby("cell", sort=False)["epoch"].max()
        assert last.tolist() == timed.costs["epochs_most"].tolist()


def test_whole_epochs():
    seconds = np.array([0.1, 0.35, 0.1, 9.0])
    assert equal_time.whole_epochs(seconds, 40).tolist() == [40, 11, 40, 1]


@pytest.mark.parametrize(
    ("given", "budget", "message"),
    [
        ((3, 1), "time", "give a tuple with a number for each of 3 cells, or leave it empty"),
        ([3, 1, 2], "time", "give a tuple"),
        ((3, 0, 2), "time", "Epochs of a cell is 0; give a whole number from 1 to 40"),
        ((3, 41, 2), "time", "Epochs of a cell is 41"),
        ((3, 1, 2), "parameters", "but the budget is 'parameters'; leave it empty"),
    ],
)
def test_epochs_that_cannot_be_are_refused(given, budget, message):
    with pytest.raises(ValueError, match=message):
        Experiment(budget=budget, epochs_per_cell=given)


@pytest.mark.parametrize("budget", ["everything", None, 3])
def test_an_unknown_budget_is_refused(budget):
    with pytest.raises(ValueError, match=r"budget is .*; choose one of hidden_size, parameters"):
        experiment(budget=budget)
