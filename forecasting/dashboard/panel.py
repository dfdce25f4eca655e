"""Every control, once: its label, its help, its place among the others.

All are drawn on every page, in the body of the page that they belong to or else in the sidebar.
"""

import streamlit as st

from forecasting.dashboard import controls, fields, link
from forecasting.dashboard.values import OWN, suited, transform_values, values_of
from forecasting.data import SAMPLES, SIGNALS, SampleSeries, Transform
from forecasting.experiment import BUDGETS
from forecasting.models import CELLS, STARTS, usable_devices
from forecasting.recipes import RECIPES
from forecasting.rollout import FEEDBACKS


def recipe_control() -> None:
    """Choose a recipe; this sets all other controls."""
    st.selectbox(
        "Recipe",
        list(RECIPES),
        key="recipe",
        format_func=lambda name: RECIPES[name].title,
        on_change=_follow_recipe,
        help="A published experiment or a good start. Choosing one sets every control.",
    )
    st.button(
        "Back to the recipe",
        type="tertiary",
        icon=":material/undo:",
        on_click=_follow_recipe,
        disabled=_as_in_the_recipe(),
        key="reset",
    )


def main_controls() -> None:
    """Noise, window, cells and seeds: in the sidebar of every page."""
    noise = "Standard deviation of the Gaussian noise, in units of the signal. A real series has "
    fields.slider("Noise σ", "noise", 0.01, f"{noise} its own.", disabled=_is_real())
    fields.slider(
        "Window", "window", 1, "How many values a cell sees before it forecasts the next."
    )
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
    columns, real = st.columns([2, 1, 1, 1, 1, 1]), _is_real()
    with columns[0]:
        fields.choice("Series", "signal", _series_titles(), on_change=_follow_signal)
    with columns[1]:
        fields.number("Length", "length", "Values in the series.", disabled=real)
    with columns[2]:
        fields.number("Cycles", "cycles", "Periods in the whole series.", step=0.5, disabled=real)
    with columns[3]:
        fields.number("Data seed", "data_seed", "Another draw of the noise.", disabled=real)
    with columns[4]:
        share = "Share of the series, from its beginning, that the cells learn from."
        fields.number("Train on", "train", share, step=0.05)
    with columns[5]:
        share = "Share of the series after that, for early stopping and the choice of a rate."
        fields.number("Validate on", "validation", share, step=0.05)
    with st.expander("Trend and season", icon=":material/trending_up:"):
        _transform_controls()
    anew = "Each seed learns from a draw of its own, so that the verdict is about the process."
    fields.toggle("Noise anew for each seed", "anew", anew, disabled=real)


def _transform_controls() -> None:
    st.caption("Taken out of the series before the cells learn, and put back into the forecasts.")
    columns = st.columns(3)
    with columns[0]:
        fields.toggle("Logarithm", "log", "For swings that grow with the level; values above 0.")
    with columns[1]:
        fields.toggle("Difference", "difference", "Each value less the one before, for a trend.")
    with columns[2]:
        about = "Each value less the one so many steps before; 0 for none."
        fields.number("Seasonal difference", "season", about)


def training_controls() -> None:
    """How the cells are trained: in the body of the page on training."""
    columns = st.columns(5)
    with columns[0]:
        fields.choice("Equal", "budget", BUDGETS)
    with columns[1]:
        fields.number("Hidden size", "hidden", "Width of each cell layer.")
    with columns[2]:
        fields.number("Epochs", "epochs", "Passes over the training windows.")
    with columns[3]:
        fields.number("Batch size", "batch", "Windows in one update.")
    with columns[4]:
        fields.number("Learning rate", "rate", "Step of the optimizer.", step=0.001, format="%.5f")
    with st.expander("Advanced", icon=":material/tune:"):
        _advanced_controls()


def evaluation_controls() -> None:
    """How forecasts are made and judged: in the body of the page on evaluation."""
    columns = st.columns(3)
    with columns[0]:
        fields.number("Horizon", "horizon", "Steps ahead that are forecast.")
    with columns[1]:
        fields.choice("Feedback", "feedback", FEEDBACKS)
    with columns[2]:
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
    left, right = st.columns(2)
    with left:
        fields.choice("Optimizer", "optimizer", OPTIMIZER_MEANINGS)
        fields.number("Layers", "layers", "Cell layers on top of each other.")
        fields.choice("Start", "start", STARTS)
        fields.toggle(
            "Linear layer in front", "input_layer", "Linear, cell, linear: as in article 4."
        )
    with right:
        fields.choice("Objective", "objective", OBJECTIVE_MEANINGS)
        fields.number("Warm-up", "warm_up", "Observed inputs before the model runs free.")
        clip = "Largest norm of one member's gradient; 0 means no clipping."
        fields.number("Clip gradient norm", "clip", clip, step=0.5)
        fields.toggle("Scale the series", "scaled", "By the training part's mean and deviation.")
    with left:
        patience = "Epochs without a lower validation loss before a network stops; 0 to go on."
        fields.number("Patience", "patience", patience, on_change=_need_validation)
    with right:
        fields.number("Snapshot every", "snapshots", "Epochs between two looks at the rollout.")
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


def _as_in_the_recipe() -> bool:
    """Whether every control shows what the recipe says."""
    shown, wanted = controls.values(), values_of(controls.recipe().experiment)
    return all(shown[name] == wanted[name] for name in controls.NAMES)


def _follow_recipe() -> None:
    st.session_state.update(values_of(controls.recipe().experiment))


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
