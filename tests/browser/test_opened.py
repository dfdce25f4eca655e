"""A comparison saved here and opened elsewhere: controls, list of recipes and address agree."""

import re

from playwright.sync_api import expect

from tests.browser.app import SHORT

SETTINGS = f"{SHORT}&signal=lorenz&length=120&cycles=6&window=17&horizon=11&cells=LSTM+GRU"


def test_opening_adopts_its_settings(open_app, tmp_path):
    app = open_app("training", SETTINGS)
    app.train_to_the_end()
    app.open_page("Evaluation")
    app.tab("Export").click()
    with app.page.expect_download() as download:
        app.page.locator(".st-key-save button").click()
    file = tmp_path / "comparison.zip"
    download.value.save_as(file)

    other = open_app("evaluation")
    expect(other.slider("window")).to_have_value("25")
    other.page.get_by_text("Open a saved comparison").click()
    other.page.locator('.st-key-upload input[type="file"]').set_input_files(file)
    other.see("the controls show its settings")
    expect(other.slider("window")).to_have_value("17")
    expect(other.number("Horizon")).to_have_value("11")
    expect(other.page.get_by_role("combobox", name="Recipe")).to_have_value("Own settings")
    expect(other.page).to_have_url(
        re.compile(r"(?=.*signal=lorenz)(?=.*window=17)(?=.*horizon=11)")
    )
    expect(other.chart("RMSE by steps ahead for LSTM, GRU")).to_be_visible()
