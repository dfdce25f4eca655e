"""The first page in a browser: an answer without a click, before and after on the same axes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import TRAINING_MS

CHART = "RMSE by steps ahead for"
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      for (const source of entry.sources)
        window.shifts.push(Math.abs(source.currentRect.y - source.previousRect.y)
          * (source.previousRect.height > 0 && source.currentRect.height > 0));
  }).observe({type: 'layout-shift'});
}"""


def answer(app):
    return app.page.locator(".st-key-answer").get_by_role("heading")


def see(app, words):
    expect(app.page.get_by_text(words)).to_be_visible(timeout=TRAINING_MS)


def test_an_answer_without_a_click_then_before_and_after(open_app):
    app = open_app()
    expect(app.title).to_have_text("Which recurrent cell forecasts further ahead?")
    expect(app.chart(CHART)).to_be_visible(timeout=TRAINING_MS)
    expect(answer(app)).to_have_text(re.compile(r"^(No clear winner|The (RNN|LSTM|GRU)) .*\.$"))
    see(app, "Strong: noise 0.10, window 25. Line")
    app.settle()
    app.page.evaluate(SHIFTS)
    app.slider("noise").press("ArrowRight")
    see(app, "Strong: noise 0.11, window 25. Faint: noise 0.10, window 25.")
    app.settle()
    moved = [shift for shift in app.page.evaluate("window.shifts") if shift > 8]
    assert moved == []
    expect(app.chart(CHART)).to_be_visible()
    entry = app.page.get_by_role("button", name="no difference shown").first
    entry.focus()
    app.page.keyboard.press("Enter")
    expect(app.page.locator("[popover]:popover-open")).to_contain_text("Over all steps")
    app.page.keyboard.press("Escape")
    expect(app.page.locator("[popover]:popover-open")).to_have_count(0)


def test_its_name_and_a_link_of_old(open_app):
    app = open_app("start", "noise=0.2")
    expect(app.title).to_have_text("Which recurrent cell forecasts further ahead?")
    see(app, "Not trained yet")
    expect(app.page.locator(".st-key-noise")).to_contain_text("0.20")


@pytest.mark.parametrize("width", [400])
def test_a_card_chooses_its_recipe_on_a_phone(open_app, width):
    app = open_app(viewport={"width": width, "height": 850})
    card = app.page.locator(".st-key-card_article_2_rnn")
    expect(card).to_contain_text("100 values of a sine")
    card.get_by_role("button", name="Train this").click()
    expect(app.title).to_have_text("Training", timeout=TRAINING_MS)
    expect(app.page).to_have_url(re.compile(r"/training\?recipe=article_2_rnn$"))
    assert app.page.evaluate("document.documentElement.scrollWidth") <= width
