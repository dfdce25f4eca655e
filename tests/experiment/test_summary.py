"""The sentence over the main chart, word for word."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from forecasting.experiment import headline
from forecasting.experiment.curves import error_curves


def comparison(rmses, baselines, steps_ahead=10):
    """Made-up errors: cell -> RMSE of each seed; baseline -> RMSE."""
    rows = [
        (cell, seed, variable, step, rmse if (variable, step) == ("Total", steps_ahead) else 77.0)
        for cell, of_seeds in rmses.items()
        for seed, rmse in enumerate(of_seeds)
        for variable in ("sine", "Total")
        for step in {1, steps_ahead}
    ]
    errors = pd.DataFrame(rows, columns=["cell", "seed", "variable", "steps_ahead", "rmse"])
    rows = [
        (name, variable, step, rmse if (variable, step) == ("Total", steps_ahead) else 0.001)
        for name, rmse in baselines.items()
        for variable in ("sine", "Total")
        for step in {1, steps_ahead}
    ]
    table = pd.DataFrame(rows, columns=["baseline", "variable", "steps_ahead", "rmse"])
    seeds = tuple(range(len(next(iter(rmses.values())))))
    return SimpleNamespace(errors=errors, baselines=table, experiment=SimpleNamespace(seeds=seeds))


NAIVE = {"naive": 0.5, "linear autoregression": 0.2504}


@pytest.mark.parametrize(
    ("rmses", "steps_ahead", "sentence"),
    [
        (
            {"RNN": [0.4, 0.2, 0.3], "LSTM": [0.1234, 0.11, 0.99], "GRU": [0.25, 0.25, 0.2]},
            10,
            "At 10 steps ahead the GRU has the lowest RMSE 0.233 (interquartile mean over 3 seeds, "
            "95 % interval 0.2 to 0.25); RNN 0.3; LSTM 0.408; "
            "best baseline: linear autoregression 0.25.",
        ),
        (
            {"RNN": [0.4] * 4, "LSTM": [0.1, 0.3, 9.9, 0.2], "GRU": [0.3, math.inf, 0.3, 0.3]},
            10,
            "At 10 steps ahead the LSTM has the lowest RMSE 0.25 (interquartile mean over 4 seeds, "
            "95 % interval 0.1 to 9.9); GRU 0.3; RNN 0.4; "
            "best baseline: linear autoregression 0.25.",
        ),
        (
            {"RNN": [0.4], "GRU": [0.3]},
            1,
            "At 1 step ahead the GRU has the lowest RMSE 0.3; RNN 0.4; "
            "best baseline: linear autoregression 0.25.",
        ),
        (
            {"GRU": [0.3, 0.5]},
            10,
            "At 10 steps ahead the GRU has RMSE 0.4 (interquartile mean over 2 seeds, "
            "95 % interval 0.3 to 0.5); best baseline: linear autoregression 0.25.",
        ),
        (
            {"LSTM": [1234.5]},
            2,
            "At 2 steps ahead the LSTM has RMSE 1.23e+03; "
            "best baseline: linear autoregression 0.25.",
        ),
        (
            {"RNN": [math.inf, math.inf], "GRU": [math.nan, math.inf]},
            10,
            "At 10 steps ahead the forecasts of every cell have diverged.",
        ),
        (
            {"RNN": [math.inf], "LSTM": [0.7]},
            10,
            "At 10 steps ahead the LSTM has the lowest RMSE 0.7; RNN inf; "
            "best baseline: linear autoregression 0.25.",
        ),
    ],
    ids=[
        "several",
        "outliers",
        "one seed",
        "one cell",
        "one cell, one seed",
        "all diverged",
        "one diverged",
    ],
)
def test_headline(rmses, steps_ahead, sentence):
    assert headline(comparison(rmses, NAIVE, steps_ahead), steps_ahead) == sentence


def test_equals_keep_their_order():
    sentence = headline(comparison({"GRU": [0.3], "RNN": [0.3]}, NAIVE), 10)
    assert sentence.startswith("At 10 steps ahead the GRU has the lowest RMSE 0.3; RNN 0.3;")


@pytest.mark.parametrize("steps_ahead", [0, 11, -1])
def test_a_step_that_nobody_forecast(steps_ahead):
    with pytest.raises(ValueError, match=rf"no errors at steps ahead \[{steps_ahead}\]"):
        headline(comparison({"RNN": [0.4]}, NAIVE), steps_ahead)


def test_of_a_real_comparison(tiny_comparison):
    errors = tiny_comparison.errors.query("variable == 'Total' and steps_ahead == 3")
    means = errors.groupby("cell")["rmse"].mean().sort_values()  # the middle half of two is both
    order = [f"{cell} {rmse:.3g}" for cell, rmse in means.items()]
    parts = headline(tiny_comparison, 3).split("; ")
    assert parts[0].startswith(f"At 3 steps ahead the {means.index[0]} has")
    assert f"RMSE {means.iloc[0]:.3g} (" in parts[0]
    assert parts[1:3] == order[1:]


def test_its_numbers_are_those_of_the_chart(tiny_comparison):
    curves = error_curves(tiny_comparison).query("kind == 'cell' and steps_ahead == 5")
    best = curves.sort_values("rmse").iloc[0]
    low, high = (f"{best[name]:.3g}" for name in ("rmse_lower", "rmse_upper"))
    assert f"95 % interval {low} to {high})" in headline(tiny_comparison, 5)


def test_baselines_with_several_draws_of_noise():
    drawn = comparison({"RNN": [0.4, 0.4]}, {})
    rows = [("naive", seed, "Total", 10, rmse) for seed, rmse in enumerate((0.2, 0.4))]
    columns = ["baseline", "seed", "variable", "steps_ahead", "rmse"]
    drawn.baselines = pd.DataFrame(rows, columns=columns)
    assert headline(drawn, 10).endswith("; best baseline: naive 0.3.")
