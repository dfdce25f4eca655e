import numpy as np
import pytest

from forecasting.data import Series


def make(**change):
    fields = {
        "name": "two",
        "time": np.array([1700, 1701, 1702]),
        "values": np.arange(6.0).reshape(3, 2),
        "variables": ("a", "b"),
        "time_name": "year",
    }
    return Series(**{**fields, **change})


def with_value(value):
    values = np.arange(6.0).reshape(3, 2)
    values[1, 1] = value
    return values


def test_length_is_the_number_of_values():
    assert len(make()) == 3


def test_integers_become_floats_and_times_stay():
    series = make(values=np.arange(6).reshape(3, 2))
    assert series.values.dtype == np.float64
    assert series.time.dtype == np.int64


def test_dates_are_times():
    assert len(make(time=np.array(["1958-03-29", "1958-04-05", "1958-04-12"], "M8[D]"))) == 3


@pytest.mark.parametrize("name", ["time", "values", "clean"])
def test_arrays_are_read_only_copies(name):
    given = {"time": np.arange(3), "values": np.ones((3, 2)), "clean": np.ones((3, 2))}
    series = make(**given)
    given[name][0] = -7
    assert (getattr(series, name)[0] != -7).all()
    with pytest.raises(ValueError, match="read-only"):
        getattr(series, name)[0] = 5
    given[name][0] = 0  # what was given stays writable


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"values": np.arange(3.0)}, r"values has shape \(3,\); give \(time, variable\)"),
        ({"values": np.float64(3)}, r"values has shape \(\)"),
        ({"values": np.ones((3, 1))}, r"values has shape \(3, 1\).* each of \('a', 'b'\)"),
        ({"clean": np.ones((2, 2))}, r"clean has shape \(2, 2\); give that of values, \(3, 2\)"),
        ({"time": np.arange(4)}, r"time has shape \(4,\); give one time per row"),
        ({"time": [1], "values": [[1, 2]]}, "The series has 1 value; give at least 2"),
        ({"values": with_value(np.nan)}, r"^b is nan at year 1701 \(row 1\); fill the gap"),
        ({"values": with_value(-np.inf)}, r"^b is -inf at year 1701 \(row 1\)"),
        ({"clean": with_value(np.nan)}, r"^clean b is nan at year 1701 \(row 1\)"),
        ({"time": [0, 2, 2]}, "time is 2 in row 2, not after 2 in the row before; sort"),
        ({"time": [0, 2, 1]}, "time is 1 in row 2, not after 2 in the row before"),
        ({"time": [0, np.nan, 1]}, "time is nan in row 1; give every row a time"),
        ({"time": [0, 1, np.inf]}, "time is inf in row 2; give every row a time"),
    ],
)
def test_refuses_with_the_value_and_the_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        make(**change)


def test_the_first_bad_value_is_named():
    values = np.ones((3, 2))
    values[1, 0] = values[2, 1] = np.nan
    with pytest.raises(ValueError, match=r"^a is nan at year 1701"):
        make(values=values)
