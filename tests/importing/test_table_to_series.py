import time
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from forecasting.data import SAMPLES, SampleSeries, Series, period_of
from forecasting.data.frequency import Frequency
from forecasting.data.samples import FOLDER, read_sample
from forecasting.importing.column_inference import guess
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.reading import read_pasted, read_table
from forecasting.importing.size_limits import MOST_ROWS
from forecasting.importing.table_to_series import import_series
from forecasting.saving import safe_csv
from tests.importing.files import NO_SERIES, daily, days, parquet, workbook


def bring(text, **changes):
    table = read_pasted(text)
    return import_series(table, replace(guess(table).options, **changes), "mine")


def dates(series):
    return [str(date)[:10] for date in series.dates]


# The file that people bring


@pytest.fixture(scope="module")
def weekly():
    return read_table((FOLDER / "co2.csv").read_bytes(), "co2.csv")


def test_the_co2_file_as_it_is(weekly):
    found = guess(weekly)
    assert found.reasons == (
        "times in 'date', read as dates (%Y%m%d)",
        "values in 'co2'",
        "means over months: a year is no whole number of weeks",
    )
    imported = import_series(weekly, found.options, "co2")
    assert imported.sentence == "2,284 rows, 59 missing, resampled to months, 3 gaps filled"
    series = imported.series
    assert (len(series), series.period_steps, series.step) == (526, None, Frequency(1, "months"))
    assert period_of(series.beginning(368)) == 12
    assert np.flatnonzero(series.filled).tolist() == [3, 7, 71, 72, 73]
    assert dates(series)[:2] == ["1958-03-01", "1958-04-01"]
    assert dates(series)[-1] == "2001-12-01"
    assert [str(date)[:10] for date in series.future_dates(2)] == ["2002-01-01", "2002-02-01"]


def test_its_monthly_means_against_pandas(weekly):
    series = import_series(weekly, guess(weekly).options).series
    values = pd.Series(weekly["co2"].replace("", None).astype(float).to_numpy())
    values.index = pd.to_datetime(weekly["date"], format="%Y%m%d")
    means = values.resample("MS").mean()
    expected = means.ffill()
    np.testing.assert_allclose(series.values[:, 0], expected)
    np.testing.assert_allclose(series.observed[:, 0], means)
    np.testing.assert_allclose(series.learnt_until(526).values[:, 0], means.interpolate())
    np.testing.assert_array_equal(series.dates, expected.index.to_numpy())


def test_the_sample_is_that_file(weekly):
    series = import_series(weekly, guess(weekly).options).series
    sample = SampleSeries("co2").load()
    np.testing.assert_array_equal(sample.values, series.values)
    np.testing.assert_array_equal(sample.filled, series.filled)
    np.testing.assert_array_equal(sample.time, series.time)
    assert (sample.period_steps, sample.time_name, sample.dated) == (12, "date", True)
    assert SAMPLES["co2"].variables == sample.variables


def test_weekly_as_it_is(weekly):
    imported = import_series(weekly, replace(guess(weekly).options, resample="as is"))
    assert imported.series.step == Frequency(1, "weeks")
    assert "the longest stretch without a gap of more than 3 steps kept" in imported.sentence
    everything = replace(guess(weekly).options, resample="as is", longest_gap=20)
    assert len(import_series(weekly, everything).series) == 2284


# What is guessed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (daily("123"), {"time_column": "date", "value_columns": ("v",)}),
        ("year,v\n1990,1\n1991,2\n1992,5\n", {"time_column": "year", "date_format": "numbers"}),
        ("v\n3\n1\n2\n", {"time_column": None, "value_columns": ("v",)}),
        ("a,b\n3,1\n1,1\n2,1\n", {"time_column": None, "value_columns": ("a", "b")}),
        ("t,a,b,c,d\n0,1,2,3,4\n1,4,3,2,1\n2,5,4,3,2\n", {"value_columns": ("a",)}),
        ("id,date,v\n1,2001-01-01,5\n2,2001-01-02,7\n", {"value_columns": ("v",)}),
        ("datum;wert\n01.02.2001;1,5\n15.02.2001;2,5\n", {"decimal_mark": ","}),
        ("who,day,v\nx,2001-01-01,5\ny,2001-01-02,7\n", {"time_column": "day"}),
        (
            "unique_id,ds,y\na,2001-01-01,1\na,2001-01-02,2\nb,2001-01-01,3\nb,2001-01-02,4\n",
            {"series_column": "unique_id", "series_ids": ("a",), "value_columns": ("y",)},
        ),
        (
            "ds,shop,y,z\n2001,7,1,1\n2001,8,2,2\n2002,7,3,3\n2002,8,4,4\n".replace("7", "x"),
            {"series_column": "shop", "series_ids": ("x",)},
        ),
    ],
)
def test_columns_are_guessed(text, expected):
    options = guess(read_pasted(text)).options
    assert {name: getattr(options, name) for name in expected} == expected


def test_uneven_times_are_resampled():
    clock = pd.date_range("2001-01-01", periods=300, freq="10min")
    clock += pd.to_timedelta(np.random.default_rng(0).integers(0, 200, 300), unit="s")
    found = guess(pd.DataFrame({"time": clock, "v": np.arange(300.0)}))
    assert found.options.resample == "hours"
    assert found.reasons[-1] == "means over hours: the times are uneven"


# What is done


@pytest.mark.parametrize(
    ("text", "notes", "values"),
    [
        (daily([1, 2, 3]), ("3 rows", "one value a day"), [1, 2, 3]),
        (daily([1, "", 3]), ("3 rows", "1 missing", "one value a day", "1 gap filled"), [1, 1, 3]),
        (
            daily([1, "x", 3]),
            (
                *("3 rows", "1 cell unreadable", "one value a day"),
                "1 gap filled",
            ),
            [1, 1, 3],
        ),
        (
            daily([1, "inf", "1e308", 4]),
            (
                *("4 rows", "2 infinite or beyond ±1e100 taken as missing"),
                *("one value a day", "1 gap filled"),
            ),
            [1, 1, 1, 4],
        ),
        (
            "date,v\n2001-01-03,3\n2001-01-01,1\n2001-01-02,2\n",
            ("3 rows", "sorted by time", "one value a day"),
            [1, 2, 3],
        ),
        (
            "date,v\n2001-01-01,1\n2001-01-01,3\n2001-01-02,5\n",
            ("3 rows", "1 repeated time averaged", "one value a day"),
            [2, 5],
        ),
        (
            "date,v\n2001-01-01,1\n2001-01-02,2\ntotal,3\n2001-01-03,5\n",
            ("4 rows", "1 without a time left out", "one value a day"),
            [1, 2, 5],
        ),
        ("t,v\n0,1\n1,2\n3,4\n", ("3 rows", "1 gap filled"), [1, 2, 2, 4]),
        ("t,v\n0,1\n1,2\n2.5,4\n9.1,4\n", ("4 rows", "uneven steps: each row counts as one"), None),
        (daily([5] * 5), ("5 rows", "one value a day", "1 variable constant"), [5] * 5),
        ("v\n3\n1\n2\n5\n4\n", ("5 rows",), [3, 1, 2, 5, 4]),
    ],
)
def test_what_was_done_is_said(text, notes, values):
    imported = bring(text)
    assert imported.notes == notes
    assert values is None or imported.series.values[:, 0].tolist() == values


@pytest.mark.parametrize(("text", "message"), NO_SERIES.values(), ids=NO_SERIES)
def test_what_holds_no_series_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        bring(text)


def test_long_gaps_leave_the_longest_stretch():
    imported = bring(daily([1, 2, "", "", 5, 6, 7, "", 9]), longest_gap=1)
    assert imported.series.values[:, 0].tolist() == [5, 6, 7, 7, 9]
    assert dates(imported.series)[0] == "2001-01-05"
    assert imported.notes[-2:] == (
        "1 gap filled",
        "the longest stretch without a gap of more than 1 step kept and 2 others left out",
    )
    assert len(bring(daily([1, 2, "", "", 5, 6]), longest_gap=2).series) == 6


def test_a_stretch_must_have_all_variables():
    text = "t,a,b\n0,1,\n1,2,1\n2,3,2\n3,,3\n4,,4\n5,6,5\n6,7,6\n7,8,\n8,9,\n"
    series = bring(text, longest_gap=0).series
    assert series.time.tolist() == [1, 2]
    series = bring(text, longest_gap=2).series
    assert series.values.tolist() == [[2, 1], [3, 2], [3, 3], [3, 4], [6, 5], [7, 6]]
    assert np.argwhere(series.filled).tolist() == [[2, 0], [3, 0]]


def test_a_gap_at_the_beginning_is_filled_with_what_was_before():
    """Of the variable a the last value before the part in which both are known."""
    series = bring("t,a,b\n0,1,\n1,2,\n2,,1\n3,,2\n4,5,3\n", longest_gap=2).series
    assert series.values.tolist() == [[2, 1], [2, 2], [5, 3]]
    assert np.argwhere(series.filled).tolist() == [[0, 0], [1, 0]]


@settings(max_examples=50)
@given(st.lists(st.sampled_from([1.5, 2.5, -3.0, None, None]), min_size=8, max_size=40), st.data())
def test_no_value_depends_on_a_later_row(cells, data):
    """Changing later rows, or making them gaps, leaves all before as it was."""
    cells = [0.5, *cells, 4.0]
    cut = data.draw(st.integers(1, len(cells) - 1))
    later = data.draw(st.lists(st.sampled_from([7.0, None]), min_size=len(cells), max_size=99))
    tables = [[*cells, 1.0], [*cells[:cut], *later[: len(cells) - cut], 1.0]]
    one, other = (
        import_series(
            pd.DataFrame({"t": range(len(column)), "v": column}),
            ImportOptions(("v",), "t", longest_gap=100),
        ).series
        for column in tables
    )
    np.testing.assert_array_equal(one.values[:cut], other.values[:cut])
    np.testing.assert_array_equal(one.filled is not None, np.isnan(one.observed).any())


def test_a_mistyped_year_costs_neither_memory_nor_the_rest():
    imported = bring(daily([*range(30)]) + "9999-01-01,5\n", resample="days")
    assert len(imported.series) == 30
    assert "1 others left out" in imported.sentence


@pytest.mark.parametrize(
    ("change", "length"),
    [
        ({"start": "2001-02-01"}, 69),
        ({"end": "2001-01"}, 31),
        ({"start": "2001-01-10", "end": "2001-01-19"}, 10),
        ({"resample": "weeks"}, 15),
        ({"resample": "months"}, 4),
        ({"resample": "quarters", "end": None}, 2),
    ],
)
def test_a_part_of_the_time_span_and_longer_steps(change, length):
    assert len(bring(daily(range(100)), **change).series) == length


def test_a_part_of_numbers_and_of_rows():
    assert bring("t,v\n0,1\n1,2\n2,4\n3,5\n", start=1, end=2).series.values.tolist() == [[2], [4]]
    assert bring("v\n3\n1\n2\n5\n", start=1).series.time.tolist() == [1, 2, 3]


def test_several_series_of_a_long_table_are_variables():
    text = "unique_id,ds,y\na,2001-01-01,1\na,2001-01-02,2\nb,2001-01-02,4\nb,2001-01-01,3\n"
    imported = bring(text, series_ids=("b", "a"))
    assert imported.series.variables == ("b", "a")
    assert imported.series.values.tolist() == [[3, 1], [4, 2]]
    assert imported.notes == ("4 rows", "one value a day")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value_columns": ()}, "0 variables are chosen; choose 1 to 8 different ones"),
        ({"value_columns": tuple("abcdefghi")}, "9 variables are chosen; choose 1 to 8"),
        ({"value_columns": ("v", "v")}, "2 variables are chosen; .* different"),
        ({"value_columns": ("date",)}, "'date' is chosen twice"),
        ({"value_columns": ("w",)}, "The table has no column 'w'; choose another one"),
        ({"time_column": "w"}, "The table has no column 'w'"),
        ({"time_column": "v", "value_columns": ("date",)}, "'date' holds no numbers; choose one"),
        ({"resample": "moons"}, "resample is 'moons'; choose one of as is, hours"),
        ({"longest_gap": -1}, "longest_gap is -1; give a whole number from 0 to 1,000"),
        ({"decimal_mark": ";"}, "decimal_mark is ';'; choose one of ., ,"),
        ({"date_format": "%q"}, "date_format is '%q'; choose one of"),
        ({"date_format": "%d.%m.%Y"}, "'date' holds hardly any times that can be read as '%d.%m"),
        ({"start": "soon"}, "start is 'soon'; give a date such as '1960-01-31'"),
        ({"end": True}, "end is 'True'; give a date, a number, or None"),
        ({"start": "2002-01-01"}, "has 0 rows with a time in the part that was chosen; at least"),
        ({"time_column": None, "resample": "days"}, "resample is 'days', but rows without a time"),
        ({"time_column": None, "start": "2001-01-01"}, "is a date, but the times are plain"),
        ({"series_column": "date", "series_ids": ("x",)}, "'date'|No row belongs to 'x'"),
    ],
)
def test_options_are_refused_with_the_value_and_the_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        bring(daily(range(9)), **change)


def test_options_are_keys():
    one, other = (ImportOptions(value_columns=kind("ab")) for kind in (tuple, list))
    assert one == other
    assert hash(one) == hash(other)


def test_names_are_kept_and_different():
    text = "date,<b>x</b>,=1+1,Total\n2001-01-01,1,2,3\n2001-01-02,2,3,4\n2001-01-03,2,3,5\n"
    assert bring(text).series.variables == ("<b>x</b>", "=1+1", "Total (2)")


# Any table


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
FORMS = ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y", "%Y-%m-%dT%H:%M:%S"]
LAYOUTS = [(",", "."), (";", ","), (";", "."), ("\t", ","), ("\t", "."), ("|", ".")]


@settings(max_examples=60)
@given(
    st.lists(st.floats(-1e4, 1e4).map(lambda x: round(x, 2)), min_size=15, max_size=60),
    st.sampled_from(FORMS),
    st.sampled_from(LAYOUTS),
    st.sampled_from(["D", "7D", "MS", "YS", "B"]),
    st.data(),
)
def test_any_table_written_to_bytes_is_the_same_series(values, form, layout, freq, data):
    delimiter, mark = layout
    times = pd.date_range("1995-01-02", periods=len(values), freq=freq)
    rows = [
        f"{day.strftime(form)}{delimiter}{f'{value:.2f}'.replace('.', mark)}"
        for day, value in zip(times, values, strict=True)
    ]
    rows = data.draw(st.permutations(rows))
    text = "\n".join([f"Tag{delimiter}Größe", *rows])
    table = read_table(text.encode(data.draw(st.sampled_from(ENCODINGS))), "x.csv")
    options = replace(guess(table).options, resample="as is")
    series = import_series(table, options).series
    assert series.variables == ("Größe",)
    assert series.values[:, 0].tolist() == values
    assert dates(series) == [str(day)[:10] for day in times]
    expected = pd.date_range(times[-1], periods=4, freq=freq)[1:]
    assert [str(d)[:10] for d in series.future_dates(3)] == [str(d)[:10] for d in expected]


@pytest.mark.parametrize("write", ["parquet", "workbook", "csv"])
def test_a_table_in_any_kind_of_file_is_the_same_series(write):
    table = pd.DataFrame({"day": pd.to_datetime(days(20)), "v": np.arange(20) ** 0.5})
    rows = [list(table.columns), *[[day.to_pydatetime(), v] for day, v in table.to_numpy()]]
    data = {
        "parquet": lambda: parquet(table),
        "workbook": lambda: workbook(rows),
        "csv": lambda: table.to_csv(index=False).encode(),
    }[write]()
    read = read_table(data, "x")
    series = import_series(read, guess(read).options).series
    np.testing.assert_allclose(series.values[:, 0], table["v"])
    assert dates(series) == [str(day) for day in days(20)]


def test_the_largest_file_is_read_in_a_moment():
    clock = pd.date_range("2001-01-01", periods=MOST_ROWS - 1, freq="min")
    lines = [f"{text};{i % 977},5" for i, text in enumerate(clock.strftime("%d.%m.%Y %H:%M"))]
    data = "\n".join(["time;v", *lines]).encode()
    started = time.process_time()
    table = read_table(data, "x.csv")
    series = import_series(table, guess(table).options).series
    assert time.process_time() - started < 4  # 0.8 s on a quiet machine
    assert len(series) == MOST_ROWS - 1
    assert series.step == Frequency(1, "minutes")


@pytest.mark.parametrize("cell", ["1.5", "x 1/2", "13/2/2020", ""])
def test_500_columns_are_looked_through_in_a_moment(cell):
    names = ",".join(f"v{i}" for i in range(500))
    text = names + "\n" + (",".join([cell] * 499) + ",7\n") * 300
    started = time.process_time()
    assert guess(read_pasted(text)).options.value_columns
    assert time.process_time() - started < 5


# From a table in memory


def test_three_lines():
    table = pd.read_csv(FOLDER / "co2.csv")
    series = Series.from_dataframe(table, name="CO2", resample="quarters")
    assert (series.name, series.variables, series.step) == (
        "CO2",
        ("co2",),
        Frequency(1, "quarters"),
    )


def test_an_index_of_dates_and_names_of_any_kind():
    index = pd.date_range("2001-01-31", periods=6, freq="ME")
    table = pd.DataFrame({1990: [1, 2, 4, 4, 5, 6.5]}, index=index)
    series = Series.from_dataframe(table)
    assert series.variables == ("1990",)
    assert series.step == Frequency(1, "months", month_ends=True)
    assert [str(date)[:10] for date in series.future_dates(2)] == ["2001-07-31", "2001-08-31"]
    assert list(table.columns) == [1990]


def test_options_may_be_given():
    table = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 7]})
    options = ImportOptions(value_columns=("b",))
    assert Series.from_dataframe(table, options).values.tolist() == [[4], [5], [7]]
    assert Series.from_dataframe(table, options, start=1).values.tolist() == [[5], [7]]


# Times of a series


def test_dates_become_numbers_and_back():
    given_dates = np.array(["1958-03-29", "1958-04-05", "1958-04-12"], "M8[D]")
    series = Series("x", given_dates, np.arange(3.0)[:, None])
    assert series.time.dtype == np.int64
    assert series.step == Frequency(1, "weeks")
    np.testing.assert_array_equal(series.dates, given_dates)
    np.testing.assert_array_equal(series.future_dates(1), np.array(["1958-04-19"], "M8[ms]"))


@pytest.mark.parametrize(
    ("time", "future"), [([0, 1, 2], [3, 4]), ([1700, 1710], [1720, 1730]), ([0, 0.5], [1.0, 1.5])]
)
def test_numbers_go_on(time, future):
    series = Series("x", np.array(time), np.zeros((len(time), 1)))
    assert series.future_times(2).tolist() == future
    assert series.future_times(2).dtype == np.array(time).dtype
    assert series.dates is series.future_dates(2) is None


def test_exported_text_is_no_formula_for_a_spreadsheet():
    table = pd.DataFrame({"=1+1": ["=SUM(A1)", "-3", "x"], "n": [-1.5, 2.0, 3.0]})
    lines = safe_csv(table).decode().splitlines()
    assert lines == ["'=1+1,n", "'=SUM(A1),-1.5", "-3,2.0", "x,3.0"]


def test_the_sample_is_what_the_weekly_file_gives():
    options = guess(read_table((FOLDER / "co2.csv").read_bytes(), "co2.csv")).options
    table = read_table((FOLDER / "co2.csv").read_bytes(), "co2.csv")
    made, sample = import_series(table, options, "co2").series, read_sample("co2")
    assert made.time.tolist() == sample.time.tolist()
    assert made.values.tolist() == sample.values.tolist()
    assert made.step == sample.step
