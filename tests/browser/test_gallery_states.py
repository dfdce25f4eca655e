"""The states that a visitor can reach: no chart is empty, no text is squeezed, nothing complains.

A new state is one line of a walk. A walk is one visit, since opening the app takes longest.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.app import TRAINING_MS
from tests.browser.test_layout import SQUEEZED

QUICK = "epochs=4&hidden=4&seeds=2&snapshots=2"
ALONE = "epochs=4&hidden=4&seeds=1&snapshots=2"

TABS = [f"tab {number}" for number in range(5)]
AFTER_TRAINING = ["page Training", "train", "page Evaluation"]

WALKS = {
    "as it is opened": (
        (1400, "light", "data_generation", QUICK),
        [
            "open More settings",
            "open Trend and season",
            "page Start",
            "page Evaluation",
            "page Training",
            "open Advanced",
            "train",
            "page Evaluation",
            "switch Logarithmic",
            "switch Single seeds",
            "choose Skill",
            *TABS,
            "page Inside",
        ],
    ),
    "on a telephone": (
        (400, "dark", "start", QUICK),
        ["page Data generation", *AFTER_TRAINING, *TABS, "page Inside"],
    ),
    "a series with dates": (
        (1000, "dark", "data_generation", f"recipe=co2&{QUICK}"),
        [*AFTER_TRAINING, *TABS, "page Inside"],
    ),
    "one seed of a series in years, on a wall": (
        (2560, "light", "data_generation", f"recipe=sunspots&{ALONE}"),
        [*AFTER_TRAINING, *TABS, "page Inside"],
    ),
    "several variables": (
        (1400, "light", "data_generation", f"recipe=article_4&{QUICK}"),
        [*AFTER_TRAINING, "tab 1", "tab 2", "tab 3", "page Inside"],
    ),
    "settings that cannot work": (
        (1400, "dark", "data_generation", f"window=180&{QUICK}"),
        ["page Training", "page Evaluation", "page Inside"],
    ),
}
"""What is opened (width, theme, page, settings), and what is done there, one after the other."""

EMPTY = """
charts => charts.filter(chart => {
  const words = chart.getAttribute("aria-label") || "";
  if (words.startsWith("Axes for")) return false;  // what stands there before there is a result
  const canvas = chart.querySelector("canvas");
  if (canvas) {
    const {width, height} = canvas;
    const middle = [width / 4, height / 4, width / 2, height / 2];
    const {data} = canvas.getContext("2d").getImageData(...middle);
    return new Set(new Uint32Array(data.buffer)).size < 3;
  }
  const plot = chart.querySelector("path.background");
  if (!plot) return true;
  const {left, right, top, bottom} = plot.getBoundingClientRect();
  const seen = [...chart.querySelectorAll(".role-mark path, .role-mark line")].filter(mark => {
    if (mark.getAttribute("opacity") === "0" || mark.getAttribute("stroke") === "transparent")
      return false;
    const box = mark.getBoundingClientRect();
    const across = Math.min(box.right, right) - Math.max(box.left, left);
    const along = Math.min(box.bottom, bottom) - Math.max(box.top, top);
    return Math.max(across, along) > 8 && Math.min(across, along) >= 0;
  });
  const boxes = seen.map(mark => mark.getBoundingClientRect());
  // From the first to the last: a map is made of many narrow ones.
  const width = Math.max(...boxes.map(box => box.right)) - Math.min(...boxes.map(box => box.left));
  return seen.length === 0 || width < 0.2 * (right - left);
}).map(chart => chart.getAttribute("aria-label"))
"""


def act(app, deed):
    kind, _, what = deed.partition(" ")
    if kind == "page":
        app.page.get_by_test_id("stSidebarNav").get_by_role("link", name=what).click()
        link = app.page.locator('[data-testid="stSidebarNavLink"][aria-current="page"]')
        expect(link).to_contain_text(what)
    elif kind == "train":
        app.train()
        expect(app.result).to_be_visible(timeout=TRAINING_MS)
    elif kind == "open":
        app.page.get_by_text(what, exact=True).first.click()
    elif kind == "tab":
        app.page.get_by_role("tab").nth(int(what)).click()
    elif kind == "switch":
        app.page.get_by_text(what, exact=True).click()
    else:
        app.choose("view", what)
    app.settle()


def look(app):
    """Whatever is wrong here; a chart may take a moment until it is drawn."""
    charts = app.page.get_by_test_id("stVegaLiteChart")
    for _ in range(50):
        empty = charts.evaluate_all(EMPTY)
        if not empty:
            break
        app.page.wait_for_timeout(100)
    squeezed = app.page.get_by_test_id("stMain").evaluate(SQUEEZED)
    return [*(f"{words} is empty" for words in empty), *squeezed]


@pytest.mark.parametrize("name", WALKS)
def test_a_walk(open_app, name):
    (width, theme, page, settings), deeds = WALKS[name]
    viewport = {"width": width, "height": 1000}
    app = open_app(page, settings, viewport=viewport, color_scheme=theme)
    wrong = [("opened", look(app))]
    for deed in deeds:
        app.open_sidebar() if deed.split()[0] in ("page", "train") else app.close_sidebar()
        act(app, deed)
        wrong.append((deed, look(app)))
    assert [(deed, found) for deed, found in wrong if found] == []


def test_a_chart_without_marks_is_found(open_app):
    """Else nothing would ever fail."""
    app = open_app("data_generation", QUICK)
    assert look(app) == []
    app.page.evaluate("document.querySelectorAll('.role-mark').forEach(mark => mark.remove())")
    (found,) = look(app)
    assert found.endswith("is empty")
