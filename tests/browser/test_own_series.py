"""A real file, messy as it is: brought, trained, forecast past its end."""

import io
import re
from pathlib import Path

import pandas as pd
from playwright.sync_api import expect

import forecasting
from tests.browser.app import TRAINING_MS

FILE = Path(forecasting.__file__).parent / "data" / "samples" / "co2.csv"
SETTINGS = "signal=own&seeds=2&hidden=8&snapshots=60"


def test_a_reload_finds_the_series_and_its_result_and_nobody_else_does(open_app):
    app = open_app("data_generation", f"{SETTINGS}&window=20")
    app.page.locator('.st-key-own_file input[type="file"]').set_input_files(FILE)
    app.see("a reload finds it")
    expect(app.chart("co2 over 526 values")).to_be_visible()
    app.train()
    expect(app.result).to_be_visible(timeout=TRAINING_MS)
    app.reload()
    expect(app.result).to_be_visible()
    app.see("This result is of the settings shown")
    app.open_page("Data generation")
    app.see("2,284 rows, 59 missing, resampled to months, 3 gaps filled")
    expect(app.chart("co2 over 526 values")).to_be_visible()

    other = open_app("data_generation", app.page.url.partition("?")[2])
    other.see("Bring a file or paste cells")
    expect(other.page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
    other.open_page("Training")
    other.see("Your own series is not here")

    app.page.get_by_role("button", name="Remove it").click()
    app.see("Bring a file or paste cells")
    app.reload()
    app.see("Bring a file or paste cells")


def test_bring_train_and_take_the_forecast_away(open_app):
    app = open_app("data_generation", SETTINGS)
    app.page.locator('.st-key-own_file input[type="file"]').set_input_files(FILE)
    app.see("2,284 rows, 59 missing, resampled to months, 3 gaps filled")
    expect(app.chart("co2 over 526 values")).to_be_visible()
    app.train()
    expect(app.result).to_be_visible(timeout=TRAINING_MS)
    # What was set for the file comes along when the page is changed by the button.
    expect(app.page).to_have_url(re.compile(r"/training\?(?=.*season=12)(?=.*window=24)"))
    app.result.click()
    expect(app.chart("RMSE by steps ahead for")).to_be_visible()
    app.tab("Future forecast").click()
    with app.page.expect_download() as download:
        app.page.locator(".st-key-csv_forecast button").click()
    rows = pd.read_csv(io.BytesIO(download.value.path().read_bytes()))
    assert rows["date"].tolist() == [f"2002-{month:02}-01" for month in range(1, 13)]
    assert rows["LSTM median over seeds"].between(360, 385).all()
    assert (rows["LSTM lowest seed"] <= rows["LSTM highest seed"]).all()
