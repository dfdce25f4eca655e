"""What few visitors need is not imported at the start, where everybody would pay for it."""

import json
import subprocess
import sys

import pytest

from tests.browser.server import ROOT

LATE = ("torch", "scipy", "numba", "llvmlite", "openpyxl", "pyarrow.parquet")
"""In the order of what they cost; the first four tens of megabytes."""

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
