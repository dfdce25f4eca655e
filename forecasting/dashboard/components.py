"""What pages are put together from: figures, tables to take away, messages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from forecasting.charts import Figure, use_cells
from forecasting.dashboard.cannot_work import CannotWork
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.experiment import Comparison, axis_ends
from forecasting.messages import said_by
from forecasting.models import CELLS
from forecasting.saving import safe_csv

use_cells(CELLS)


def draw(figure: Figure, key: str) -> None:
    """A figure over the whole width; with a stable key, only its data changes in the browser."""
    spec = {**figure.spec, "datasets": dict(figure.data)}
    st.vega_lite_chart(spec, width="stretch", key=key, alt=figure.alt)


def axis_end(place: str, comparison: Comparison, values: pd.Series) -> float:
    """The end of an axis, which stays for this visitor while results of one series follow.

    Args:
        place: Which axis; another variable is another axis.
        comparison: What is drawn; another series begins anew.
        values: What the axis has to hold.
    """
    series, known = st.session_state.get(f"axis_{place}", ("", None))
    name = comparison.task.series.name
    end = axis_ends.shared_end(values, known if series == name else None)
    st.session_state[f"axis_{place}"] = name, end
    return end


def table(rows: pd.DataFrame, name: str) -> None:
    """The numbers behind a chart, folded away, and as CSV."""
    with folded(say("The numbers"), f"numbers_{name}", ":material/table:") as is_open:
        if is_open:
            st.dataframe(rows, hide_index=True, width="stretch", height=260)
            csv(rows, name)


@contextmanager
def folded(label: str, key: str, icon: str | None = None) -> Iterator[bool]:
    """An expander that says whether it is open: what nobody looks at is neither made nor sent."""
    expander = st.expander(label, key=key, icon=icon, on_change="rerun")
    with expander:
        yield bool(expander.open)


def csv(rows: pd.DataFrame, name: str, label: str = "Download CSV") -> None:
    """A button that gives a table as CSV, made when it is asked for."""
    st.download_button(
        label,
        lambda: safe_csv(rows),
        f"{name}.csv",
        "text/csv",
        key=f"csv_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def cannot_work(error: ValueError) -> None:
    """Settings that cannot work: what and why, where it happens, and a way out."""
    st.error(
        say("These settings cannot work. {reason}", reason=plain(say(said_by(error)))),
        icon=":material/error:",
    )
    if isinstance(error, CannotWork) and error.changes:
        changes = st.session_state.update
        st.button(say(error.label), on_click=changes, args=(error.changes,), key="way_out")


def nothing_yet(what: str) -> None:
    """What an empty page will show; what to do for it stands above."""
    st.info(what, icon=":material/hourglass_empty:")
