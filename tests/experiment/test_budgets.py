"""What "equal" means: hidden size, parameters, training time."""

from dataclasses import replace

import pytest

from forecasting import Experiment, TrainingConfig, compare
from forecasting.experiment.budgets import architecture_of, fastest, fitted, parameters_of
from forecasting.models import Architecture

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

    def test_the_fastest_cell_does_all_epochs(self, timed):
        costs = timed.costs.set_index("cell")
        assert fastest(timed.experiment) == "RNN"
        assert costs.loc["RNN", "epochs_most"] == 60
        assert (costs.loc[["LSTM", "GRU"], "epochs_most"] < 60).all()

    def test_none_has_more_than_one_epoch_too_many(self, timed):
        costs = timed.costs.set_index("cell")
        for cell in ("LSTM", "GRU"):
            seconds, epochs = costs.loc[cell, ["train_seconds", "epochs_most"]]
            # An epoch may take several times the usual on a machine that does other work.
            assert seconds * (epochs - 1) / epochs <= 1.5 * costs.loc["RNN", "train_seconds"]

    def test_losses_and_updates_are_of_its_own_epochs(self, timed):
        counts = timed.losses.groupby(["cell", "seed"])["epoch"].agg(["size", "max"])
        assert (counts["size"] == counts["max"]).all()
        per_epoch = timed.costs["updates"] / timed.costs["epochs_most"]
        assert per_epoch.unique().size == 1
        assert timed.stopped_at is None

    def test_the_curves_end_where_the_cell_ended(self, timed):
        last = timed.log.loss_curves().groupby("cell", sort=False)["epoch"].max()
        assert last.tolist() == timed.costs["epochs_most"].tolist()


@pytest.mark.parametrize("budget", ["everything", None, 3])
def test_an_unknown_budget_is_refused(budget):
    with pytest.raises(ValueError, match=r"budget is .*; choose one of hidden_size, parameters"):
        experiment(budget=budget)
