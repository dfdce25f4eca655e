"""The short list of audits: told by sign and word, made once, forgotten with the comparison."""

import gc
import weakref
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from forecasting import compare
from forecasting.dashboard import audit_list
from forecasting.experiment import Audit, audit
from tests.conftest import TINY
from tests.dashboard.driver import assert_calm, texts


def page_of(comparison):
    def page(comparison):
        from forecasting.dashboard import audit_list

        audit_list.warning(comparison)
        audit_list.section(comparison)

    app = AppTest.from_function(page, args=(comparison,), default_timeout=30).run()
    assert_calm(app)
    return app


def shown(comparison):
    return texts(page_of(comparison).markdown)


def test_a_fair_one(tiny_comparison):
    title, lines = shown(tiny_comparison)
    told = "6 of 7 audits passed; one could not be made."  # there are two seeds
    assert title == f"**Was it a fair comparison?** {told}"
    assert lines.count(":green[:material/check_circle:]") == lines.count("\n- ") == 6
    assert lines.count(":gray[:material/help:] **No drift with the order of running") == 1


def test_an_unfair_one():
    app = page_of(compare(replace(TINY, window_length=1), "cpu"))
    warned, title, lines = (element.value for element in app.markdown)
    assert "5 of 7 audits passed: do not trust" in title
    assert "- :red[:material/cancel: **The cell recurs: failed**] · The window is" in lines
    assert audit_list.FAILED in warned


@pytest.mark.parametrize("passed", [True, False])
def test_it_does_not_take_colours_to_tell(passed):
    assert ("failed" in audit_list.line(Audit("Name", passed, "Why."))) != passed


def test_made_once_and_forgotten():
    first = compare(replace(TINY, seeds=(1,)), "cpu")
    found = audit_list.audits_of(first)
    assert found == audit(first)
    assert audit_list.audits_of(first) is found
    kept = weakref.ref(first)
    del first
    gc.collect()
    assert kept() is None


def test_what_could_not_be_checked_is_no_success():
    assert "not checked" in audit_list.line(Audit("Name", True, "Why.", checked=False))
    few = Audit("One", True, "."), Audit("Two", True, ".", checked=False)
    assert audit_list._in_all(few) == "1 of 2 audits passed; one could not be made."
