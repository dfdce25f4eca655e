"""One control of each kind, with the limits and choices that the address has, too."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from forecasting.dashboard import ends, url

NARROWEST = 140
"""Of a control, in pixels; in the sidebar there is room for one beside none."""


def row(most: int) -> GridContainer:
    """Controls side by side, as many as there is room for: one below the other in the sidebar."""
    return st.grid(most, min_column_width=NARROWEST)


def slider(label: str, key: str, step: float, about: str) -> None:
    """A number to slide, as far as the other settings allow."""
    low, high = _ends(key)
    st.slider(label, low, high, step=step, key=key, help=about + _limit(key, high))


def share(label: str, key: str, about: str) -> None:
    """A share of the series, in per cent."""
    low, high = _ends(key)
    st.slider(label, low, high, step=1 / ends.STEPS, key=key, format="percent", help=about)


def number(label: str, key: str, about: str, **options: Any) -> None:
    """A number to type, as far as the other settings allow."""
    low, high = ends.of(key)
    st.number_input(label, low, high, key=key, help=about + _limit(key, high), **options)


def keep(*names: str) -> None:
    """Keep what controls show that are not drawn, or drawn as others than before."""
    for name in names:
        st.session_state[name] = st.session_state[name]


def _ends(key: str) -> tuple[float, float]:
    """Of a slider. With other ends it is another one to Streamlit, which would forget its value."""
    now, drawn = ends.of(key), f"ends_{key}"
    if st.session_state.get(drawn) != now:
        st.session_state[drawn] = now
        keep(key)
    return now


def _limit(key: str, high: float) -> str:
    """Where a control ends, if that is because of the others."""
    return f" At most {high:,} with the other settings." if key in ends.NARROWED else ""


def choice(label: str, key: str, meanings: Mapping[str, str], **options: Any) -> None:
    """A list to choose from; what the choices mean stands in its help."""
    titles = key == "signal"
    lines = "\n".join(f"- {_readable(name)}: {text}" for name, text in meanings.items())
    st.selectbox(
        label,
        url.CHOICES[key],
        key=key,
        format_func=meanings.__getitem__ if titles else _readable,
        help=None if titles else lines,
        **options,
    )


def toggle(label: str, key: str, about: str) -> None:
    """A switch."""
    st.toggle(label, key=key, help=about)


NAMES = {"sgd": "SGD", "adam": "Adam", "test": "test part", "training": "training part"}


def _readable(name: str) -> str:
    return NAMES.get(name, name.replace("_", " "))
