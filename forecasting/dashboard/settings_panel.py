"""Every control, once: its label, its help, its place among the others.

All are drawn on every page, in the body of the page that they belong to or else in the sidebar.
"""

import streamlit as st

from forecasting.dashboard import controls, fields, url
from forecasting.dashboard.values import OWN, suited, transform_values, with_validation
from forecasting.data import SAMPLES, SIGNALS, SampleSeries, Transform
from forecasting.experiment import BUDGETS
from forecasting.models import CELLS, INITIALIZATIONS, usable_devices
from forecasting.rollout import FEEDBACKS


def sliders() -> None:
    """Noise and window: in the body of the first page, in the sidebar of every other."""
    noise_control()
    window_control()


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
        st.caption("**Noise σ** · A measured series has its own noise.")
        return
    noise = "How strong the random noise is that is added to every value: its standard deviation "
    fields.slider("Noise σ", "noise", 0.01, f"{noise}σ, in the units of the signal.")


def window_control() -> None:
    """How far back a cell sees."""
    window = "How many values in a row a cell sees before it forecasts the next one."
    fields.slider("Window", "window", 1, window)


def main_controls() -> None:
    """Cells and seeds: in the sidebar of every page."""
    st.pills(
        "Cells",
        list(CELLS),
        selection_mode="multi",
        key="cells",
        help="The kinds of recurrent network to compare. They are trained side by side under the "
        "same conditions.",
    )
    seeds = "How often each cell is trained. A seed is the number from which the first weights and "
    luck = "the order of the training windows are drawn: several of them show what is luck."
    fields.number("Seeds", "seeds", seeds + luck)


def series_controls() -> None:
    """What the series is: in the body of the page on data generation."""
    real = _is_real()
    with fields.row(3 if real else 6):
        fields.choice("Series", "signal", _series_titles(), on_change=_follow_signal)
        if real:
            fields.keep("length", "cycles", "data_seed")
        else:
            _synthetic_controls()
        share = "The part of the series, from its beginning, that the cells learn from."
        fields.share("Training share", "train", share)
        share = "The part after that, for stopping early and for choosing a learning rate. The "
        fields.share("Validation share", "validation", f"{share}rest is the test part.")
    with st.expander("Trend and season", icon=":material/trending_up:"):
        _transform_controls()
    if real and not st.session_state["anew"]:
        fields.keep("anew")
        return
    anew = "Each seed learns from a draw of its own, with other noise and a signal that begins "
    anew += "elsewhere, so that the verdict is about the process and not about one draw."
    fields.toggle("New noise for each seed", "anew", anew)


def _synthetic_controls() -> None:
    """Of a series that is made here from a formula."""
    fields.number("Length", "length", "How many values the series has.")
    cycles = "How often the signal repeats in the whole series."
    fields.number("Cycles", "cycles", cycles, step=0.5)
    fields.number("Data seed", "data_seed", "Another number gives another draw of the noise.")


def _transform_controls() -> None:
    st.caption(
        "What is taken out of the series before the cells learn is put back into the forecasts."
    )
    with fields.row(3):
        log = "For a series whose swings grow with its level. All its values have to be above 0."
        fields.toggle("Logarithm", "log", log)
        difference = (
            "For a series with a trend: the cells learn by how much each value differs from "
        )
        fields.toggle("Difference", "difference", f"{difference}the one before.")
        season = (
            "For a series with a season: the cells learn by how much each value differs from the "
        )
        fields.number("Seasonal difference", "season", f"{season}one so many steps before. 0: off.")


def training_controls() -> None:
    """How the cells are trained: in the body of the page on training."""
    with fields.row(5):
        fields.choice("Make equal", "budget", BUDGETS)
        fields.number(
            "Hidden size", "hidden", "Size of the hidden state that a cell carries along."
        )
        epochs = "One epoch is one pass over all training windows."
        fields.number("Epochs", "epochs", epochs)
        batch = "How many windows the weights are corrected by at a time."
        fields.number("Batch size", "batch", batch)
        rate = "How far the weights move at each correction."
        fields.number("Learning rate", "rate", rate, step=0.001, format="%.5f")
    with st.expander("Advanced", icon=":material/tune:"):
        _advanced_controls()


def evaluation_controls() -> None:
    """How forecasts are made and judged: in the body of the page on evaluation."""
    with fields.row(3):
        fields.number("Horizon", "horizon", "How many steps ahead are forecast.")
        fields.choice("Feedback", "feedback", FEEDBACKS)
        fields.choice("Evaluate on", "judged", JUDGED)


def device_control() -> None:
    """Where to train: only what this machine has."""
    devices = usable_devices()
    st.selectbox(
        "Device",
        list(devices),
        key="device",
        format_func=lambda kind: devices[kind].name,
        help="What trains the cells: the devices found on the machine that runs this app.",
    )


SYNTHETIC = ("noise", "length", "cycles", "data_seed", "anew")
"""Controls of a series that is made here; a measured one has nothing for them to set."""

JUDGED = {
    "test": "every starting point whose forecasts lie in the test part",
    "training": "one rollout over the training part from its first window, as in articles 1 and 2",
}
OPTIMIZER_MEANINGS = {
    "sgd": "plain stochastic gradient descent",
    "momentum": "the same with momentum 0.9, so that corrections add up",
    "adam": "steps that adapt to each weight",
}
OBJECTIVE_MEANINGS = {
    "one_step": "the error of the next value after each window",
    "free_running": "the error of every step; after the warm-up the model reads its own output",
}


def _advanced_controls() -> None:
    with fields.row(4):
        fields.choice("Optimizer", "optimizer", OPTIMIZER_MEANINGS)
        fields.number("Layers", "layers", "How many layers of the cell stand on top of each other.")
        fields.choice("Initialization", "start", INITIALIZATIONS)
        fields.choice("Objective", "objective", OBJECTIVE_MEANINGS)
        warm_up = (
            "With the objective “free running”: how many observed values the model reads before "
        )
        fields.number("Warm-up", "warm_up", f"{warm_up}it reads its own output.")
        clip = "The largest norm of a network's gradient: a larger one is scaled down. 0: no limit."
        fields.number("Clip gradient norm", "clip", clip, step=0.5)
        patience = (
            "After how many epochs without a lower validation loss a network stops. 0: never."
        )
        fields.number("Patience", "patience", patience, on_change=_need_validation)
        snapshots = "How many epochs pass between two looks at what the cells forecast."
        fields.number("Snapshot every", "snapshots", snapshots)
        linear = (
            "A linear layer in front of the cell, as in article 4; one behind it is always there."
        )
        fields.toggle("Linear layer in front", "input_layer", linear)
        scaled = (
            "The cells see the series with mean 0 and standard deviation 1 in the training part."
        )
        fields.toggle("Scale the series", "scaled", scaled)
    _rates_control()


def _rates_control() -> None:
    st.pills(
        "Learning rates to try",
        url.RATES,
        selection_mode="multi",
        key="rates",
        format_func="{:g}".format,
        on_change=_need_validation,
        help="Every cell tries all that are chosen and keeps the one with the lowest loss on the "
        "validation part. If none is chosen, all cells have the one learning rate set above.",
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
        state.update(with_validation(controls.values()))
