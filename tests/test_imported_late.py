"""What few visitors need is not imported at the start, where everybody would pay for it."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.browser.server import ROOT

LATE = ("torch", "scipy", "numba", "llvmlite", "openpyxl", "pyarrow.parquet")
"""In the order of what they cost; the first four tens of megabytes."""

FIRST_PAGE = """
from streamlit.testing.v1 import AppTest
from forecasting.dashboard import jobs

jobs.get_ready = lambda: None
app = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not app.exception, app.exception
assert app.button(key="train_button").label == "Train"
"""

LATE_IN_THE_PACKAGE = (*LATE, "altair", "jinja2", "streamlit")


def imported_by(code):
    """The modules that a new interpreter has after running this."""
    command = f"{code}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return set(json.loads(ended.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("code", "late"),
    [
        ("import forecasting", LATE_IN_THE_PACKAGE),
        ("import streamlit.web.bootstrap, forecasting.dashboard.frame", LATE),
    ],
    ids=["the package", "the app"],
)
def test_the_start_does_without(code, late):
    assert not imported_by(code).intersection(late)


@pytest.mark.skipif(not version("torch").endswith("+cpu"), reason="PyTorch is asked for devices")
def test_the_first_page_does_without():
    assert not imported_by(FIRST_PAGE).intersection(LATE)


def test_the_cpu_has_one_name_before_and_after_the_import():
    names = (
        "from forecasting.models.devices import _cpu_name\nbefore = _cpu_name()\nimport torch\n"
        "assert before == _cpu_name(), (before, _cpu_name())"
    )
    assert "torch" in imported_by(names)
