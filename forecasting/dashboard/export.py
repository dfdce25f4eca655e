"""What a person takes away from a comparison, and how it comes back."""

import streamlit as st

from forecasting import saving
from forecasting.dashboard import components, controls, jobs, upload_state
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.data import MissingSeries, Series, UploadedSeries
from forecasting.experiment import Comparison, as_text, settings_table
from forecasting.messages import message, said_by
from forecasting.report import report


def section(comparison: Comparison) -> None:
    """Files and snippets for other machines and other programs."""
    whole, member, settings = st.tabs(
        [say("The whole comparison"), say("One trained network"), say("Settings")]
    )
    with whole:
        _whole(comparison)
    with member:
        _member(comparison)
    with settings:
        _settings(comparison)


def open_control() -> None:
    """Open a comparison that was saved, here or on another machine."""
    with st.expander(say("Open a saved comparison"), icon=":material/folder_open:"):
        label = say("A file saved by this app")
        st.file_uploader(label, type="zip", key="upload", on_change=_follow_upload)
        if "opened" in st.session_state:
            st.button(say("Close it"), on_click=_close, icon=":material/close:", key="close_opened")
        for trouble in st.session_state.get("not_opened", ()):
            st.error(say(trouble), icon=":material/error:")


def _follow_upload() -> None:
    """Only a person changes what is open: the uploader itself is emptied by a change of page."""
    _close()
    file = st.session_state["upload"]
    if file is None:
        return
    try:
        comparison = saving.load(file.getvalue(), own=_own())
    except MissingSeries as missing:
        st.session_state["not_opened"] = (
            message(
                "This file was saved without its series “{series}”. Bring that series on the page "
                "“Data generation”, with the same choices as then, and open this again.",
                series=plain(missing.title),
            ),
        )
    except ValueError as error:
        st.session_state["not_opened"] = (plain(say(said_by(error))),)
    else:
        st.session_state["opened"] = comparison
        st.session_state["opened_whole"] = controls.adopt(comparison.experiment)
        st.session_state["opened_at"] = jobs.wanted()


def _own() -> dict[str, Series]:
    """The series that this visitor brought, for a file that was saved without it."""
    source = upload_state.series()
    return {} if source is None else {source.digest: source.series}


def _close() -> None:
    st.session_state.pop("opened", None)
    st.session_state.pop("not_opened", None)


def _what_goes_in(comparison: Comparison) -> tuple[bool, bool]:
    """Whether a person's own series goes into the file, and its names."""
    if not isinstance(comparison.experiment.source, UploadedSeries):
        return False, False
    label = say("Put your series into it; without it, whoever opens the file has to bring it")
    with_series = st.checkbox(label, key="with_series")
    label = say("Keep its name and those of its variables in the file")
    return with_series, with_series or st.checkbox(label, key="with_names")


def _whole(comparison: Comparison) -> None:
    st.caption(say("Settings, tables and weights in one file, to open here again on any machine."))
    with_series, with_names = _what_goes_in(comparison)
    st.download_button(
        say("Save the comparison"),
        lambda: saving.save(comparison, with_series, with_names),
        "comparison.zip",
        "application/zip",
        icon=":material/save:",
        on_click="ignore",
        key="save",
    )
    st.caption(
        say(
            "Charts, verdict, tables and settings as one page, to read and print anywhere. Its "
            "charts show the values of the series around the forecasts."
        )
    )
    st.download_button(
        say("Download the report"),
        lambda: report(comparison),
        "report.html",
        "text/html",
        icon=":material/description:",
        on_click="ignore",
        key="report",
    )


def _member(comparison: Comparison) -> None:
    experiment, stretch = comparison.experiment, 1
    left, middle, *right = st.columns(3 if experiment.stretches > 1 else 2)
    cell = left.selectbox(say("Cell"), experiment.cells, key="take_cell")
    seed = middle.selectbox(say("Seed"), experiment.seeds, key="take_seed")
    if right:
        numbers, last = list(range(1, experiment.stretches + 1)), experiment.stretches - 1
        stretch = right[0].selectbox(say("Stretch"), numbers, last, key="take_stretch")
    st.download_button(
        say("Download its weights"),
        lambda: saving.member_file(comparison, cell, seed, stretch),
        saving.member_name(cell, seed, stretch),
        "application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key="take_member",
    )
    st.caption(say("This loads them into plain torch.nn and forecasts:"))
    st.code(saving.member_snippet(comparison, cell, seed, stretch), language="python")


def _settings(comparison: Comparison) -> None:
    text = comparison.experiment.to_json()
    st.download_button(
        say("Download the settings"),
        text,
        "experiment.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
        key="take_settings",
    )
    rows = as_text(settings_table(comparison.experiment))
    components.csv(rows, "settings", say("Download them as a table"))
    st.caption(say("This runs them again with the package:"))
    st.code(saving.rerun_snippet(comparison.as_run), language="python")
