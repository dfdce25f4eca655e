"""A series that came with a file does not cost a visitor the own one."""

import numpy as np
import pytest

from forecasting.dashboard import upload_state
from forecasting.data import OWN, Series, UploadedSeries


def source(name):
    values = np.arange(9.0)[:, None] * len(name)
    return UploadedSeries.of(Series(name, np.arange(9), values))


@pytest.fixture
def state(monkeypatch):
    kept = {"brought": "the table", OWN: source("mine")}
    monkeypatch.setattr(upload_state.st, "session_state", kept)
    return kept


def test_it_waits_and_comes_back(state):
    upload_state.replace_by(source("opened"))
    assert upload_state.is_aside()
    assert state[OWN].series.name == "opened"
    assert "brought" not in state
    upload_state.take_back()
    assert (state["brought"], state[OWN].series.name) == ("the table", "mine")
    assert not upload_state.is_aside()


def test_a_second_press_changes_nothing(state):
    upload_state.replace_by(source("opened"))
    upload_state.take_back()
    before = dict(state)
    upload_state.take_back()
    assert state == before


def test_the_same_series_sets_nothing_aside(state):
    upload_state.replace_by(source("mine"))
    assert not upload_state.is_aside()
    assert state["brought"] == "the table"


def test_of_two_opened_files_the_own_series_still_waits(state):
    upload_state.replace_by(source("first"))
    upload_state.replace_by(source("another"))
    upload_state.take_back()
    assert state[OWN].series.name == "mine"
