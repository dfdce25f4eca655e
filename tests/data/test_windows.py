import numpy as np
import pytest

from forecasting.data import Scaler, Series, Split, Windows, prepare
from tests.bounds import measured, needs_proc
from tests.data.cases import random_series

# Scaler


def test_scaled_values_have_mean_zero_and_std_one():
    values = random_series(50).values
    scaled = Scaler.fit(values).to_scaled(values)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), 1)


def test_scaler_oracle():
    values = random_series(50).values
    scaler = Scaler.fit(values)
    for column in range(2):
        mean = sum(values[:, column]) / 50
        assert scaler.mean[column] == pytest.approx(mean)
        squares = sum((value - mean) ** 2 for value in values[:, column])
        assert scaler.std[column] == pytest.approx((squares / 50) ** 0.5)


@pytest.mark.parametrize("shape", [(50, 2), (7, 5, 2), (3, 7, 5, 2)])
def test_units_and_back_on_any_leading_axes(shape):
    scaler = Scaler(np.array([1.0, -2.0]), np.array([0.5, 4.0]))
    values = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(scaler.to_units(scaler.to_scaled(values)), values, atol=1e-12)
    np.testing.assert_allclose(scaler.to_scaled(values)[..., 1], (values[..., 1] + 2) / 4)


@pytest.mark.parametrize("constant", [0.0, 0.1, 5.0, 1e9 / 3])
def test_a_constant_variable_is_only_centred(constant):
    # The mean of 199 times 0.1 is not 0.1 in floating point, and its std not 0.
    scaler = Scaler.fit(np.full((199, 1), constant))
    assert scaler.std.tolist() == [1.0]
    np.testing.assert_allclose(scaler.to_scaled(np.array([constant])), 0, atol=1e-6)


def test_identity_changes_nothing():
    values = random_series(50).values
    np.testing.assert_array_equal(Scaler.identity(2).to_scaled(values), values)
    np.testing.assert_array_equal(Scaler.identity(2).to_units(values), values)


@pytest.mark.parametrize(
    ("mean", "std", "message"),
    [
        ([0.0], [0.0], "positive, finite standard deviations"),
        ([0.0], [-1.0], "positive, finite standard deviations"),
        ([0.0], [np.nan], "positive, finite standard deviations"),
        ([np.inf], [1.0], "give finite means"),
        ([0.0, 1.0], [1.0], r"shapes \(2,\) and \(1,\); give one number per variable"),
        (0.0, 1.0, "give one number per variable"),
    ],
)
def test_scaler_refuses(mean, std, message):
    with pytest.raises(ValueError, match=message):
        Scaler(np.array(mean), np.array(std))


# Windows


@pytest.mark.parametrize(("window_length", "horizon"), [(1, 1), (5, 1), (7, 3), (1, 10)])
def test_cut_against_loops(window_length, horizon):
    values = random_series(40).values
    origins = np.array([12, 6, 29])
    windows = Windows.cut(values, origins, window_length, horizon)
    assert windows.contexts.shape == (3, window_length, 2)
    assert windows.targets.shape == (3, horizon, 2)
    assert len(windows) == 3
    for i, origin in enumerate(origins):
        for t in range(window_length):
            expected = values[origin - window_length + 1 + t]
            assert windows.contexts[i, t].tolist() == expected.tolist()
        for k in range(1, horizon + 1):
            assert windows.targets[i, k - 1].tolist() == values[origin + k].tolist()


@pytest.mark.parametrize("origin", [3, 17, -1])
def test_cut_refuses_to_wrap_around(origin):
    with pytest.raises(ValueError, match=f"Origin {origin} needs 5 values .* 3 after it, .* 20;"):
        Windows.cut(np.zeros((20, 1)), np.array([10, origin]), 5, 3)


@pytest.mark.parametrize("origin", [4, 16])
def test_cut_reaches_both_ends(origin):
    assert len(Windows.cut(np.zeros((20, 1)), np.array([origin]), 5, 3)) == 1


@needs_proc
def test_sixteen_windows_of_a_long_series_share_its_values():
    """Each took 215 MB when they were copied; a page keeps as many as the slider was moved."""
    length = 300_000
    series = Series("long", np.arange(length), np.random.default_rng(0).normal(size=(length, 1)))
    taken = measured(lambda: [prepare(series, Split(window_length=k)) for k in range(60, 76)])
    assert len({task.training.contexts.shape for task in taken.result}) == 16
    assert taken.bytes < 120 * 2**20


def test_windows_of_neighbours_are_those_of_any_origins():
    values = np.random.default_rng(0).normal(size=(30, 2))
    near, far = np.arange(5, 20), np.array([5, 7, 19])
    one, other = Windows.cut(values, near, 4, 3), Windows.cut(values, far, 4, 3)
    np.testing.assert_array_equal(one.contexts[far - 5], other.contexts)
    np.testing.assert_array_equal(one.targets[far - 5], other.targets)
    assert one.contexts.base is not None
    assert Windows.cut(values, near[:0], 4, 3).contexts.shape == (0, 4, 2)
