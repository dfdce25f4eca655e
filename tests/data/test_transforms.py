"""Trend and season out, and in again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import Experiment, Series, SyntheticSeries, TrainingConfig, compare
from forecasting.data import Split, Transform, prepare

TRANSFORMS = st.builds(
    Transform, log=st.booleans(), seasonal_period=st.none() | st.integers(2, 9),
    difference=st.booleans(),
)  # fmt: skip


def positive(length=60, variables=2, seed=0):
    return np.exp(np.random.default_rng(seed).normal(size=(length, variables)))


@given(TRANSFORMS, st.integers(0, 99))
def test_true_changes_give_the_true_values(transform, seed):
    values, horizon = positive(seed=seed), 15
    changes = np.full_like(values, np.nan)
    changes[transform.lost :] = transform.apply(values)
    origins = np.array([20, 31, 44])
    ahead = origins[:, None] + np.arange(1, horizon + 1)
    past = values[origins[:, None] + np.arange(1 - transform.lost, 1)]
    back = transform.invert(np.stack([changes[ahead], changes[ahead] + 0.0]), past)
    np.testing.assert_allclose(back, np.stack([values[ahead]] * 2), rtol=1e-9)


def test_the_differences_of_a_trend_with_a_season_are_nought():
    steps = np.arange(48)
    values = (3.0 * steps + 10 * np.sin(2 * np.pi * steps / 12))[:, None]
    np.testing.assert_allclose(Transform(False, 12, True).apply(values), 0, atol=1e-9)
    np.testing.assert_allclose(Transform(False, 12).apply(values), 36)


def test_nothing_is_done_by_default():
    values = positive()
    assert Transform().is_identity
    assert Transform().apply(values) is values
    np.testing.assert_array_equal(Transform().invert(values[None], values[None, :0]), values[None])


def test_what_is_too_large_is_infinite_without_a_warning():
    changes = np.full((1, 3, 1), 800.0)
    assert np.isinf(Transform(log=True).invert(changes, np.ones((1, 0, 1)))).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"log": 1}, "log is 1; give true or false"),
        ({"difference": "yes"}, "difference is 'yes'"),
        ({"seasonal_period": 1}, "seasonal_period is 1; give a whole number from 2"),
        ({"seasonal_period": 2.5}, "seasonal_period is 2.5"),
    ],
)
def test_bad_ones_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Transform(**changes)


def test_a_logarithm_needs_values_above_nought():
    with pytest.raises(ValueError, match="smallest value is -1, but a logarithm"):
        Transform(log=True).apply(np.array([[1.0], [-1.0]]))


def test_too_short_a_series_is_refused():
    with pytest.raises(ValueError, match="need 13 values before the first one"):
        Transform(False, 12, True).apply(np.ones((13, 1)))


SPLIT = Split(window_length=5, horizon=4, transform=Transform(True, 3, True))


@pytest.mark.parametrize("judged_on", ["test", "training"])
def test_no_window_holds_a_value_that_has_no_predecessor(judged_on):
    task = prepare(
        Series("s", np.arange(60), positive(variables=1)), replace(SPLIT, judged_on=judged_on)
    )
    assert task.training.origins[0] == SPLIT.window_length - 1 + 4
    for windows in (task.training, task.test):
        assert np.isfinite(windows.contexts).all()
        assert np.isfinite(windows.targets).all()


def test_true_targets_come_back_in_units_of_the_series():
    series = Series("s", np.arange(60), positive(variables=1))
    task = prepare(series, SPLIT)
    ahead = task.test.origins[:, None] + np.arange(1, 5)
    back = task.to_units(task.test.targets, task.test.origins)
    np.testing.assert_allclose(back, series.values[ahead], rtol=1e-9)


def test_a_value_after_the_origin_changes_no_forecast_at_it():
    series = Series("s", np.arange(60), positive(variables=1))
    task, values = prepare(series, SPLIT), series.values.copy()
    origin = int(task.test.origins[0])
    values[origin + 1 :] *= 3
    other = prepare(replace(series, values=values), SPLIT)
    np.testing.assert_array_equal(other.test.contexts[0], task.test.contexts[0])
    forecasts = np.ones((1, 4, 1))
    first = np.array([origin])
    np.testing.assert_array_equal(task.to_units(forecasts, first), other.to_units(forecasts, first))


def test_a_short_series_says_what_the_differences_take():
    with pytest.raises(ValueError, match=r"at least 10 training values \(differences take .* 4\)"):
        SPLIT.check(12)


def test_a_whole_comparison_in_units_of_the_series():
    """A steep line: only with the difference can it be forecast, and then exactly."""
    source = SyntheticSeries(length=80, cycles=2.0, noise_std=0.0)
    line = replace(source.load(), values=1000 + 7.0 * np.arange(80)[:, None], clean=None)
    training = TrainingConfig(hidden_size=3, epochs=40, learning_rate=0.02)
    x = Experiment(line, 5, 4, seeds=(0,), training=training)
    plain, changed = (
        compare(replace(x, transform=t), "cpu") for t in (Transform(), Transform(difference=True))
    )
    naive = changed.baselines.query("baseline == 'naive' and steps_ahead == 4")["rmse"].max()
    assert naive == pytest.approx(28)
    worst = changed.errors.query("steps_ahead == 4")["rmse"].max()
    assert worst < 0.5 * plain.errors.query("steps_ahead == 4")["rmse"].min()
    assert changed.future["forecast"].between(1500, 1650).all()


def test_an_experiment_with_a_logarithm_of_negative_values_is_refused_at_once():
    with pytest.raises(ValueError, match="logarithm needs values above 0; switch"):
        Experiment(transform=Transform(log=True))
