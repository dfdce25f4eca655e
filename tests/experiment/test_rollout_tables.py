"""Rollouts as tables: from an origin, past the end, at each snapshot."""

import statistics
from dataclasses import replace

import numpy as np
import pytest

from forecasting import SampleSeries, SyntheticSeries
from forecasting.data import Split, prepare
from forecasting.experiment import TrainingLog, tables

SEEDS = (0, 3)
SPREAD = ["forecast_median", "forecast_lowest", "forecast_highest"]


class TestRolloutTable:
    @pytest.mark.parametrize("origin", [41, 50, 54])
    def test_against_a_loop(self, tiny_comparison, origin):
        table = tables.rollout_table(tiny_comparison, "cosine", origin)
        assert list(table) == ["curve", "steps_ahead", *SPREAD, "time"]
        assert len(table) == 3 * 5
        rows = tiny_comparison.forecasts.query("origin == @origin and variable == 'cosine'")
        forecasts = rows.set_index(["cell", "steps_ahead", "seed"])["forecast"]
        for row in table.itertuples():
            own = [forecasts[row.curve, row.steps_ahead, seed] for seed in SEEDS]
            assert row.forecast_median == pytest.approx(statistics.median(own))
            assert (row.forecast_lowest, row.forecast_highest) == (min(own), max(own))
            assert row.time == origin + row.steps_ahead

    def test_past_the_end(self, tiny_comparison):
        table = tables.rollout_table(tiny_comparison, "sine")
        assert table["time"].tolist() == [60, 61, 62, 63, 64] * 3
        rows = tiny_comparison.future.query("variable == 'sine'")
        highest = rows.groupby(["cell", "steps_ahead"], sort=False, observed=True)["forecast"].max()
        assert table["forecast_highest"].tolist() == highest.tolist()

    def test_an_origin_that_is_not_there(self, tiny_comparison):
        with pytest.raises(ValueError, match="no forecast from origin 12"):
            tables.rollout_table(tiny_comparison, "sine", 12)

    def test_a_diverged_seed_leaves_a_gap(self, tiny_comparison):
        future = tiny_comparison.future
        lost = (future["cell"] == "GRU") & (future["seed"] == 3)
        twin = replace(tiny_comparison)
        vars(twin)["future"] = future.assign(forecast=future["forecast"].mask(lost, np.nan))
        table = tables.rollout_table(twin, "sine").set_index("curve")
        assert table.loc["GRU", ["forecast_median", "forecast_highest"]].isna().all(axis=None)
        assert np.isfinite(table.loc["GRU", "forecast_lowest"]).all()
        assert np.isfinite(table.loc[["RNN", "LSTM"], SPREAD]).all(axis=None)


class TestTruthTable:
    @pytest.mark.parametrize(
        ("origin", "window", "after"),
        [
            (41, range(34, 42), range(42, 47)),
            (54, range(47, 55), range(55, 60)),
            (None, range(52, 60), ()),
        ],
    )
    def test_the_window_and_the_horizon(self, tiny_comparison, origin, window, after):
        series = tiny_comparison.task.series
        table = tables.truth_table(tiny_comparison, "cosine", origin)
        assert list(table) == ["time", "variable", "observed", "clean", "role"]
        assert table.loc[table["role"] == "window", "time"].tolist() == list(window)
        assert table.loc[table["role"] == "after", "time"].tolist() == list(after)
        times = table["time"].tolist()
        assert table["observed"].tolist() == series.values[times, 1].tolist()
        assert table["clean"].tolist() == series.clean[times, 1].tolist()

    def test_a_window_from_the_very_beginning(self, tiny, tiny_comparison):
        judged = replace(tiny, judged_on="training")
        twin = replace(tiny_comparison, experiment=judged)
        assert tables.truth_table(twin, "sine", 7)["time"].tolist() == list(range(13))


class TestSnapshotRollouts:
    @pytest.mark.parametrize(("epoch", "shown"), [(1, 1), (3, 3), (4, 4), (None, 4)])
    def test_against_a_loop(self, tiny_comparison, epoch, shown):
        table = tables.snapshot_rollouts(tiny_comparison.log, "cosine", epoch)
        assert list(table) == tables.ROLLOUT_COLUMNS
        rows = tiny_comparison.log.snapshot_rollouts
        rows = rows[(rows["epoch"] == shown) & (rows["variable"] == "cosine")]
        forecasts = rows.set_index(["cell", "time", "seed"])["forecast"]
        assert len(table) == 3 * 5
        for row in table.itertuples():
            own = [forecasts[row.cell, row.time, seed] for seed in SEEDS]
            assert row.forecast_median == pytest.approx(statistics.median(own))
            assert (row.forecast_lowest, row.forecast_highest) == (min(own), max(own))
            assert row.observed == tiny_comparison.task.series.values[int(row.time), 1]

    def test_before_the_first(self, tiny):
        table = tables.snapshot_rollouts(TrainingLog(tiny), "sine")
        assert table.empty
        assert list(table) == tables.ROLLOUT_COLUMNS

    def test_an_epoch_without_one(self, tiny_comparison):
        assert tables.snapshot_rollouts(tiny_comparison.log, "sine", 2).empty


class TestRanges:
    def test_of_a_signal(self, tiny_comparison):
        values = tiny_comparison.task.series.values[34:47, 1].tolist()
        margin = (max(values) - min(values)) / 2
        times, span = tables.ranges(tiny_comparison.task, "cosine")
        assert times == (42.0, 46.0)
        assert span == pytest.approx((min(values) - margin, max(values) + margin))

    def test_of_a_real_series_in_years(self):
        task = prepare(SampleSeries().load(), Split(window_length=11, horizon=22))
        assert tables.ranges(task, "sunspots")[0] == (1916.0, 1937.0)

    def test_of_what_is_judged_on_the_training_part(self):
        source = SyntheticSeries(length=50, cycles=2.0)
        split = Split(window_length=10, horizon=40, train_fraction=1.0, judged_on="training")
        assert tables.ranges(prepare(source.load(), split), "sine")[0] == (10.0, 49.0)

    def test_of_a_constant_has_some_height(self, tiny_comparison):
        flat = replace(tiny_comparison.task.series, values=np.full((60, 2), 3.0))
        task = replace(tiny_comparison.task, series=flat)
        assert tables.ranges(task, "sine")[1] == (2.0, 4.0)
