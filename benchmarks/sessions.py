"""Many visitors at once, each with an experiment of their own: python -m benchmarks.sessions.

A server is started as people start it, and a browser opens one context per visitor. All press
Train; then, one after another and round and round, each walks a slider and changes the page while
all train. At the end every page must show the result of its own experiment, equal to the same
experiment run alone. The browser runs on the same cores, and its time is part of the responses.
"""

import argparse
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Browser, expect, sync_playwright

from forecasting import Experiment, compare
from forecasting.dashboard.url import read
from forecasting.dashboard.values import experiment_from
from forecasting.experiment import tables
from tests.browser.app import App, is_end_of_run
from tests.browser.conftest import ARGUMENTS, MISSING, executable
from tests.browser.server import Server, serve

ALL_CORES = {"OMP_NUM_THREADS": str(os.cpu_count())}
"""As people start it; the tests' server keeps to one core."""

RESULTS = Path(__file__).parent / "results" / "sessions.json"
TOLERANCE = 1e-4
SLIDER_STEPS = 4
RESPONSE_MS = 60_000
PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
AIMS = {"largest memory, MB": 690, "response, 95th percentile, s": 1.0}


@dataclass
class Visitor:
    """A person with a browser of their own.

    Attributes:
        app: What they see.
        socket: The connection of their page.
        query: Their settings.
        responses: What they did, and how many seconds it took.
    """

    app: App
    socket: Any
    query: str
    responses: list[tuple[str, float]] = field(default_factory=list)

    @property
    def experiment(self) -> Experiment:
        """What they want to know."""
        return experiment_from(read(dict(part.split("=") for part in self.query.split("&"))).values)

    def do(self, name: str, act: Callable[[], None]) -> None:
        """Act, and measure until the page is run to its end, has arrived and is painted."""
        started = time.perf_counter()
        with self.socket.expect_event("framereceived", is_end_of_run, timeout=RESPONSE_MS):
            act()
        self.app.page.evaluate(PAINTED)
        self.responses.append((name, time.perf_counter() - started))

    def go_to(self, title: str) -> None:
        """Change the page."""
        links = self.app.page.get_by_test_id("stSidebarNav")
        self.do(f"open {title}", links.get_by_role("link", name=title).click)

    def look_around(self) -> None:
        """Once through all pages, with a walk along the windows."""
        self.go_to("Data generation")
        walk = self.app.page.locator('[class*="st-key-walk_"]').get_by_role("slider")
        for _ in range(SLIDER_STEPS):
            self.do("move a slider", lambda: walk.press("ArrowRight"))
        self.go_to("Training")
        self.go_to("Evaluation")

    @property
    def is_done(self) -> bool:
        """Whether no job of theirs waits or runs."""
        return self.app.progress.count() == 0

    def deviation(self) -> float:
        """How far the page's table is from the experiment run alone, relatively."""
        self.app.open_page("Evaluation")
        expect(self.app.chart("RMSE by steps ahead for")).to_be_visible()
        self.app.see_not("earlier settings")
        self.app.settle()
        with self.app.page.expect_download() as download:
            self.app.page.locator(".st-key-csv_cells button").click()
        shown = pd.read_csv(io.BytesIO(download.value.path().read_bytes())).set_index("cell")
        alone = tables.cells_table(compare(self.experiment)).set_index("cell")
        shown, alone = (table.drop(columns="train_seconds") for table in (shown, alone))
        return float(((shown - alone).abs() / alone.abs().clip(lower=1e-12)).to_numpy().max())


def query_of(number: int, epochs: int) -> str:
    """The settings of one visitor: different in series, size and window."""
    hidden, window = 8 + 4 * (number % 4), 15 + 5 * (number % 3)
    return f"epochs={epochs}&hidden={hidden}&seeds=3&window={window}&data_seed={100 + number}"


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser of this machine."""
    path = executable()
    if path is None:
        sys.exit(MISSING)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def enter(chromium: Browser, server: Server, query: str) -> Visitor:
    """Somebody opens the page on training."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    app = App(page, server)
    with page.expect_websocket() as socket:
        page.goto(server.address("training", query))
    app.settle()
    return Visitor(app, socket.value, query)


def measure(visitors: list[Visitor], limit_seconds: float) -> dict[str, Any]:
    """All train; meanwhile they look around in turn, until all are done."""
    started = time.perf_counter()
    for visitor in visitors:
        visitor.do("press Train", visitor.app.train_button.click)
    while not all(visitor.is_done for visitor in visitors):
        for visitor in visitors:
            visitor.look_around()
            if time.perf_counter() - started > limit_seconds:
                print(*(visitor.app.progress.all_inner_texts() for visitor in visitors), sep="\n")
                print(summary(visitors), f"{memory_of(visitor.app.server)} MB")
                sys.exit(f"Not all were done after {limit_seconds:g} s.")
    return {"all trained after, s": time.perf_counter() - started}


def summary(visitors: list[Visitor]) -> dict[str, Any]:
    """Response times of all together, and the median of each kind."""
    all_of_them = [response for visitor in visitors for response in visitor.responses]
    seconds = [response for _, response in all_of_them]
    kinds = {
        name: statistics.median(s for n, s in all_of_them if n == name)
        for name in dict.fromkeys(name for name, _ in all_of_them)
    }
    return {
        "responses": len(seconds),
        "response, median, s": statistics.median(seconds),
        "response, 95th percentile, s": statistics.quantiles(seconds, n=20)[-1],
        "response, slowest, s": max(seconds),
        "median by kind, s": {name: round(value, 3) for name, value in kinds.items()},
    }


def memory_of(server: Server, name: str = "VmHWM") -> float:
    """The largest resident memory of the server until now, in MB of 10^6 bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024 / 1e6


def run(visitor_count: int, epochs: int, limit_seconds: float) -> dict[str, Any]:
    """The whole measurement, bounded in time."""
    load = Path("/proc/loadavg").read_text(encoding="ascii").split()[0]
    with serve(**ALL_CORES) as server, browser() as chromium:
        queries = [query_of(number, epochs) for number in range(visitor_count)]
        visitors = [enter(chromium, server, query) for query in queries]
        found: dict[str, Any] = {"visitors": visitor_count, "load before": float(load)}
        found["memory when all have come, MB"] = memory_of(server, "VmRSS")
        found |= measure(visitors, limit_seconds) | summary(visitors)
        found["largest memory, MB"] = memory_of(server)
        print(found)
        found["largest deviation from alone"] = max(v.deviation() for v in visitors)
        found["complaints"] = [text for v in visitors for text in v.app.complaints]
        found["failures in the log"] = server.printed().count("Traceback")
    return found


def faults(found: dict[str, Any]) -> list[str]:
    """What must not be; aims that were missed are only said."""
    wrong = {
        "a page shows another result than its own": found["largest deviation from alone"]
        > TOLERANCE,
        "the browser complained": bool(found["complaints"]),
        "the server failed": found["failures in the log"] > 0,
    }
    return [what for what, is_so in wrong.items() if is_so]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=12)
    parser.add_argument("--epochs", type=int, default=400)
    parser.add_argument("--limit-seconds", type=float, default=300.0)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = run(options.visitors, options.epochs, options.limit_seconds)
    for name, value in found.items():
        aim = f"   (aim: below {AIMS[name]:g})" if name in AIMS else ""
        print(f"{name:34} {round(value, 6) if isinstance(value, float) else value}{aim}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2), encoding="utf-8")
    if wrong := faults(found):
        sys.exit("Failed: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
