"""The line of numbers below the answer, word for word."""

import math
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from forecasting.experiment import figures
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
    series = SimpleNamespace(variables=("sine",))
    return SimpleNamespace(
        errors=errors,
        baselines=table,
        experiment=SimpleNamespace(seeds=seeds, stretches=1),
        task=SimpleNamespace(series=series),
    )


NAIVE = {"naive": 0.5, "linear autoregression": 0.2504}


@pytest.mark.parametrize(
    ("rmses", "steps_ahead", "sentence"),
    [
        (
            {"RNN": [0.4, 0.2, 0.3], "LSTM": [0.1234, 0.11, 0.99], "GRU": [0.25, 0.25, 0.2]},
            10,
            "At 10 steps ahead: RMSE GRU 0.233 (0.200 to 0.250), RNN 0.300 (0.200 to 0.400), LSTM "
            "0.408 (0.110 to 0.990); best baseline: linear autoregression 0.250. "
            "Interquartile mean over 3 seeds, in brackets their range.",
        ),
        (
            {"RNN": [0.4] * 4, "LSTM": [0.1, 0.3, 9.9, 0.2], "GRU": [0.3, math.inf, 0.3, 0.3]},
            10,
            "At 10 steps ahead: RMSE LSTM 0.250 (0.100 to 9.900), GRU 0.300 (0.300 to ∞), RNN "
            "0.400 (0.400 to 0.400); best baseline: linear autoregression 0.250. "
            "Interquartile mean over 4 seeds, in brackets their range.",
        ),
        (
            {"RNN": [0.4], "GRU": [0.3]},
            1,
            "At 1 step ahead: RMSE GRU 0.300, RNN 0.400; "
            "best baseline: linear autoregression 0.250. Of a single seed.",
        ),
        (
            {"GRU": [0.3, 0.5]},
            10,
            "At 10 steps ahead: RMSE GRU 0.400 (0.300 to 0.500); "
            "best baseline: linear autoregression 0.250. "
            "Interquartile mean over 2 seeds, in brackets their range.",
        ),
        (
            {"LSTM": [1234.5]},
            2,
            "At 2 steps ahead: RMSE LSTM 1,234.5; best baseline: linear autoregression 0.3. "
            "Of a single seed.",
        ),
        (
            {"RNN": [math.inf, math.inf], "GRU": [math.nan, math.inf]},
            10,
            "At 10 steps ahead the forecasts of every cell have diverged.",
        ),
        (
            {"RNN": [math.inf, 0.4], "GRU": [0.3, math.inf]},
            10,
            "At 10 steps ahead: RMSE RNN ∞ (0.400 to ∞), GRU ∞ (0.300 to ∞); "
            "best baseline: linear autoregression 0.250. "
            "Interquartile mean over 2 seeds, in brackets their range.",
        ),
        (
            {"RNN": [math.inf], "LSTM": [0.7]},
            10,
            "At 10 steps ahead: RMSE LSTM 0.700, RNN ∞; "
            "best baseline: linear autoregression 0.250. Of a single seed.",
        ),
    ],
    ids=[
        "several",
        "outliers",
        "one seed",
        "one cell",
        "one cell, one seed",
        "all diverged",
        "some of each diverged",
        "one diverged",
    ],
)
def test_figures(rmses, steps_ahead, sentence):
    assert figures(comparison(rmses, NAIVE, steps_ahead), steps_ahead) == sentence


def test_equals_keep_their_order():
    sentence = figures(comparison({"GRU": [0.3], "RNN": [0.3]}, NAIVE), 10)
    assert sentence.startswith("At 10 steps ahead: RMSE GRU 0.300, RNN 0.300;")


@pytest.mark.parametrize("steps_ahead", [0, 11, -1])
def test_a_step_that_nobody_forecast(steps_ahead):
    with pytest.raises(ValueError, match=rf"no errors at steps ahead \[{steps_ahead}\]"):
        figures(comparison({"RNN": [0.4]}, NAIVE), steps_ahead)


def test_of_a_real_comparison(tiny_comparison):
    errors = tiny_comparison.errors.query("variable == 'Total' and steps_ahead == 3")
    means = errors.groupby("cell")["rmse"].mean().sort_values()  # the middle half of two is both
    words = "At 3 steps ahead: RMSE in standard deviations of the training part: "
    cells = figures(tiny_comparison, 3).partition(";")[0].removeprefix(words)
    shown = [re.match(r"(\w+) ([\d.]+) \(", cell).groups() for cell in cells.split(", ")]
    assert [name for name, _ in shown] == means.index.tolist()
    assert [float(value) for _, value in shown] == pytest.approx(means.tolist(), rel=0.01)


def test_its_numbers_are_those_of_the_chart(tiny_comparison):
    curves = error_curves(tiny_comparison).query("kind == 'cell' and steps_ahead == 5")
    best = curves.sort_values("rmse").iloc[0]
    numbers = re.search(r"part: \w+ ([\d.]+) \(([\d.]+) to ([\d.]+)\)", figures(tiny_comparison, 5))
    wanted = [best[name] for name in ("rmse", "rmse_lower", "rmse_upper")]
    assert [float(number) for number in numbers.groups()] == pytest.approx(wanted, rel=0.01)


def test_baselines_with_several_draws_of_noise():
    drawn = comparison({"RNN": [0.4, 0.4]}, {})
    rows = [("naive", seed, "Total", 10, rmse) for seed, rmse in enumerate((0.2, 0.4))]
    columns = ["baseline", "seed", "variable", "steps_ahead", "rmse"]
    drawn.baselines = pd.DataFrame(rows, columns=columns)
    assert (
        figures(drawn, 10)
        .partition("; ")[2]
        .startswith("best baseline: naive 0.300 (0.200 to 0.400).")
    )
