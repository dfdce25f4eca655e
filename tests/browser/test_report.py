"""The report as a file on somebody's disk: no server, no network."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forecasting.report import report
from tests.browser.app import SHORT

AXE = Axe()
TELEPHONE = {"width": 400, "height": 800}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CHARTS = 1 + 2 * 2 + 3


@pytest.fixture(scope="module")
def file(tmp_path_factory, tiny_comparison):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report(tiny_comparison), encoding="utf-8")
    return path


@pytest.fixture
def open_file(browser):
    """Opens a file without a network; at the end nothing was asked for and nothing complained."""
    pages, complaints, requests = [], [], []

    def open_file(path, **options):
        context = browser.new_context(**options)
        context.set_offline(True)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_file
    for page in pages:
        page.context.close()
    assert complaints == []
    assert len(requests) == len(pages)


def test_every_chart_is_drawn(open_file, file):
    page = open_file(file)
    expect(page.locator(".chart svg")).to_have_count(CHARTS)
    for chart in page.locator(".chart").all():
        expect(chart).to_have_attribute("aria-label", re.compile(r"\w+ \w+"))
        assert chart.locator("svg").bounding_box()["width"] > 150
        assert chart.locator("path[stroke]:not([stroke='none'])").count() > 3


def test_a_chart_answers_to_the_mouse(open_file, file):
    page = open_file(file)
    tooltip = page.locator("#vg-tooltip-element")
    chart = page.locator("[data-chart=errors]")
    chart.locator("svg").wait_for()
    chart.scroll_into_view_if_needed()
    box = chart.locator("svg").bounding_box()
    # Anywhere in the plot, not only on a line.
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    expect(tooltip).to_be_visible()
    for words in ("steps ahead", "RNN", "LSTM", "GRU", "naive"):
        expect(tooltip).to_contain_text(words)
    expect(tooltip).not_to_contain_text("undefined")


def test_the_legend_brings_out_a_curve(open_file, file):
    page = open_file(file)
    chart = page.locator("[data-chart=errors]")
    lines = chart.locator(".mark-line.role-mark path")
    expect(lines.first).to_have_attribute("opacity", "1")
    chart.locator(".role-legend-symbol path").nth(1).click(force=True)
    expect(lines.first).to_have_attribute("opacity", "0.12")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(open_file, file, theme):
    page = open_file(file, color_scheme=theme)
    expect(page.locator(".chart svg")).to_have_count(CHARTS)
    for summary in page.locator("summary").all():
        summary.click()
    found = AXE.run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found] == []


def test_the_ink_follows_the_light(open_file, file):
    def lightness(page):
        colour = page.locator(".chart .role-axis-label text").first.evaluate(
            "element => getComputedStyle(element).fill"
        )
        return sum(map(int, re.findall(r"\d+", colour)))

    assert lightness(open_file(file, color_scheme="light")) < 150
    dark = open_file(file, color_scheme="dark")
    assert lightness(dark) > 600
    dark.emulate_media(media="print")
    assert lightness(dark) < 150


def test_a_telephone_shows_all_of_it(open_file, file):
    page = open_file(file, viewport=TELEPHONE)
    expect(page.locator(".chart svg")).to_have_count(CHARTS)
    assert page.evaluate(SIDEWAYS) == 0
    for chart in page.locator(".chart svg").all():
        assert chart.bounding_box()["width"] <= TELEPHONE["width"]


def test_it_is_downloaded_from_the_app(open_app, open_file, tmp_path):
    app = open_app("training", SHORT)
    app.train_to_the_end()
    app.open_page("Evaluation")
    app.page.get_by_role("tab", name="Export").click()
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Download the report").click()
    assert download.value.suggested_filename == "report.html"
    path = tmp_path / "report.html"
    download.value.save_as(path)
    page = open_file(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("further ahead")
    expect(page.locator("[data-chart=errors] svg")).to_be_visible()
    expect(page.locator(".headline")).to_contain_text(
        "no difference between the cells can be shown"
    )
