"""For everybody: by keyboard, on a telephone, in the dark, by ear."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.app import SHORT, TRAINING_MS

TITLES = ("Data generation", "Training", "Evaluation")
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
