"""Every control, once: its label, its help, its place among the others.

All are drawn on every page, in the body of the page that they belong to or else in the sidebar.
"""

from collections.abc import Sequence

import streamlit as st

from forecasting.dashboard import controls, fields, lag_slider
from forecasting.dashboard.language import say
from forecasting.dashboard.values import suited, transform_values, with_validation
from forecasting.data import OWN, SAMPLES, SERIES_SETTINGS, SIGNALS, SampleSeries, Transform
from forecasting.experiment import SETTINGS
from forecasting.models import usable_devices


def sliders() -> None:
    """Noise and window: in the body of the first page, in the sidebar of every other."""
    noise_control()
    window_control()
    lag_slider.draw()


def sliders_in_a_row() -> None:
    """The same beside each other."""
    left, right = st.columns(2, gap="medium")
    with left:
        noise_control()
    with right:
        window_control()


def noise_control() -> None:
    """How noisy the series is, if that is for us to say."""
    if _is_real():
        fields.keep("noise")
        st.caption(say("**Noise σ** · A measured series has its own noise."))
        return
    fields.slider("noise")


def window_control() -> None:
    """How far back a cell sees."""
    fields.slider("window")


def main_controls() -> None:
    """Cells and seeds: in the sidebar of every page."""
    fields.draw_group("every", "main")


def series_controls() -> None:
    """What the series is: in the body of the page on data generation."""
    real, shown = _is_real(), fields.group_of("data_generation", "main")
    with fields.row(3 if real else 6):
        for key in shown:
            if real and key in SYNTHETIC:
                fields.keep(key)
            else:
                fields.draw(key, **({"on_change": _follow_signal} if key == "signal" else {}))
    with st.expander(say("Trend and season"), icon=":material/trending_up:"):
        st.caption(
            say(
                "What is taken out of the series before the cells learn is put back into the "
                "forecasts."
            )
        )
        with fields.row(3):
            fields.draw_group("data_generation", "transform")
    with fields.row(4):
        if real and not st.session_state["anew"]:
            fields.keep("anew")
        else:
            fields.draw("anew")
        fields.draw("stretches")


def training_controls() -> None:
    """How the cells are trained: in the body of the page on training."""
    needs = {"on_change": _need_validation}
    with fields.row(5):
        fields.draw_group("training", "main")
    with st.expander(say("Advanced"), icon=":material/tune:"):
        with fields.row(4):
            fields.draw_group("training", "advanced", patience=needs)
        fields.draw_group("training", "rates", rates=needs)


def evaluation_controls() -> None:
    """How forecasts are made and judged: in the body of the page on evaluation."""
    with fields.row(3):
        fields.draw_group("evaluation", "main")


def keep_those_of(pages: Sequence[str]) -> None:
    """What controls of other pages say, and where to train, while they are not drawn."""
    fields.keep(*(key for key, setting in SETTINGS.items() if setting.page in pages))
    if "device" in st.session_state:
        fields.keep("device")


def nothing() -> None:
    """A page without settings of its own: what it shows is not another comparison."""


def device_control() -> None:
    """Where to train: only what this machine has."""
    devices = usable_devices()
    st.selectbox(
        say("Device"),
        list(devices),
        key="device",
        format_func=lambda kind: devices[kind].name,
        help=say("What trains the cells: the devices found on the machine that runs this app."),
    )


SYNTHETIC = (*(s.key for s in SERIES_SETTINGS if s.key != "signal"), "anew")
"""Controls of a series that is made here; a measured one has nothing for them to set."""


def _is_real() -> bool:
    return st.session_state["signal"] not in SIGNALS


def _follow_signal() -> None:
    """Every series comes with settings that show it well."""
    name, own = st.session_state["signal"], st.session_state.get(OWN)
    if name in SIGNALS:
        signal, nothing = SIGNALS[name], transform_values(Transform())
        st.session_state.update(length=signal.length, cycles=signal.cycles, **nothing)
    elif name in SAMPLES:
        st.session_state.update(suited(SampleSeries(name).load()))
    elif own is not None:
        st.session_state.update(suited(own.series))


def _need_validation() -> None:
    """Early stopping and a choice of rates need a validation part: take it from the training."""
    state = st.session_state
    if (state["patience"] or len(state["rates"]) > 1) and not state["validation"]:
        state.update(with_validation(controls.values()))
