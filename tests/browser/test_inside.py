"""Inside the cells, in a browser: scrub, play, another epoch, another cell; wide and narrow."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import SHORT, TRAINING_MS

TELEPHONE = {"width": 400, "height": 900}
LEARNING = "epochs=1000&hidden=64&seeds=2&snapshots=25&data_seed=61"
"""Trained for much longer than a test takes, with many looks."""

UNITS = "The hidden state of 8 units of the LSTM"
CLIPPED = """
place => [...place.querySelectorAll('.katex, canvas, svg.marks, p')].filter(one => {
  const box = one.getBoundingClientRect();
  if (!box.width || box.right <= window.innerWidth + 1) return false;
  for (let up = one.parentElement; up !== place; up = up.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)
        && up.getBoundingClientRect().right <= window.innerWidth + 1) return false;
  return true;
}).map(one => one.tagName)
"""
"""What reaches beyond the window and is not in a box that scrolls."""


@pytest.fixture
def inside(open_app):
    """The page with a result of its own, in a few seconds."""

    def inside(query=SHORT, **options):
        app = open_app("inside", query, **options)
        app.open_sidebar()
        app.train()
        app.close_sidebar()
        app.see_in_time("This result is of the settings shown")
        expect(app.chart(UNITS)).to_be_visible(timeout=TRAINING_MS)
        return app

    return inside


def at_step(app, step):
    return app.page.get_by_text(re.compile(rf"^Step {step} of the window, "))


def picture(chart):
    """What is drawn, to be compared with what is drawn later."""
    expect(chart.locator("svg.marks, canvas").first).to_be_visible()
    return chart.screenshot()


def differs(app, chart, before):
    """Wait until a chart looks otherwise."""
    for _ in range(100):
        if picture(chart) != before:
            return
        app.page.wait_for_timeout(100)
    raise AssertionError("the picture stays as it was")


def test_the_scrubber_moves_every_picture(inside):
    app = inside()
    expect(at_step(app, 25)).to_be_visible()
    chart = app.chart(UNITS)
    chart.scroll_into_view_if_needed()
    before = picture(chart)
    app.slider("inside_step_25").press("ArrowLeft")
    expect(at_step(app, 24)).to_be_visible()
    differs(app, chart, before)


def test_it_plays_to_the_end(inside):
    app = inside()
    slider = app.slider("inside_step_25")
    for step in (24, 23, 22):
        slider.press("ArrowLeft")
        expect(at_step(app, step)).to_be_visible()
    app.page.get_by_role("button", name="Play").click()
    expect(app.page.get_by_role("button", name="Pause")).to_be_visible()
    expect(at_step(app, 25)).to_be_visible()
    expect(app.page.get_by_role("button", name="Play")).to_be_visible()


def test_it_can_be_paused(inside):
    app = inside()
    app.page.get_by_role("button", name="Play").click()
    expect(at_step(app, 2)).to_be_visible()
    app.page.get_by_role("button", name="Pause").click()
    expect(app.page.get_by_role("button", name="Play")).to_be_visible()


def test_another_epoch_has_other_curves(inside):
    app = inside()
    chart = app.chart("How strongly steps back are felt")
    chart.scroll_into_view_if_needed()
    before = picture(chart)
    app.page.get_by_role("slider", name="Weights").press("Home")
    expect(app.page.get_by_text(re.compile("^Weights at the start. Line"))).to_be_visible()
    differs(app, chart, before)


def test_another_cell_has_another_formula(inside):
    app = inside()
    formula = app.page.locator(".st-key-inside_formula")
    expect(formula.locator(".katex")).to_have_count(2)
    app.choose("inside_cell", "LSTM")
    expect(formula.locator(".katex")).to_have_count(12)
    expect(formula.get_by_text("Memory cell", exact=True)).to_be_visible()
    app.choose("inside_cell", "GRU")
    expect(formula.locator(".katex")).to_have_count(8)


def test_the_curves_move_while_the_cells_learn(open_app):
    app = open_app("inside", LEARNING)
    app.train()
    chart = app.chart("How strongly steps back are felt")
    expect(chart).to_be_visible(timeout=TRAINING_MS)
    chart.scroll_into_view_if_needed()
    differs(app, chart, picture(chart))
    app.open_sidebar()
    app.stop()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_clipped_on_a_telephone(inside, theme):
    app = inside(viewport=TELEPHONE, color_scheme=theme)
    app.choose("inside_cell", "LSTM")
    expect(app.page.locator(".st-key-inside_formula .katex")).to_have_count(12)
    main = app.page.get_by_test_id("stMain")
    assert main.evaluate(CLIPPED) == []
    assert main.evaluate("place => place.scrollWidth - place.clientWidth") == 0


def test_the_measure_finds_what_is_clipped(inside):
    """Else nothing would ever fail."""
    app = inside(viewport=TELEPHONE)
    main = app.page.get_by_test_id("stMain")
    main.locator("p").first.evaluate("p => { p.style.width = '700px' }")
    assert main.evaluate(CLIPPED) == ["P"]
