"""Beside the chart stands how a file was read, and what it leaves open is asked."""

import pytest

from tests.dashboard.driver import assert_calm, go, open_app, texts
from tests.importing.messy_files import BOOKS, ENCODINGS
from tests.importing.messy_numbers import NUMBERS
from tests.importing.messy_shapes import SHAPES
from tests.importing.messy_times import FINE, ORDER, SPLIT

TO_CHECK = "How the file was read: please check"


def bring(case):
    app = open_app(signal="own", hidden="3", epochs="2", seeds="2")
    app.file_uploader(key="own_file").upload("x.csv", case.bytes, "text/csv").run()
    assert_calm(app)
    return app


def asked(app, key):
    return next(one for one in app.radio if str(one.key).startswith(f"own_asked_{key}_"))


def folds(app):
    return [one.label for one in app.expander]


@pytest.mark.parametrize(
    "name",
    [
        *("10 Hz", "milliseconds", "decimal years", "decimal years of weeks", "Julian days"),
        *("YYYYDDD", "sample numbers", "seconds as numbers"),
    ],
)
def test_ordinary_times_do_not_crash_the_page(name):
    app = bring(FINE[name])
    assert not app.error
    assert len(app.session_state["own"].series) == len(FINE[name].values)


def test_raw_cells_stand_beside_what_was_made_of_them():
    app = bring(SPLIT["Date;Time"])
    assert TO_CHECK not in folds(app)
    table = next(t.value for t in app.dataframe if "time in the file" in t.value)
    first, last = table.iloc[0], table.iloc[-1]
    assert (first["row"], last["row"]) == ("1", "240")
    assert first["time in the file"] == "05.01.2015 · 00:00"
    assert last["read as"] == "14 Jan 2015, 23:00"
    assert float(first["value read as"]) == SPLIT["Date;Time"].values[0]
    assert 3 <= len(table) <= 5


def test_a_series_is_to_be_checked_until_that_is_said():
    app = bring(NUMBERS["German thousands around 1000"])
    assert TO_CHECK in folds(app)
    assert any("please check" in text for text in texts(app.sidebar.caption))
    app.button(key="own_confirm").click().run()
    assert_calm(app)
    assert TO_CHECK not in folds(app)
    assert not any("please check" in text for text in texts(app.sidebar.caption))


def test_another_answer_makes_another_series():
    app = bring(NUMBERS["German thousands around 1000"])
    assert app.session_state["own"].series.values.max() == 1039
    asked(app, "decimal_mark").set_value(1).run()
    assert_calm(app)
    assert app.session_state["own"].series.values.max() == 999
    assert TO_CHECK in folds(app)


def test_the_order_of_day_and_month_is_asked():
    app = bring(ORDER["dashes, days below 12"])
    first = str(app.session_state["own"].series.dates[1])[:10]
    asked(app, "date_format").set_value(1).run()
    second = str(app.session_state["own"].series.dates[1])[:10]
    assert {first, second} == {"2015-01-02", "2015-02-01"}


def test_columns_that_are_times_can_be_variables():
    app = bring(SHAPES["months across"])
    assert len(app.session_state["own"].series) == 60
    asked(app, "shape").set_value(1).run()
    assert_calm(app)
    assert len(app.session_state["own"].series) == 5


def test_another_sheet_and_another_encoding_are_read():
    app = bring(BOOKS["two sheets"])
    before = app.session_state["own"].series.values[0, 0]
    asked(app, "sheet").set_value(1).run()
    assert_calm(app)
    assert app.session_state["own"].series.values[0, 0] == 2 * before
    app = bring(ENCODINGS["CP932"])
    assert app.session_state["own"].variables == ("気温（東京）",)
    asked(app, "encoding").set_value(1).run()
    assert_calm(app)
    assert app.session_state["own"].variables != ("気温（東京）",)


def test_the_answers_stay_when_one_looks_at_other_pages():
    app = bring(NUMBERS["German thousands around 1000"])
    asked(app, "decimal_mark").set_value(1).run()
    go(app, "training")
    assert any("please check" in text for text in texts(app.sidebar.caption))
    go(app, "data_generation")
    assert asked(app, "decimal_mark").value == 1
