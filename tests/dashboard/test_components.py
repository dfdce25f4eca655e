"""What pages are put together from."""

from types import SimpleNamespace

import pandas as pd
import pytest
import streamlit as st

from forecasting.dashboard import components


@pytest.fixture
def end(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})

    def end(place, series, *values):
        comparison = SimpleNamespace(task=SimpleNamespace(series=SimpleNamespace(name=series)))
        return components.axis_end(place, comparison, pd.Series(values))

    return end


def test_an_axis_stays_while_results_of_one_series_follow(end):
    assert [end("errors", "sine", value) for value in (0.36, 0.2, 0.39, 0.45)] == [0.4] * 3 + [0.5]


def test_another_axis_and_another_series_begin_anew(end):
    assert end("errors", "sine", 0.36) == 0.4
    assert end("start", "sine", 0.2) == 0.2
    assert end("errors", "square", 0.2) == 0.2
