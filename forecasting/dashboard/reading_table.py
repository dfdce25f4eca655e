"""How the visitor's file was read: cells beside what was made of them, and what is asked."""

import math

import pandas as pd
import streamlit as st

from forecasting.charts.axes import times_in_words
from forecasting.dashboard import upload_state
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.dashboard.upload_state import Brought
from forecasting.importing.how_read import ReadRow
from forecasting.importing.questions import Question
from forecasting.messages import beside

MOST_VARIABLES = 3
"""Whose cells are shown."""


def show(brought: Brought) -> None:
    """The table, above it what the file leaves open; folded away once it is confirmed."""
    open_now = not brought.is_confirmed
    label = say("How the file was read")
    icon = ":material/checklist:"
    if brought.is_to_check:
        label, icon = say("How the file was read: please check"), ":material/help:"
    with st.expander(label, expanded=open_now, icon=icon):
        for question in brought.questions:
            _ask(brought, question)
        if brought.rows:
            _table(brought)
        if seen := brought.table.attrs.get("notes", ()):
            st.caption(plain(say("Of the file: {notes}.", notes=beside(seen))))
        if brought.is_to_check and not brought.trouble:
            st.button(
                say("It is read right"),
                on_click=upload_state.confirm,
                key="own_confirm",
                icon=":material/check:",
            )


def remind() -> None:
    """On every page: that nobody has said yet whether the series was read right."""
    brought = upload_state.brought()
    if brought is not None and brought.is_to_check:
        words = say("Your series: please check how the file was read, on the page Data generation.")
        st.caption(words)


def _ask(brought: Brought, question: Question) -> None:
    values = [choice.value for choice in question.choices]
    key = f"own_asked_{question.key}_{brought.token}"
    st.radio(
        plain(say(question.text)),
        range(len(values)),
        values.index(question.chosen),
        format_func=lambda at: plain(say(question.choices[at].label)),
        key=key,
        horizontal=True,
        on_change=upload_state.answer,
        args=(question, key),
    )


def _table(brought: Brought) -> None:
    variables = brought.options.value_columns[:MOST_VARIABLES]
    times = _times(brought.rows, brought.dated)
    timed = brought.options.time_column is not None
    rows = []
    for row, time in zip(brought.rows, times, strict=True):
        cells = {say("row"): str(row.number)}
        if timed:
            cells |= {say("time in the file"): row.time_cell, say("read as"): time}
        for name, cell, value in zip(variables, row.cells, row.numbers, strict=False):
            cells[say("{name} in the file", name=name)] = cell
            cells[say("{name} read as", name=name)] = _number(value)
        rows.append(cells)
    st.caption(say("The first row, the last, and the oddest between them."))
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", key="own_rows")


def _times(rows: tuple[ReadRow, ...], dated: bool) -> list[str]:
    known = [row.time for row in rows if math.isfinite(row.time)]
    words = iter(times_in_words(known, "date" if dated else ""))
    return [next(words) if math.isfinite(row.time) else say("no time") for row in rows]


def _number(value: float) -> str:
    return f"{value:.12g}" if math.isfinite(value) else say("nothing")
