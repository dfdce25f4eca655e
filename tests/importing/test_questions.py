"""What is asked on a page is a warning in Python, or an error where nothing may be assumed."""

import warnings

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from forecasting.data import Series
from forecasting.experiment.tables import told_apart
from forecasting.importing.column_inference import guess
from forecasting.importing.questions import UnclearTableWarning
from forecasting.importing.reading import read_table
from forecasting.importing.table_to_series import import_series
from tests.importing.messy import VALUES

DAYS = [f"0{day}/01/2015" for day in range(1, 10)]
ROUND = [f"{value:,.0f}".replace(",", ".") for value in range(960, 1040)]


def table(**columns):
    return pd.DataFrame(columns, dtype="str")


def test_a_likely_answer_is_a_warning_that_says_how_to_decide():
    raw = table(v=ROUND)
    with pytest.warns(UnclearTableWarning, match=r"Which number is '1.001' in 'v'\?.*decimal_mark"):
        assert Series.from_dataframe(raw).values.max() == 1039
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Series.from_dataframe(raw, decimal_mark=".").values.max() == 999


def test_where_nothing_may_be_assumed_it_is_an_error():
    raw = table(date=DAYS, v=[str(value) for value in VALUES[:9]])
    with pytest.raises(ValueError, match=r"What does '02/01/2015' in 'date' mean\? .* date_format"):
        Series.from_dataframe(raw)
    days = Series.from_dataframe(raw, date_format="%d/%m/%Y")
    assert str(days.dates[-1])[:10] == "2015-01-09"
    months = Series.from_dataframe(raw, date_format="%m/%d/%Y")
    assert str(months.dates[-1])[:10] == "2015-09-01"


def test_rows_that_show_how_a_table_was_read():
    raw = table(
        date=[f"2015-01-{day:02}" for day in range(1, 31)],
        v=[
            "n/a?" if i == 7 else "9999.5" if i == 20 else f"{v}" for i, v in enumerate(VALUES[:30])
        ],
    )
    rows = import_series(raw, guess(raw).options).rows
    assert (rows[0].number, rows[-1].number) == (1, 30)
    assert {8, 21} <= {row.number for row in rows}
    odd = next(row for row in rows if row.number == 8)
    assert odd.cells == ("n/a?",)
    assert np.isnan(odd.numbers[0])
    assert odd.time == np.datetime64("2015-01-08", "ms").astype(float)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ([1.0, 2.0], ["1", "2"]),
        ([1_000_000, 1_000_001], ["1000000", "1000001"]),
        ([2457023.5, 2457024.5], ["2457023.5", "2457024.5"]),
        ([2015.019231, 2015.038462], ["2015.02", "2015.04"]),
    ],
)
def test_labels_are_as_long_as_it_takes_to_tell_times_apart(times, words):
    assert told_apart(np.array(times)) == words


# A random series in a random locale and format, written and read back

ORDERS = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m/%d/%y", "%d.%m.%y"]
ORDERS += ["%Y年%m月%d日", "%a %d.%m.%Y", "%d %b %Y", "%Y%m%d", "%Y-%m-%dT%H:%M:%S"]
LOCALES = {
    "en": (",", "."),
    "de": (".", ","),
    "fr": ("\u202f", ","),
    "ch": ("’", "."),
    "": ("", "."),
}


@settings(max_examples=80)
@given(
    st.lists(st.floats(-5e4, 5e4), min_size=20, max_size=50),
    st.tuples(st.sampled_from(ORDERS), st.sampled_from(["D", "7D", "MS", "h", "QS"])),
    st.tuples(st.sampled_from(sorted(LOCALES)), st.integers(0, 3)),
    st.sampled_from([(";", "utf-8"), ("\t", "utf-8"), (";", "utf-16"), ("|", "utf-8-sig")]),
    st.dates(pd.Timestamp(1990, 1, 1).date(), pd.Timestamp(2024, 1, 1).date()),
)
def test_a_series_in_any_locale_comes_back_or_is_asked_about(values, times, numbers, file, first):
    (form, freq), (locale, decimals), (delimiter, encoding) = times, numbers, file
    form = f"{form} %H:%M" if freq == "h" and "%H" not in form else form
    if form == "%Y%m%d %H:%M":
        form = "%Y%m%d%H%M"
    moments = pd.date_range(first, periods=len(values), freq=freq)
    thousands, point = LOCALES[locale]
    marks = {44: thousands, 46: point}
    texts = [f"{value:,.{decimals}f}".translate(marks) for value in values]
    rows = [delimiter.join(row) for row in zip(moments.strftime(form), texts, strict=True)]
    data = "\n".join([f"date{delimiter}v", *rows, ""]).encode(encoding)
    raw = read_table(data, "x.csv")
    found = guess(raw)
    asked = {question.key for question in found.questions}
    assert asked <= {"date_format", "century", "decimal_mark", "missing_mark"}
    if decimals in (1, 2) and form not in ORDERS[1:7] and freq != "h":
        assert asked <= {"missing_mark"}  # these say themselves how they are read
    if asked:
        return
    series = import_series(raw, found.options).series
    assert found.options.resample == "as is" or freq in ("7D",)
    if found.options.resample == "as is":
        expected = [round(value, decimals) for value in values]
        np.testing.assert_allclose(series.values[:, 0], expected, atol=1e-9)
        assert [str(one) for one in series.dates] == [
            str(one) for one in moments.values.astype("M8[ms]")
        ]
