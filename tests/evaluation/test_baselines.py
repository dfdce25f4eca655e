import dataclasses
import math
import warnings

import numpy as np
import pytest

from forecasting.evaluation import (
    BASELINES,
    MEASURES,
    TOTAL,
    History,
    Learnt,
    baseline_errors,
    differenced_naive,
    linear_autoregression,
    naive,
    period_note,
    rmse_per_step,
    seasonal_naive,
)


def history(values=None, **changes):
    """Two noisy variables of 120 values, 80 of them for training, with a period of 12."""
    if values is None:
        generator = np.random.default_rng(0)
        angle = 2 * np.pi * np.arange(120) / 12
        values = np.stack([np.sin(angle), 5 + 2 * np.cos(angle)], axis=1)
        values = values + generator.normal(scale=0.3, size=values.shape)
    made = History(
        values=values,
        origins=np.array([79, 85, 100]),
        horizon=15,
        window_length=6,
        training_length=80,
        period_steps=12,
    )
    return dataclasses.replace(made, **changes)


def differenced(known, scale=7.0):
    """The same, if the cells get the differences of the series, scaled."""

    def to_units(forecasts, origins):
        return known.values[origins][:, None] + np.cumsum(scale * forecasts, axis=1)

    learnt = Learnt(np.diff(known.values, axis=0) / scale, to_units)
    return dataclasses.replace(known, learnt=learnt)


def slow_naive(known):
    return [[known.values[o] for _ in range(known.horizon)] for o in known.origins]


def slow_seasonal_naive(known):
    period = slow_whole_period(known)
    forecasts = []
    for origin in known.origins:
        steps = []
        for k in range(1, known.horizon + 1):
            index = origin + k
            while index > origin:
                index -= period
            assert index >= 0
            steps.append(known.values[index])
        forecasts.append(steps)
    return forecasts


def slow_linear_autoregression(known):
    """Fitted by the normal equations, rolled out one window at a time."""
    length = known.window_length
    rows, targets = [], []
    for first in range(known.training_length - length):
        rows.append([*known.values[first : first + length].ravel(), 1.0])
        targets.append(known.values[first + length])
    rows, targets = np.array(rows), np.array(targets)
    weights = np.linalg.solve(rows.T @ rows, rows.T @ targets)
    forecasts = []
    for origin in known.origins:
        window = [known.values[index] for index in range(origin - length + 1, origin + 1)]
        steps = []
        for _ in range(known.horizon):
            steps.append(np.array([*np.ravel(window), 1.0]) @ weights)
            window = [*window[1:], steps[-1]]
        forecasts.append(steps)
    return forecasts


def slow_whole_period(known):
    """The multiple within a window that is nearest to a whole number, tried one after another."""
    best, times = None, 1
    while (
        round(times * known.period_steps) <= max(known.window_length, round(known.period_steps))
        and times < 1000
    ):
        whole = round(times * known.period_steps)
        away = abs(times * known.period_steps - whole)
        if whole >= 1 and (best is None or away < best[0] - 1e-9):
            best = away, whole
        times += 1
    return best[1]


def slowly_differenced(slow):
    """The loop over differences, summed up from the value at the origin."""

    def forecasts(known):
        values = np.array([b - a for a, b in zip(known.values, known.values[1:], strict=False)])
        changes = slow(
            dataclasses.replace(
                known,
                values=values,
                origins=known.origins - 1,
                training_length=known.training_length - 1,
                learnt=None,
            )
        )
        levels = []
        for origin, steps in zip(known.origins, changes, strict=True):
            level, summed = known.values[origin], []
            for step in steps:
                level = level + step
                summed.append(level)
            levels.append(summed)
        return levels

    return forecasts


SLOW = {
    "naive": slow_naive,
    "seasonal naive": slow_seasonal_naive,
    "differenced naive": slowly_differenced(slow_naive),
    "differenced seasonal naive": slowly_differenced(slow_seasonal_naive),
    "linear autoregression": slow_linear_autoregression,
}
SLOW_OF_DIFFERENCES = SLOW | {
    "linear autoregression": slowly_differenced(slow_linear_autoregression)
}

as_it_is = {n: (b, lambda known: known) for n, b in BASELINES.items() if "differenced" not in n}
as_differences = {f"{name} of differences": (b, differenced) for name, b in BASELINES.items()}
each_baseline = pytest.mark.parametrize(
    ("baseline", "seen"),
    [*as_it_is.values(), *as_differences.values()],
    ids=[*as_it_is, *as_differences],
)


def test_registry_names_are_keys():
    assert {name: baseline.name for name, baseline in BASELINES.items()} == {
        name: name for name in SLOW
    }


@each_baseline
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"horizon": 1},
        {"horizon": 40},
        {"window_length": 1},
        {"period_steps": 2.3},
        {"period_steps": 7.6},
        {"period_steps": 79},
        {"origins": np.array([119])},
    ],
    ids=str,
)
def test_forecasts_equal_loops(baseline, seen, changes):
    known = seen(history(**changes))
    assert baseline.applies(known) is None
    forecasts = baseline.forecast(known)
    assert forecasts.shape == (len(known.origins), known.horizon, 2)
    slow = (SLOW if known.learnt is None else SLOW_OF_DIFFERENCES)[baseline.name]
    np.testing.assert_allclose(forecasts, slow(known), rtol=1e-8, atol=1e-7)


@each_baseline
def test_no_value_after_an_origin_is_used(baseline, seen):
    known = history()
    before = baseline.forecast(seen(known))
    for window, origin in enumerate(known.origins):
        values = known.values.copy()
        values[origin + 1 :] = 1e6
        after = baseline.forecast(seen(dataclasses.replace(known, values=values)))
        np.testing.assert_array_equal(after[window], before[window])


@each_baseline
def test_the_value_at_the_origin_is_used(baseline, seen):
    known = history(origins=np.array([100]), horizon=12)
    values = known.values.copy()
    values[100] += 1
    changed = baseline.forecast(seen(dataclasses.replace(known, values=values)))
    assert not np.allclose(changed, baseline.forecast(seen(known)))


@each_baseline
@pytest.mark.parametrize("window_length", [6, 60])  # at 60, many weights fit equally well
def test_forecasts_do_not_depend_on_units(baseline, seen, window_length):
    known = history(window_length=window_length)
    mean, std = np.array([300.0, -2.0]), np.array([1e3, 1e-3])
    other = baseline.forecast(seen(dataclasses.replace(known, values=known.values * std + mean)))
    np.testing.assert_allclose((other - mean) / std, baseline.forecast(seen(known)), atol=1e-6)


@each_baseline
def test_values_are_left_alone(baseline, seen):
    known = seen(history())
    kept = known.values.copy()
    baseline.forecast(known)
    np.testing.assert_array_equal(known.values, kept)


@pytest.mark.parametrize(
    ("period", "window_length", "whole"),
    [
        (12, 25, 12),
        (6.52, 25, 13),
        (6.52, 12, 7),  # two periods are longer than the window
        (6.5, 13, 13),
        (24.875, 25, 25),
        (33.4, 25, 33),  # longer than the window: the period itself
        (8 + 1 / 3, 60, 25),  # 50 would be as near
        (0.2, 25, 1),
        (1e-300, 25, 1),
    ],
)
def test_the_seasonal_naive_repeats_whole_steps(period, window_length, whole):
    known = history(period_steps=period, window_length=window_length)
    assert known.whole_period == whole
    values = np.sin(2 * np.pi * np.arange(120) / max(period, 1))[:, None]
    exact = seasonal_naive(dataclasses.replace(known, values=values))
    np.testing.assert_array_equal(exact[:, 0], values[known.origins + 1 - whole])


def test_it_says_which_period_it_repeats():
    assert period_note(history()) is None
    assert period_note(history(period_steps=None)) is None
    assert period_note(history(period_steps=81.4)) is None  # it does not apply
    many = history(period_steps=6.52, window_length=25)
    assert period_note(many) == "The seasonal naive repeats 13 steps, nearly 2 periods of 6.52."
    one = history(period_steps=6.98, window_length=9)
    assert period_note(one) == "The seasonal naive repeats 7 steps, nearly the period of 6.98."


def test_the_naive_of_differences_continues_a_line():
    line = np.stack([np.arange(120.0), 5 - 2 * np.arange(120)], axis=1)
    known = differenced(history(line, origins=np.array([79, 90])))
    expected = line[known.origins[:, None] + np.arange(1, 16)]
    np.testing.assert_allclose(differenced_naive(known), expected)
    np.testing.assert_allclose(linear_autoregression(known), expected)


@pytest.mark.parametrize("window_length", [3, 20, 70])
@pytest.mark.parametrize("period", [12, 33.3])
def test_linear_autoregression_continues_a_sine(window_length, period):
    values = 4 + np.sin(2 * np.pi * np.arange(200) / period)[:, None]
    origins = np.arange(100, 150)
    known = history(
        values,
        origins=origins,
        horizon=50,
        window_length=window_length,
        training_length=100,
    )
    expected = values[origins[:, None] + np.arange(1, 51)]
    np.testing.assert_allclose(linear_autoregression(known), expected, atol=1e-6)


@pytest.mark.parametrize("constant", [0.0, 0.1, 2.0])
def test_linear_autoregression_of_a_constant_is_the_constant(constant):
    known = history(np.full((120, 1), constant))
    np.testing.assert_allclose(linear_autoregression(known), constant)


def test_an_exploding_rollout_is_infinite_and_does_not_warn():
    signs = np.where(np.arange(120) % 3, 1.0, -1.0)
    known = history((signs * 2.0 ** np.arange(120))[:, None], horizon=3000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        forecasts = linear_autoregression(known)
    assert not np.isnan(forecasts).any()
    assert np.isfinite(forecasts[:, 0]).all()
    assert (forecasts[:, -1] == np.inf).all()


def test_seasonal_naive_is_exact_for_a_whole_period():
    values = np.sin(2 * np.pi * np.arange(120) / 12)[:, None]
    known = history(values, origins=np.arange(79, 105))
    expected = values[known.origins[:, None] + np.arange(1, 16)]
    np.testing.assert_allclose(seasonal_naive(known), expected, atol=1e-12)


def test_naive_is_seasonal_naive_with_a_period_of_one():
    known = history(period_steps=1)
    np.testing.assert_array_equal(naive(known), seasonal_naive(known))


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        (
            "seasonal naive",
            {"period_steps": None},
            "the series has no known period: give period_steps",
        ),
        (
            "seasonal naive",
            {"period_steps": 81},
            "the period of 81 steps is longer than the 80 values up to the first origin: "
            "use a longer series or training part",
        ),
        (
            "linear autoregression",
            {"window_length": 80},
            "the training part of 80 values holds no window of 80 and a next value: "
            "use a shorter window or a longer series",
        ),
        (
            "linear autoregression",
            {"window_length": 79, "seen": differenced},
            "the training part of 79 values holds no window of 79 and a next value: "
            "use a shorter window or a longer series",
        ),
        (
            "differenced naive",
            {},
            "the cells get no differences of the series: take the naive",
        ),
        (
            "differenced seasonal naive",
            {"period_steps": 1, "seen": differenced},
            "the differences have taken the season out already: take the differenced naive",
        ),
        (
            "differenced seasonal naive",
            {"period_steps": None, "seen": differenced},
            "the series has no known period: give period_steps",
        ),
    ],
)
def test_a_baseline_says_why_it_does_not_apply(name, changes, reason):
    known = history(**{key: value for key, value in changes.items() if key != "seen"})
    known = changes.get("seen", lambda same: same)(known)
    assert BASELINES[name].applies(known) == reason
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - compared whole below
        BASELINES[name].forecast(known)
    assert str(raised.value) == reason
    observed = np.zeros((3, 15, 2))
    assert name not in set(baseline_errors(known, observed, ["a", "b"])["baseline"])


def test_baseline_errors_are_those_of_the_forecasts():
    known = differenced(history())
    observed = known.values[known.origins[:, None] + np.arange(1, 16)]
    table = baseline_errors(known, observed, ["a", "b"])
    assert list(table) == ["baseline", "variable", "steps_ahead", *MEASURES]
    assert list(table["baseline"].unique()) == list(BASELINES)
    assert len(table) == len(BASELINES) * 3 * 15
    rmse = {
        name: rmse_per_step(baseline.forecast(known)[None], observed)[0]
        for name, baseline in BASELINES.items()
    }
    for row in table.itertuples():
        v = ["a", "b", TOTAL].index(row.variable)
        assert row.rmse == rmse[row.baseline][row.steps_ahead - 1, v]
    assert not table.duplicated(["baseline", "variable", "steps_ahead"]).any()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": np.zeros(120)}, r"values have shape \(120,\): give \(time, variable\)"),
        ({"values": np.zeros((0, 1))}, r"values have shape \(0, 1\)"),
        ({"horizon": 0}, "horizon is 0: give at least 1"),
        ({"window_length": 0}, "window_length is 0: give at least 1"),
        ({"training_length": 0}, "training_length is 0: give 1 to 120"),
        ({"training_length": 121}, "training_length is 121: give 1 to 120"),
        ({"period_steps": 0}, "period_steps is 0: give a positive number, or None"),
        ({"period_steps": math.nan}, "period_steps is nan"),
        ({"period_steps": math.inf}, "period_steps is inf"),
        ({"origins": np.array([], int)}, r"origins have shape \(0,\)"),
        ({"origins": np.array([80.0])}, "type float64: give"),
        ({"origins": np.array([78, 90])}, "origins run from 78 to 90: give 79 "),
        ({"origins": np.array([90, 120])}, "origins run from 90 to 120: give 79 .* to 119 "),
        ({"window_length": 90}, "origins run from 79 to 100: give 89 "),
    ],
)
def test_history_refuses(changes, message):
    with pytest.raises(ValueError, match=message):
        history(**changes)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_history_refuses_gaps(bad):
    values = np.zeros((120, 2))
    values[17, 1] = bad
    with pytest.raises(ValueError, match="values at index 17 are not finite: fill or cut the gap"):
        history(values)
