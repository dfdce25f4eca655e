"""What stands around every page: navigation, title, sidebar, the controls."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from forecasting.dashboard import (
    components,
    controls,
    jobs,
    reading_table,
    recipe_control,
    settings_panel,
    status,
    upload_state,
)
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.messages import Message, message, phrase

FOLDER = Path(__file__).parents[2] / "pages"
PUT_ASIDE = """
if (window.innerWidth <= 768)
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
"""
"""There is no other way to ask Streamlit for it: once a person has opened the sidebar, it stays."""
CONTRAST = Path(__file__).with_name("contrast.css")


@dataclass(frozen=True)
class Place:
    """A page, and the controls that belong into its body.

    Attributes:
        name: Its file and its address.
        title: What people call it.
        icon: A Material icon.
        about: What the page is for and where its numbers come from.
        group: Heading of its controls where they are drawn in the sidebar.
        controls: Draws them.
        question: What stands over the page in place of its title.
    """

    name: str
    title: Message
    icon: str
    about: Message
    group: str
    controls: Callable[[], None]
    question: str = ""


PLACES = (
    Place(
        "start",
        phrase("Start"),
        ":material/home:",
        message(
            "Recurrent cells learn one series side by side under the same conditions, then "
            "forecast it step by step; their errors, and a verdict, say which one gets further."
        ),
        "",
        settings_panel.sliders_in_a_row,
        question=message("Which recurrent cell forecasts further ahead?"),
    ),
    Place(
        "data_generation",
        phrase("Data generation"),
        ":material/show_chart:",
        message(
            "What the cells will learn from: a series made here from a formula and noise, a "
            "published one or your own, and the windows cut from it."
        ),
        phrase("Series"),
        settings_panel.series_controls,
    ),
    Place(
        "training",
        phrase("Training"),
        ":material/model_training:",
        message(
            "The cells learn side by side, all seeds of a cell at once. The loss is the mean "
            "squared error over the training windows."
        ),
        phrase("Training"),
        settings_panel.training_controls,
    ),
    Place(
        "evaluation",
        phrase("Evaluation"),
        ":material/query_stats:",
        message(
            "How far ahead can each cell forecast? The error k steps ahead — the RMSE (root mean "
            "squared error) or another measure — is over all starting points, of forecasts that "
            "were fed back k − 1 times."
        ),
        phrase("Evaluation"),
        settings_panel.evaluation_controls,
    ),
    Place(
        "inside",
        phrase("Inside the cells"),
        ":material/biotech:",
        message(
            "Why one remembers and another forgets: how far back each forecast listens, then one "
            "window step by step, then the formulas with their numbers; all from the weights that "
            "were trained."
        ),
        "",
        settings_panel.nothing,
    ),
)


def show() -> None:
    """The whole app: called by the entrypoint at every rerun."""
    page = _navigation()
    st.set_page_config(say("RNN, LSTM or GRU?"), "📈", layout="wide")
    st.html(CONTRAST)
    controls.read_address()
    upload_state.find_again()
    jobs.find_again()
    place = next(p for p in PLACES if say(p.title) == page.title)
    _follow(place)
    st.title(say(place.question or place.title), anchor=False)
    st.caption(say(place.about))
    _all_controls(place)
    controls.remember()
    controls.write_address()
    if "trouble" not in st.session_state and "go_to" in st.session_state:
        _go(st.session_state.pop("go_to"))
    _messages()
    st.session_state["framed"] = True
    try:
        page.run()
    finally:
        jobs.get_ready()


def _follow(place: Place) -> None:
    """The first page has its own way of training anew, all others have one together."""
    if place is PLACES[0]:
        st.session_state.pop("pending", None)
    else:
        st.session_state.pop("start_seen", None)
        jobs.follow()


def _all_controls(place: Place) -> None:
    """Those of the page in its body, all others in the sidebar; each once."""
    with st.sidebar:
        recipe_control.choose()
        reading_table.remind()
        if place is not PLACES[0]:
            settings_panel.sliders()
        settings_panel.main_controls()
    # What a page puts in front of its own controls.
    st.session_state["above"] = st.container(key="answer")
    if place is not PLACES[0]:
        with st.container(key="recipe_about"):
            recipe_control.about()
    with st.container(key="place_controls"):
        place.controls()
    with st.sidebar:
        _train_button(place)
        _other_controls(place)


def enter() -> None:
    """The first line of every page.

    On a server that has just started, Streamlit may run a page from its folder without the
    entrypoint. Naming the pages ends that, and the rerun goes through the entrypoint.
    """
    if not st.session_state.pop("framed", False):
        _navigation()
        st.rerun()


def above() -> DeltaGenerator:
    """Where a page puts what stands in front of its controls."""
    return st.session_state.pop("above")


def _navigation() -> Page:
    """Name the pages, and show them from now on; see the configuration."""
    st.set_option("client.showSidebarNavigation", True)
    return st.navigation(_pages())


def _pages() -> list[Page]:
    """The pages by their names, the first also without one.

    Streamlit knows its default page by no name; without the hidden one, an address that names it
    would be told that there is no such page.
    """
    named = [_page(place, url_path=place.name) for place in PLACES[1:]]
    hidden = _page(PLACES[0], url_path=PLACES[0].name, visibility="hidden")
    return [_page(PLACES[0], url_path="", default=True), *named, hidden]


def _page(place: Place, **options: Any) -> Page:
    return st.Page(FOLDER / f"{place.name}.py", title=say(place.title), icon=place.icon, **options)


def _train_button(place: Place) -> None:
    pressed = st.button(
        say("Train"),
        type="primary",
        on_click=jobs.train,
        icon=":material/play_arrow:",
        width="stretch",
        key="train_button",
    )
    refused = "trouble" in st.session_state or jobs.refusal() is not None
    if pressed and place.name == "data_generation" and not refused:
        _go("training")
    _put_sidebar_aside(pressed)
    if place is PLACES[0]:
        return
    st.toggle(
        say("Retrain as I move the sliders"),
        key="follow",
        help=say("Starts the comparison anew shortly after a control comes to rest."),
        persist_state="session",
    )
    status.in_sidebar()


def _put_sidebar_aside(pressed: bool) -> None:
    """On a narrow window, where it lies over the page, so that what comes can be seen."""
    presses = st.session_state.get("presses", 0) + pressed
    st.session_state["presses"] = presses
    script = f"/* {presses} */ {PUT_ASIDE if presses else ''}"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _go(name: str) -> None:
    """To another page, with what the controls show."""
    controls.remember()
    st.switch_page(next(page for page in _pages() if page.url_path == name))


def _other_controls(here: Place) -> None:
    """The controls of the other pages: half of all that a page holds, so drawn where unfolded."""
    others = [place for place in PLACES if place is not here and place.group]
    icon = ":material/settings:"
    with components.folded(say("More settings"), "more_settings", icon) as is_open:
        if not is_open:
            settings_panel.keep_those_of([place.name for place in others])
            return
        for place in others:
            st.markdown(f"**{say(place.group)}**")
            place.controls()
        settings_panel.device_control()


def _messages() -> None:
    """What could not be done or used, once."""
    with st.container(key="messages"):
        _draw_messages()


def _draw_messages() -> None:
    trouble = st.session_state.pop("trouble", None)
    if trouble:
        words = say("Nothing was trained. {trouble}", trouble=plain(say(trouble)))
        st.error(words, icon=":material/error:")
    for complaint in st.session_state.pop("complaints", ()):
        st.warning(plain(say(complaint)), icon=":material/link_off:")
