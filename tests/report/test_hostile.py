"""Names that a person typed or a file brought are text, wherever they stand."""

import html
from dataclasses import replace
from functools import cache

import pytest

from forecasting import compare
from forecasting.data.signals import SIGNALS
from forecasting.experiment.audits import Audit
from forecasting.models import Device
from forecasting.report import report
from tests.conftest import TINY
from tests.report.page import Page
from tests.saving.cases import trained

NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\" onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "]]>\u2028&lt;b&gt;",
    "'); alert(1); //",
)


@cache
def report_with(name):
    """Of a comparison in which everything that can be named bears this name."""
    signal = SIGNALS["sine_cosine"]
    # Two variables need two names.
    named = replace(signal, title=name, variables=(name, f"{name} too"))
    experiment = replace(TINY, source=replace(TINY.source, seed=len(name)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SIGNALS, "sine_cosine", named)
        comparison = replace(compare(experiment, "cpu"), device=Device("cpu", name))
        return report(comparison, [Audit(name, False, name)])


@pytest.fixture(params=NAMES)
def hostile(request):
    return request.param, report_with(request.param)


@pytest.fixture
def harmless():
    return report_with("name")


def test_a_name_adds_no_element(hostile, harmless):
    ours, theirs = Page(hostile[1]), Page(harmless)
    assert ours.tags == theirs.tags
    assert [a[:2] for a in ours.attributes] == [a[:2] for a in theirs.attributes]


def test_a_name_is_read_as_it_is(hostile):
    name, page = hostile[0], Page(hostile[1])
    assert page.text.count(name) >= 5
    spec = page.charts["chart-rollout-0"]
    titles = [layer["encoding"].get("y", {}).get("title") for layer in spec["layer"]]
    assert name in titles


def test_nothing_in_a_script_ends_it(hostile):
    for _, _, text in Page(hostile[1]).scripts:
        assert "</script" not in text.lower()
        assert "<!--" not in text


def test_it_stands_nowhere_unescaped(hostile):
    name, text = hostile
    if name != html.escape(name, quote=False):
        assert name not in text


def test_half_a_character_is_no_trouble():
    comparison = replace(trained("one"), device=Device("cpu", "half \ud83d of it"))
    assert "half ? of it" in Page(report(comparison)).text
