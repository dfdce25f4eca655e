"""A link holds the settings and finds the result: again, elsewhere, on a server just started."""

import pytest
from playwright.sync_api import expect

from forecasting.dashboard.frame import PLACES
from tests.browser.app import LONG, SHORT
from tests.browser.server import serve

SETTINGS = "window=31&seeds=3&hidden=11&horizon=17&noise=0.25"
HOSTILE = (
    "epochs=1e999&seeds=-1&noise=nan&hidden=%00&cells=LSTM%20LSTM&recipe=../../etc/passwd",
    "signal=%3Cscript%3Ealert(1)%3C/script%3E&window=9999999999999999999999&rate=inf&scaled=yes",
    "epochs=5000&hidden=512&seeds=1000&length=5000&window=200&horizon=500",
    "window=200&length=20&train=0.1&&&=&epochs&%F0%9F%92%A5=1&" + "x" * 3000,
)


NOTE_THE_NAVIGATION = """
window.listed = [];
const note = () => document.querySelectorAll('[data-testid="stSidebarNavLink"]').forEach(link => {
  const words = link.innerText.split("\\n").at(-1).trim();
  if (!window.listed.includes(words)) window.listed.push(words);
});
new MutationObserver(note).observe(document, {childList: true, subtree: true, characterData: true});
"""
"""Everything that the navigation ever lists, from the first moment on."""


def listed():
    return [place.title for place in PLACES]


@pytest.fixture
def trained(open_app):
    app = open_app("training", SHORT)
    app.train_to_the_end()
    return app


def test_a_reload_shows_the_result_at_once(trained):
    trained.reload()
    expect(trained.result).to_be_visible()
    trained.see_not("earlier settings")


@pytest.mark.parametrize("page", ["training", "evaluation"])
def test_another_browser_sees_the_result_at_once(trained, open_app, page):
    other = open_app(page, trained.page.url.partition("?")[2])
    expect(other.chart("Training loss" if page == "training" else "RMSE by").first).to_be_visible()
    expect(other.progress).to_have_count(0)


def test_a_reload_finds_the_job_that_runs(open_app):
    app = open_app("training", f"{LONG}&data_seed=11")
    app.train()
    app.wait_for_epoch(1)
    before = app.epoch()
    app.reload()
    app.wait_for_epoch(before + 1)
    expect(app.chart("Training loss of the LSTM")).to_be_visible()
    app.stop()
    app.see("Stopped at epoch")


def test_another_browser_does_not_get_the_job_that_runs(open_app):
    app = open_app("training", f"{LONG}&data_seed=12")
    app.train()
    app.wait_for_epoch(1)
    other = open_app("training", f"{LONG}&data_seed=12")
    other.see("The loss of each cell is drawn here")
    expect(other.progress).to_have_count(0)
    app.stop()


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("data_generation", "Data generation"),
        ("training", "Training"),
        ("evaluation", "Evaluation"),
    ],
)
def test_the_very_first_request_may_be_any_page(browser, open_app, page, title):
    assert browser
    with serve() as fresh:
        app = open_app(page, SETTINGS, at=fresh, script=NOTE_THE_NAVIGATION)
        expect(app.title).to_have_text(title)
        expect(app.page.get_by_test_id("stSidebarNavLink")).to_have_count(len(PLACES))
        assert set(app.page.evaluate("window.listed")) <= {"", *listed()}
        app.see_not("Page not found")
        expect(app.page.get_by_role("dialog")).to_have_count(0)
        expect(app.train_button).to_be_visible()
        expect(app.slider("window")).to_have_value("31")
        expect(app.slider("noise")).to_have_value("0.25")
        expect(app.number("Seeds")).to_have_value("3")
        if page != "training":
            app.page.get_by_text("More settings").click()
        expect(app.number("Hidden size")).to_have_value("11")
        assert set(SETTINGS.split("&")) == set(app.page.url.partition("?")[2].split("&"))
        assert "Traceback" not in fresh.printed()


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_does_no_harm(open_app, server, query):
    app = open_app("training", query)
    expect(app.title).to_have_text("Training")
    expect(app.page.get_by_test_id("stException")).to_have_count(0)
    expect(app.progress).to_have_count(0)
    assert "Traceback" not in server.printed()
