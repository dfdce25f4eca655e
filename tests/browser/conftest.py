"""A real server and a real browser, each once for all tests here."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.server import serve
from tests.browser.visits import Visits

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""One engine; the first one draws no window around a page, and opens it in 2/3 of the time."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    f"There is no Chromium: none of {', '.join(NAMES)} is on the path, "
    "and the variable CHROMIUM does not name one."
)
GRACE_SECONDS = 3

# A machine that does other work too is no reason to fail.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def executable():
    """The browser of this machine, None if there is none."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser():
    path = executable()
    if path is None:
        # Where all is checked, a browser that is missing must not pass for one that is content.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(request):
    """Started once there is a browser to look at it."""
    request.getfixturevalue("browser")
    with serve(FORECASTING_GRACE_SECONDS=str(GRACE_SECONDS)) as server:
        yield server


@pytest.fixture(scope="session")
def visits(browser):
    return Visits(browser)


@pytest.fixture
def open_app(visits, server):
    """Opens the app as another visitor each time; looks for complaints at the end."""

    def open_app(page="", query="", at=server, script="", **options):
        app = visits.open(at, script, **options)
        app.go(page, query)
        return app

    yield open_app
    assert visits.end() == []
