"""From the button to a verdict that is taken away."""

import re

from playwright.sync_api import expect

from tests.browser.app import TRAINING_MS

SETTINGS = "epochs=15&hidden=16&seeds=7&snapshots=15&horizon=12&data_seed=8"
VERDICT = "Who beats whom, and is the difference real?"


def test_train_read_change_and_take_away(open_app, browser, tmp_path):
    app = open_app("evaluation", SETTINGS)
    app.train()
    expect(app.chart("RMSE by steps ahead for")).to_be_visible(timeout=TRAINING_MS)
    app.see(VERDICT)
    app.see("At 12 steps ahead")
    app.slider("step_12").press("Home")
    app.see("At 1 step ahead: RMSE")
    app.page.locator(".st-key-verdict_steps").get_by_text("At 1 step ahead").click()
    app.page.get_by_text("In sentences").click()
    box = app.page.get_by_test_id("stVerticalBlock").filter(has_text=VERDICT).last
    expect(box.get_by_role("listitem").filter(has_text="At 1 step ahead").first).to_be_visible()
    app.see("equal hidden size (16)")
    audited = app.page.get_by_text(re.compile(r"Fresh start|No drift"))
    expect(audited.first).to_be_visible()
    change_the_budget(app)
    app.see("equal parameters (those of an RNN with hidden size 16, or just below)")
    take_the_report(app, browser, tmp_path)


def change_the_budget(app):
    """Equal parameters instead of equal hidden size, and train again."""
    app.open_page("Training")
    app.page.get_by_role("combobox", name=re.compile("Make equal")).click()
    app.do(app.page.get_by_role("option", name="parameters").click)
    expect(app.page).to_have_url(re.compile("budget=parameters"))
    app.train_to_the_end()
    app.result.click()
    expect(app.chart("RMSE by steps ahead for")).to_be_visible()
    cells = app.page.get_by_test_id("stTable").first
    sizes = [cells.get_by_role("row").nth(k).get_by_role("cell").nth(1) for k in (1, 2, 3)]
    for size, wanted in zip(sizes, ("16", "7", "8"), strict=True):
        expect(size).to_have_text(wanted)


def take_the_report(app, browser, folder):
    """It opens without server and network, and says the same."""
    app.tab("Export").click()
    with app.page.expect_download() as download:
        app.page.locator(".st-key-report button").click()
    path = folder / "report.html"
    download.value.save_as(path)
    context = browser.new_context()
    context.set_offline(True)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator("[data-chart=errors] svg")).to_be_visible()
    expect(page.get_by_text("equal parameters").first).to_be_visible()
    context.close()
