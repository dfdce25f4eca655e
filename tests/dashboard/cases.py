"""Random settings, as the controls could show them, and addresses that nobody should write."""

from hypothesis import assume
from hypothesis import strategies as st

from forecasting.dashboard import url
from forecasting.dashboard.values import experiment_from, values_of
from forecasting.data import SAMPLES
from forecasting.experiment import ON_PAGES
from forecasting.models import CELLS
from forecasting.recipes import RECIPES

CHOICES = {key: list(s.choices) for key, s in ON_PAGES.items() if s.kind == "choice"}
RATES = tuple(ON_PAGES["rates"].choices)
SYNTHETIC_ONLY = ("length", "cycles", "noise", "data_seed", "anew")


def _setting(name, default):
    if name == "cells":
        return st.lists(st.sampled_from(list(CELLS)), min_size=1, unique=True).map(in_order)
    if name == "rates":
        return st.sets(st.sampled_from(RATES)).map(sorted)
    if isinstance(default, bool):
        return st.booleans()
    if name in CHOICES:
        return st.sampled_from(CHOICES[name])
    low, high = url.LIMITS[name]
    return st.integers(low, high) if isinstance(default, int) else st.floats(low, high)


def in_order(cells):
    return [cell for cell in CELLS if cell in cells]


@st.composite
def settings(draw):
    """A recipe, and values of all controls, each within its limits; they need not work."""
    recipe = draw(st.sampled_from(list(RECIPES)))
    values = values_of(RECIPES[recipe].experiment)
    for name in draw(st.sets(st.sampled_from(sorted(values)), max_size=6)):
        values[name] = draw(_setting(name, values[name]))
    return recipe, values


@st.composite
def working_settings(draw):
    """The same, but those that make an experiment."""
    recipe, values = draw(settings())
    if values["signal"] in SAMPLES:
        start = values_of(RECIPES["sunspots"].experiment)
        values |= {name: start[name] for name in SYNTHETIC_ONLY}
    try:
        experiment_from(values)
    except ValueError:
        assume(False)
    return recipe, values


LONE_SURROGATE = "\ud83d"
"""No browser can send it."""

HOSTILE = [
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "nan",
    "inf",
    "-inf",
    "9" * 5000,
    "0x10",
    "1_0_0",
    "None",
    "True",
    "[1,2]",
    "{}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "'; DROP TABLE runs; --",
    "\x00",
    LONE_SURROGATE,
    "😀" * 100,
    "٣",
    "RNN RNN",
    "RNN,LSTM",
    "__class__",
    "%s%n{0}",
    "javascript:alert(1)",
]
