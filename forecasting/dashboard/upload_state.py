"""A series that the visitor brought: the table, the choices made with it, what became of it.

All of it lives in the visitor's session, and for a while on the shelf, for this browser alone.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from forecasting.dashboard import browser
from forecasting.dashboard.kept_uploads import Shelf
from forecasting.dashboard.values import suited
from forecasting.data import OWN, UploadedSeries
from forecasting.importing import Guess, ImportOptions, guess, import_series
from forecasting.importing.how_read import ReadRow
from forecasting.importing.questions import Question
from forecasting.importing.shapes import shaped
from forecasting.messages import bad_value, said_by

OF_A_FILE = ("encoding", "sheet")
"""Questions that are answered by reading the file again."""


@dataclass(frozen=True, eq=False)
class Brought:
    """A table as it was brought, and what is made of it.

    Attributes:
        name: Of the file.
        token: Differs between files; part of the names of the controls.
        table: As it was read.
        guessed: Which columns are what, and why.
        options: What the person wants now.
        period: Length of a season in steps that the person set, 0 for what is found.
        notes: What was done to get the series.
        trouble: Why there is no series now; empty if there is one.
        answers: To what was asked, by the keys of the questions.
        is_confirmed: Whether the person said that the file was read right.
        rows: Some rows beside what was made of them.
        dated: Whether their times are dates.
        again: Reads the file anew with other answers, where it leaves some open.
    """

    name: str
    token: str
    table: pd.DataFrame
    guessed: Guess
    options: ImportOptions
    period: int = 0
    notes: tuple[str, ...] = ()
    trouble: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    is_confirmed: bool = False
    rows: tuple[ReadRow, ...] = ()
    dated: bool = False
    again: Callable[..., pd.DataFrame] | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the file and the table in it leave open."""
        return (*self.table.attrs.get("questions", ()), *self.guessed.questions)

    @property
    def is_to_check(self) -> bool:
        """Whether something was asked, and nobody has said that it was read right."""
        return bool(self.questions) and not self.is_confirmed


def series() -> UploadedSeries | None:
    """The visitor's series, as the choices make it."""
    return st.session_state.get(OWN)


def brought() -> Brought | None:
    """The table and the choices, if there is one."""
    return st.session_state.get("brought")


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf[tuple[Brought, UploadedSeries]]:
    """The one of this process."""
    return Shelf()


def find_again() -> None:
    """After a reload: what this browser brought before, if it is still kept."""
    state, who = st.session_state, browser.secret()
    if "looked_for_own" in state:
        return
    state["looked_for_own"] = True
    found = shelf().find(who) if who else None
    if found is not None:
        state["brought"], state[OWN] = found
        state["own_kept"] = True


def is_kept() -> bool:
    """Whether a reload would find the series."""
    return bool(st.session_state.get("own_kept"))


def forget() -> None:
    """Remove it, here and from the shelf."""
    if who := browser.secret():
        shelf().remove(who)
    for name in (OWN, "brought", "own_kept"):
        st.session_state.pop(name, None)


def replace_by(source: UploadedSeries) -> None:
    """Show a series that came with a file; the visitor's own is set aside."""
    state = st.session_state
    if state.get(OWN) == source:
        return
    if "brought" in state:
        state["own_aside"] = {name: state.pop(name) for name in ("brought", OWN) if name in state}
    state[OWN] = source


def is_aside() -> bool:
    """Whether the visitor's own series waits behind one that came with a file."""
    return "own_aside" in st.session_state


def take_back() -> None:
    """Show the visitor's own series again."""
    if is_aside():
        st.session_state.pop(OWN, None)
        st.session_state.update(st.session_state.pop("own_aside"))


def _keep(brought: Brought, source: UploadedSeries) -> None:
    """Put it on the shelf, if we know this browser again and there is room."""
    who, size = browser.secret(), int(brought.table.memory_usage(deep=True).sum())
    size += source.series.values.nbytes
    kept = who is not None and shelf().put(who, (brought, source), size)
    st.session_state["own_kept"] = kept


def take(name: str, data: bytes, read: Callable[..., pd.DataFrame]) -> None:
    """Read what was brought and make a series of it; what stands against it is shown later."""
    st.session_state.pop("own_refused", None)
    try:
        table = read()
        guessed = guess(table)
    except ValueError as error:
        st.session_state["own_refused"] = said_by(error)
        return
    st.session_state.pop("own_aside", None)
    token = hashlib.sha256(data).hexdigest()[:12]
    title = name.rsplit(".", 1)[0] or name
    again = read if table.attrs.get("questions") else None
    _make(Brought(title, token, table, guessed, guessed.options, again=again), first=True)


def answer(question: Question, key: str) -> None:
    """A question was answered: read and guess again, as it makes another series."""
    now, at = brought(), st.session_state[key]
    if now is None:
        return
    answers = {**now.answers, question.key: question.choices[at].value}
    of_file = {name: value for name, value in answers.items() if name in OF_A_FILE}
    try:
        table = now.table
        if question.key in OF_A_FILE and now.again is not None:
            table = now.again(**of_file)
        guessed = guess(table, {k: v for k, v in answers.items() if k not in OF_A_FILE})
    except ValueError as error:
        _without(replace(now, answers=answers), error)
        return
    options = guessed.options
    _make(replace(now, table=table, guessed=guessed, options=options, answers=answers), first=True)


def confirm() -> None:
    """The person says that the file was read right."""
    now, source = brought(), series()
    if now is None:
        return
    st.session_state["brought"] = replace(now, is_confirmed=True)
    if source is not None:
        _keep(st.session_state["brought"], source)


def _without(brought: Brought, error: ValueError) -> None:
    """Nothing can be made of the choices: say why."""
    st.session_state.pop(OWN, None)
    st.session_state["brought"] = replace(brought, trouble=said_by(error), notes=(), rows=())


def _make(brought: Brought, first: bool = False) -> None:
    """Make the series anew, and with a new file also set the controls to what suits it."""
    try:
        made = import_series(brought.table, brought.options, brought.name)
    except ValueError as error:
        _without(brought, error)
        return
    found = made.series
    if brought.period:
        found = replace(found, period_steps=float(brought.period))
    whole = replace(brought, trouble="", notes=made.notes, rows=made.rows, dated=found.dated)
    st.session_state[OWN] = UploadedSeries.of(found)
    st.session_state["brought"] = whole
    _keep(whole, st.session_state[OWN])
    if first:
        st.session_state.update(suited(found))


def change(field: str, key: str) -> None:
    """A choice was changed: make the series again."""
    now, value = brought(), st.session_state[key]
    if now is None:
        return
    try:
        _make(_changed(now, field, value))
    except ValueError as error:
        st.session_state.pop(OWN, None)
        st.session_state["brought"] = replace(now, trouble=said_by(error))


def _changed(brought: Brought, field: str, value: Any) -> Brought:
    if field == "period":
        return replace(brought, period=value)
    if field in ("start", "end"):
        own = series()
        value = _bound_of(value, dated=own is None or own.series.dated)
    changes: dict[str, Any] = {field: tuple(value) if isinstance(value, list) else value}
    if field == "time_column":
        changes |= {"date_format": "", "time_parts": (), "century": 0}
    if field == "series_column" and value is not None:
        table = shaped(brought.table, brought.options.shape)
        found = table[value].dropna().astype(str)
        changes["series_ids"] = (found.iloc[0],) if len(found) else ()
        changes["value_columns"] = brought.options.value_columns[:1]
    return replace(brought, options=replace(brought.options, **changes))


def _bound_of(text: str, dated: bool) -> str | float | None:
    """A date, a number, or nothing."""
    if not text.strip() or dated:
        return text.strip() or None
    try:
        return float(text)
    except ValueError:
        raise bad_value(
            "{text!r} is no number, but the times are; give a number.", text=text
        ) from None
