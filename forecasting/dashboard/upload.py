"""Where a visitor brings a series and chooses what to take from it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from forecasting.dashboard import jobs, reading_table, upload_state
from forecasting.dashboard.kept_uploads import KEPT_HOURS
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.dashboard.upload_state import Brought
from forecasting.dashboard.values import beginning, transform_values
from forecasting.data import OWN, Series, digest_of
from forecasting.data.frequency import RULES
from forecasting.experiment import Suggestion, suggest
from forecasting.importing import read_pasted
from forecasting.importing.apart import is_small_text, read_apart
from forecasting.importing.import_options import LONGEST_GAP, MOST_VARIABLES
from forecasting.importing.shapes import bare_of, shaped
from forecasting.jobs.queue import browser_of
from forecasting.messages import beside, clauses, in_turn, message

KINDS = ["csv", "tsv", "txt", "parquet", "xlsx"]
LARGEST_PERIOD = 10_000
MOST_SHOWN = 500
"""Names of series to choose from in a long table."""


def section() -> None:
    """Bring a series, and choose what to take from it; drawn where it is the one chosen."""
    if st.session_state["signal"] != OWN:
        return
    brought = upload_state.brought()
    with st.expander(
        say("Bring your own series"), expanded=brought is None, icon=":material/upload:"
    ):
        _bring()
    if brought is None and upload_state.series() is not None:
        _from_a_file()
    elif brought is None:
        st.info(
            say("Bring a file or paste cells. The series is shown here then."),
            icon=":material/upload:",
        )
    else:
        _choices(brought)


def _from_a_file() -> None:
    """Whose series this is, and the way back to the visitor's."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = say("This series came with the comparison that was opened from a file.")
        st.caption(words, width="content")
        if upload_state.is_aside():
            label = say("Back to your own series")
            st.button(label, on_click=upload_state.take_back, key="own_back", type="tertiary")


def is_awaited() -> bool:
    """Whether there is no series yet, and the section says why."""
    return st.session_state["signal"] == OWN and upload_state.series() is None


def _bring() -> None:
    st.caption(
        say(
            "CSV with any delimiter, Parquet or Excel, up to 50 MB: a column of times and "
            "one for each variable, or the columns unique_id, ds and y. Nobody else can "
            "see it, and a link does not carry it."
        )
    )
    file, paste = st.tabs([say("A file"), say("Paste")])
    with file:
        label = say("A file with your series")
        st.file_uploader(label, KINDS, key="own_file", on_change=_take_file)
    with paste:
        label = say("Cells of a spreadsheet, names first")
        st.text_area(label, key="own_text", height=140, placeholder="month\tsales\n2024-01\t12.5")
        st.button(say("Use these cells"), on_click=_take_text, key="own_paste")
    if "own_refused" in st.session_state:
        st.error(plain(say(st.session_state["own_refused"])), icon=":material/error:")


def _take_file() -> None:
    """The uploader is emptied by a change of page: that takes nothing away."""
    file = st.session_state["own_file"]
    if file is not None:
        data = file.getvalue()
        upload_state.take(file.name, data, _reader(data, file.name))


def _take_text() -> None:
    text = st.session_state["own_text"]
    data = text.encode("utf-8", "replace")
    is_small = is_small_text(data)
    read = partial(read_pasted, text) if is_small else _reader(data, say("the pasted text"))
    upload_state.take("pasted cells", data, read)


def _reader(data: bytes, name: str) -> Callable[..., pd.DataFrame]:
    """In a process of its own, one at a time for each browser: nobody knows what a file does."""
    return partial(read_apart, data, name, who=browser_of(jobs.visit().owner))


def _choices(brought: Brought) -> None:
    """What was done, what was guessed, and everything that can be changed about it."""
    if brought.trouble:
        st.error(plain(say(brought.trouble)), icon=":material/error:")
    else:
        st.markdown(f"**{plain(brought.name)}** · {plain(say(beside(brought.notes)))}")
        _where()
    reading_table.show(brought)
    with st.expander(say("What to take from the file"), icon=":material/tune:"):
        st.caption(plain(say("Guessed: {reasons}.", reasons=clauses(brought.guessed.reasons))))
        _columns(brought)
        _steps(brought)
        st.dataframe(bare_of(brought.table).head(50).astype(str), height=180, width="stretch")
    source = upload_state.series()
    if source is not None:
        _suggestion(source.series)


def _where() -> None:
    """How long the series stays, and how to be rid of it."""
    words = say("It is not kept on the server: a reload of the page loses it.")
    if upload_state.is_kept():
        words = say(
            "It is kept on this server for this browser alone, until it has not been used for "
            "{hours} hours: a reload finds it.",
            hours=KEPT_HOURS,
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words, width="content")
        st.button(say("Remove it"), on_click=upload_state.forget, key="own_forget", type="tertiary")


def _columns(brought: Brought) -> None:
    """Which columns are what."""
    options = brought.options
    table = shaped(brought.table, options.shape)
    names = [str(name) for name in table.columns]
    left, right = st.columns(2)
    with left:
        times = [None, *names]
        _select(brought, "time_column", say("Times"), times, _or_none)
        _select(brought, "series_column", say("Names of series (a long table)"), times, _or_none)
    with right:
        _several(brought, "value_columns", say("Values"), names)
        if options.series_column is not None:
            found = table[options.series_column].dropna().astype(str).unique()
            ids = list(dict.fromkeys([*options.series_ids, *found[:MOST_SHOWN]]))
            _several(brought, "series_ids", say("Series to take"), ids)


def _steps(brought: Brought) -> None:
    """Resampling, gaps, the part of the time span, the season."""
    columns = st.columns(5)
    with columns[0]:
        _select(brought, "resample", say("Resample to"), list(RULES))
    with columns[1]:
        _select(brought, "decimal_mark", say("Decimal mark"), [".", ","])
    with columns[2]:
        about = say(
            "Missing steps in a row that are filled in: by straight lines in the training part, "
            "and after it with the value before, as nobody knows the next one then."
        )
        _number(brought, "longest_gap", say("Longest gap to fill"), LONGEST_GAP, about)
    with columns[3]:
        _bound(brought, "start", say("From"))
        _bound(brought, "end", say("To"))
    with columns[4]:
        about = say("Steps in a season, for the seasonal naive baseline; 0 for what is found.")
        _number(brought, "period", say("Season"), LARGEST_PERIOD, about)


def _suggestion(series: Series) -> None:
    state = st.session_state
    # The training part of the first stretch lies before every test part.
    found = _suggested(series, state["train"] / state["stretches"])
    transform = found.transform
    now = {name: st.session_state[name] for name in transform_values(transform)}
    words = message("Suggested: {reasons}.", reasons=clauses(found.reasons))
    if now == transform_values(transform):
        told = in_turn([words, message("This is what is set.")])
        st.caption(plain(say(told)))
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.caption(plain(say(words)))
    wanted = transform_values(transform)
    right.button(
        say("Use it"), on_click=st.session_state.update, args=(wanted,), key="own_suggested"
    )


def _suggested(series: Series, share: float) -> Suggestion:
    """Made once for each part of a series; kept in the session, for it is nobody else's."""
    known = st.session_state.get("own_suggestion")
    key = (digest_of(series), share)
    if known is None or known[0] != key:
        known = st.session_state["own_suggestion"] = (key, suggest(beginning(series, share)))
    found: Suggestion = known[1]
    return found


def _select(brought: Brought, field: str, label: str, options: list[Any], show: Any = str) -> None:
    now = getattr(brought.options, field)
    at = options.index(now) if now in options else 0
    key = _key(brought, field)
    st.selectbox(
        label,
        options,
        at,
        format_func=show,
        key=key,
        on_change=upload_state.change,
        args=(field, key),
    )


def _several(brought: Brought, field: str, label: str, options: list[str]) -> None:
    key, now = _key(brought, field), list(getattr(brought.options, field))
    st.multiselect(
        label,
        options,
        now,
        max_selections=MOST_VARIABLES,
        key=key,
        on_change=upload_state.change,
        args=(field, key),
    )


def _number(brought: Brought, field: str, label: str, most: int, about: str) -> None:
    source = brought if field == "period" else brought.options
    key = _key(brought, field)
    st.number_input(
        label,
        0,
        most,
        getattr(source, field),
        key=key,
        help=about,
        on_change=upload_state.change,
        args=(field, key),
    )


def _bound(brought: Brought, field: str, label: str) -> None:
    now, key = getattr(brought.options, field), _key(brought, field)
    text = "" if now is None else str(now)
    st.text_input(
        label,
        text,
        key=key,
        placeholder=say("all"),
        on_change=upload_state.change,
        args=(field, key),
    )


def _or_none(name: str | None) -> str:
    return "none" if name is None else name


def _key(brought: Brought, field: str) -> str:
    return f"own_{field}_{brought.token}"
