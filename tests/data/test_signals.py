import math
import time

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from forecasting.data import SIGNALS, Signal
from forecasting.data.dynamics import lorenz_derivative, skew_tent

EVERY = pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS.keys())
GOLDEN = (1 + math.sqrt(5)) / 2


def default(name):
    signal = SIGNALS[name]
    return signal.generate(signal.length, signal.cycles)


@pytest.mark.parametrize(("name", "signal"), SIGNALS.items())
def test_key_is_name(name, signal):
    assert signal.name == name


@EVERY
def test_words_are_there(signal):
    for text in (signal.title, signal.formula, signal.source, signal.reason, signal.cycle):
        assert text.strip() == text != ""
    assert signal.reason.endswith(".")


@EVERY
@pytest.mark.parametrize(("length", "cycles"), [(20, 10.0), (20, 0.5), (137, 7.3), (400, 16.0)])
def test_values_are_finite_and_have_the_shape_asked_for(signal, length, cycles):
    values = signal.generate(length, cycles)
    assert values.shape == (length, len(signal.variables))
    assert values.dtype == np.float64
    assert np.isfinite(values).all()


@EVERY
def test_generation_is_deterministic_and_moves(signal):
    first, second = (signal.generate(signal.length, signal.cycles) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert (first.std(axis=0) > 0.1).all()


@EVERY
def test_cycles_matter(signal):
    fewer = signal.generate(signal.length, signal.cycles / 2)
    assert not np.allclose(fewer, signal.generate(signal.length, signal.cycles))


@EVERY
def test_default_cycle_fits_the_default_window(signal):
    assert 200 <= signal.length <= 600
    assert 20 <= signal.period_steps(signal.length, signal.cycles) <= 25


@EVERY
def test_default_is_quick(signal):
    started = time.process_time()
    signal.generate(signal.length, signal.cycles)
    assert time.process_time() - started < 1


def oracle(name, turn):
    position = turn % 1
    formulas = {
        "sine": [math.sin(2 * math.pi * turn)],
        "sine_cosine": [math.sin(2 * math.pi * turn), math.cos(4 * math.pi * turn)],
        "two_tones": [
            2 / 3 * math.sin(2 * math.pi * turn) + math.sin(2 * math.pi * GOLDEN * turn) / 3
        ],
        "square": [1.0 if position < 0.5 else -1.0],
        "sawtooth": [-1 + 2 * position],
    }
    return formulas[name]


@pytest.mark.parametrize("name", ["sine", "sine_cosine", "two_tones", "square", "sawtooth"])
def test_waveforms_against_their_formula_value_by_value(name):
    length, cycles = 129, 4  # 32 steps per cycle: every turn is exact in binary
    expected = [oracle(name, cycles * i / (length - 1)) for i in range(length)]
    np.testing.assert_allclose(SIGNALS[name].generate(length, cycles), expected, atol=1e-8)


def test_sine_includes_both_ends():
    values = SIGNALS["sine"].generate(50, 2.0)
    np.testing.assert_allclose(values[:, 0], np.sin(np.linspace(0, 4 * np.pi, 50)), atol=1e-14)
    assert values[0, 0] == 0
    assert values[-1, 0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("name", ["square", "sawtooth"])
@pytest.mark.parametrize("steps", [6, 22, 46, 49])
def test_jumps_never_come_a_step_early_or_late(name, steps):
    values = SIGNALS[name].generate(40 * steps + 1, 40.0)[:-1].reshape(40, steps)
    np.testing.assert_allclose(values, np.tile(values[0], (40, 1)), atol=1e-7)


def test_chirp_rises_linearly_from_half_to_one_and_a_half_times_its_mean_frequency():
    cycles, length = 20.0, 20_001
    values = SIGNALS["chirp"].generate(length, cycles)[:, 0]
    upward = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    place = (upward[:-1] + upward[1:]) / 2 / (length - 1)
    frequency = (length - 1) / np.diff(upward)
    np.testing.assert_allclose(frequency, cycles * (0.5 + place), rtol=0.01)
    assert len(upward) == pytest.approx(cycles, abs=1)


def test_mackey_glass_obeys_its_equation():
    # 100 values per delay of 17 time units: the central difference is x' up to 1e-3.
    step = 0.17
    length = 2001
    x = SIGNALS["mackey_glass"].generate(length, (length - 1) * step / 50)[:, 0]
    slope = (x[102:] - x[100:-2]) / (2 * step)
    delayed = x[1:-101]
    np.testing.assert_allclose(
        slope, 0.2 * delayed / (1 + delayed**10) - 0.1 * x[101:-1], atol=2e-4
    )


def test_mackey_glass_has_left_its_start_and_cycles_in_about_50_time_units():
    x = SIGNALS["mackey_glass"].generate(20_001, 400.0)[:, 0]
    assert 0.2 < x.min() < 0.5
    assert 1.2 < x.max() < 1.4
    power = np.abs(np.fft.rfft(x - x.mean())) ** 2
    assert 20_001 / power.argmax() == pytest.approx(50, rel=0.1)  # one value per time unit


def test_lorenz_obeys_its_equations():
    values = SIGNALS["lorenz"].generate(501, 500 * 0.002 / 0.75)  # a value each 0.002 time units
    slope = (values[2:] - values[:-2]) / 0.004
    expected = [lorenz_derivative(0.0, state) for state in values[1:-1]]
    np.testing.assert_allclose(slope, expected, atol=0.1)
    x, y, z = 1.0, 2.0, 3.0
    assert lorenz_derivative(0.0, np.array([x, y, z])) == [10.0, 23.0, 2.0 - 8.0]


def test_lorenz_agrees_with_another_solver():
    signal = SIGNALS["lorenz"]
    values = signal.generate(signal.length, signal.cycles)
    duration = signal.cycles * 0.75
    again = solve_ivp(lorenz_derivative, (0, duration), values[0], "LSODA", rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(again.y[:, -1], values[-1], atol=0.05)


def test_lorenz_turns_about_once_a_cycle():
    z = SIGNALS["lorenz"].generate(5001, 100.0)[:, 2]
    peaks = ((z[1:-1] > z[:-2]) & (z[1:-1] > z[2:])).sum()
    assert peaks == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize(("length", "cycles"), [(500, 25.0), (100, 3.3), (41, 20.5), (60, 0.4)])
def test_echo_answers_the_value_one_lag_before(length, cycles):
    signal = SIGNALS["long_memory"]
    u = (signal.generate(length, cycles)[:, 0] + 1) / 2
    lag = int(signal.period_steps(length, cycles))
    assert lag == min(round(length / cycles), length)
    for t in range(lag, length):
        before = u[t - lag]
        expected = before / 0.9 if before < 0.9 else (1 - before) / 0.1
        assert u[t] == pytest.approx(expected, abs=1e-12)


def test_echo_is_silent_between_lags():
    lag, laps = 20, 1000
    x = SIGNALS["long_memory"].generate(lag * laps, float(laps))[:, 0]
    correlations = [np.corrcoef(x[k:], x[:-k])[0, 1] for k in range(1, lag + 1)]
    # Values are correlated along the laps, so about n (1 − 0.8²) / (1 + 0.8²) of them count.
    tolerance = 4 / math.sqrt(len(x) * 0.36 / 1.64)
    assert np.abs(correlations[:-1]).max() < tolerance
    assert correlations[-1] == pytest.approx(0.8, abs=0.02)


def test_skew_tent_keeps_the_uniform_distribution():
    u = np.linspace(0, 1, 100_001)
    shares, _ = np.histogram(skew_tent(u), bins=10, range=(0, 1))
    np.testing.assert_allclose(shares / len(u), 0.1, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "Two words"}, "name is 'Two words'; write it in snake_case"),
        ({"variables": ()}, r"variables is \(\); give each column its own name"),
        ({"variables": ("a", "a")}, "give each column its own name"),
        ({"length": 3}, "length is 3; give a whole number of at least 20"),
        ({"cycles": 0}, "cycles is 0; give a number above 0, at most 250"),
    ],
)
def test_a_signal_is_checked_at_birth(change, message):
    fields = {
        "name": "flat",
        "title": "Flat",
        "formula": "x = 0",
        "source": "None",
        "reason": "None.",
        "generate": lambda length, _: np.zeros((length, 1)),
        "variables": ("flat",),
    }
    assert Signal(**fields).length == 500
    with pytest.raises(ValueError, match=message):
        Signal(**{**fields, **change})


@EVERY
def test_it_may_begin_elsewhere(signal):
    """Another phase, or another initial state: the same process, another course."""

    def draw(seed):
        return signal.generate(2000, 80.0, np.random.default_rng(seed))

    usual, first, second = signal.generate(2000, 80.0), draw(1), draw(2)
    np.testing.assert_array_equal(first, draw(1))
    for one, other in ((usual, first), (usual, second), (first, second)):
        assert (np.abs(one - other).mean(axis=0) > 0.1 * usual.std(axis=0)).all()
        np.testing.assert_allclose(one.mean(axis=0), other.mean(axis=0), atol=0.35 * usual.std())
        np.testing.assert_allclose(one.std(axis=0), other.std(axis=0), rtol=0.15)
    np.testing.assert_array_equal(usual, signal.generate(2000, 80.0, None))
