"""The tables that pages show, against slow loops over the plain ones."""

import math

import numpy as np
import pandas as pd
import pytest

from forecasting import SampleSeries, Series
from forecasting.data import Split, prepare
from forecasting.evaluation import MEASURES
from forecasting.experiment import tables
from forecasting.experiment.comparison import with_time

CELLS = ["RNN", "LSTM", "GRU"]
SEEDS = (0, 3)


class TestTime:
    TABLE = pd.DataFrame({"origin": [0, 1, 2, 3, 3, 3], "steps_ahead": [1, 2, 1, 1, 2, 4]})

    def test_goes_on_evenly_past_the_end(self):
        series = Series("s", np.array([1700, 1701, 1703, 1706]), np.zeros((4, 1)))
        assert with_time(self.TABLE, series)["time"].tolist() == [
            1701,
            1706,
            1706,
            1708,
            1710,
            1714,
        ]

    def test_with_fractions(self):
        series = Series("s", np.array([0.0, 0.5, 1.0, 1.5]), np.zeros((4, 1)))
        assert with_time(self.TABLE, series)["time"].tolist() == [0.5, 1.5, 1.5, 2.0, 2.5, 3.5]

    def test_leaves_the_table_as_it_was(self):
        series = Series("s", np.arange(4), np.zeros((4, 1)))
        assert with_time(self.TABLE, series).columns.tolist() == ["origin", "steps_ahead", "time"]
        assert self.TABLE.columns.tolist() == ["origin", "steps_ahead"]


class TestSeriesTable:
    def test_every_value_once(self, tiny_comparison):
        series = tiny_comparison.task.series
        table = tables.series_table(tiny_comparison.task)
        assert list(table) == ["time", "variable", "observed", "clean", "part"]
        assert len(table) == 60 * 2
        for k, row in enumerate(table.itertuples()):
            column, index = divmod(k, 60)
            assert (row.variable, row.time) == (("sine", "cosine")[column], index)
            assert row.observed == series.values[index, column]
            assert row.clean == series.clean[index, column]
            assert row.part == ("training" if index < 42 else "test")

    def test_of_a_real_series(self):
        task = prepare(SampleSeries().load(), Split())
        table = tables.series_table(task)
        assert table["clean"].isna().all()
        assert table["time"].tolist()[:2] == [1700, 1701]
        assert table["part"].value_counts().to_dict() == {"training": 216, "test": 93}


class TestWindowTable:
    @pytest.mark.parametrize("number", [1, 2, 34])
    def test_its_target_is_the_value_after_it(self, tiny_comparison, number):
        values = tiny_comparison.task.series.values
        table = tables.window_table(tiny_comparison.task, number)
        assert list(table) == ["time", "variable", "value", "role"]
        for column, variable in enumerate(("sine", "cosine")):
            own = table[table["variable"] == variable]
            assert own["time"].tolist() == list(range(number - 1, number + 8))
            assert own["role"].tolist() == ["input"] * 8 + ["target"]
            assert own["value"].tolist() == values[number - 1 : number + 8, column].tolist()

    def test_is_what_the_model_gets(self, tiny_comparison):
        task = tiny_comparison.task
        table = tables.window_table(task, 5).query("variable == 'cosine'")
        own = table["value"].to_numpy() - task.scaler.mean[1]
        scaled = own / task.scaler.std[1]
        np.testing.assert_allclose(scaled[:8], task.training.contexts[4, :, 1])
        np.testing.assert_allclose(scaled[8], task.training.targets[4, 0, 1])

    @pytest.mark.parametrize("number", [0, -1, 35])
    def test_one_that_is_not_there(self, tiny_comparison, number):
        message = rf"^There is no window {number}\. Choose one from 1 to 34\.$"
        with pytest.raises(ValueError, match=message):
            tables.window_table(tiny_comparison.task, number)


class TestCellsTable:
    def test_against_a_loop(self, tiny_comparison):
        table = tables.cells_table(tiny_comparison)
        assert table["cell"].tolist() == CELLS
        costs = tiny_comparison.costs
        for name in ("parameters", "updates", "train_seconds"):
            assert table[name].tolist() == costs[name].tolist()
        assert table["diverged"].tolist() == [0, 0, 0]
        total = tiny_comparison.errors.query("variable == 'Total'")
        for measure in MEASURES:
            errors = total.set_index(["cell", "steps_ahead", "seed"])[measure]
            for row in table.to_dict("records"):
                for step in (1, 3, 5):
                    low, high = sorted(errors[row["cell"], step, seed] for seed in SEEDS)
                    assert row[f"{measure}_{step}"] == pytest.approx((low + high) / 2)
                    assert row[f"{measure}_{step}_lower"] == pytest.approx(low)
                    assert row[f"{measure}_{step}_upper"] == pytest.approx(high)
        assert table["interval"].tolist() == ["range"] * 3
        assert len(table.columns) == 10 + 3 * 3 * len(MEASURES)

    def test_every_measure_of_every_cell_and_baseline(self, tiny_comparison):
        table = tables.measures_table(tiny_comparison, 3, "cosine")
        baselines = tiny_comparison.baselines
        names = baselines["baseline"].unique().tolist()
        assert table["curve"].tolist() == [*CELLS, *names]
        assert (table["steps_ahead"] == 3).all()
        at = "variable == 'cosine' and steps_ahead == 3"
        known = baselines.query(at).set_index("baseline")
        cells = tiny_comparison.errors.query(at).groupby("cell")
        for row in table.to_dict("records"):
            for measure in MEASURES:
                whole = known[measure] if row["kind"] == "baseline" else cells[measure].mean()
                assert row[measure] == pytest.approx(whole[row["curve"]])

    def test_counts_who_diverged(self, wild):
        table = tables.cells_table(wild).set_index("cell")
        assert table["diverged"].to_dict() == {"RNN": 0, "LSTM": 1, "GRU": 2}
        assert table.loc["LSTM", "rmse_5_upper"] == math.inf
        assert np.isfinite(table.drop(columns="interval").loc["RNN"].astype(float)).all()

    @pytest.mark.parametrize(
        ("horizon", "steps"),
        [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (4, [1, 2, 4]), (30, [1, 15, 30]), (5, [1, 3, 5])],
    )
    def test_which_steps_it_shows(self, horizon, steps):
        assert tables.shown_steps(horizon) == steps
