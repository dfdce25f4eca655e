"""The messy weekly file, brought as a visitor would, with the settings that are suggested."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import forecasting
from forecasting import RECIPES, Experiment, TrainingConfig, compare, run
from forecasting.experiment import suggest
from forecasting.importing import guess, import_series, read_table

FILE = Path(forecasting.__file__).parent / "data" / "samples" / "co2.csv"


@pytest.fixture(scope="module")
def comparison():
    table = read_table(FILE.read_bytes(), "co2.csv")
    series = import_series(table, guess(table).options, "co2").series
    transform = suggest(series.beginning(368)).transform
    training = TrainingConfig(hidden_size=16, epochs=20)
    x = Experiment(series, 24, 12, seeds=(0, 1, 2), training=training, transform=transform)
    return compare(x, "cpu")


def test_the_season_is_found_and_taken_out(comparison):
    assert comparison.experiment.transform.seasonal_period == 12
    assert comparison.task.period_steps == 12


@pytest.mark.parametrize("baseline", ["naive", "seasonal naive"])
def test_every_cell_beats_the_naive_forecasts_at_twelve_months(comparison, baseline):
    at_twelve = comparison.baselines.query("steps_ahead == 12").groupby("baseline")["rmse"]
    theirs = at_twelve.max()[baseline]
    ours = comparison.errors.query("steps_ahead == 12").groupby("cell")["rmse"].max()
    assert (ours < 0.8 * theirs).all()


def test_the_forecast_past_the_end_is_sensible_and_dated(comparison):
    series = comparison.task.series
    months = np.arange("2002-01", "2003-01", dtype="M8[M]")
    assert series.future_dates(12).astype("M8[M]").tolist() == months.tolist()
    year_before = series.values[-12:, 0]
    forecast = comparison.future.groupby("steps_ahead")["forecast"].median().to_numpy()
    assert np.all((forecast - year_before > 0) & (forecast - year_before < 4))
    assert np.corrcoef(forecast, year_before)[0, 1] > 0.95


def test_a_linear_model_of_what_the_cells_get_is_hard_to_beat():
    """It got raw values, and lost to every cell by a fifth."""
    made = next(run(RECIPES["co2"].experiment, "cpu")).live
    rmse = made.baselines.query("variable == 'Total'").pivot_table(
        "rmse", "steps_ahead", "baseline"
    )
    linear, naive = rmse["linear autoregression"], rmse["differenced naive"]
    assert linear[[1, 6, 12]].round(3).tolist() == [0.355, 0.59, 0.8]
    assert (naive < rmse["naive"]).all()
    # What has no season left is continued as the seasonal naive plus the last year's change.
    assert "differenced seasonal naive" not in rmse
    series, origins = made.task.series.values[:, 0], np.array(made.origins)
    changed = series[origins - 11] + series[origins] - series[origins - 12]
    assert naive[1] == pytest.approx(np.sqrt(np.mean((changed - series[origins + 1]) ** 2)))


def test_learning_filled_values_would_make_it_worse():
    x = RECIPES["co2"].experiment
    series = x.source.load()
    blind = replace(series.learnt_until(368), filled=None)
    made = next(run(replace(x, source=blind), "cpu")).live
    linear = made.baselines.query("baseline == 'linear autoregression' and variable == 'Total'")
    rmse = linear.set_index("steps_ahead")["rmse"]
    assert rmse[[1, 6, 12]].round(3).tolist() == [0.354, 0.594, 0.809]
