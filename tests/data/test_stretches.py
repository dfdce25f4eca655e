"""Stretches of a series: equally long, apart, and refused where they are too short."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.data import (
    MOST_STRETCHES,
    SampleSeries,
    Series,
    Split,
    Stretch,
    SyntheticSeries,
    UploadedSeries,
    check_stretches,
    prepare,
)


def pieces(source, of):
    return [Stretch(source, number, of) for number in range(1, of + 1)]


@given(st.integers(20, 500), st.integers(1, MOST_STRETCHES))
def test_they_are_equally_long_and_apart_and_reach_the_end(length, of):
    found = pieces(SyntheticSeries(length=length, cycles=1.0), of)
    assert {piece.length for piece in found} == {length // of}
    assert found[0].start == 0
    assert found[-1].start + found[-1].length == length
    gaps = [later.start - earlier.start - earlier.length for earlier, later in pairwise(found)]
    assert set(gaps) <= {0, 1}


@pytest.mark.parametrize("source", [SyntheticSeries(length=203), SampleSeries("co2")])
def test_they_are_pieces_of_the_series(source):
    whole = source.load()
    for piece in pieces(source, 3):
        series, place = piece.load(), slice(piece.start, piece.start + piece.length)
        np.testing.assert_array_equal(series.values, whole.values[place])
        np.testing.assert_array_equal(series.time, whole.time[place])
        assert (series.variables, series.step) == (whole.variables, whole.step)
        if whole.clean is not None:
            np.testing.assert_array_equal(series.clean, whole.clean[place])


def test_a_period_longer_than_a_stretch_is_not_known_of_it():
    slow = SyntheticSeries(length=200, cycles=3)
    assert Stretch(slow, 1, 2).load().period_steps == slow.load().period_steps
    assert Stretch(slow, 1, 4).load().period_steps is None


def test_what_is_learnt_at_a_stretch_depends_on_nothing_after_it():
    values = np.random.default_rng(0).normal(size=(90, 1))
    values[[28, 29, 30, 31, 40]] = np.nan
    other = values.copy()
    other[60:] += 5
    split = Split(window_length=4, horizon=3, train_fraction=0.6)
    tasks = [
        prepare(Stretch(UploadedSeries.of(series), 2, 3).load(), split)
        for series in (
            Series.with_gaps(rows, name="own", time=np.arange(90)) for rows in (values, other)
        )
    ]
    for part in ("training", "test"):
        seen = [getattr(task, part).contexts for task in tasks]
        np.testing.assert_array_equal(*seen)
    np.testing.assert_array_equal(tasks[0].observed, tasks[1].observed)
    # The gap that began in the stretch before is filled from there, and is not learnt.
    assert tasks[0].series.filled[:2].all()
    assert tasks[0].series.values[0] == values[27]


SPLIT = Split(window_length=25, horizon=30, train_fraction=0.7)


def test_they_are_refused_where_they_are_too_short():
    check_stretches(SPLIT, 200, 2)
    wanted = (
        "stretches is 4, which gives each 50 of 200 values, 35 to train on and 15 to test on: too "
        "few for a window of 25 and a horizon of 30; use at most 2 stretches, a series of 396 "
        "values, or a shorter window or horizon."
    )
    with pytest.raises(ValueError, match=re.escape(wanted)):
        check_stretches(SPLIT, 200, 4)
    check_stretches(SPLIT, 396, 4)
    with pytest.raises(ValueError, match="stretches is 4"):
        check_stretches(SPLIT, 395, 4)


def test_where_none_but_the_whole_will_do_it_says_so():
    with pytest.raises(ValueError, match="use 1 stretch, a series of 198 values"):
        check_stretches(SPLIT, 190, 2)
