"""From a key on the scrubber to the new pictures, in a real browser: python -m benchmarks.scrubber.

The default comparison on the page "Inside the cells". The clock runs in the page: from the key
until every chart of every cell that marks the step is drawn anew. Server and browser share this
machine's cores. Streamlit lets a slider rest for a while before it tells the server; how long is
measured beside it.
"""

import argparse
import statistics
import time
from typing import Any

from playwright.sync_api import Page, expect

from benchmarks.sessions import ALL_CORES, browser
from tests.browser.app import App
from tests.browser.server import serve

MARKED = ("One window of", "at every step")
"""In the descriptions of the charts that mark the step."""
PATIENCE_MS = 120_000
REST_SECONDS = 0.6
AIM_SECONDS = 0.3

WATCH = """
words => {
  const pictures = () => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
    .filter(one => words.some(word => one.ariaLabel?.includes(word)))
    .map(one => one.querySelector('canvas')?.toDataURL()
      ?? one.querySelector('svg.marks')?.outerHTML);
  const before = pictures();
  window.scrubbed = new Promise(done => addEventListener('keydown', event => {
    const started = event.timeStamp;
    let sent = 0;
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (...all) {
      sent ||= performance.now() - started;
      WebSocket.prototype.send = send;
      return send.apply(this, all);
    };
    const look = () => {
      const now = pictures();
      if (now.length === before.length && now.every((one, k) => one !== before[k]))
        done({seconds: (performance.now() - started) / 1000, sent: sent / 1000,
              charts: now.length});
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, {once: true, capture: true}));
}
"""


def move(page: Page, app: App, length: int) -> dict[str, Any]:
    """One step to the left; seconds until all is drawn, and until the server was told."""
    slider = app.slider(f"inside_step_{length}")
    slider.focus()
    page.evaluate(WATCH, MARKED)
    slider.press("ArrowLeft")
    measured: dict[str, Any] = page.evaluate("() => window.scrubbed")
    app.settle()
    return measured


def measure(repeats: int) -> list[dict[str, Any]]:
    """So many moves, after one that is not counted."""
    with serve(**ALL_CORES) as server, browser() as chromium:
        page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
        app = App(page, server)
        page.goto(server.address("inside"))
        app.settle()
        app.train()
        expect(page.get_by_text("Step 25 of the window")).to_be_visible(timeout=PATIENCE_MS)
        found = []
        for _ in range(repeats + 1):
            time.sleep(REST_SECONDS)
            found.append(move(page, app, 25))
        page.context.close()
    return found[1:]


def main() -> None:
    """Move several times and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    found = measure(parser.parse_args().repeats)
    taken, told = ([one[name] for one in found] for name in ("seconds", "sent"))
    print(f"scrubber to {found[0]['charts']} new pictures:", *(f"{one:.2f}" for one in taken))
    print(f"  median {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s", end=" ")
    print(f"(aim {AIM_SECONDS})")
    print(f"  of these before the server is told: median {statistics.median(told):.2f} s")


if __name__ == "__main__":
    main()
