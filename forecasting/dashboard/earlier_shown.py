"""Before and after: what the first page showed last, to compare with what it shows now."""

from dataclasses import dataclass

import streamlit as st

from forecasting import digits
from forecasting.dashboard.values import values_of
from forecasting.data import SyntheticSeries
from forecasting.experiment import Experiment
from forecasting.messages import Message, phrase

MOVED = ("noise", "window")
"""What the sliders of the first page move."""


@dataclass(frozen=True)
class EarlierShown:
    """The settings whose result stands on the page, and those of the one before.

    Attributes:
        now: Of the newest result.
        before: Of the one before it; None if there was none, or not one to compare with.
    """

    now: Experiment
    before: Experiment | None = None

    def then(self, experiment: Experiment) -> "EarlierShown":
        """With another result: what stood there stays behind it, if only the sliders differ."""
        if experiment == self.now:
            return self
        return EarlierShown(experiment, self.now if comparable(self.now, experiment) else None)


def remember(experiment: Experiment) -> EarlierShown:
    """Note whose result is shown."""
    known = st.session_state.get("start_shown")
    shown = known.then(experiment) if known else EarlierShown(experiment)
    st.session_state["start_shown"] = shown
    return shown


def label(experiment: Experiment) -> Message:
    """The settings that the sliders move, in words."""
    source, window = experiment.source, experiment.window_length
    if not isinstance(source, SyntheticSeries):
        return phrase("window {window}", window=window)
    noise = digits.number(source.noise_std, 2)
    return phrase("noise {noise}, window {window}", noise=noise, window=window)


def comparable(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments differ in nothing but what the sliders move."""
    settings = [
        {k: v for k, v in values_of(each).items() if k not in MOVED} for each in (one, other)
    ]
    sources = [one.source, other.source]
    measured = [None if isinstance(source, SyntheticSeries) else source for source in sources]
    return settings[0] == settings[1] and measured[0] == measured[1]
