"""The tables of a comparison, each against a slow loop or a plain module."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from forecasting import Experiment, SampleSeries, SyntheticSeries, TrainingConfig, compare, run
from forecasting.data import Series, prepare
from forecasting.evaluation import MEASURES
from forecasting.rollout import FEEDBACKS
from tests.conftest import TINY

CELLS = ("RNN", "LSTM", "GRU")
CELL_SEED = ["cell", "seed"]
SEEDS = (0, 3)
VARIABLES = ["sine", "cosine"]
# 60 values, 42 to train on, horizon 5: origins 41 to 54.
ORIGINS = list(range(41, 55))


def test_losses(tiny_comparison):
    losses = tiny_comparison.losses
    assert list(losses) == [*CELL_SEED, "epoch", "loss"]
    assert len(losses) == 3 * 2 * 4
    assert not losses.duplicated([*CELL_SEED, "epoch"]).any()
    assert sorted(losses["epoch"].unique()) == [1, 2, 3, 4]
    for cell in CELLS:
        of_cell = losses[losses["cell"] == cell]
        first, last = (of_cell.loc[of_cell["epoch"] == e, "loss"].mean() for e in (1, 4))
        assert last < first


def test_each_loss_stands_at_its_cell_seed_and_epoch(tiny, tiny_comparison):
    table = tiny_comparison.losses.set_index([*CELL_SEED, "epoch"])["loss"]
    for progress in run(tiny, "cpu"):
        for cell, losses in progress.losses.items():
            for seed, loss in zip(SEEDS, losses, strict=True):
                assert table[cell, seed, progress.epoch] == loss


@pytest.mark.parametrize(("most_points", "epochs"), [(250, [1, 2, 3, 4]), (2, [1, 4]), (1, [1])])
def test_loss_curves_against_a_loop(tiny_comparison, most_points, epochs):
    curves = tiny_comparison.log.loss_curves(most_points)
    losses = ["loss_median", "loss_lowest", "loss_highest"]
    assert list(curves) == ["cell", "epoch", *losses, "validation_median"]
    assert curves["validation_median"].isna().all()
    assert list(zip(curves["cell"], curves["epoch"], strict=True)) == [
        (cell, epoch) for cell in CELLS for epoch in epochs
    ]
    table = tiny_comparison.losses.set_index(["cell", "epoch", "seed"])["loss"]
    for row in curves.itertuples():
        low, high = sorted(table[row.cell, row.epoch, seed] for seed in SEEDS)
        assert (row.loss_lowest, row.loss_highest) == (low, high)
        assert row.loss_median == pytest.approx((low + high) / 2)


def test_forecasts(tiny_comparison):
    table = tiny_comparison.forecasts
    keys = [*CELL_SEED, "origin", "steps_ahead", "variable"]
    assert list(table) == [*keys, "forecast", "observed"]
    assert len(table) == 3 * 2 * len(ORIGINS) * 5 * 2
    assert not table.duplicated(keys).any()
    assert sorted(table["steps_ahead"].unique()) == [1, 2, 3, 4, 5]
    values = tiny_comparison.task.series.values
    for row in table.itertuples():
        column = VARIABLES.index(row.variable)
        assert row.observed == values[row.origin + row.steps_ahead, column]


def test_errors_against_a_loop_over_the_forecasts(tiny_comparison):
    squares = {}
    stds = tiny_comparison.task.series.values[:42].std(axis=0)
    for row in tiny_comparison.forecasts.itertuples():
        square = (row.forecast - row.observed) ** 2
        std = stds[VARIABLES.index(row.variable)]
        for variable, one in ((row.variable, square), ("Total", square / std**2)):
            squares.setdefault((row.cell, row.seed, variable, row.steps_ahead), []).append(one)
    errors = tiny_comparison.errors
    assert list(errors) == [*CELL_SEED, "variable", "steps_ahead", *MEASURES]
    assert len(errors) == len(squares) == 3 * 2 * 3 * 5
    for row in errors.itertuples():
        own = squares[row.cell, row.seed, row.variable, row.steps_ahead]
        assert len(own) == len(ORIGINS) * (2 if row.variable == "Total" else 1)
        assert row.rmse == pytest.approx(math.sqrt(sum(own) / len(own)), rel=1e-12)


def test_one_variable_has_a_total_too(tiny):
    source = SyntheticSeries(length=60, cycles=5.0)
    errors = compare(replace(tiny, source=source, cells=("GRU",)), "cpu").errors
    assert errors["variable"].unique().tolist() == ["sine", "Total"]
    own, total = (errors.loc[errors["variable"] == v, "rmse"].tolist() for v in ("sine", "Total"))
    assert own == total


def test_no_variable_outweighs_the_others_by_its_units(tiny):
    """Rain in metres beside pressure in pascals: a total in either is one of pressure alone."""
    source = tiny.source.load()
    series = Series("a", source.time, source.values, variables=("rain", "pressure"))
    units = np.array([1e-3, 1e5])
    other = Series("a", source.time, source.values * units + units, variables=series.variables)
    x = replace(tiny, training=replace(tiny.training, epochs=1, precision="float64"))
    one, two = (compare(replace(x, source=own), "cpu") for own in (series, other))
    for name in ("errors", "baselines"):
        rmse, scaled = (
            getattr(made, name).set_index("variable")["rmse"].groupby("variable")
            for made in (one, two)
        )
        np.testing.assert_allclose(scaled.get_group("Total"), rmse.get_group("Total"), rtol=1e-6)
        for variable, unit in zip(series.variables, units, strict=True):
            expected = unit * rmse.get_group(variable)
            np.testing.assert_allclose(scaled.get_group(variable), expected, rtol=1e-6)


@pytest.mark.parametrize("feedback", FEEDBACKS)
@pytest.mark.parametrize("scaled", [True, False])
def test_a_member_taken_away_forecasts_the_same(tiny, feedback, scaled):
    training = replace(tiny.training, precision="float64", epochs=1, layers=2, input_layer=True)
    comparison = compare(replace(tiny, training=training, feedback=feedback, scaled=scaled), "cpu")
    values, scaler = comparison.task.series.values, comparison.scaler
    assert (scaler.mean == 0).all() != scaled
    contexts = torch.tensor(
        np.stack([(values[o - 7 : o + 1] - scaler.mean) / scaler.std for o in ORIGINS])
    )
    table = comparison.forecasts.set_index(CELL_SEED)["forecast"].sort_index()
    for cell in CELLS:
        for seed in SEEDS:
            member = comparison.models[cell].member(seed)
            assert type(member.recurrent) is getattr(nn, cell)
            expected = scaler.to_units(member.forecast(contexts, 5, feedback).numpy())
            np.testing.assert_allclose(table.loc[cell, seed], expected.ravel(), atol=1e-10, rtol=0)


def test_forecasts_from_one_origin(tiny_comparison):
    assert tiny_comparison.origins == ORIGINS
    for origin in (41, 47, 54):
        own = tiny_comparison.forecasts_from(origin)
        whole = tiny_comparison.forecasts
        pd.testing.assert_frame_equal(own, whole[whole["origin"] == origin].reset_index(drop=True))
        assert len(own) == 3 * 2 * 5 * 2


@pytest.mark.parametrize("origin", [40, 55, -1])
def test_an_origin_that_is_not_there_is_refused(tiny_comparison, origin):
    message = rf"^There is no forecast from origin {origin}\. Choose one from 41 to 54\.$"
    with pytest.raises(ValueError, match=message):
        tiny_comparison.forecasts_from(origin)


@pytest.mark.parametrize("feedback", FEEDBACKS)
def test_future_starts_where_the_series_ends(tiny, tiny_comparison, feedback):
    comparison = replace(tiny_comparison, experiment=replace(tiny, feedback=feedback))
    future = comparison.future
    assert list(future) == list(comparison.forecasts)
    assert future["origin"].unique().tolist() == [59]
    assert future["observed"].isna().all()
    last = torch.tensor(comparison.task.latest, dtype=torch.float32)
    table = future.set_index(CELL_SEED)["forecast"].sort_index()
    for cell in CELLS:
        for seed in SEEDS:
            scaled = comparison.models[cell].member(seed).forecast(last, 5, feedback).double()
            expected = comparison.scaler.to_units(scaled.numpy()).ravel()
            np.testing.assert_allclose(table.loc[cell, seed], expected, atol=1e-5)


def test_baselines_against_a_loop(tiny_comparison):
    table = tiny_comparison.baselines
    assert list(table) == ["baseline", "variable", "steps_ahead", *MEASURES]
    assert table["baseline"].unique().tolist() == [
        "naive",
        "seasonal naive",
        "linear autoregression",
    ]
    assert len(table) == 3 * 3 * 5
    values = tiny_comparison.task.series.values
    for row in table[table["baseline"] == "naive"].itertuples():
        columns = [0, 1] if row.variable == "Total" else [VARIABLES.index(row.variable)]
        by = values[:42].std(axis=0) if row.variable == "Total" else (1, 1)
        gaps = [
            (values[o + row.steps_ahead, c] - values[o, c]) / by[c]
            for o in ORIGINS
            for c in columns
        ]
        assert row.rmse == pytest.approx(math.sqrt(sum(g * g for g in gaps) / len(gaps)))


def test_snapshots_end_with_the_errors(tiny_comparison):
    table = tiny_comparison.snapshots
    assert sorted(table) == sorted([*CELL_SEED, "epoch", "variable", "steps_ahead", "rmse"])
    assert table["epoch"].unique().tolist() == [1, 3, 4]
    last = table[table["epoch"] == 4].drop(columns="epoch").reset_index(drop=True)
    errors = tiny_comparison.errors.drop(columns=["mae", "smape", "mase"])
    pd.testing.assert_frame_equal(last, errors, check_exact=True)
    assert tiny_comparison.log.snapshot_rollouts["origin"].unique().tolist() == [41]
    assert tiny_comparison.log.snapshot_rollouts["epoch"].unique().tolist() == [1, 3, 4]


def test_costs(tiny_comparison):
    costs = tiny_comparison.costs
    assert list(costs) == [
        "cell",
        "hidden_size",
        "parameters",
        "members",
        "learning_rate",
        "epochs_fewest",
        "epochs_most",
        "updates",
        "train_seconds",
    ]
    assert costs["cell"].tolist() == list(CELLS)
    assert (costs[["epochs_fewest", "epochs_most"]] == 4).all(axis=None)
    plain = [getattr(nn, cell)(2, 6) for cell in CELLS]
    head = 2 * 6 + 2
    assert costs["parameters"].tolist() == [
        head + sum(p.numel() for p in module.parameters()) for module in plain
    ]
    assert costs["members"].tolist() == [2, 2, 2]
    # 42 − 8 = 34 training windows in batches of 8, four times.
    assert costs["updates"].tolist() == [20, 20, 20]
    assert (costs["train_seconds"] > 0).all()


def test_a_run_to_the_end_without_trouble(tiny_comparison):
    assert tiny_comparison.stopped_at is None
    assert list(tiny_comparison.diverged) == [*CELL_SEED, "epoch"]
    assert len(tiny_comparison.diverged) == 0


def changed_after(series, index):
    values = series.values.copy()
    values[index + 1 :] += 100 + np.arange(len(values) - index - 1)[:, None]
    return Series("changed", series.time, values, None, series.variables)


@pytest.mark.parametrize("feedback", FEEDBACKS)
def test_no_forecast_sees_past_its_origin(tiny, tiny_comparison, feedback):
    comparison = replace(tiny_comparison, experiment=replace(tiny, feedback=feedback))
    before = comparison.forecasts
    for index in (41, 48, 54):
        changed = changed_after(comparison.task.series, index)
        after = replace(comparison, tasks=(prepare(changed, tiny.split),)).forecasts
        same = before["forecast"] == after["forecast"]
        known = before["origin"] <= index
        assert known.any()
        assert same[known].all()
        assert not same[~known & (before["steps_ahead"] == 1)].any()


def test_no_training_sees_past_the_split(tiny, tiny_comparison, monkeypatch):
    changed = changed_after(tiny.source.load(), 41)  # 41 is the last training value
    monkeypatch.setattr(SyntheticSeries, "load", lambda _: changed)
    comparison = compare(tiny, "cpu")
    pd.testing.assert_frame_equal(comparison.losses, tiny_comparison.losses, check_exact=True)
    own, other = (c.forecasts_from(41)["forecast"] for c in (comparison, tiny_comparison))
    pd.testing.assert_series_equal(own, other, check_exact=True)
    assert not (comparison.errors["rmse"] == tiny_comparison.errors["rmse"]).any()


def test_a_real_series_without_known_noise():
    training = TrainingConfig(hidden_size=4, epochs=1, batch_size=64)
    experiment = Experiment(source=SampleSeries(), cells=("RNN",), seeds=(0,), training=training)
    comparison = compare(experiment, "cpu")
    assert comparison.task.series.clean is None
    assert np.isfinite(comparison.errors["rmse"]).all()


def test_a_comparison_is_frozen_in_fact():
    made = compare(TINY, "cpu", engine="reference")
    before = made.log.losses
    for name in ("finished", "epochs_done", "engines"):
        with pytest.raises(AttributeError, match=f"sealed: {name} cannot be changed"):
            setattr(made.log, name, None)
    with pytest.raises(ValueError, match="read-only"):
        made.log.epochs[:] = 0
    with pytest.raises(AttributeError, match="sealed"):
        made.log.record({cell: np.zeros(2) for cell in TINY.cells})
    assert made.log.losses.equals(before)
    copied = made.log.copy()
    copied.epochs[:] = 0
    copied.finished = False
    assert made.log.finished
    assert made.log.epochs.min() == TINY.training.epochs


def test_what_a_run_gave_once_does_not_change_with_what_it_gives_later():
    """Tried at two rates, the first run was once marked as stopped by what was asked later."""
    x = replace(
        TINY,
        validation_fraction=0.2,
        train_fraction=0.5,
        training=replace(TINY.training, learning_rates=(0.001, 0.02), epochs=2),
    )
    made = [progress.comparison() for progress in run(x, "cpu", engine="reference")]
    assert [one.log.finished for one in made] == [False, False, False, True]
    assert [one.stopped_at is None for one in made] == [False, False, False, True]
