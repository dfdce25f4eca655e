"""Gaps: filled from the past, neither learnt nor scored."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.data import Series, Split, Transform, period_of, prepare
from forecasting.data.gaps import carried_forward, on_lines

NAN = np.nan


def with_gaps(gaps, length=40, variables=2):
    """A ramp and its square, from 1 on, missing at these (row, variable)."""
    ramp = 1.0 + np.arange(length)
    values = np.column_stack([ramp, ramp**2])[:, :variables]
    for row, variable in gaps:
        values[row, variable] = NAN
    return Series.with_gaps(
        values, name="gaps", time=np.arange(length), variables=("a", "b")[:variables]
    )


@given(arrays(float, (9, 2), elements=st.sampled_from([1.0, 2.0, 3.0, NAN])))
def test_carried_forward_against_a_loop(values):
    expected = values.copy()
    for row in range(1, len(values)):
        for variable in range(2):
            if np.isnan(values[row, variable]):
                expected[row, variable] = expected[row - 1, variable]
    np.testing.assert_array_equal(carried_forward(values), expected)


def test_lines_go_between_observed_values_only():
    gaps = np.array([[1, 0, 1, 1, 0, 1, 0, 1]], bool).T
    values = np.array([[9, 1, 1, 1, 4, 4, 6, 6]], float).T
    assert on_lines(values, gaps)[:, 0].tolist() == [9, 1, 2, 3, 4, 5, 6, 6]
    assert on_lines(values, np.ones_like(gaps)).tolist() == values.tolist()


def test_a_series_knows_what_was_observed():
    series = with_gaps([(3, 0), (4, 0), (4, 1)])
    assert series.values[2:6].tolist() == [[3, 9], [3, 16], [3, 16], [6, 36]]
    assert np.isnan(series.observed[3:5]).tolist() == [[True, False], [True, True]]
    assert series.beginning(4).filled.sum() == 1
    assert with_gaps([]).filled is None
    with pytest.raises(ValueError, match=r"a is nan at step 0 \(row 0\); fill the gap"):
        with_gaps([(0, 0)])
    with pytest.raises(ValueError, match=r"filled has shape \(3,\); give that of values"):
        replace(series, filled=np.ones(3, bool))


SPLIT = Split(window_length=3, horizon=2, train_fraction=0.5, validation_fraction=0.25)


def test_lines_in_the_training_part_and_never_across_its_end():
    series = with_gaps([(5, 0), (6, 0), (19, 0), (20, 0), (33, 0)])
    task = prepare(series, SPLIT)
    shown = task.series.values[:, 0]
    assert shown[4:8].tolist() == [5, 6, 7, 8]
    assert shown[18:22].tolist() == [19, 19, 19, 22]
    assert shown[32:35].tolist() == [33, 33, 35]


def test_filled_values_are_neither_learnt_nor_scored():
    series = with_gaps([(5, 0), (6, 1), (25, 1), (33, 0)])
    task = prepare(series, SPLIT)
    assert [o for o in range(2, 19) if o not in task.training.origins] == [4, 5]
    assert [o for o in range(19, 29) if o not in task.validation.origins] == [24]
    assert len(task.test) == 9
    assert np.argwhere(np.isnan(task.observed)).tolist() == [[2, 1, 0], [3, 0, 0]]
    steps = task.test.origins[:, None] + np.arange(1, 3)
    np.testing.assert_array_equal(task.observed, series.observed[steps])


def test_of_a_window_that_is_learnt_as_a_whole_every_value_counts():
    task = prepare(with_gaps([(9, 0)]), replace(SPLIT, every_step=True))
    # Its first value is never forecast: the window 9, 10, 11 with 12 after it is learnt.
    assert [o for o in range(2, 19) if o not in task.training.origins] == [8, 9, 10]
    assert len(task.validation) == 10


def test_what_is_subtracted_from_a_filled_value_is_as_bad():
    split = replace(SPLIT, transform=Transform(seasonal_period=4, difference=True))
    task = prepare(with_gaps([(9, 0)]), split)
    # Row 9 is in the changes at 9 and 10, and four later.
    assert [o + 1 for o in range(7, 19) if o not in task.training.origins] == [9, 10, 13, 14]
    assert not np.isnan(task.observed).any()


@given(
    arrays(bool, (4, 1)),
    st.sampled_from([Transform(), Transform(seasonal_period=2), Transform(difference=True)]),
)
def test_touched_are_those_that_change_with_it(gaps, transform):
    values = np.arange(4.0)[:, None] ** 2
    other = transform.apply(values + 100.0 ** np.arange(1, 5)[:, None] * gaps)
    changed = ~np.isclose(other, transform.apply(values))
    np.testing.assert_array_equal(transform.touched(gaps), changed)


@pytest.mark.parametrize(
    ("gaps", "split", "message"),
    [
        ([(r, 0) for r in range(3, 20)], SPLIT, "No window of the training part has an observed"),
        ([(r, 1) for r in range(20, 30)], SPLIT, "No window of the validation part has an obs"),
        (
            [(r, 0) for r in range(2, 20, 2)],
            replace(SPLIT, every_step=True),
            "training part has an observed value after its first: the gaps are too many; resample",
        ),
        (
            [(39, 1)],
            replace(SPLIT, horizon=10),
            "b was never observed 10 steps after an origin of the test part; shorten the horizon",
        ),
    ],
)
def test_too_many_gaps_are_refused(gaps, split, message):
    with pytest.raises(ValueError, match=message):
        prepare(with_gaps(gaps), split)


def test_the_period_is_that_of_the_training_part():
    time = np.arange(200)
    values = np.where(time < 100, np.sin(2 * np.pi * time / 10), 3 * np.sin(2 * np.pi * time / 17))
    series = Series("two", time, values[:, None])
    assert prepare(series, Split(train_fraction=0.5)).period_steps == 10
    assert period_of(series) == 17
    known = replace(series, period_steps=6.5)
    assert prepare(known, Split(train_fraction=0.5)).period_steps == 6.5
    made = replace(series, clean=series.values)
    assert prepare(made, Split(train_fraction=0.5)).period_steps is None
