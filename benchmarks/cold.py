"""What a newcomer waits for, and what a cold server holds: python -m benchmarks.cold.

Each time the project is cloned anew into a temporary folder, with an empty home and without any
cache of its own: no compiled Python files, no compiled kernels. The packages are those installed.
Then, in a real browser on the same machine: the server starts, the Train button appears. On another
cold server it is pressed at once, the first point of a loss curve stands there, the default
comparison is finished. At last a third one meets twelve visitors as lean clients, who come and
train while it compiles. It measures the last commit; what is not committed is not cloned.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from benchmarks.processes import family, processor_seconds, watched
from benchmarks.sessions import ALL_CORES, browser, query_of
from benchmarks.visitors import visit
from tests.browser.app import App
from tests.browser.server import ROOT, Server, serve

LIMIT_SECONDS = 180.0
QUIET_SECONDS = 2.0
BARS = {
    "server start to Train visible, s": (5, 3),
    "click to the first point of a loss curve, s": (2, 1),
    "click to the finished default comparison, s": (7, 4),
    "compiling, CPU seconds": (10, 6),
    "resident, one visitor, peak of all processes together, MB": (600, 520),
    "slowest page with 12 visitors, s": (3, 1),
}
"""What must not be exceeded, and what is aimed at."""

ERRORS = "RMSE by steps ahead for"
CURVE = '[data-testid="stVegaLiteChart"][aria-label^="Training loss"] .mark-rule.role-mark line'
COMPILE = """import forecasting.models
from forecasting.models.kernels.machine import kernels
kernels('float32').work()"""
IMPORT = "import forecasting.models"


@contextmanager
def fresh_clone() -> Iterator[tuple[Path, dict[str, str]]]:
    """A clone of the last commit, and an environment in which nothing is kept from before."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder, home = Path(name) / "clone", Path(name) / "home"
        home.mkdir()
        command = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)]
        subprocess.run(command, check=True, timeout=LIMIT_SECONDS)
        yield folder, {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), **ALL_CORES}


def looks(chromium: Browser) -> dict[str, float]:
    """From nothing to the first page, and to the comparison that stands there by itself."""
    with fresh_clone() as (folder, environment):
        started = time.perf_counter()
        with serve(folder, **environment) as server:
            answers = time.perf_counter() - started
            app = App(chromium.new_context().new_page(), server)
            app.page.goto(server.address())
            expect(app.train_button).to_be_visible(timeout=1000 * LIMIT_SECONDS)
            train = time.perf_counter() - started
            expect(app.chart(ERRORS)).to_be_visible(timeout=1000 * LIMIT_SECONDS)
            answered = time.perf_counter() - started
            app.page.context.close()
    return {
        "server start to its first answer, s": answers,
        "server start to Train visible, s": train,
        "server start to the first page's own comparison, s": answered,
    }


def trains(chromium: Browser) -> dict[str, float]:
    """Train is pressed as soon as it stands there, on the page where curves grow."""
    with (
        fresh_clone() as (folder, environment),
        serve(folder, **environment) as server,
        watched(server.process.pid) as peak,
    ):
        app = App(chromium.new_context().new_page(), server)
        app.page.goto(server.address("training"))
        found = _first_comparison(app)
        wait_until_quiet(server)
        app.page.context.close()
    together = "resident, one visitor, peak of all processes together, MB"
    return found | {
        "resident, the server alone, peak, MB": peak.largest[server.process.pid],
        together: peak.together,
    }


def _first_comparison(app: App) -> dict[str, float]:
    limit = 1000 * LIMIT_SECONDS
    expect(app.train_button).to_be_visible(timeout=limit)
    app.train_button.click()
    clicked = time.perf_counter()
    app.page.locator(CURVE).first.wait_for(state="attached", timeout=limit)
    first = time.perf_counter() - clicked
    expect(app.result).to_be_visible(timeout=limit)
    return {
        "click to the first point of a loss curve, s": first,
        "click to the finished default comparison, s": time.perf_counter() - clicked,
    }


def wait_until_quiet(server: Server) -> None:
    """Until it has nothing left to do, such as to compile, or the time is over."""
    deadline, before = time.monotonic() + LIMIT_SECONDS, -1.0
    while time.monotonic() < deadline:
        everybody = family(server.process.pid)
        now = sum(map(processor_seconds, everybody))
        # A child is a compiler at work, however little of a busy machine it gets.
        if len(everybody) == 1 and before >= 0 and now - before < QUIET_SECONDS / 4:
            return
        before = now
        time.sleep(QUIET_SECONDS)


def compiling() -> dict[str, float]:
    """Processor time of all processes that compile, less that of the imports they share."""
    seconds = {}
    for name, code in (("import", IMPORT), ("compile", COMPILE)):
        with fresh_clone() as (folder, environment):
            before = sum(os.times()[2:4])
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=folder,
                env=os.environ | environment,
                check=True,
                timeout=LIMIT_SECONDS,
            )
            seconds[name] = sum(os.times()[2:4]) - before
    return {"compiling, CPU seconds": seconds["compile"] - seconds["import"]}


def crowd(visitors: int, epochs: int) -> dict[str, float]:
    """Many who come to a cold server and train at once."""
    queries = [query_of(number, epochs) for number in range(visitors)]
    with (
        fresh_clone() as (folder, environment),
        serve(folder, **environment) as server,
        watched(server.process.pid) as peak,
    ):
        found: dict[str, Any] = asyncio.run(visit(server, queries, LIMIT_SECONDS))
    return {
        f"slowest first page of {visitors} visitors, s": found["first page, slowest, s"],
        f"slowest page with {visitors} visitors, s": found["response, slowest, s"],
        f"95th percentile with {visitors} visitors, s": found["response, 95th percentile, s"],
        "all trained after, s": found["all trained, or the time was over, after, s"],
        "see a result": found["show a result"],
        f"resident, {visitors} visitors, peak of all processes together, MB": peak.together,
    }


def show(found: dict[str, list[float]]) -> None:
    """A table: the median, the best and the worst of each."""
    print("| | median | best | worst | bar | aim |\n| --- | --- | --- | --- | --- | --- |")
    for name, values in found.items():
        numbers = (statistics.median(values), min(values), max(values))
        row = [name, *(f"{number:.2f}" for number in numbers), *map(str, BARS.get(name, ("", "")))]
        print(f"| {' | '.join(row)} |")


def main() -> None:
    """Measure in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--visitors", type=int, default=12, help="0 leaves the crowd out")
    parser.add_argument("--epochs", type=int, default=400, help="of each of the visitors")
    options = parser.parse_args()
    load = Path("/proc/loadavg").read_text(encoding="ascii").split()[0]
    print(f"{os.cpu_count()} cores, load before {load}")
    found: dict[str, list[float]] = {}
    with browser() as chromium:
        for _ in range(options.repeats):
            for name, value in (looks(chromium) | trains(chromium) | compiling()).items():
                found.setdefault(name, []).append(value)
    if options.visitors:
        found |= {name: [v] for name, v in crowd(options.visitors, options.epochs).items()}
    show(found)


if __name__ == "__main__":
    main()
