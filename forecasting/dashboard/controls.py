"""What the controls say: in the session, under the names that the address uses."""

import contextlib
from typing import Any

import streamlit as st

from forecasting.dashboard import refusals, upload_state, url
from forecasting.dashboard.values import experiment_from, source_from, values_of
from forecasting.data import OWN, Source, UploadedSeries
from forecasting.experiment import Experiment
from forecasting.messages import in_turn
from forecasting.models import CELLS, explain_cells, explain_device, usable_devices
from forecasting.recipes import RECIPES, Recipe
from forecasting.training import explain_gradient

NAMES = tuple(values_of(Experiment()))
"""What the controls are called, in the session and in the address."""


def read_address() -> None:
    """At the first run of a session, set every control as the address says."""
    _restore()
    if "recipe" in st.session_state:
        return  # also where the first run was interrupted: what was moved since stays
    found = url.read(st.query_params.to_dict())
    start = {"recipe": found.recipe, "base": found.recipe}
    st.session_state.update(found.values, **start, complaints=found.complaints)


def _restore() -> None:
    """What Streamlit forgot.

    Where runs interrupt each other it drops what is not drawn, and `st.switch_page`, unlike a click
    on the navigation, all that controls show.
    """
    for name, value in st.session_state.get("remembered", {}).items():
        if name not in st.session_state:
            st.session_state[name] = value


def remember() -> None:
    """What the controls show: once all is drawn or kept, and before the page is changed."""
    names = (*NAMES, "recipe", "base", "device")
    shown = {name: st.session_state[name] for name in names if name in st.session_state}
    st.session_state["remembered"] = shown


def write_address() -> None:
    """Keep the address in step with the controls."""
    wanted = url.write(recipe().name, values())
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def experiment() -> Experiment:
    """What the controls say now.

    Raises:
        ValueError: If that cannot work, with the control and where to move it.
    """
    shown = values()
    refusals.check(shown)
    return experiment_from(shown)


def adopt(experiment: Experiment) -> bool:
    """Set every control as an experiment has it; gives whether they can show all of it."""
    wanted, state = values_of(experiment), st.session_state
    if isinstance(experiment.source, UploadedSeries):
        upload_state.replace_by(experiment.source)
    same = (name for name, recipe in RECIPES.items() if values_of(recipe.experiment) == wanted)
    name = next(same, url.FIRST_RECIPE)
    state.update(url.within_limits(wanted), base=name, recipe=name)
    with contextlib.suppress(ValueError):
        return experiment_from(values()) == experiment
    return False


def source() -> Source | None:
    """The series that the controls describe; None if that is none."""
    try:
        return source_from(values())
    except ValueError:
        return None


def device() -> str:
    """The kind of device chosen; the first one if the control was not drawn yet.

    On a server that has just started, somebody may press Train before all of the page is there.
    """
    chosen = st.session_state.get("device")
    return str(chosen or next(iter(usable_devices())))


def device_reason() -> str:
    """The device chosen, by name, why it is the one, and the cells that it trains more slowly."""
    cells = [cell for cell in CELLS if cell in st.session_state["cells"]]
    gradient = str(values()["gradient"])
    told = explain_device(device()), explain_cells(cells, device()), explain_gradient(gradient)
    return in_turn([words for words in told if words])


def recipe() -> Recipe:
    """The recipe that the settings started from."""
    return RECIPES[st.session_state["base"]]


def values() -> dict[str, Any]:
    """What the controls show; the cells in one order, in whichever they were clicked."""
    state, remembered = st.session_state, st.session_state.get("remembered", {})
    shown = {name: state[name] if name in state else remembered[name] for name in NAMES}
    chosen, rates = shown["cells"], sorted(shown["rates"])
    ordered = {"cells": [cell for cell in CELLS if cell in chosen], "rates": rates}
    own = {OWN: st.session_state.get(OWN)}
    return shown | ordered | own
