"""A new setting is one field and one entry: it is then in links, controls, files and reports."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FIELD = "    patience: int | None = None\n"
NEW_FIELD = "    dropout: float | None = None\n"
ENTRY = '    Setting(\n        key="optimizer",'
NEW_ENTRY = """    Setting(
        key="dropout",
        field="dropout",
        kind="number",
        low=0.05,
        high=0.95,
        page_low=0.0,
        page_high=0.9,
        off=0.0,
        label="Dropout of units",
        help="Which share of the units is left out.",
        page="training",
        group="advanced",
        step=0.05,
    ),
"""

LOOK = """
import pandas as pd
from dataclasses import replace
from streamlit.testing.v1 import AppTest

from forecasting import Experiment, TrainingConfig, compare
from forecasting.dashboard import jobs, url
from forecasting.dashboard.values import experiment_from
from forecasting.experiment import as_text, settings_table
from forecasting.report import report
from forecasting.saving import load, safe_csv, save
from tests.conftest import TINY

# Validation
for wrong in (0.01, 1.0, True, "a"):
    try:
        TrainingConfig(dropout=wrong)
    except ValueError as error:
        assert str(error) == f"dropout is {wrong!r}; give a number from 0.05 to 0.95.", error
    else:
        raise AssertionError(wrong)

# The link, there and back, and what is wrong in it
found = url.read({"dropout": "0.3"})
assert experiment_from(found.values).training.dropout == 0.3
assert url.write(found.recipe, found.values) == {"dropout": "0.3"}
assert experiment_from(url.read({}).values).training.dropout is None
(complaint,) = url.read({"dropout": "0.91"}).complaints
assert complaint.endswith("give a number from 0 to 0.9.")

# The control, with its label and its limits, and back to the recipe
jobs.get_ready = lambda: None
app = AppTest.from_file("streamlit_app.py", default_timeout=60)
app.query_params["dropout"] = "0.3"
app = app.run().switch_page("pages/training.py").run()
assert not app.exception, app.exception
control = app.number_input(key="dropout")
assert (control.label, control.value, control.min, control.max) == (
    "Dropout of units", 0.3, 0.0, 0.9
), control
app = control.set_value(0.5).run()
assert app.query_params == {"dropout": "0.5"}
app = app.button(key="reset").click().run()
assert app.query_params == {}
assert app.number_input(key="dropout").value == 0.0

# JSON, the saved file, CSV and the report
experiment = replace(TINY, training=replace(TINY.training, dropout=0.25))
assert '"dropout": 0.25' in experiment.to_json()
assert Experiment.from_json(experiment.to_json()) == experiment
comparison = compare(experiment, engine="reference")
assert load(save(comparison)).experiment == experiment
table = safe_csv(as_text(settings_table(experiment))).decode()
assert "training,dropout,Dropout of units,0.25" in table.splitlines()
page = report(comparison)
assert "Dropout of units" in page and "0.25" in page
"""


@pytest.fixture
def house(tmp_path):
    """A copy of the house with one field and one entry more."""
    for folder in ("forecasting", "pages", ".streamlit"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for file in ("streamlit_app.py", "CHANGELOG.md", "tests/__init__.py", "tests/conftest.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    config = tmp_path / "forecasting/training/config.py"
    text = config.read_text(encoding="utf-8")
    assert (text.count(FIELD), text.count(ENTRY)) == (1, 1)
    text = text.replace(FIELD, FIELD + NEW_FIELD).replace(ENTRY, NEW_ENTRY + ENTRY)
    config.write_text(text, encoding="utf-8")
    return tmp_path


def test_one_field_and_one_entry_are_seen_everywhere(house):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
