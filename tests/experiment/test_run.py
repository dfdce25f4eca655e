"""Progress: epoch by epoch, stopped early, and the same whenever it is run."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from forecasting import compare, run
from forecasting.training import OBJECTIVES, OPTIMIZERS

TABLES = ("losses", "errors", "forecasts", "future", "snapshots", "diverged", "baselines")
EXACT = {"check_exact": True}


def assert_same_tables(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), **EXACT)


def assert_same_weights(one, other):
    assert one.models.keys() == other.models.keys()
    for cell, stack in one.models.items():
        for name, weights in stack.named_parameters():
            assert torch.equal(weights, getattr(other.models[cell], name))


def with_training(experiment, **changes):
    return replace(experiment, training=replace(experiment.training, **changes))


def test_it_counts_epochs(tiny):
    seen = list(run(tiny, "cpu"))
    assert [p.epoch for p in seen] == [1, 2, 3, 4]
    assert [p.epochs for p in seen] == [4] * 4
    assert [p.fraction for p in seen] == [0.25, 0.5, 0.75, 1.0]
    assert all(list(p.losses) == list(tiny.cells) for p in seen)
    assert all(losses.shape == (2,) for p in seen for losses in p.losses.values())


@pytest.mark.parametrize(
    ("epochs", "every", "expected"),
    [(7, 3, [1, 4, 7]), (6, 3, [1, 4, 6]), (1, 10, [1]), (3, 1, [1, 2, 3]), (5, 9, [1, 5])],
)
def test_it_looks_at_the_first_epoch_every_few_and_the_last(tiny, epochs, every, expected):
    shorter = replace(with_training(tiny, epochs=epochs, snapshot_every=every), cells=("RNN",))
    looks = [p.snapshot for p in run(shorter, "cpu")]
    assert [epoch for epoch, look in enumerate(looks, start=1) if look] == expected
    assert [look.epoch for look in looks if look] == expected


def test_a_snapshot_holds_the_errors_and_the_first_rollout_as_they_stand(tiny):
    for progress in run(tiny, "cpu"):
        if progress.snapshot is None:
            continue
        now = progress.comparison()
        errors, rollouts = progress.snapshot.errors, progress.snapshot.rollouts
        assert set(errors["epoch"]) == set(rollouts["epoch"]) == {progress.epoch}
        # Of all measures, only the RMSE is looked at while the cells learn.
        known = now.errors[errors.columns.drop("epoch")]
        assert known.columns[-1] == "rmse"
        pd.testing.assert_frame_equal(errors.drop(columns="epoch"), known, **EXACT)
        expected = now.forecasts_from(now.origins[0])
        pd.testing.assert_frame_equal(rollouts[list(expected)], expected, **EXACT)
        times = now.task.series.time[rollouts["origin"].astype(int) + rollouts["steps_ahead"]]
        assert rollouts["time"].tolist() == times.tolist()


def test_compare_is_the_comparison_of_the_last_progress(tiny, tiny_comparison):
    *_, last = run(tiny, "cpu")
    assert_same_tables(last.comparison(), tiny_comparison)
    assert_same_weights(last.comparison(), tiny_comparison)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_two_runs_give_the_same_bits(tiny, objective, optimizer):
    experiment = with_training(
        tiny, objective=objective, optimizer=optimizer, epochs=2, warm_up_steps=3, clip_norm=1.0
    )
    torch.manual_seed(1)
    first = compare(experiment, "cpu")
    torch.manual_seed(2)
    second = compare(experiment, "cpu")
    assert_same_tables(first, second)
    assert_same_weights(first, second)


def test_stopping_early_loses_nothing(tiny):
    progress_until_2 = run(tiny, "cpu")
    next(progress_until_2)
    comparison = next(progress_until_2).comparison()
    progress_until_2.close()
    assert comparison.stopped_at == 2
    assert comparison.losses["epoch"].unique().tolist() == [1, 2]
    assert (comparison.costs["updates"] == 2 * 5).all()
    shorter = compare(with_training(tiny, epochs=2), "cpu")
    for name in ("losses", "errors", "forecasts", "future"):
        pd.testing.assert_frame_equal(getattr(comparison, name), getattr(shorter, name), **EXACT)
    assert_same_weights(comparison, shorter)
    assert shorter.stopped_at is None


def test_later_epochs_do_not_change_a_comparison(tiny):
    going = run(tiny, "cpu")
    comparison = next(going).comparison()
    weights = {c: s.head_weight.clone() for c, s in comparison.models.items()}
    before = {name: getattr(comparison, name).copy() for name in (*TABLES, "costs")}
    untouched = next(run(tiny, "cpu")).comparison()  # asked for its tables only afterwards
    list(going)
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(comparison, name), table, **EXACT)
    assert_same_tables(comparison, untouched)
    assert comparison.stopped_at == untouched.stopped_at == 1
    assert all(torch.equal(weights[c], s.head_weight) for c, s in comparison.models.items())


def test_tables_asked_for_late_are_of_the_epoch_of_the_comparison(tiny):
    going = run(tiny, "cpu")
    comparison = next(going).comparison()
    list(going)
    assert_same_tables(comparison, next(run(tiny, "cpu")).comparison())


def test_the_seed_matters_whoever_trains_beside_it(tiny, tiny_comparison):
    other = compare(replace(tiny, cells=("GRU",), seeds=(7, 3, 1)), "cpu")
    ours = tiny_comparison.losses.query("cell == 'GRU'")
    for seed in (0, 3):
        own = ours.loc[ours["seed"] == seed, "loss"].to_numpy()
        for company in (7, 3, 1):
            theirs = other.losses.loc[other.losses["seed"] == company, "loss"].to_numpy()
            assert np.allclose(own, theirs, rtol=1e-4) == (seed == company)
