"""A member that diverges is marked, and harms nobody else."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from forecasting import compare, run
from forecasting.experiment import audit
from forecasting.experiment.tables import cells_table
from tests.faults import run_with_poison

EXACT = {"check_exact": True}


def own_rows(table, cell, seed):
    return (table["cell"] == cell) & (table["seed"] == seed)


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("clip_norm", [None, 1.0])
def test_only_the_poisoned_member_suffers(tiny, cell, clip_norm):
    experiment = replace(tiny, training=replace(tiny.training, clip_norm=clip_norm))
    healthy, poisoned = compare(experiment, "cpu"), run_with_poison(experiment, cell, 1)
    assert poisoned.diverged.values.tolist() == [[cell, 3, 3]]
    for name, column in (("losses", "loss"), ("errors", "rmse"), ("forecasts", "forecast")):
        before, after = getattr(healthy, name), getattr(poisoned, name)
        own = own_rows(after, cell, 3)
        assert own.any()
        pd.testing.assert_frame_equal(before[~own], after[~own], **EXACT)
        assert np.isfinite(before[column]).all()
    assert np.isinf(poisoned.errors.loc[own_rows(poisoned.errors, cell, 3), "rmse"]).all()
    losses = poisoned.losses[own_rows(poisoned.losses, cell, 3)]
    assert np.isfinite(losses["loss"]).tolist() == [True, True, False, False]
    curves = poisoned.log.loss_curves().query("cell == @cell")
    assert np.isfinite(curves["loss_median"]).tolist() == [True, True, False, False]


def test_a_snapshot_of_a_diverged_member_is_infinite_from_then_on(tiny):
    snapshots = run_with_poison(tiny, "LSTM", 0).snapshots
    bad = snapshots[np.isinf(snapshots["rmse"])]
    assert bad["epoch"].unique().tolist() == [3, 4]
    assert own_rows(bad, "LSTM", 0).all()
    assert not np.isnan(snapshots["rmse"]).any()


def test_far_too_high_a_learning_rate(tiny):
    training = replace(tiny.training, optimizer="sgd", learning_rate=2.0, epochs=20)
    experiment = replace(tiny, seeds=tuple(range(5)), training=training)
    comparison = compare(experiment, "cpu")
    diverged = comparison.diverged
    assert 0 < len(diverged) < 15
    assert not diverged.duplicated(["cell", "seed"]).any()
    for cell in experiment.cells:
        for seed in experiment.seeds:
            losses = comparison.losses[own_rows(comparison.losses, cell, seed)]
            finite = np.isfinite(losses["loss"]).tolist()
            marked = diverged[own_rows(diverged, cell, seed)]["epoch"].tolist()
            assert marked == ([] if all(finite) else [finite.index(False) + 1])
            rmse = comparison.errors.loc[own_rows(comparison.errors, cell, seed), "rmse"]
            assert np.isinf(rmse).all() == bool(marked)
            assert not np.isnan(rmse).any()


def test_who_diverges_with_the_very_last_update_is_counted(tiny):
    for progress in run(tiny, "cpu"):
        if progress.finished:
            with torch.no_grad():
                progress.live.models["GRU"].head_bias[1] = torch.inf
            comparison = progress.comparison()
    assert comparison.log.diverged.empty
    assert comparison.diverged.to_numpy().tolist() == [["GRU", 3, 4]]
    assert cells_table(comparison)["diverged"].tolist() == [0, 0, 1]
    assert all(one.passed for one in audit(comparison))
