"""What a model is given, and that none of it comes from after an origin."""

from dataclasses import fields

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forecasting.data import Series, Split, SyntheticSeries, prepare
from tests.data.cases import SPLITS, fits, random_series


def changed_after(series, index):
    values = series.values.copy()
    values[index + 1 :] += 1000 + np.arange(len(values) - index - 1)[:, None]
    return Series(series.name, series.time, values, variables=series.variables)


def test_a_task_by_hand():
    series = Series("ramp", np.arange(10), np.arange(10.0)[:, None] ** 2)
    task = prepare(series, Split(window_length=2, horizon=3, train_fraction=0.5, scaled=False))
    assert task.training.contexts[..., 0].tolist() == [[0, 1], [1, 4], [4, 9]]
    assert task.training.targets[..., 0].tolist() == [[4], [9], [16]]
    assert task.test.contexts[..., 0].tolist() == [[9, 16], [16, 25], [25, 36]]
    assert task.test.targets[..., 0].tolist() == [[25, 36, 49], [36, 49, 64], [49, 64, 81]]
    assert task.latest.tolist() == [[[64], [81]]]


def test_one_scaler_of_the_training_part_scales_all():
    series, split = random_series(60), Split(5, 4, 0.5)
    task = prepare(series, split)
    np.testing.assert_allclose(task.scaler.mean, series.values[:30].mean(axis=0))
    np.testing.assert_allclose(task.scaler.std, series.values[:30].std(axis=0))
    raw = prepare(series, Split(5, 4, 0.5, scaled=False))
    for part in ("training", "test"):
        for name in ("contexts", "targets"):
            scaled, units = (getattr(getattr(t, part), name) for t in (task, raw))
            np.testing.assert_allclose(task.scaler.to_units(scaled), units)
    np.testing.assert_allclose(task.scaler.to_units(task.latest), series.values[None, -5:])


def test_prepare_takes_observed_values_not_clean_ones():
    series = SyntheticSeries(noise_std=1.0).load()
    task = prepare(series, Split(scaled=False))
    np.testing.assert_array_equal(task.latest[0], series.values[-25:])


def assert_same(one, other):
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


@settings(deadline=None)
@given(SPLITS, st.integers(20, 120), st.data())
def test_changing_values_after_an_origin_changes_nothing_known_at_it(split, length, data):
    assume(fits(split, length))
    series = random_series(length)
    task = prepare(series, split)
    cut = split.split_index(length)
    # Test origins know the whole training part; the last of it is index cut − 1.
    index = data.draw(st.integers(cut - 1, length - 1))
    again = prepare(changed_after(series, index), split)
    assert_same(task.scaler, again.scaler)
    assert_same(task.training, again.training)
    known = task.test.origins <= index
    np.testing.assert_array_equal(task.test.contexts[known], again.test.contexts[known])
    later = task.test.origins > index
    changed = task.test.contexts[later] != again.test.contexts[later]
    assert changed.any(axis=(1, 2)).all()  # or this test could not fail


@settings(deadline=None)
@given(SPLITS, st.integers(20, 120), st.data())
def test_without_scaling_no_context_sees_past_its_origin(split, length, data):
    assume(fits(split, length) and not split.scaled)
    series = random_series(length)
    task = prepare(series, split)
    index = data.draw(st.integers(0, length - 2))
    again = prepare(changed_after(series, index), split)
    for one, other in ((task.training, again.training), (task.test, again.test)):
        known = one.origins <= index
        np.testing.assert_array_equal(one.contexts[known], other.contexts[known])
        reached = one.origins + one.targets.shape[1] > index
        assert (one.targets[reached] != other.targets[reached]).any(axis=(1, 2)).all()


def test_the_scaler_does_see_the_last_training_value():
    series, split = random_series(60), Split(5, 4, 0.5)
    again = prepare(changed_after(series, 28), split)
    assert (again.scaler.mean != prepare(series, split).scaler.mean).all()
