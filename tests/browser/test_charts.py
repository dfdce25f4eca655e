"""Charts as they are drawn: marks inside the plot, labels on the axes, an answer to the pointer."""

import re

import pytest
from playwright.sync_api import expect

from forecasting.charts.lines import HEIGHT
from tests.browser.app import TRAINING_MS

DATED = "recipe=co2&epochs=3&seeds=2&hidden=4&snapshots=3"
TELEPHONE = {"width": 400, "height": 900}

INSIDE = """
chart => {
  const plot = chart.querySelector("path.background").getBoundingClientRect();
  const lines = [...chart.querySelectorAll(".mark-line path")].map(p => p.getBoundingClientRect());
  const labels = [...chart.querySelectorAll(".role-axis-label text")]
    .filter(text => text.getAttribute("opacity") !== "0");
  return {
    plot: [plot.width, plot.height],
    widths: lines.map(line => line.width / plot.width),
    labels: labels.map(text => [...text.querySelectorAll("tspan")].map(t => t.textContent)
      .join(" ") || text.textContent),
    boxes: labels.map(text => {
      const box = text.getBoundingClientRect();
      return [box.left, box.right, box.top, box.bottom];
    }),
    sizes: labels.map(text => parseFloat(getComputedStyle(text).fontSize)),
  };
}
"""


def drawn(app, words):
    """What one chart looks like."""
    chart = app.chart(words).first
    expect(chart.locator(".mark-line path").first).to_be_attached()
    return chart.evaluate(INSIDE)


def overlapping(boxes):
    return [
        (one, other)
        for k, one in enumerate(boxes)
        for other in boxes[k + 1 :]
        if min(one[1], other[1]) - max(one[0], other[0]) > 1
        and min(one[3], other[3]) - max(one[2], other[2]) > 1
    ]


def point_at(app, words, share=0.6):
    """Put the pointer into a plot, on no line in particular."""
    app.chart(words).first.scroll_into_view_if_needed()
    box = app.chart(words).first.locator("path.background").first.bounding_box()
    where = box["x"] + share * box["width"], box["y"] + 0.3 * box["height"]
    app.page.mouse.move(where[0] - 3, where[1])
    app.page.mouse.move(*where)
    return app.page.locator("#vg-tooltip-element")


@pytest.fixture(scope="module", params=[{}, {"viewport": TELEPHONE}], ids=["wide", "narrow"])
def options(request):
    return request.param


def test_the_charts_of_a_dated_series(open_app, options):
    app = open_app("training", DATED, **options)
    app.open_sidebar()
    app.train_to_the_end()
    app.close_sidebar()
    for words in ("Training loss of the LSTM", "Rollout of the LSTM"):
        seen = drawn(app, words)
        assert max(seen["widths"]) > 0.9, words
        assert len(seen["labels"]) >= 4
        assert min(seen["sizes"]) >= 13
        assert overlapping(seen["boxes"]) == []
    assert re.search(r"1988|1989", " ".join(drawn(app, "Rollout of the LSTM")["labels"]))
    tooltip = point_at(app, "Rollout of the LSTM")
    expect(tooltip).to_contain_text(re.compile(r"\d \w{3} 19\d\d"))
    box = tooltip.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= app.page.viewport_size["width"]
    app.page.mouse.move(0, 0)
    app.see("Forecasts after epoch 3")
    app.open_page("Data generation")
    app.close_sidebar()
    seen = drawn(app, "CO2")
    years = [label for label in seen["labels"] if re.fullmatch(r"(19|20)\d\d", label)]
    assert len(years) >= 3
    assert overlapping(seen["boxes"]) == []
    app.open_page("Evaluation")
    app.close_sidebar()
    app.page.get_by_role("tab").nth(2).click()
    seen = drawn(app, "Forecasts of CO2")
    assert [
        x for x in seen["labels"] if re.search(r"[A-Z]", x) and not re.search(r"\d{4}", x)
    ] == []
    assert overlapping(seen["boxes"]) == []


def test_one_points_anywhere_and_reads_all_curves(open_app):
    app = open_app("evaluation", "epochs=20&hidden=8&seeds=2&snapshots=5")
    app.train()
    errors = "RMSE by steps ahead for"
    expect(app.chart(errors)).to_be_visible(timeout=TRAINING_MS)
    app.settle()
    # Of what the chart would be without the ribbons below it.
    assert drawn(app, errors)["plot"][1] >= 0.7 * HEIGHT
    tooltip = point_at(app, errors)
    expect(tooltip).to_be_visible()
    for words in ("steps ahead", "RNN", "LSTM", "GRU", "seasonal naive", "noise σ"):
        expect(tooltip).to_contain_text(words)
    expect(tooltip).not_to_contain_text("undefined")
    # Beside the line at the pointer, one that the slider moves.
    chosen = app.chart(errors).locator(".mark-rule.role-mark line").first
    before, place = chosen.bounding_box()["x"], chosen.get_attribute("transform")
    app.slider("step_30").press("ArrowLeft")
    expect(chosen).not_to_have_attribute("transform", place)
    assert chosen.bounding_box()["x"] < before


def test_a_finger_reads_them_too(open_app):
    app = open_app("evaluation", "epochs=20&hidden=8&seeds=2&snapshots=5", has_touch=True)
    app.train()
    expect(app.chart("RMSE by steps ahead for")).to_be_visible(timeout=TRAINING_MS)
    app.settle()
    app.chart("RMSE by steps ahead for").scroll_into_view_if_needed()
    box = app.chart("RMSE by steps ahead for").locator("path.background").first.bounding_box()
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"]
    finger = app.page.context.new_cdp_session(app.page)
    for kind, place in (("touchStart", x), ("touchMove", x + 2)):
        touch = {"type": kind, "touchPoints": [{"x": place, "y": y}]}
        finger.send("Input.dispatchTouchEvent", touch)
    expect(app.page.locator("#vg-tooltip-element")).to_contain_text("LSTM")
