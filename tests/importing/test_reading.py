import datetime
import time
import tracemalloc

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from forecasting.importing.column_names import labels
from forecasting.importing.decimal_marks import guess_decimal_mark
from forecasting.importing.delimited import find_layout
from forecasting.importing.numerals import numbers_of
from forecasting.importing.reading import read_pasted, read_table
from forecasting.saving.csv_export import safe_cell
from tests.importing.files import REFUSED, daily, days, parquet, workbook


def cells(table):
    return [list(row) for row in table.itertuples(index=False)]


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_is_refused_with_a_remedy_at_once(data, message):
    started = time.perf_counter()
    with pytest.raises(ValueError, match=message) as caught:
        read_table(data, "x.csv")
    assert type(caught.value) is ValueError
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("count", [1, 7, 40, 200])
@pytest.mark.parametrize("kind", ["text", "workbook", "parquet"])
def test_a_damaged_file_is_read_or_refused(kind, count):
    rows = [["date", "v"], *[[str(day), i * 0.5] for i, day in enumerate(days(30))]]
    data = {
        "text": daily(range(30)).encode(),
        "workbook": workbook(rows),
        "parquet": parquet(pd.DataFrame(rows[1:], columns=rows[0])),
    }[kind]
    for start in range(4, len(data), max(1, len(data) // 12)):
        damaged = data[:start] + b"\xfe" * count + data[start + count :]
        for broken in (damaged, data[:start]):
            try:
                assert not read_table(broken, "x").empty
            except ValueError as error:
                assert type(error) is ValueError  # noqa: PT017 (either is fine)


def test_300_columns_of_1000_rows_take_little_memory():
    data = (",".join(f"v{i}" for i in range(300)) + "\n").encode() + b"1.5," * 299 + b"2\n"
    data += (b"1.5," * 299 + b"2\n") * 1000
    tracemalloc.start()
    try:
        assert read_table(data, "wide.csv").shape == (1001, 300)
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()


DELIMITERS = [",", ";", "\t", "|"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
TEXTS = st.text("abcdef äöü €,.\"'=<>&#()", min_size=1, max_size=12).map(str.strip)
NAMES = st.lists(TEXTS.filter(lambda name: name[:1].isalpha()), min_size=2, max_size=5, unique=True)


def quoted(text, delimiter):
    risky = any(mark in text for mark in (delimiter, '"', "\n"))
    return '"' + text.replace('"', '""') + '"' if risky else text


@given(NAMES, st.sampled_from(DELIMITERS), st.sampled_from(ENCODINGS), st.data())
def test_what_was_written_is_read(names, delimiter, encoding, data):
    row = st.tuples(*[st.integers(-999, 999).map(str)] * (len(names) - 1), TEXTS)
    rows = data.draw(st.lists(row, min_size=3, max_size=12))
    lines = [delimiter.join(quoted(cell, delimiter) for cell in row) for row in [names, *rows]]
    ending = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    told = encoding if encoding == "cp1252" else ""
    table = read_table(ending.join(lines).encode(encoding), "x.csv", told)
    assert list(table.columns) == list(labels(names))
    assert cells(table) == [list(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "names", "first", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ["a", "b"], ["1,5", "2,5"], ";"),
        ("a\tb\n1,5\t2\n3\t4\n", ["a", "b"], ["1,5", "2"], "\t"),
        ("v\n1,5\n2,5\n3,5\n", ["v"], ["1,5"], ""),
        ("1\n2\n3\n", ["column 1"], ["1"], ""),
        ("# hi, you\n\nOur title\nYear, Value\n1990, 3\n1991, 2\n", ["Year", "Value"], None, ","),
        ("  1990  1  3.5\n  1991  2  4.5\n", ["column 1", "column 2", "column 3"], None, " "),
        ("t,v\n2001-01-01 00:00,1\n2001-01-02 00:00,2\n", ["t", "v"], None, ","),
        ("a,b\n1,2,\n3,4,\n", ["a", "b", "column 3"], ["1", "2", ""], ","),
        ('a,"b ""x, y"""\n1,"2\n3"\n', ["a", 'b "x, y"'], ["1", "2\n3"], ","),
        ("a,a,\n1,2,3\n4,5,6\n", ["a", "a (2)", "column 3"], ["1", "2", "3"], ","),
    ],
)
def test_how_a_text_is_made_up(text, names, first, delimiter):
    table = read_pasted(text)
    assert list(table.columns) == names
    assert first is None or cells(table)[0] == first
    assert table.attrs["delimiter"] == find_layout(text).delimiter == delimiter


def test_rows_of_another_width_are_counted():
    table = read_pasted("a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n11,12\n13,14\n")
    assert len(table) == 5
    assert "2 rows with another number of cells left out" in table.attrs["notes"]


def test_nothing_pasted():
    with pytest.raises(ValueError, match="Nothing was pasted; copy the cells"):
        read_pasted(" \n")


# Workbooks and Parquet


def test_a_workbook_gives_numbers_dates_and_text():
    rows = [["Report"], [], ["day", "v", "who"], [datetime.datetime(2001, 1, 1), 1.5, "anna"]]
    rows += [[datetime.datetime(2001, 1, 2), 2, None]]
    table = read_table(workbook([], rows), "x.xlsx")
    assert list(table.columns) == ["day", "v", "who"]
    assert cells(table)[0] == [datetime.datetime(2001, 1, 1), 1.5, "anna"]
    assert table.attrs["notes"] == ("sheet 'sheet 1' of 2",)


def test_formulas_without_a_result_are_counted():
    rows = [["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]
    table = read_table(workbook(rows), "renamed.csv")
    assert table.attrs["notes"] == ("2 formulas without a saved result are missing",)
    assert table["b"].isna().all()


def test_a_workbook_with_a_cell_far_out_is_refused():
    book = workbook([["a", *[None] * 900, "b"]] * 90)
    with pytest.raises(ValueError, match="more than 70,000 cells; save it as CSV"):
        read_table(book, "x.xlsx")


def test_parquet_keeps_types_and_the_index():
    table = pd.DataFrame(
        {"v": [1.5, None], "n": [1, 2], "who": pd.Categorical(["a", "b"]), "list": [[1], [2]]},
        index=pd.DatetimeIndex(["2001-01-01", "2001-01-02"], name="ds"),
    )
    read = read_table(parquet(table), "x.parquet")
    assert sorted(read.columns) == ["ds", "n", "v", "who"]
    assert read["ds"].tolist() == table.index.tolist()
    assert read["who"].tolist() == ["a", "b"]
    assert read.attrs["notes"] == ("1 column of lists or bytes left out",)


def test_a_text_repeated_in_parquet_is_cut_before_it_fills_the_memory():
    read = read_table(parquet(pd.DataFrame({"a": ["x" * 10_000] * 20_000, "v": 1.0})), "x.parquet")
    assert read["a"].str.len().max() == 100


# Numbers


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.5", ".", 1.5),
        ("1,5", ",", 1.5),
        ("1,234.5", ".", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("1.234", ",", 1234.0),
        ("1,234", ".", 1234.0),
        ("1,234,567", ".", 1234567.0),
        ("316.1", ",", 316.1),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234,5", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("−3", ".", -3.0),
        ("€ 5", ".", 5.0),
        ("50%", ".", 50.0),
        ("1e5", ".", 1e5),
        ("1,5e-3", ",", 1.5e-3),
        (" 7 ", ",", 7.0),
    ],
)
def test_numbers_as_people_write_them(text, mark, value):
    read = numbers_of(pd.Series([text, ""], dtype="str"), mark)
    assert read.values[0] == value
    assert (read.bad, read.extreme) == (0, 0)


@pytest.mark.parametrize(
    ("cells", "bad", "extreme"),
    [
        (["1", "x", "2001-01-01"], 2, 0),
        (["1", "NA", "n/a", "", None, "-", "NaN"], 0, 0),
        (["1", "inf", "-inf", "1e308"], 0, 3),
        ([1, "2,5", None, datetime.date(2001, 1, 1), 10**400], 1, 1),
        ([1.0, float("inf")], 0, 1),
    ],
)
def test_what_is_no_number_is_counted(cells, bad, extreme):
    read = numbers_of(pd.Series(cells), ",")
    assert (read.bad, read.extreme) == (bad, extreme)
    assert read.values[0] == 1


@given(
    st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=3, max_size=30),
    st.sampled_from(".,"),
    st.booleans(),
)
def test_numbers_of_a_column_are_read_back(values, mark, grouped):
    values = [*values, 0.25]  # only one mark can stand here
    texts = [f"{value:,.2f}" if grouped else f"{value:.2f}" for value in values]
    swap = {46: 44, 44: 46} if mark == "," else {}
    table = pd.DataFrame({"v": [text.translate(swap) for text in texts]}, dtype="str")
    assert guess_decimal_mark(table) == mark
    read = numbers_of(table["v"], mark)
    assert read.values.tolist() == values
    assert read.bad == 0


def test_a_comma_that_can_be_either_is_judged_by_the_delimiter():
    table = pd.DataFrame({"v": ["1,234", "5,678"]}, dtype="str")
    assert guess_decimal_mark(table, ";") == ","
    assert guess_decimal_mark(table, "\t") == guess_decimal_mark(table) == "."


# Names


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_a_cell_like_a_formula_is_made_harmless(start):
    assert safe_cell(f"{start}cmd()") == f"'{start}cmd()"


@pytest.mark.parametrize("text", ["co2", "", "-3.5", "+1e5", "a=b", "<b>"])
def test_other_cells_stay(text):
    assert safe_cell(text) == text


@settings(max_examples=50)
@given(st.lists(st.text(max_size=100), max_size=8))
def test_labels_are_different_and_can_be_shown(names):
    found = labels(names)
    assert len(set(found)) == len(found) == len(names)
    for label in found:
        assert 0 < len(label) <= 90
        assert label.encode()
        assert label.isprintable() or not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in label)


def test_names_with_markup_are_kept_as_data():
    text = "date,<script>alert(1)</script>,=cmd(),Total\n2001,1,2,3\n2002,2,3,4\n"
    names = ["date", "<script>alert(1)</script>", "=cmd()", "Total (2)"]
    assert list(read_pasted(text).columns) == names
