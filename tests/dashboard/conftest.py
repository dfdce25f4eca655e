"""A fresh server for every test."""

from functools import partial

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context

from forecasting.dashboard import first_comparison, jobs
from forecasting.jobs import JobManager
from tests.dashboard.driver import Gate


@pytest.fixture(autouse=True)
def managers(monkeypatch):
    """No cache and no thread goes from one test to the next; gives what was made."""
    made = []

    class Remembered(JobManager):
        def __init__(self, results, **options):
            super().__init__(results, **options)
            made.append(self)

    monkeypatch.setattr(jobs, "JobManager", Remembered)
    # Most tests are about what a visitor asks for, and count what is trained.
    monkeypatch.setattr(first_comparison, "prepare", lambda _: first_comparison.First())
    # There is no browser: its cookies would be a mock.
    monkeypatch.setattr(context, "_get_client_context", lambda: None)
    # Looking through all installed packages for components takes longer than most tests.
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)
    _clear()
    yield made
    for manager in made:
        manager.close(timeout=30)
    _clear()


def _clear():
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def serve(managers, monkeypatch):
    """Start the server with other options of its job manager."""
    remembered = jobs.JobManager

    def with_options(**options):
        monkeypatch.setattr(jobs, "JobManager", partial(remembered, **options))
        return managers

    return with_options


@pytest.fixture
def gate(serve):
    """Jobs do an epoch each time they are let on."""
    gate = Gate()
    serve(runner=gate)
    yield gate
    gate.let(10_000)
