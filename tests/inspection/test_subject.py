"""What can be looked into, and what is said where something cannot."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from forecasting import TrainingConfig, compare, load, save
from forecasting.experiment import TrainingLog, kept_weights
from forecasting.inspection import (
    Glance,
    felt_table,
    learning_subject,
    listening_table,
    look,
    state_table,
    subject_of,
    why_no_epochs,
)
from tests.conftest import TINY
from tests.faults import run_with_poison, with_broken


def test_the_epochs_are_the_start_the_looks_and_the_end(subject, tiny_comparison):
    assert subject.epochs == (0, 1, 3, 4)
    for cell, model in tiny_comparison.models.items():
        end = subject.members(cell, 4)
        for name, weights in model.named_parameters():
            np.testing.assert_array_equal(end.weights[name], weights.detach().double())
        assert not end.weights["head_weight"].equal(subject.members(cell, 3).weights["head_weight"])


@pytest.mark.parametrize("cell", TINY.cells)
def test_the_median_member_is_the_middle_one(subject, cell):
    rows = subject.errors.query("variable == 'Total' and cell == @cell")
    means = rows.groupby("seed")["rmse"].mean().sort_values()
    assert subject.median_seed(cell) == means.index[0]  # of two, the better one


@pytest.mark.parametrize("seeds", [(4,), (0, 1, 2), (0, 1, 2, 3, 4)])
def test_of_an_odd_number_it_is_the_median(seeds):
    training = TrainingConfig(hidden_size=3, epochs=1)
    subject = subject_of(compare(replace(TINY, seeds=seeds, training=training), "cpu"))
    rows = subject.errors.query("variable == 'Total' and cell == 'GRU'")
    means = rows.groupby("seed")["rmse"].mean()
    assert means[subject.median_seed("GRU")] == means.median()


def test_a_diverged_member_counts_as_the_worst():
    subject = subject_of(run_with_poison(TINY, "LSTM", 1))
    assert subject.median_seed("LSTM") == TINY.seeds[0]


@pytest.mark.parametrize("table", [look, lambda s, g: felt_table(s, g, "sine")])
class TestWhatCannotBeShown:
    def test_a_diverged_member(self, tiny_comparison, table):
        subject = subject_of(with_broken(tiny_comparison, ("LSTM", 1)))
        words = "The LSTM with seed 3 has diverged: by epoch 4 its weights are no numbers"
        with pytest.raises(ValueError, match=words):
            table(subject, Glance("LSTM", 3, 4, subject.origins[0]))
        table(subject, Glance("LSTM", 3, 3, subject.origins[0]))
        table(subject, Glance("LSTM", 0, 4, subject.origins[0]))

    def test_a_window_that_left_the_test_part(self, subject, table):
        first, last = subject.origins[0], subject.origins[-1]
        words = f"not judged on a window that ends at value 7: theirs end at {first} to {last}"
        with pytest.raises(ValueError, match=words):
            table(subject, Glance("LSTM", 3, 4, 7))

    def test_an_epoch_that_was_not_kept(self, subject, table):
        words = r"The weights after epoch 2 were not kept. Choose from \[0, 1, 3, 4\]."
        with pytest.raises(ValueError, match=words):
            table(subject, Glance("LSTM", 3, 2, subject.origins[0]))

    def test_another_member_or_cell(self, subject, table):
        with pytest.raises(ValueError, match=r"No member has seed 9. The seeds are \[0, 3\]."):
            table(subject, Glance("LSTM", 9, 4, subject.origins[0]))
        with pytest.raises(
            ValueError, match=r"There is no TCN in this comparison\. Choose from RNN"
        ):
            table(subject, Glance("TCN", 3, 4, subject.origins[0]))


def test_those_that_diverged_are_left_out_of_the_curves(tiny_comparison):
    subject = subject_of(with_broken(tiny_comparison, ("LSTM", 1)))
    for table in (listening_table(subject, 4), state_table(subject, 4)):
        assert set(table.loc[table["cell"] == "LSTM", "seed"]) == {0}
        assert set(table.loc[table["cell"] == "GRU", "seed"]) == {0, 3}
        assert np.isfinite(table["norm"]).all()


def test_where_all_diverged_there_is_no_curve(tiny_comparison):
    broken = with_broken(tiny_comparison, *product(TINY.cells, (0, 1)))
    assert listening_table(subject_of(broken), 4).empty
    assert state_table(subject_of(broken), 4).empty


def test_an_opened_file_has_the_weights_of_the_end(tiny_comparison):
    subject = subject_of(load(save(tiny_comparison)))
    assert subject.epochs == (4,)
    assert str(why_no_epochs(subject)).startswith(
        "Only the weights of the end can be shown: a file holds no others."
    )
    assert listening_table(subject, 4).equals(listening_table(subject_of(tiny_comparison), 4))


def test_networks_that_are_too_large_keep_none(monkeypatch):
    monkeypatch.setattr(kept_weights, "MOST_BYTES", 1000)
    subject = subject_of(compare(TINY, "cpu"))
    assert subject.epochs == (4,)
    words = "Only the weights of the end can be shown: those of all 6 networks are too large"
    assert str(why_no_epochs(subject)).startswith(words)


def test_large_ones_keep_some(monkeypatch):
    whole = compare(TINY, "cpu")
    each = whole.log.weights[0].nbytes
    monkeypatch.setattr(kept_weights, "MOST_BYTES", int(2.5 * each))
    subject = subject_of(compare(TINY, "cpu"))
    assert sum(one.nbytes for one in subject.log.weights) <= 2.5 * each
    assert subject.epochs == (0, 3, 4)
    assert str(why_no_epochs(subject)).startswith(
        "Weights were kept at 2 epochs where there were 3"
    )
    assert why_no_epochs(subject_of(whole)) is None


def test_before_the_first_look_there_is_nothing(subject):
    assert learning_subject(TrainingLog(TINY), subject.tasks) is None
