"""From a press or a move to the new error chart, in a real browser: python -m benchmarks.button.

The default comparison, each time on another draw of the noise, so that nothing is kept: by the
button on the page that shows the answer, and by the noise slider on the first page, from the key to
the new curve. Also how long the first page takes to show its chart, as somebody comes who has never
been there. Server and browser share this machine's cores. Before all of it the server has compiled
and made its first comparison.
"""

import argparse
import statistics
import time

from playwright.sync_api import Browser, expect

from benchmarks.sessions import ALL_CORES, browser
from tests.browser.app import App
from tests.browser.server import Server, serve

MOVED = "Strong: noise {:.2f}, window 25."
CHART = "RMSE by steps ahead for"
PATIENCE_MS = 120_000
REST_SECONDS = 1.0


def seconds(chromium: Browser, server: Server, seed: int) -> float:
    """One press, by somebody who has just come."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    app = App(page, server)
    page.goto(server.address("evaluation", f"data_seed={seed}"))
    app.settle()
    time.sleep(REST_SECONDS)
    started = time.perf_counter()
    app.train_button.click()
    expect(app.chart(CHART)).to_be_visible(timeout=PATIENCE_MS)
    taken = time.perf_counter() - started
    page.context.close()
    return taken


def slider_seconds(chromium: Browser, server: Server, repeats: int) -> list[float]:
    """One visitor who moves the slider step by step, and looks at each new curve."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    app = App(page, server)
    page.goto(server.address())
    expect(page.get_by_text(MOVED.format(0.1))).to_be_visible(timeout=PATIENCE_MS)
    taken = []
    for step in range(1, repeats + 1):
        app.settle()
        time.sleep(REST_SECONDS)
        started = time.perf_counter()
        app.slider("noise").press("ArrowRight")
        expect(page.get_by_text(MOVED.format(0.1 + 0.01 * step))).to_be_visible(timeout=PATIENCE_MS)
        taken.append(time.perf_counter() - started)
    page.context.close()
    return taken


def first_screen_seconds(chromium: Browser, server: Server) -> float:
    """A new visitor of a server that has its first comparison, until the chart is there."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    app = App(page, server)
    started = time.perf_counter()
    page.goto(server.address())
    expect(app.chart(CHART).locator("svg, canvas").first).to_be_visible(timeout=PATIENCE_MS)
    taken = time.perf_counter() - started
    app.settle()
    page.context.close()
    return taken


def shown(what: str, taken: list[float]) -> None:
    """Each, and the median."""
    print(f"{what}:", *(f"{one:.2f}" for one in taken))
    print(f"  median {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s (aim 1.5)")


def main() -> None:
    """Press and move several times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    with serve(**ALL_CORES) as server, browser() as chromium:
        first_screen_seconds(chromium, server)
        moves = slider_seconds(chromium, server, repeats)
        visits = [first_screen_seconds(chromium, server) for _ in range(repeats)]
        presses = [seconds(chromium, server, seed) for seed in range(1, repeats + 1)]
    shown("first screen on a warm server", visits)
    shown("slider to new curve", moves)
    shown("button to error chart", presses)


if __name__ == "__main__":
    main()
