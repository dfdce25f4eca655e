"""While the cells are trained anew, nothing on the page moves."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import SHORT, TRAINING_MS

MOST_PIXELS = 8

WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const {node, previousRect, currentRect} of list.getEntries().flatMap(e => [...e.sources])) {
    const pixels = Math.abs(currentRect.top - previousRect.top);
    const words = (node?.innerText ?? node?.textContent ?? '').slice(0, 60);
    window.shifts.push([Math.round(pixels), words, node?.parentElement?.className ?? '']);
  }
}).observe({type: 'layout-shift'});
"""
"""How far the browser itself says that something moved up or down, without anybody's doing."""

ALL_DRAWN = """() => {
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
  return charts.length > 0 && charts.every(chart => chart.querySelector('canvas, svg.marks'));
}"""

WAYS = {
    "data_generation": "sine over",
    "training": "Training loss of the LSTM",
    "evaluation": "RMSE by steps ahead for",
}


@pytest.mark.parametrize(("page", "chart"), WAYS.items(), ids=WAYS.keys())
def test_nothing_moves_while_it_trains_anew(open_app, page, chart):
    """Three moves of a slider: no shift, the chart stays where it is, and so does the button."""
    app = open_app(page, f"{SHORT}&data_seed={len(page)}")
    app.page.get_by_text("Retrain as I move the sliders").click()
    fresh = app.page.get_by_text("Trained with these settings")
    expect(fresh).to_be_visible(timeout=TRAINING_MS)
    app.settle()
    app.page.wait_for_function(ALL_DRAWN)
    places = [app.train_button, app.chart(chart), app.page.locator(".st-key-place_controls")]
    before = [place.bounding_box() for place in places]
    rows = app.page.locator(".st-key-place_controls").count()
    app.page.evaluate(WATCH)
    for _ in range(3):
        app.slider("noise").press("ArrowRight")
        expect(fresh).to_have_count(0)
        assert app.page.locator(".st-key-place_controls").count() == rows == 1
        app.see_not("Press Train to bring it up to date")
        expect(fresh).to_be_visible(timeout=TRAINING_MS)
        app.settle()
    moved = [shift for shift in app.page.evaluate("window.shifts") if shift[0] > MOST_PIXELS]
    assert moved == []
    after = [place.bounding_box() for place in places]
    for one, other in zip(before, after, strict=True):
        assert abs(one["y"] - other["y"]) <= MOST_PIXELS


def test_the_observer_notices_what_moves(open_app):
    """Else nothing would ever fail."""
    app = open_app("evaluation", SHORT)
    app.page.evaluate(WATCH)
    app.page.evaluate(
        """() => {
          const box = document.createElement('div');
          box.style.height = '70px';
          document.querySelector('.st-key-place_controls').before(box);
        }"""
    )
    app.page.wait_for_function("window.shifts.some(shift => shift[0] >= 60)")
