"""From the button to the finished error chart, in a real browser: python -m benchmarks.button.

The default comparison, each time on another draw of the noise, so that nothing is kept; on the page
that shows the answer. Server and browser share this machine's cores, and nothing is trained before
the first press but what the server compiles by itself at its start.
"""

import argparse
import statistics
import time

from playwright.sync_api import Browser, expect

from benchmarks.sessions import ALL_CORES, browser
from tests.browser.app import App
from tests.browser.server import Server, serve

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


def main() -> None:
    """Press several times, and print each and the median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    with serve(**ALL_CORES) as server, browser() as chromium:
        taken = [seconds(chromium, server, seed) for seed in range(1, repeats + 1)]
    print(*(f"{one:.2f}" for one in taken))
    print(f"median {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s (bar 3, aim 1.5)")


if __name__ == "__main__":
    main()
