"""While only the data changes the specification stays, so that the browser swaps rows in place."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting import Series, charts
from forecasting.data import Split, Stretch, SyntheticSeries, prepare
from forecasting.evaluation import summarize_over_seeds
from forecasting.experiment import curves as over_steps
from forecasting.experiment import tables
from tests.charts.specs import layers_of, scale_of


@pytest.fixture
def losses(tiny_comparison):
    return tiny_comparison.log.loss_curves()


@pytest.fixture
def curves(tiny_comparison):
    return over_steps.error_curves(tiny_comparison)


def test_a_loss_that_grows(losses):
    drawn = [
        charts.loss_chart(losses[losses["epoch"] <= epoch], "GRU", 4, (0.01, 10.0))
        for epoch in range(5)
    ]
    assert all(figure.spec is drawn[0].spec for figure in drawn)
    assert [len(figure.data["rows"]) for figure in drawn] == [0, 1, 2, 3, 4]
    assert set(drawn[-1].data["rows"]["cell"]) == {"GRU"}


@pytest.mark.parametrize(
    "other", [("RNN", 4, (0.01, 10.0)), ("GRU", 5, (0.01, 10.0)), ("GRU", 4, (0.1, 10.0))]
)
def test_another_loss_is_another_chart(losses, other):
    first = charts.loss_chart(losses, "GRU", 4, (0.01, 10.0))
    assert charts.loss_chart(losses, *other).spec != first.spec


def test_a_rollout_from_snapshot_to_snapshot(tiny_comparison):
    ranges = tables.ranges(tiny_comparison.task, "sine")
    drawn = [
        charts.rollout_chart(
            tables.snapshot_rollouts(tiny_comparison.log, "sine", epoch), "RNN", ranges
        )
        for epoch in (1, 3, 4)
    ]
    assert all(figure.spec is drawn[0].spec for figure in drawn)
    assert not drawn[0].data["rows"].equals(drawn[1].data["rows"])


def test_errors_of_another_run(curves):
    better = curves.assign(rmse=curves["rmse"] / 2)
    first, second = (charts.errors_chart(table, 3.0) for table in (curves, better))
    assert first.spec is second.spec
    for step in (1, 4):
        assert charts.errors_chart(curves, 3.0, None, None, step).spec is first.spec
    fewer = curves[curves["curve"] != "LSTM"]
    assert charts.errors_chart(fewer).spec != charts.errors_chart(curves).spec


def test_forecasts_from_origin_to_origin(tiny_comparison):
    drawn = [
        charts.forecasts_chart(
            tables.rollout_table(tiny_comparison, "sine", origin),
            tables.truth_table(tiny_comparison, "sine", origin),
            "sine",
        )
        for origin in (41, 42, 54)
    ]
    assert all(figure.spec is drawn[0].spec for figure in drawn)
    assert [figure.data["window"].values.tolist() for figure in drawn] == [
        [[34, 41]],
        [[35, 42]],
        [[47, 54]],
    ]


def test_a_window_that_walks(tiny_comparison):
    task = tiny_comparison.task
    rows = tables.series_table(task)
    drawn = [charts.series_chart(rows, tables.window_table(task, k), "cosine") for k in (1, 2, 34)]
    assert all(figure.spec is drawn[0].spec for figure in drawn)
    spans = [figure.data["inputs"].values.tolist() for figure in drawn]
    assert spans == [[[0, 7]], [[1, 8]], [[33, 40]]]
    assert drawn[0].data["test"].values.tolist() == [[42, 59]]


def test_a_series_without_a_test_part_has_no_shade(tiny_comparison):
    everything = replace(tiny_comparison.task.split, train_fraction=1.0, judged_on="training")
    task = replace(tiny_comparison.task, split=everything)
    figure = charts.series_chart(tables.series_table(task), tables.window_table(task, 1), "sine")
    assert not figure.data.keys() & {"test", "validation"}


def test_a_validation_part_is_shaded_before_the_test_part(tiny_comparison):
    split = replace(tiny_comparison.task.split, train_fraction=0.5, validation_fraction=0.2)
    task = prepare(tiny_comparison.task.series, split)
    figure = charts.series_chart(tables.series_table(task), tables.window_table(task, 1), "sine")
    assert figure.data["validation"].to_numpy().tolist() == [[30, 41]]
    assert figure.data["test"].to_numpy().tolist() == [[42, 59]]


def test_dates_are_drawn_as_dates():
    days = np.datetime64("2020-01-30") + np.arange(60)
    series = Series("s", days, np.arange(60.0)[:, None], time_name="date")
    task = prepare(series, Split(window_length=5, horizon=3))
    figure = charts.series_chart(
        tables.series_table(task), tables.window_table(task, 1), "value", series.time_name
    )
    text = json.dumps(figure.spec)
    assert '"type": "temporal"' in text
    assert '"type": "utc"' in text
    assert not re.search(r'"field": "(time|from)", "type": "quantitative"', text)
    assert figure.data["observed"]["time"].iloc[0] == 1_580_342_400_000


class TestAxes:
    """They are fixed before there is anything to draw."""

    def test_of_a_loss(self, losses):
        spec = charts.loss_chart(losses[:0], "LSTM", 70, (0.001, 10.0)).spec
        assert scale_of(spec, "x") == {"domain": [1, 70]}
        log = {"type": "log", "nice": False, "clamp": True}
        assert scale_of(spec, "y") == {"domain": [0.001, 10.0], **log}
        axis = layers_of(spec)[1]["encoding"]["y"]["axis"]
        assert axis["values"] == pytest.approx([0.001, 0.01, 0.1, 1, 10])
        assert '["0.001", "0.01", "0.1", "1", "10"]' in axis["labelExpr"]

    def test_of_a_loss_of_one_epoch(self, losses):
        spec = charts.loss_chart(losses, "RNN", 1, (0.01, 1.0)).spec
        assert scale_of(spec, "x")["domain"] == [1, 2]

    def test_of_a_rollout(self):
        columns = tables.ROLLOUT_COLUMNS
        empty = pd.DataFrame(columns=columns)
        figure = charts.rollout_chart(empty, "GRU", ((42.0, 46.0), (-1.5, 1.25)), "year")
        spec = figure.spec
        assert figure.data["ends"]["time"].tolist() == [42.0, 46.0]
        assert scale_of(spec, "x") == {"nice": False, "zero": False}
        assert scale_of(spec, "y") == {"domain": [-1.5, 1.25], "nice": False}
        assert layers_of(spec)[0]["encoding"]["x"]["title"] == "year"

    def test_of_errors(self, curves):
        assert scale_of(charts.errors_chart(curves, 0.87).spec, "y") == {"domain": [0, 0.87]}
        log = {"type": "log", "nice": False, "clamp": True}
        values = pd.concat([curves[name] for name in ("rmse", "rmse_lower", "rmse_upper")])
        spec = charts.errors_chart(curves).spec
        low, high = scale_of(spec, "y")["domain"]
        assert scale_of(spec, "y") == {"domain": [low, high], **log}
        assert 0.85 * values.min() < low <= values.min()
        assert values.max() <= high < 1.2 * values.max()

    def test_of_snapshots(self, tiny_comparison):
        table = tiny_comparison.snapshots
        rows = summarize_over_seeds(
            table[table["variable"] == "Total"], by=["cell", "epoch", "steps_ahead"]
        )
        figure = charts.snapshots_chart(rows, "RNN", 1.9)
        assert scale_of(figure.spec, "y") == {"domain": [0, 1.9]}
        assert "3 epochs" in figure.alt


def test_no_zero_on_a_logarithmic_axis(curves):
    """One zero, as of a seasonal baseline on a clean square wave, would empty the whole chart."""
    perfect = curves["curve"] == "naive"
    columns = ["rmse", "rmse_lower", "rmse_upper"]
    zeros = curves.assign(**{name: curves[name].mask(perfect, 0.0) for name in columns})
    drawn = charts.errors_chart(zeros).data["curves"]
    assert (drawn.loc[drawn["kind"] == "cell", columns] > 0).all(axis=None)
    assert (drawn.loc[~perfect, "rmse"] > 0).all()
    assert drawn.loc[perfect, columns].isna().all(axis=None)
    assert set(drawn["curve"]) == set(curves["curve"])
    linear = charts.errors_chart(zeros, 1.0).data["curves"]
    assert (linear.loc[perfect, "rmse"] == 0).all()


def test_nor_among_single_seeds(curves):
    seeds = pd.DataFrame({"curve": "RNN", "seed": [0, 1], "steps_ahead": 1, "rmse": [0.0, 0.1]})
    assert charts.errors_chart(curves, None, seeds).data["seeds"]["rmse"].isna().tolist() == [1, 0]
    assert charts.errors_chart(curves, 1.0, seeds).data["seeds"]["rmse"].tolist() == [0.0, 0.1]


def test_skill_of_another_run(tiny_comparison):
    table = over_steps.skill_curves(tiny_comparison, "naive")
    better = table.assign(skill=table["skill"] / 2 + 0.5)
    first, second = (charts.skill_chart(rows, "naive", -1.0) for rows in (table, better))
    assert first.spec is second.spec
    assert scale_of(first.spec, "y") == {"domain": [-1.0, 1], "nice": False}
    assert charts.skill_chart(table, "naive", -0.5).spec != first.spec
    assert "against naive" in first.alt


def test_a_validation_loss_that_is_nowhere_finite_is_not_drawn(losses):
    nowhere = losses.assign(validation_median=np.nan)
    drawn = [charts.loss_chart(rows, "GRU", 4, (0.01, 10.0)) for rows in (losses, nowhere)]
    assert drawn[0].spec is drawn[1].spec
    somewhere = losses.assign(validation_median=[np.nan] * (len(losses) - 1) + [0.5])
    other = charts.loss_chart(somewhere, "RNN", 4, (0.01, 10.0))
    assert len(layers_of(other.spec)) == len(layers_of(drawn[0].spec)) + 1


def test_infinite_losses_leave_a_gap():
    rows = pd.DataFrame({"cell": "RNN", "epoch": [1, 2], "loss_median": [0.5, np.inf]})
    rows = rows.assign(loss_lowest=rows["loss_median"], loss_highest=np.inf)
    drawn = charts.loss_chart(rows, "RNN", 2, (0.1, 10.0)).data["rows"]
    assert drawn["loss_median"].tolist()[0] == 0.5
    assert drawn["loss_highest"].isna().all()


class TestGhost:
    """What was there before stays behind as faint lines."""

    def test_it_comes_and_goes_without_another_chart(self, curves):
        before = curves.assign(rmse=curves["rmse"] * 2)
        none, some = (charts.errors_chart(curves, 2.0, None, g) for g in (before[:0], before))
        assert none.spec is some.spec
        assert none.data["ghost"]["rmse"].isna().all()
        assert set(some.data["ghost"]["kind"]) == {"cell"}
        assert charts.errors_chart(curves, 2.0).spec != some.spec

    def test_of_a_cell_that_is_no_longer_there(self, curves):
        spec = charts.errors_chart(curves[curves["curve"] != "GRU"], 2.0, None, curves).spec
        ghosts = [layer for layer in layers_of(spec) if layer["data"]["name"] == "ghost"]
        assert len(ghosts) == 3
        assert all("color" not in layer["encoding"] for layer in ghosts)  # nor in the legend
        assert scale_of(spec, "y") == {"domain": [0, 2.0]}

    def test_no_zero_on_a_logarithmic_axis(self, curves):
        figure = charts.errors_chart(curves, None, None, curves.assign(rmse=0.0))
        assert figure.data["ghost"]["rmse"].isna().all()
        assert set(figure.data["ghost"]["kind"]) == {"cell"}


def test_the_axis_says_in_which_units_the_errors_are(curves):
    plain = curves.drop(columns="unit")
    title = charts.errors_chart(plain, 1.0).spec["layer"]
    assert "RMSE (units of the series)" in str(title)
    total = charts.errors_chart(curves.assign(unit="standard deviations"), 1.0).spec["layer"]
    assert "RMSE (standard deviations)" in str(total)
    assert "units of the series" not in str(total)


def test_parts_of_several_stretches_are_shaded_one_by_one():
    split = Split(window_length=4, horizon=3, train_fraction=0.6, validation_fraction=0.2)
    source = SyntheticSeries(length=80)
    tasks = [prepare(Stretch(source, number, 2).load(), split) for number in (1, 2)]
    rows = tables.stretches_table(tasks)
    figure = charts.series_chart(rows, tables.window_table(tasks[0], 1), "sine")
    assert figure.data["test"].to_numpy().tolist() == [[32, 39], [72, 79]]
    assert figure.data["validation"].to_numpy().tolist() == [[24, 31], [64, 71]]
    assert tables.stretches_table(tasks[:1]).equals(tables.series_table(tasks[0]))
