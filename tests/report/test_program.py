"""The JavaScript in a report: the right versions, and the only one that may run."""

import base64
import hashlib

import altair
import pytest

from forecasting.report import report
from forecasting.report.program import FOLDER, LIBRARIES, policy, program
from tests.report.page import Page
from tests.saving.cases import trained


def test_vega_lite_is_what_altair_writes():
    assert f"vega-lite-{altair.SCHEMA_VERSION.removeprefix('v')}" in LIBRARIES
    majors = {name.rsplit("-", 1)[0]: name.rsplit("-", 1)[1].split(".")[0] for name in LIBRARIES}
    assert majors["vega"] == altair.VEGA_VERSION
    assert majors["vega-embed"] == altair.VEGAEMBED_VERSION


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_is_what_its_name_says(name):
    text = (FOLDER / "vega" / f"{name}.min.js").read_text(encoding="utf-8")
    assert f'"{name.rsplit("-", 1)[1]}"' in text


def test_every_library_is_named_beside_its_licence():
    notice = (FOLDER / "vega" / "NOTICE.txt").read_text(encoding="utf-8")
    for name in LIBRARIES:
        assert " ".join(name.rsplit("-", 1)) in notice
    assert notice in program()
    assert {path.name for path in (FOLDER / "vega").iterdir()} == {
        "NOTICE.txt",
        *(f"{name}.min.js" for name in LIBRARIES),
    }


def test_it_can_stand_in_a_page():
    text = program().lower()
    assert "</script" not in text
    assert "<!--" not in text
    assert "sourcemappingurl" not in text
    assert "\r" not in text


def test_only_this_script_may_run():
    page = Page(report(trained("tiny")))
    (script,) = [text for kind, _, text in page.scripts if kind is None]
    checksum = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = dict(page_policy(page))
    assert allowed["script-src"] == f"'sha256-{checksum}'"
    assert allowed["default-src"] == "'none'"
    assert policy(script) == policy(program())


def page_policy(page):
    (content,) = [
        value
        for tag, name, value in page.attributes
        if (tag, name) == ("meta", "content") and value.startswith("default-src")
    ]
    return [part.split(" ", 1) for part in content.split("; ")]
