"""Every control, once: its label, its help, its place among the others.

All are drawn on every page, in the body of the page that they belong to or else in the sidebar.
"""

import streamlit as st

from forecasting.dashboard import fields, link
from forecasting.dashboard.values import OWN, suited, transform_values
from forecasting.data import SAMPLES, SIGNALS, SampleSeries, Transform
from forecasting.experiment import BUDGETS
from forecasting.models import CELLS, STARTS, usable_devices
from forecasting.rollout import FEEDBACKS


def sliders() -> None:
    """Noise and window: in the body of the first page, in the sidebar of every other."""
    noise_control()
    window_control()


def sliders_in_a_row() -> None:
    """The same beside each other."""
    left, right = st.columns(2, gap="large")
    with left:
        noise_control()
    with right:
        window_control()


def noise_control() -> None:
    """How noisy the series is."""
    noise = "Standard deviation of the Gaussian noise, in units of the signal. A real series has "
    fields.slider("Noise σ", "noise", 0.01, f"{noise} its own.", disabled=_is_real())


def window_control() -> None:
    """How far back a cell sees."""
    fields.slider(
        "Window", "window", 1, "How many values a cell sees before it forecasts the next."
    )


def main_controls() -> None:
    """Cells and seeds: in the sidebar of every page."""
    st.pills(
        "Cells",
        list(CELLS),
        selection_mode="multi",
        key="cells",
        help="Trained side by side under the same conditions.",
    )
    fields.number("Seeds", "seeds", "Each cell is trained once for every seed, so that luck shows.")


def series_controls() -> None:
    """What the series is: in the body of the page on data generation."""
    real = _is_real()
    with fields.row(6):
        fields.choice("Series", "signal", _series_titles(), on_change=_follow_signal)
        fields.number("Length", "length", "Values in the series.", disabled=real)
        fields.number("Cycles", "cycles", "Periods in the whole series.", step=0.5, disabled=real)
        fields.number("Data seed", "data_seed", "Another draw of the noise.", disabled=real)
        share = "Share of the series, from its beginning, that the cells learn from."
        fields.number("Train on", "train", share, step=0.05)
        share = "Share of the series after that, for early stopping and the choice of a rate."
        fields.number("Validate on", "validation", share, step=0.05)
    with st.expander("Trend and season", icon=":material/trending_up:"):
        _transform_controls()
    anew = "Each seed learns from a draw of its own, so that the verdict is about the process."
    fields.toggle("Noise anew for each seed", "anew", anew, disabled=real)


def _transform_controls() -> None:
    st.caption("Taken out of the series before the cells learn, and put back into the forecasts.")
    with fields.row(3):
        fields.toggle("Logarithm", "log", "For swings that grow with the level; values above 0.")
        fields.toggle("Difference", "difference", "Each value less the one before, for a trend.")
        about = "Each value less the one so many steps before; 0 for none."
        fields.number("Seasonal difference", "season", about)


def training_controls() -> None:
    """How the cells are trained: in the body of the page on training."""
    with fields.row(5):
        fields.choice("Equal", "budget", BUDGETS)
        fields.number("Hidden size", "hidden", "Width of each cell layer.")
        fields.number("Epochs", "epochs", "Passes over the training windows.")
        fields.number("Batch size", "batch", "Windows in one update.")
        fields.number("Learning rate", "rate", "Step of the optimizer.", step=0.001, format="%.5f")
    with st.expander("Advanced", icon=":material/tune:"):
        _advanced_controls()


def evaluation_controls() -> None:
    """How forecasts are made and judged: in the body of the page on evaluation."""
    with fields.row(3):
        fields.number("Horizon", "horizon", "Steps ahead that are forecast.")
        fields.choice("Feedback", "feedback", FEEDBACKS)
        fields.choice("Judged on", "judged", JUDGED)


def device_control() -> None:
    """Where to train: only what this machine has."""
    devices = usable_devices()
    st.selectbox(
        "Device",
        list(devices),
        key="device",
        format_func=lambda kind: devices[kind].name,
        help="What was detected on the machine that runs this app.",
    )


JUDGED = {
    "test": "every origin whose targets lie in the test part",
    "training": "the first window of the training part, as articles 1 and 2 do",
}
OPTIMIZER_MEANINGS = {
    "sgd": "stochastic gradient descent",
    "momentum": "the same with momentum 0.9",
    "adam": "Adam",
}
OBJECTIVE_MEANINGS = {
    "one_step": "the error of the next value after each window",
    "free_running": "the error of every step; after the warm-up the model reads its own output",
}


def _advanced_controls() -> None:
    with fields.row(4):
        fields.choice("Optimizer", "optimizer", OPTIMIZER_MEANINGS)
        fields.number("Layers", "layers", "Cell layers on top of each other.")
        fields.choice("Start", "start", STARTS)
        fields.choice("Objective", "objective", OBJECTIVE_MEANINGS)
        fields.number("Warm-up", "warm_up", "Observed inputs before the model runs free.")
        clip = "Largest norm of one member's gradient; 0 means no clipping."
        fields.number("Clip gradient norm", "clip", clip, step=0.5)
        patience = "Epochs without a lower validation loss before a network stops; 0 to go on."
        fields.number("Patience", "patience", patience, on_change=_need_validation)
        fields.number("Snapshot every", "snapshots", "Epochs between two looks at the rollout.")
        linear = "Linear, cell, linear: as in article 4."
        fields.toggle("Linear layer in front", "input_layer", linear)
        fields.toggle("Scale the series", "scaled", "By the training part's mean and deviation.")
    st.pills(
        "Learning rates to try",
        link.RATES,
        selection_mode="multi",
        key="rates",
        format_func="{:g}".format,
        on_change=_need_validation,
        help="Every cell tries all and keeps the one with the lowest loss on the validation part. "
        "With none chosen all have the learning rate above.",
    )


def _is_real() -> bool:
    return st.session_state["signal"] not in SIGNALS


def _series_titles() -> dict[str, str]:
    titles = {name: entry.title for name, entry in (SIGNALS | SAMPLES).items()}
    return {**titles, OWN: "Your own series"}


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
        share = 0.15 if state["train"] > 0.3 else 0.05
        state.update(validation=share, train=round(state["train"] - share, 2))
