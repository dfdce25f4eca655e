"""What comes after the end of the data: every seed, and their middle and range."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from forecasting.experiment.future import future_summary, future_table, range_of_seeds


def test_the_future_of_every_seed(tiny_comparison):
    table = future_table(tiny_comparison)
    assert list(table) == ["cell", "seed", "steps_ahead", "time", "variable", "forecast"]
    assert len(table) == 3 * 2 * 5 * 2
    assert (table["time"] == 59 + table["steps_ahead"]).all()
    assert table["forecast"].tolist() == tiny_comparison.future["forecast"].tolist()


def test_a_row_for_each_step_and_variable(tiny_comparison):
    table, future = future_summary(tiny_comparison), tiny_comparison.future
    assert list(table.columns[:3]) == ["time", "steps_ahead", "variable"]
    assert table["variable"].tolist() == ["sine", "cosine"] * 5
    assert (table["time"] == 59 + table["steps_ahead"]).all()
    for row in table.to_dict(orient="records"):
        for cell in ("RNN", "LSTM", "GRU"):
            where = {"cell": cell, "steps_ahead": row["steps_ahead"], "variable": row["variable"]}
            own = future[np.logical_and.reduce([future[k] == v for k, v in where.items()])]
            told = [
                row[f"{cell} {k}"] for k in ("lowest seed", "median over seeds", "highest seed")
            ]
            low, high = own["forecast"].min(), own["forecast"].max()
            assert told == pytest.approx([low, own["forecast"].median(), high])


def like(comparison, **other):
    """What the table is made from, with something else in it."""
    parts = {name: getattr(comparison, name) for name in ("experiment", "task", "future")}
    series = other.get("task", comparison.task).series
    return SimpleNamespace(**parts | other, series=series)


def test_dates_are_written_out(tiny_comparison):
    task = tiny_comparison.task
    days = np.datetime64("2020-01-01") + np.arange(len(task.series))
    dated = replace(task.series, time=days, time_name="date")
    table = future_summary(like(tiny_comparison, task=replace(task, series=dated)))
    assert table["date"].unique().tolist() == [f"2020-03-{day:02}" for day in range(1, 6)]


def test_a_seed_that_diverged_leaves_a_gap(tiny_comparison):
    worst = tiny_comparison.future.assign(forecast=np.inf)
    values = future_summary(like(tiny_comparison, future=worst)).iloc[:, 3:]
    assert values.isna().all(axis=None)


def test_nobody_takes_the_range_for_more_than_it_is(tiny_comparison):
    assert "not a prediction interval" in range_of_seeds(tiny_comparison)
    alone = replace(tiny_comparison, experiment=replace(tiny_comparison.experiment, seeds=(0,)))
    assert "no band" in range_of_seeds(alone)
