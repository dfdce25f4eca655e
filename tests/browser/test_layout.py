"""Nothing is squeezed: every control can be read and used at every width."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import PATIENCE_MS, SHORT

PAGES = ("start", "data_generation", "training", "evaluation", "inside")
WIDTHS = (400, 1000, 1400, 2560)

SQUEEZED = """
place => {
  const found = [];
  for (const input of place.querySelectorAll('input, textarea')) {
    if (['file', 'checkbox', 'range'].includes(input.type) || !input.checkVisibility()) continue;
    const width = input.getBoundingClientRect().width;
    if (width < 60) found.push(`${input.getAttribute('aria-label')} is ${width} px wide`);
  }
  for (const words of place.querySelectorAll('[data-testid="stWidgetLabel"] p, summary p')) {
    if (!words.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    const tops = [...range.getClientRects()].map(box => Math.round(box.top / 8));
    const most = words.textContent.trim().split(/\\s+/).length;
    if (new Set(tops).size > most) found.push(`${words.textContent} has ${tops.length} lines`);
  }
  for (const words of place.querySelectorAll('[data-testid="stTable"] td p')) {
    if (!words.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top / 8)));
    if (tops.size > 1) found.push(`${words.textContent} is broken into ${tops.size} lines`);
  }
  return found;
}
"""
"""Inputs that are too narrow, labels with more lines than words, entries of tables in several."""


@pytest.mark.parametrize("widths", [(400,), (1000, 1400, 2560)], ids=["narrow", "wide"])
@pytest.mark.parametrize("page", PAGES)
def test_every_control_has_room(open_app, page, widths):
    app = open_app(page, SHORT, viewport={"width": widths[0], "height": 900})
    main, sidebar = (app.page.get_by_test_id(name) for name in ("stMain", "stSidebar"))
    _unfold(main)
    for width in widths:
        app.page.set_viewport_size({"width": width, "height": 900})
        assert main.evaluate(SQUEEZED) == [], width
    app.open_sidebar()
    sidebar.get_by_text("More settings", exact=True).click()
    _unfold(sidebar)
    expect(sidebar.get_by_text("Device", exact=True)).to_be_visible()
    for width in widths:
        app.page.set_viewport_size({"width": width, "height": 900})
        assert sidebar.bounding_box()["width"] > 200
        assert sidebar.evaluate(SQUEEZED) == [], width


def _unfold(place):
    """Open what is folded away."""
    for name in ("Trend and season", "Advanced"):
        for found in place.get_by_text(name, exact=True).all():
            found.click()


def test_the_measure_finds_what_is_squeezed(open_app):
    """Else nothing would ever fail."""
    app = open_app("data_generation", SHORT)
    app.page.add_style_tag(content=".st-key-length, .st-key-signal { width: 15px !important }")
    wanted = ("Length is 1", "Series is 1", "Length has ", "Series has ")
    for _ in range(PATIENCE_MS // 100):
        found = " ".join(app.page.get_by_test_id("stMain").evaluate(SQUEEZED))
        if all(words in found for words in wanted):
            return
        app.page.wait_for_timeout(100)
    raise AssertionError(found)
