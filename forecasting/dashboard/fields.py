"""One control of each kind of setting, with the limits and choices that the address has, too."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from forecasting.dashboard import control_limits
from forecasting.dashboard.language import say
from forecasting.experiment import SETTINGS
from forecasting.messages import in_turn, message
from forecasting.setting import Setting

NARROWEST = 140
"""Of a control, in pixels; in the sidebar there is room for one beside none."""


def row(most: int) -> GridContainer:
    """Controls side by side, as many as there is room for: one below the other in the sidebar."""
    return st.grid(most, min_column_width=NARROWEST)


def draw(key: str, **options: Any) -> None:
    """The control of a setting, as its kind and its limits have it."""
    DRAWN_BY[SETTINGS[key].kind](SETTINGS[key], **options)


def draw_group(page: str, group: str, **options: dict[str, Any]) -> None:
    """All controls of a group on a page, one after another.

    Args:
        page: Where they are.
        group: Which of them.
        options: For one of them, by its key, such as `on_change`.
    """
    for key in group_of(page, group):
        draw(key, **options.get(key, {}))


def group_of(page: str, group: str) -> list[str]:
    """The settings whose controls stand in a group on a page."""
    return [key for key, s in SETTINGS.items() if (s.page, s.group) == (page, group)]


def slider(key: str) -> None:
    """A number to slide, as far as the other settings allow."""
    setting, (low, high) = SETTINGS[key], _ends(key)
    about = _about(setting, high)
    st.slider(say(setting.label), low, high, shown(key), step=setting.step, key=key, help=about)


def _share(setting: Setting) -> None:
    """A share of the series, in per cent."""
    key, (low, high) = setting.key, _ends(setting.key)
    given: dict[str, Any] = {
        "step": 1 / control_limits.STEPS,
        "format": "percent",
        "help": say(setting.help),
    }
    st.slider(say(setting.label), low, high, shown(key), key=key, **given)


def _number(setting: Setting, **options: Any) -> None:
    """A number to type, as far as the other settings allow."""
    low, high = control_limits.of(setting.key)
    given = {"step": setting.step, "format": setting.form, **options}
    about = _about(setting, high)
    value = shown(setting.key)
    st.number_input(say(setting.label), low, high, value, key=setting.key, help=about, **given)


def shown(key: str) -> Any:
    """What a control shows already, to be given to it as what it begins with, too.

    It is in the session, and Streamlit tells the browser so, once. Where a run is interrupted by
    the next, as the first of a server often is, that message may be lost; the browser would then
    begin with the lowest number, and send that back as if somebody had chosen it.
    """
    return st.session_state[key]


def keep(*names: str) -> None:
    """Keep what controls show that are not drawn, or drawn as others than before."""
    for name in names:
        st.session_state[name] = st.session_state[name]


def _ends(key: str) -> tuple[float, float]:
    """Of a slider. With other ends it is another one to Streamlit, which would forget its value."""
    now, drawn = control_limits.of(key), f"ends_{key}"
    if st.session_state.get(drawn) != now:
        st.session_state[drawn] = now
        keep(key)
    return now


def _about(setting: Setting, high: float) -> str:
    """What a control is for, and where it ends if that is because of the others."""
    if setting.key not in control_limits.NARROWED:
        return say(setting.help)
    limit = message("At most {high:,} with the other settings.", high=high)
    return say(in_turn([setting.help, limit]))


def _choice(setting: Setting, **options: Any) -> None:
    """A list to choose from; what the choices mean stands in its help."""
    titles = setting.key == "signal"
    meanings = setting.choices
    lines = "\n".join(f"- {_readable(name)}: {say(text)}" for name, text in meanings.items())
    st.selectbox(
        say(setting.label),
        list(meanings),
        list(meanings).index(shown(setting.key)),
        key=setting.key,
        format_func=(lambda name: say(meanings[name])) if titles else _readable,
        help=None if titles else lines,
        **options,
    )


def _several(setting: Setting, **options: Any) -> None:
    """Pills, of which any number can be chosen."""
    st.pills(
        say(setting.label),
        list(setting.choices),
        selection_mode="multi",
        default=shown(setting.key),
        key=setting.key,
        format_func=lambda one: f"{one:g}" if isinstance(one, float) else one,
        help=say(setting.help),
        **options,
    )


def _switch(setting: Setting, **options: Any) -> None:
    value = shown(setting.key)
    st.toggle(say(setting.label), value, key=setting.key, help=say(setting.help), **options)


DRAWN_BY: dict[str, Callable[..., None]] = {
    "whole": _number,
    "number": _number,
    "count": _number,
    "share": _share,
    "choice": _choice,
    "several": _several,
    "switch": _switch,
}
"""The kind of a setting -> its control."""

NAMES = {
    "sgd": "SGD",
    "adam": "Adam",
    "bptt": "BPTT",
    "truncated": "truncated BPTT",
    "rtrl": "RTRL",
    "test": "test part",
    "training": "training part",
}


def _readable(name: str) -> str:
    return NAMES.get(name, name.replace("_", " "))
