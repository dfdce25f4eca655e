"""Weights are kept while the cells learn: those that were there, and not too many."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import Experiment, TrainingConfig, compare, run
from forecasting.experiment.kept_weights import MOST_BYTES, bytes_each, epochs_to_keep, looks_of
from forecasting.experiment.size import estimate
from forecasting.jobs import bytes_of
from forecasting.models import Ensemble
from tests.experiment.test_training_run import SMALL, with_training


def test_they_are_those_of_the_epoch(tiny):
    copies = {}
    for progress in run(tiny, "cpu"):
        models = progress.live.models.items()
        named = {
            c: {n: w.detach().numpy().copy() for n, w in m.named_parameters()} for c, m in models
        }
        copies[progress.epoch] = named
    weights = progress.comparison().log.weights
    assert [one.epoch for one in weights] == [0, 1, 3]
    for one in weights[1:]:
        for cell, named in copies[one.epoch].items():
            for name, expected in named.items():
                np.testing.assert_array_equal(one.weights[cell][name], expected)


def test_the_first_are_those_of_the_start(tiny_comparison):
    start = tiny_comparison.log.weights[0]
    for cell, model in tiny_comparison.models.items():
        fresh = Ensemble(model.architecture, model.seeds).float()
        for name, weights in fresh.named_parameters():
            np.testing.assert_array_equal(start.weights[cell][name], weights.detach().numpy())


def test_they_cannot_be_changed(tiny_comparison):
    with pytest.raises(ValueError, match="read-only"):
        tiny_comparison.log.weights[0].weights["RNN"]["head_bias"][:] = 0


def test_a_copy_of_a_log_does_not_grow_with_it(tiny):
    running = run(tiny, "cpu")
    early = next(running).comparison()
    assert [one.epoch for one in early.log.weights] == [0, 1]
    next(running)
    next(running)
    assert [one.epoch for one in early.log.weights] == [0, 1]


def test_of_several_learning_rates_each_cell_keeps_those_of_its_own():
    rates = with_training(learning_rates=(1e-5, 0.02), epochs=12)
    searched = compare(rates, "cpu")
    rate = searched.log.learning_rates["GRU"]
    alone = compare(with_training(learning_rate=rate, epochs=12), "cpu")
    assert [one.epoch for one in searched.log.weights] == [0, 1, 11]
    for one, other in zip(searched.log.weights, alone.log.weights, strict=True):
        np.testing.assert_allclose(
            one.weights["GRU"]["head_weight"], other.weights["GRU"]["head_weight"], rtol=1e-5
        )


def test_the_default_comparison_keeps_every_look_in_little_memory():
    experiment = Experiment()
    once = replace(experiment, training=TrainingConfig(epochs=1))
    each = bytes_each(compare(once, "cpu").models)
    assert sorted(epochs_to_keep(experiment, each)) == looks_of(experiment) == [0, 1, 11, 21, 31]
    assert each * 5 < MOST_BYTES <= 20_000_000


@pytest.mark.parametrize("most", range(6))
def test_fewer_are_spread_evenly_from_the_start(most):
    each = MOST_BYTES // most if most else MOST_BYTES + 1
    kept = sorted(epochs_to_keep(SMALL, each))
    looks = looks_of(SMALL)
    assert looks == [0, 1, 11, 21]
    assert len(kept) == min(most, 4)
    assert kept[:1] == looks[: min(most, 1)]
    assert set(kept) <= set(looks)


def test_they_are_counted(tiny_comparison):
    kept = sum(one.nbytes for one in tiny_comparison.log.weights)
    # What other tests had made of the comparison counts, too: both are copies without it.
    whole, without = tiny_comparison.log.copy(), tiny_comparison.log.copy()
    without.weights = []
    sizes = [bytes_of(replace(tiny_comparison, log=log)) for log in (whole, without)]
    assert sizes[0] - sizes[1] == kept
    assert estimate(Experiment()).bytes > 5 * kept
