"""One control of each kind, with the limits and choices that the address has, too."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from forecasting.dashboard import link

NARROWEST = 140
"""Of a control, in pixels; in the sidebar there is room for one beside none."""


def row(most: int) -> GridContainer:
    """Controls side by side, as many as there is room for: one below the other in the sidebar."""
    return st.grid(most, min_column_width=NARROWEST)


def slider(label: str, key: str, step: float, about: str, disabled: bool = False) -> None:
    """A number to slide."""
    st.slider(label, *link.LIMITS[key], step=step, key=key, help=about, disabled=disabled)


def number(
    label: str,
    key: str,
    about: str,
    **options: Any,
) -> None:
    """A number to type."""
    st.number_input(label, *link.LIMITS[key], key=key, help=about, **options)


def choice(label: str, key: str, meanings: Mapping[str, str], **options: Any) -> None:
    """A list to choose from; what the choices mean stands in its help."""
    titles = key == "signal"
    lines = "\n".join(f"- {_readable(name)}: {text}" for name, text in meanings.items())
    st.selectbox(
        label,
        link.CHOICES[key],
        key=key,
        format_func=meanings.__getitem__ if titles else _readable,
        help=None if titles else lines,
        **options,
    )


def toggle(label: str, key: str, about: str, disabled: bool = False) -> None:
    """A switch."""
    st.toggle(label, key=key, help=about, disabled=disabled)


def _readable(name: str) -> str:
    return name.replace("_", " ")
