"""Whatever stands in the cells: a series, or a sentence with the remedy; never another error."""

import hypothesis.strategies as st
import pandas as pd
from hypothesis import given, settings

from forecasting.importing.column_inference import guess
from forecasting.importing.reading import read_table
from forecasting.importing.table_to_series import import_series

NAMES = [
    "date",
    "Time",
    "year",
    "month",
    "day",
    "hour",
    "mm",
    "v",
    "Jan",
    "Q1",
    "2015",
    "JD",
    "id",
    "",
]
CELLS = [
    *("", "-", "1", "12", "13", "1,5", "1.005", "1,234", "-999", "2015", "201501", "20150131", "x"),
    *("01/02/2015", "13/02/2015", "2015-01-31", "24:00", "9:30 PM", "2330", "05.01.15", "(5.1)"),
    *("2015-03-29T01:00:00+01:00", "2015年1月5日", "Mo 05.01.2015", "1e300", "inf", "Q3", "March"),
    *(
        "99999999",
        "0000-00-00",
        "1420416000",
        "1420416000000000",
        "2015366",
        "٣",
        "1.2.3",
        "ä" * 50,
    ),
]


@settings(max_examples=60)
@given(st.integers(1, 5), st.data())
def test_any_cells_give_a_series_or_a_sentence(width, data):
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=width, max_size=width))
    pools = [data.draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=3)) for _ in names]
    count = data.draw(st.integers(1, 30))
    rows = [[data.draw(st.sampled_from(pool)) for pool in pools] for _ in range(count)]
    text = "\n".join(";".join(row) for row in [names, *rows])
    try:
        table = read_table(text.encode(data.draw(st.sampled_from(["utf-8", "utf-16"]))), "x.csv")
        found = guess(table)
        series = import_series(table, found.options).series
    except ValueError as error:
        assert type(error) is ValueError  # noqa: PT017 (either is fine)
    else:
        assert len(series) > 1
        for question in found.questions:
            assert question.chosen in [choice.value for choice in question.choices]


@settings(max_examples=25)
@given(st.data())
def test_any_answer_gives_a_series_or_a_sentence(data):
    cells = st.sampled_from(["01/02/15", "03/04/15", "1.005", "998", "-999", "1,234"])
    table = pd.DataFrame(
        {name: data.draw(st.lists(cells, min_size=8, max_size=8)) for name in ("date", "v")},
        dtype="str",
    )
    pinned = {}
    for _ in range(3):
        try:
            found = guess(table, pinned)
            import_series(table, found.options)
        except ValueError as error:
            assert type(error) is ValueError  # noqa: PT017 (either is fine)
            return
        for question in found.questions:
            values = [choice.value for choice in question.choices]
            pinned[question.key] = data.draw(st.sampled_from(values))
