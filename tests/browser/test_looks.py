"""For everybody: by keyboard, on a telephone, in the dark, by ear."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.app import LONG, SHORT, TRAINING_MS

TITLES = ("Data generation", "Training", "Evaluation", "Inside the cells")
TELEPHONE = {"width": 400, "height": 800}
SIDEWAYS = """
() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
  .map(element => element.scrollWidth - element.clientWidth)
"""
AXE = Axe()


@pytest.fixture
def trained(open_app):
    def trained(**options):
        app = open_app("training", SHORT, **options)
        app.open_sidebar()
        app.train_to_the_end()
        return app

    return trained


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(trained, theme):
    app = trained(color_scheme=theme)
    for title in TITLES:
        app.open_page(title)
        expect(app.page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
        found = AXE.run(app.page).response["violations"]
        serious = [
            (violation["id"], node["html"][:200])
            for violation in found
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]
        assert serious == [], title


def test_dark_is_dark(open_app):
    def brightness(app):
        colour = app.page.get_by_test_id("stApp").evaluate(
            "element => getComputedStyle(element).backgroundColor"
        )
        return sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(",")))

    assert brightness(open_app("", SHORT, color_scheme="dark")) < 100
    assert brightness(open_app("", SHORT, color_scheme="light")) > 700


def test_a_telephone_shows_all_of_it(trained):
    app = trained(viewport=TELEPHONE)
    for title in TITLES:
        app.open_sidebar()
        expect(app.page.locator(".st-key-noise")).to_be_in_viewport()
        app.open_page(title)
        app.page.get_by_test_id("stVegaLiteChart").first.scroll_into_view_if_needed()
        assert app.page.evaluate(SIDEWAYS) == [0, 0], title


def test_the_keyboard_is_enough(open_app):
    app = open_app("training", f"{SHORT}&data_seed=31")
    for _ in range(40):
        app.page.keyboard.press("Tab")
        if app.train_button.evaluate("button => button === document.activeElement"):
            break
    expect(app.train_button).to_be_focused()
    app.page.keyboard.press("Enter")
    expect(app.result).to_be_visible(timeout=TRAINING_MS)


def test_on_a_telephone_one_sees_that_it_trains(open_app):
    """The sidebar lies over the page there: it stays for the sliders, and goes with Train."""
    app = open_app("training", f"{LONG}&data_seed=41", viewport=TELEPHONE)
    main = app.page.get_by_test_id("stMain")
    for noise in ("0.11", "0.12"):
        app.open_sidebar()
        expect(app.train_button).to_be_in_viewport()
        app.slider("noise").press("ArrowRight")
        expect(app.page).to_have_url(re.compile(f"noise={noise}"))
        app.settle()
        expect(app.train_button).to_be_in_viewport()
        app.train()
        expect(app.train_button).not_to_be_in_viewport()
        expect(main.get_by_test_id("stProgress")).to_be_in_viewport()
    main.get_by_role("button", name="Stop").click()
    expect(main.get_by_test_id("stProgress")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_where_the_keyboard_is_can_be_seen_in_the_navigation(open_app, theme):
    app = open_app("training", SHORT, color_scheme=theme)
    link = app.page.get_by_test_id("stSidebarNavLink").first
    for _ in range(20):
        app.page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    width, light, ground = link.evaluate(OUTLINE)
    assert width >= 2
    assert contrast(light, ground) >= 3


OUTLINE = """
link => {
  const style = getComputedStyle(link), side = document.querySelector('[data-testid="stSidebar"]');
  const numbers = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  return [parseFloat(style.outlineWidth), numbers(style.outlineColor),
          numbers(getComputedStyle(side).backgroundColor)];
}
"""


def contrast(one, other):
    """Of two colours, as WCAG 2 measures it; what is not text needs 3."""

    def luminance(colour):
        parts = [c / 255 for c in colour]
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
