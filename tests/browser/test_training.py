"""Training as it is seen: it grows, goes on elsewhere, stops, starts by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import LONG, SHORT, TRAINING_MS

WATCH = """
chart => {
  chart.isTheSame = true;
  window.seen = [];
  const look = () => {
    const points = chart.querySelectorAll(".mark-rule.role-mark line").length;
    const last = window.seen.at(-1);
    if (!last || last[1] !== points) window.seen.push([performance.now() / 1000, points]);
  };
  look();
  new MutationObserver(look).observe(chart, {childList: true, subtree: true});
}
"""
REDRAWS = 4
"""To wait for, in the time that any state is waited for; the aim is 2 in a second."""


@pytest.fixture
def training(open_app):
    def training(query):
        app = open_app("training", query)
        app.train()
        app.wait_for_epoch(1)
        return app

    return training


def test_the_curve_grows_in_place(training, record_property):
    app = training(f"{LONG}&data_seed=1")
    app.chart("Training loss of the LSTM").evaluate(WATCH)
    app.page.wait_for_function(f"window.seen.length > {REDRAWS}")
    assert app.chart("Training loss of the LSTM").evaluate("chart => chart.isTheSame") is True
    seen = app.page.evaluate("window.seen")
    # Between two drawings, while Vega writes the marks anew, there may be none to count.
    points = [count for _, count in seen if count]
    assert points == sorted(points)
    assert points[-1] > points[0]
    per_second = (len(seen) - 1) / (seen[-1][0] - seen[0][0])
    record_property("redraws_per_second", per_second)
    print(f"{per_second:.2f} redraws/s")  # noqa: T201 - a measurement
    app.stop()


def test_it_stops_and_keeps_what_was_learnt(training):
    app = training(f"{LONG}&data_seed=2")
    app.wait_for_epoch(5)
    app.stop()
    app.see("Stopped at epoch")
    app.open_page("Evaluation")
    app.see("Stopped at epoch")
    expect(app.chart("RMSE by steps ahead for")).to_be_visible()


def test_it_goes_on_while_one_looks_at_other_pages(training):
    app = training(f"{LONG}&data_seed=3")
    for title in ("Data generation", "Evaluation", "Training"):
        before = app.epoch()
        app.open_page(title)
        app.wait_for_epoch(before + 1)
    expect(app.chart("Training loss of the LSTM")).to_be_visible()
    app.stop()


def test_from_the_page_of_the_series_it_leads_to_the_curves(open_app):
    app = open_app("data_generation", f"{SHORT}&data_seed=4")
    app.train()
    expect(app.title).to_have_text("Training")
    expect(app.result).to_be_visible(timeout=TRAINING_MS)


def test_a_finished_one_is_evaluated(open_app):
    app = open_app("training", SHORT)
    app.train_to_the_end()
    app.result.click()
    expect(app.title).to_have_text("Evaluation")
    expect(app.chart("RMSE by steps ahead for")).to_be_visible()
    app.see("Settings and scores")


def test_it_follows_the_sliders(open_app):
    app = open_app("training", "epochs=20&hidden=64&seeds=2&snapshots=400&data_seed=5")
    app.train_to_the_end()
    app.page.get_by_text("Retrain as I move the sliders").click()
    # Long enough to be seen, and the result of before stays beside it.
    app.number("Epochs").fill("150")
    app.number("Epochs").press("Enter")
    app.wait_for_epoch(1)
    app.open_page("Evaluation")
    app.slider("noise").press("ArrowRight")
    app.see("below, the result of earlier settings")
    expect(app.chart("RMSE by steps ahead for")).to_be_visible()
    expect(app.progress).to_have_count(1)
    app.see_in_time("This result is of the settings shown")
    app.see_not("below, the result of earlier settings")
    # For a moment the old chart stands beside the new one.
    expect(app.chart("RMSE by steps ahead for")).to_have_count(1)
    assert "noise=0.11" in app.page.url
