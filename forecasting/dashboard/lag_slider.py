"""The lag of a series in which each value follows from one some steps back, as a slider."""

import math

import streamlit as st

from forecasting.dashboard.language import say
from forecasting.data import SIGNALS
from forecasting.experiment import SETTINGS

LONGEST = 60
"""Steps; a longer lag is set by the cycles."""


def draw() -> None:
    """If the series chosen has a lag: it moves the cycles, of which each is one lag."""
    state, signal = st.session_state, SIGNALS.get(st.session_state["signal"])
    if signal is None or signal.follows_steps is None:
        return
    length = state["length"]
    least = max(2, math.ceil(length / SETTINGS["cycles"].page_limits[1]))
    lag = round(signal.follows_steps(length, state["cycles"]))
    most = max(lag, least + 1, min(LONGEST, length // 4))
    state["lag"] = lag
    st.slider(
        say("Lag"),
        min(lag, least),
        most,
        lag,
        key="lag",
        on_change=_follow,
        help=say(
            "How many steps before each value the one lies from which it follows. A window that is "
            "shorter cannot hold it. The page “Inside the cells” counts from the last value of the "
            "window: one less."
        ),
    )


def _follow() -> None:
    """As many cycles as there are lags in the series."""
    st.session_state["cycles"] = st.session_state["length"] / st.session_state["lag"]
