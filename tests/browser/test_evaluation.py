"""The page with the answer: the chart comes first, all else when somebody asks for it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import SHORT, TRAINING_MS

ERRORS = "RMSE by steps ahead for"


@pytest.fixture
def app(open_app):
    app = open_app("evaluation", SHORT)
    app.train()
    expect(app.chart(ERRORS)).to_be_visible(timeout=TRAINING_MS)
    app.settle()
    return app


def charts(app):
    return app.page.get_by_test_id("stVegaLiteChart")


def test_before_there_is_an_answer_its_place_is_shown(open_app):
    app = open_app("evaluation", f"{SHORT}&data_seed=41")
    expect(app.chart("Axes for the errors")).to_be_visible()
    app.train()
    expect(app.chart(ERRORS)).to_be_visible(timeout=TRAINING_MS)
    expect(app.chart("Axes for the errors")).to_have_count(0)


def test_only_what_is_looked_at_is_drawn(app):
    expect(charts(app)).to_have_count(1)
    expect(app.tab("Settings and scores")).to_have_attribute("aria-selected", "true")
    app.see("Training, all seeds")
    for title, words in (
        ("Rollouts", "Forecasts of sine by RNN, LSTM, GRU after time 139"),
        ("Future forecast", "Forecasts of sine by RNN, LSTM, GRU after time 199"),
        ("During training", "RMSE by steps ahead of the LSTM at"),
    ):
        app.tab(title).click()
        expect(app.chart(words)).to_be_visible()
        expect(charts(app)).to_have_count(4 if title == "During training" else 2)
    app.tab("Export").click()
    expect(app.page.get_by_role("button", name="Save the comparison")).to_be_visible()
    expect(charts(app)).to_have_count(1)


def test_a_tab_leaves_the_main_chart_alone(app):
    app.chart(ERRORS).evaluate("chart => { chart.isTheSame = true }")
    app.tab("Rollouts").click()
    expect(app.chart("Forecasts of sine")).to_be_visible()
    assert app.chart(ERRORS).evaluate("chart => chart.isTheSame") is True


def test_the_answer_follows_the_step(app):
    app.see("At 30 steps ahead: RMSE")
    app.slider("step_30").press("ArrowLeft")
    app.see("At 29 steps ahead: RMSE")
    app.page.locator(".st-key-verdict_steps").get_by_text("At 29 steps ahead").click()
    app.page.get_by_text("In sentences").click()
    sentences = app.page.locator(".st-key-verdict_sentences li")
    expect(sentences.first).to_have_text(re.compile("^At 29 steps ahead no|^No difference"))


def test_the_ways_to_look_at_the_curves(app):
    app.choose("view", "Skill")
    expect(app.chart("Skill by steps ahead against linear autoregression")).to_be_visible()
    app.page.get_by_text("Single seeds").click()
    app.choose("view", "Error")
    expect(app.chart(ERRORS)).to_be_visible()
    app.choose("against", "Clean signal")
    expect(app.chart("RMSE by steps ahead for RNN, LSTM, GRU, noise σ")).to_be_visible()
    app.page.get_by_text("Logarithmic", exact=True).click()
    app.settle()
    lines = app.chart(ERRORS).locator(".mark-line path")
    expect(lines).to_have_count(3 * 2 + 4)  # two seeds of three cells, and all curves


def test_numbers_unfold(app):
    expect(app.page.get_by_test_id("stDataFrame")).to_have_count(0)
    app.page.get_by_text("The numbers").click()
    expect(app.page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(app.page.get_by_role("button", name="Download CSV").first).to_be_visible()
    app.page.get_by_text("In sentences").click()
    expect(app.page.locator(".st-key-verdict_sentences li").first).to_be_visible()


def test_ribbons_say_which_cell_is_better_at_which_step(open_app):
    app = open_app("evaluation", "recipe=long_memory&theme=light")
    app.train()
    chart = app.chart(ERRORS)
    expect(chart).to_be_visible(timeout=TRAINING_MS)
    app.settle()
    ribbons = chart.locator(".mark-rect path")
    expect(ribbons).to_have_count(3 * 20)
    expect(chart.get_by_text(re.compile("RNN · LSTM: RNN better at"))).to_be_visible()
    app.see(re.compile(r"step \d+ the RNN beats the LSTM"))
    shown = [box.bounding_box() for box in ribbons.all()]
    thick = next(place for place, box in enumerate(shown[:20]) if box["height"] > 5)
    plot = chart.locator("path.background").first.bounding_box()
    assert all(box["y"] > plot["y"] + plot["height"] - 1 for box in shown)
    ribbons.nth(thick).hover()
    told = app.page.locator("#vg-tooltip-element")
    expect(told).to_contain_text("the RNN beats the LSTM, p ")
    expect(told).to_contain_text(f"{thick + 1}")
