import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from forecasting.data.frequency import (
    RULES,
    UNITS,
    Frequency,
    find_frequency,
    floor,
    usual_frequency,
)
from forecasting.importing.date_formats import guess_format
from forecasting.importing.dates import FORMATS, NATIVE, NUMBERS, check_format, read_times


def texts(*cells):
    return pd.Series(cells, dtype="str")


def stamps(*dates):
    return np.array(dates, "M8[ms]").astype(float)


def named(times):
    return [str(date)[:10] for date in times.astype("M8[ms]")]


# Recognised


@pytest.mark.parametrize(
    ("name", "column", "form", "first"),
    [
        ("date", texts("19580329", "19580405"), "%Y%m%d", "1958-03-29T00:00"),
        ("x", pd.Series([19580329.0, 19580405.0]), "%Y%m%d", "1958-03-29T00:00"),
        ("month", pd.Series([195803, 195804]), "%Y%m", "1958-03-01T00:00"),
        ("time", texts("200101012359", "200101020000"), "%Y%m%d%H%M", "2001-01-01T23:59"),
        ("x", texts("2001-01-02", "2001-01-03"), "ISO8601", "2001-01-02T00:00"),
        ("x", texts("2001-05", "2001-06"), "ISO8601", "2001-05-01T00:00"),
        ("x", texts("2001-01-02T01:00+01:00"), "ISO8601", "2001-01-02T01:00"),
        ("x", texts("2001-01-02 03:04:05.678Z"), "ISO8601", "2001-01-02T03:04:05.678"),
        ("x", texts("31.12.1999", "01.01.2000"), "%d.%m.%Y", "1999-12-31T00:00"),
        ("x", texts("12/31/1999", "01/01/2000"), "%m/%d/%Y", "1999-12-31T00:00"),
        ("x", texts("31.12.99 13:05", "01.01.00 13:05"), "%d.%m.%y %H:%M", "1999-12-31T13:05"),
        ("x", texts("3/14/2020 1:05 PM"), "%m/%d/%Y %I:%M %p", "2020-03-14T13:05"),
        ("x", texts("5 Mar 2001", "6 Mar 2001"), "%d %b %Y", "2001-03-05T00:00"),
        ("x", texts("March 5, 2001"), "%B %d, %Y", "2001-03-05T00:00"),
        ("x", texts("Jan-99", "Feb-99"), "%b-%y", "1999-01-01T00:00"),
        ("x", texts("Q1 2001", "2001-Q2"), "2001 Q1", "2001-01-01T00:00"),
        ("x", texts("2001-W05", "2001-W06"), "2001-W05", "2001-01-29T00:00"),
        ("time", pd.Series([1.6e9, 1.6e9 + 60]), "seconds since 1970", "2020-09-13T12:26:40"),
        ("ts time", texts("1600000000000"), "milliseconds since 1970", "2020-09-13T12:26:40"),
        ("x", pd.Series(pd.to_datetime(["1700-01-01"])), NATIVE, "1700-01-01T00:00"),
        ("x", pd.Series([pd.Timestamp(2001, 1, 1).date()], dtype=object), NATIVE, "2001-01-01"),
        ("x", pd.Series(pd.to_datetime(["2001-01-01T01+01:00"])), NATIVE, "2001-01-01T01:00"),
    ],
)
def test_dates_are_recognised(name, column, form, first):
    assert guess_format(column, name) == form
    times = read_times(column, form)
    assert times.dated
    assert times.values[0] == stamps(first)[0]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("year", texts("1958", "1959")),
        ("time", texts("0", "0.5")),
        ("population", pd.Series([200105, 200106])),
        ("count", pd.Series([1_600_000_000, 1_600_000_060])),
        ("x", texts("19589999", "19589998")),
    ],
)
def test_numbers_stay_numbers(name, column):
    assert guess_format(column, name) == NUMBERS
    assert not read_times(column, NUMBERS).dated


@pytest.mark.parametrize("column", [texts("hello", "there"), texts(""), texts("a; 1", "b; 2")])
def test_words_are_no_times(column):
    assert guess_format(column, "date") is None


def test_one_bad_cell_does_not_hide_the_others():
    column = texts("2001-01-01", "2001-01-02", "total", "2001-01-04", "")
    assert guess_format(column) == "ISO8601"
    assert np.isnan(read_times(column, "ISO8601").values).tolist() == [False] * 2 + [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        ([f"01/{month:02}/2020" for month in range(1, 13)] + ["01/01/2021"], "%d/%m/%Y"),
        ([f"01/{day:02}/2020" for day in range(1, 13)], "%m/%d/%Y"),
        ([f"{month:02}/01/2020" for month in range(1, 13)] + ["01/01/2021"], "%m/%d/%Y"),
        (["03/04/2020"], "%d/%m/%Y"),
    ],
)
def test_day_and_month_are_told_apart_by_even_steps(cells, form):
    assert guess_format(texts(*cells)) == form


ROUND_TRIPS = [form for form in FORMATS if form[0] == "%" and "%f" not in form and "%y" not in form]


@given(
    st.sampled_from(ROUND_TRIPS),
    st.datetimes(pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 1, 1)),
    st.integers(1, 40),
)
def test_dates_are_read_as_written(form, first, step_days):
    dates = pd.date_range(first.replace(microsecond=0), periods=30, freq=f"{step_days}D")
    column = pd.Series(dates.strftime(form), dtype="str")
    read = read_times(column, form).values
    assert pd.Series(read.astype("M8[ms]")).dt.strftime(form).tolist() == column.tolist()
    found = guess_format(column, "date")
    assert found is not None
    assert not np.isnan(read_times(column, found).values).any()
    if "%d" in form and "%y" not in form:
        np.testing.assert_array_equal(read_times(column, found).values, read)


def test_an_unknown_form_is_refused():
    with pytest.raises(ValueError, match=r"date_format is '%q'; choose one of dates, numbers"):
        check_format("%q")


# Steps


@pytest.mark.parametrize(
    ("dates", "step", "following"),
    [
        (["2001-01", "2001-02", "2001-04"], Frequency(1, "months"), ["2001-05-01", "2001-06-01"]),
        (["2001-01-15", "2001-02-15"], Frequency(1, "months"), ["2001-03-15", "2001-04-15"]),
        (
            ["2001-01-31", "2001-02-28", "2001-03-31"],
            Frequency(1, "months", month_ends=True),
            ["2001-04-30", "2001-05-31"],
        ),
        (["2001-01-01", "2001-04-01"], Frequency(1, "quarters"), ["2001-07-01", "2001-10-01"]),
        (["2001-12-31", "2002-12-31"], Frequency(1, "years"), ["2003-12-31", "2004-12-31"]),
        (["2001-01-01", "2001-01-08", "2001-01-22"], Frequency(1, "weeks"), ["2001-01-29"]),
        (["2001-01-01", "2001-01-02", "2001-01-04"], Frequency(1, "days"), ["2001-01-05"]),
        (["2001-01-01T00:00", "2001-01-01T00:15"], Frequency(15, "minutes"), ["2001-01-01"]),
        (pd.bdate_range("2001-01-01", periods=10), Frequency(1, "business days"), ["2001-01-15"]),
        (["1900-01-01", "1910-01-01"], Frequency(10, "years"), ["1920-01-01"]),
    ],
)
def test_the_step_is_found_and_goes_on(dates, step, following):
    times = stamps(*np.array(dates, "M8[ms]"))
    found = find_frequency(times, dated=True)
    assert found == step
    assert named(found.after(times, len(following))) == following
    positions = found.positions(times)
    np.testing.assert_array_equal(found.times(times[0], positions), times)


@pytest.mark.parametrize(
    ("numbers", "count"),
    [
        ([1700, 1701, 1703], 1),
        ([0, 0.1, 0.2, 0.3], 0.1),
        (np.round(1958 + np.arange(100) / 12, 2), 1 / 12),
        (np.round(1958 + np.arange(600) / 12, 4), 1 / 12),
        ([0, 5, 10, 25], 5),
    ],
)
def test_the_step_of_numbers_is_found(numbers, count):
    times = np.array(numbers, float)
    step = find_frequency(times, dated=False)
    assert step.count == pytest.approx(count, rel=0.01)
    assert step.after(times, 2) == pytest.approx(times[-1] + count * np.array([1, 2]), rel=1e-5)


def test_uneven_times_have_no_step_but_a_usual_one():
    numbers, dates = np.array([1, 1.5, 7.3]), stamps("2001-01-01", "2001-01-02T01", "2001-01-03T03")
    assert find_frequency(numbers, dated=False) is find_frequency(dates, dated=True) is None
    assert usual_frequency(numbers, dated=False).unit == "steps"
    assert usual_frequency(dates, dated=True) == Frequency(1, "days")


@given(
    st.sampled_from([unit for unit in UNITS if unit not in ("steps", "milliseconds")]),
    st.integers(1, 3),
    st.dates(pd.Timestamp(1900, 1, 1).date(), pd.Timestamp(2100, 1, 1).date()),
    st.sets(st.integers(0, 40), min_size=20),
)
def test_a_regular_series_with_holes_is_found_out(unit, count, first, kept):
    if unit == "business days":
        count, first = 1, np.busday_offset(first, 0, roll="forward")
    if unit in ("months", "quarters", "years"):
        first = first.replace(day=1)
    step = Frequency(float(count), unit)
    times = step.times(stamps(first)[0], np.array(sorted(kept)))
    assert (np.diff(times) > 0).all()
    np.testing.assert_array_equal(np.diff(step.positions(times)), np.diff(sorted(kept)))
    found = find_frequency(times, dated=True)
    assert set(times) <= set(found.times(times[0], np.arange(2000)))


@pytest.mark.parametrize(
    ("rule", "begin"),
    [
        ("as is", "2001-05-17T13:45"),
        ("hours", "2001-05-17T13:00"),
        ("days", "2001-05-17T00:00"),
        ("weeks", "2001-05-14T00:00"),
        ("months", "2001-05-01T00:00"),
        ("quarters", "2001-04-01T00:00"),
        ("years", "2001-01-01T00:00"),
    ],
)
def test_periods_begin(rule, begin):
    assert floor(stamps("2001-05-17T13:45"), rule) == stamps(begin)
    assert floor(stamps(begin), rule) == stamps(begin)
    before = stamps(begin) - 1
    assert rule == "as is" or floor(before, rule) < before


@pytest.mark.parametrize("rule", RULES[1:])
@pytest.mark.parametrize("date", ["1899-12-31T23:59", "1969-12-31T00:00", "1970-01-01T00:00"])
def test_periods_against_pandas(rule, date):
    letter = {"hours": "h", "days": "D", "weeks": "W", "months": "M", "quarters": "Q", "years": "Y"}
    expected = pd.Period(date, letter[rule]).start_time
    assert floor(stamps(date), rule) == stamps(expected.to_datetime64())


@pytest.mark.parametrize(
    ("step", "title", "period"),
    [
        (Frequency(1, "months"), "month", 12),
        (Frequency(1, "quarters"), "quarter", 4),
        (Frequency(1, "years"), "year", None),
        (Frequency(1, "hours"), "hour", 24),
        (Frequency(15, "minutes"), "15 minutes", 96),
        (Frequency(7, "hours"), "7 hours", None),
        (Frequency(1, "business days"), "business day", 5),
        (Frequency(), "step", None),
    ],
)
def test_a_step_in_words_and_its_season(step, title, period):
    assert (step.title, step.usual_period) == (title, period)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ((1, "moons"), "unit is 'moons'; choose one of steps, business days, years"),
        ((0, "days"), "count is 0; give a positive number of days"),
        ((float("nan"), "days"), "count is nan"),
    ],
)
def test_a_step_refuses(fields, message):
    with pytest.raises(ValueError, match=message):
        Frequency(*fields)
