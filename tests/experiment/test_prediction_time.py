"""How long forecasts follow a chaotic series."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from forecasting import SampleSeries, SyntheticSeries, compare
from forecasting.data import SIGNALS
from forecasting.data.dynamics import lorenz_derivative
from forecasting.experiment import prediction_time
from forecasting.experiment.prediction_time import CHAOTIC, valid_prediction_times, valid_steps


@pytest.fixture(scope="module")
def chaotic():
    from tests.conftest import TINY

    source = SyntheticSeries("lorenz", length=80, cycles=5.0, noise_std=0.5)
    return compare(replace(TINY, source=source, seeds=(0, 1, 2), horizon=8), "cpu")


@pytest.mark.parametrize(
    ("nrmse", "steps"),
    [
        ([0.1, 0.2, 0.5, 0.1], 2),
        ([0.41, 0.1], 0),
        ([0.4, 0.4], 2),
        ([0.1, math.inf, 0.1], 1),
        ([0.39], 1),
        ([[0.1, 0.5], [0.5, 0.1], [0.0, 0.0]], [1, 0, 2]),
    ],
)
def test_steps_before_the_first_that_is_too_far_off(nrmse, steps):
    assert valid_steps(np.array(nrmse)).tolist() == steps


def test_nan_is_no_error():
    with pytest.raises(ValueError, match="nrmse has 1 NaN: give a diverged one as inf"):
        valid_steps(np.array([0.1, math.nan]))


def test_against_a_loop(chaotic):
    clean, origins = chaotic.task.series.clean, chaotic.origins
    std = clean[origins[0] + 1 : origins[-1] + 9].std(axis=0)
    forecasts = chaotic.forecasts.assign(variable=chaotic.forecasts["variable"].astype(str))
    by_key = forecasts.set_index(["cell", "seed", "origin", "steps_ahead", "variable"])["forecast"]
    table = valid_prediction_times(chaotic)
    assert table["cell"].tolist() == list(chaotic.experiment.cells)
    for row in table.to_dict("records"):
        steps = []
        for seed in chaotic.experiment.seeds:
            steps.append(8)
            for k in range(1, 9):
                shares = [
                    ((by_key[row["cell"], seed, o, k, v] - clean[o + k, i]) / std[i]) ** 2
                    for o in origins
                    for i, v in enumerate("xyz")
                ]
                if math.sqrt(np.mean(shares)) > 0.4:
                    steps[-1] = k - 1
                    break
        found = [row[f"steps_{k}"] for k in ("median", "lowest", "highest")]
        assert found == [np.median(steps), min(steps), max(steps)]
        assert (row["seeds"], row["networks"], row["beyond"]) == (3, 3, steps.count(8))
        for k in ("median", "lowest", "highest"):
            time = row[f"steps_{k}"] * 0.75 * 5.0 / 79 * 0.9056
            assert row[f"lyapunov_{k}"] == pytest.approx(time)


def test_perfect_forecasts_last_for_the_whole_horizon(chaotic, monkeypatch):
    errors = prediction_time.clean_errors(chaotic)
    wild = (errors["cell"] == "RNN") & (errors["seed"] == 1)
    perfect = errors.assign(rmse=np.where(wild, np.inf, 0.0))
    monkeypatch.setattr(prediction_time, "clean_errors", lambda _: perfect)
    table = valid_prediction_times(chaotic)
    assert table["steps_median"].tolist() == [8, 8, 8]
    assert table["steps_lowest"].tolist() == [0, 8, 8]
    assert table["beyond"].tolist() == [2, 3, 3]


@pytest.mark.parametrize("source", [SyntheticSeries(), SampleSeries()])
def test_nothing_where_there_is_no_chaos(source):
    calm = SimpleNamespace(experiment=SimpleNamespace(source=source))
    assert prediction_time.chaos_of(calm) is None
    table = valid_prediction_times(calm)
    assert table.empty
    assert list(table) == prediction_time.COLUMNS


def test_the_columns_are_always_the_same(chaotic):
    assert list(valid_prediction_times(chaotic)) == prediction_time.COLUMNS


@pytest.mark.parametrize("signal", CHAOTIC)
def test_a_cycle_of_the_registry_is_that_of_the_generator(signal):
    """Half as many steps to a cycle are half as many to a Lyapunov time."""
    assert signal in SIGNALS
    slow, fast = (SyntheticSeries(signal, length=501, cycles=c) for c in (10.0, 20.0))
    chaos = CHAOTIC[signal]
    assert chaos.lyapunov_steps(slow) == 2 * chaos.lyapunov_steps(fast)
    steps_per_cycle = SIGNALS[signal].period_steps(501, 10.0)
    assert chaos.lyapunov_steps(slow) == pytest.approx(
        chaos.lyapunov_time / chaos.cycle * steps_per_cycle
    )


class TestLyapunovTimes:
    """From the equations, by the growth of a small error (Benettin et al. 1980)."""

    def test_of_lorenz(self):
        step, every, pairs = 0.01, 10, 50
        state = np.random.default_rng(0).normal([0.0, 0.0, 25.0], 5.0, (pairs, 3))
        state = np.stack([state, state + np.array([0.0, 0.0, 1e-8])])
        logs = []
        for _ in range(400):
            for _ in range(every):
                state = runge_kutta(state, step)
            error = state[1] - state[0]
            size = np.linalg.norm(error, axis=1, keepdims=True)
            logs.append(np.log(size / 1e-8).mean())
            state[1] = state[0] + error * (1e-8 / size)
        exponent = np.mean(logs[100:]) / (every * step)
        assert 1 / exponent == pytest.approx(CHAOTIC["lorenz"].lyapunov_time, rel=0.05)

    def test_of_mackey_glass(self):
        exponent = mackey_glass_exponent(duration=60_000.0, steps_per_delay=34)
        assert 1 / exponent == pytest.approx(CHAOTIC["mackey_glass"].lyapunov_time, rel=0.1)


def runge_kutta(states, step):
    """One classical step for each of several states (..., variable)."""

    def slope(at):
        x, y, z = np.moveaxis(at, -1, 0)
        return np.stack([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z], axis=-1)

    one = slope(states)
    two = slope(states + step / 2 * one)
    three = slope(states + step / 2 * two)
    four = slope(states + step * three)
    return states + step / 6 * (one + 2 * two + 2 * three + four)


def test_the_derivative_is_that_of_the_generator():
    state = np.array([[1.5, -2.0, 20.0]])
    slope = (runge_kutta(state, 1e-6) - state)[0] / 1e-6
    assert slope == pytest.approx(lorenz_derivative(0.0, state[0]), rel=1e-4)


def mackey_glass_exponent(duration, steps_per_delay):
    """The growth of a tangent of the delay equation, renormalised once for each delay."""
    step, transient = 17.0 / steps_per_delay, 2_000.0

    def slope(x, delayed, error, late):
        power = delayed**10
        own = 0.2 * delayed / (1 + power) - 0.1 * x
        return own, 0.2 * late * (1 - 9 * power) / (1 + power) ** 2 - 0.1 * error

    xs = [1.2] * (steps_per_delay + 1)
    errors = [math.sin(0.1 * k) for k in range(steps_per_delay + 1)]
    growth, delays = 0.0, round((transient + duration) / 17.0)
    for k in range(delays):
        for _ in range(steps_per_delay):
            a, b = xs[-steps_per_delay - 1], xs[-steps_per_delay]
            c, d = errors[-steps_per_delay - 1], errors[-steps_per_delay]
            x, e, middle, between = xs[-1], errors[-1], (a + b) / 2, (c + d) / 2
            k1, l1 = slope(x, a, e, c)
            k2, l2 = slope(x + step / 2 * k1, middle, e + step / 2 * l1, between)
            k3, l3 = slope(x + step / 2 * k2, middle, e + step / 2 * l2, between)
            k4, l4 = slope(x + step * k3, b, e + step * l3, d)
            xs.append(x + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
            errors.append(e + step / 6 * (l1 + 2 * l2 + 2 * l3 + l4))
        xs, errors = xs[-steps_per_delay - 1 :], errors[-steps_per_delay - 1 :]
        size = math.hypot(*errors)
        errors = [error / size for error in errors]
        growth += math.log(size) if k * 17.0 >= transient else 0.0
    return growth / duration
