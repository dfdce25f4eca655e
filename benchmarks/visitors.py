"""Many visitors at once without browsers: python -m benchmarks.visitors.

As `benchmarks.sessions`, but the visitors draw nothing: they speak Streamlit's protocol, so that
what is measured is the server's own work. All press Train; then, one after another and round and
round, each walks a slider and changes the page, while the pages of all ask for their live curves.
A response is the time from the request until the run of the whole script has arrived. At the end
everybody must see the figures of their own experiment, as they read when that is run alone.
"""

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

from benchmarks.client import Client, client
from benchmarks.sessions import (
    AIMS,
    ALL_CORES,
    SLIDER_STEPS,
    memory_of,
    query_of,
    summary,
)
from forecasting import compare
from forecasting.dashboard.url import read
from forecasting.dashboard.values import experiment_from
from forecasting.experiment import figures
from tests.browser.server import Server, serve

MOST_VISITORS = 64
MOST_ROUNDS = 100
FIGURES = re.compile(r"At (\d+) steps? ahead.*")


@dataclass
class Visitor:
    """Somebody who looks around while their experiment is trained.

    Attributes:
        client: Their page.
        query: Their settings.
        responses: What they did, and how many seconds it took.
    """

    client: Client
    query: str
    responses: list[tuple[str, float]] = field(default_factory=list)

    async def do(self, name: str, seconds: Awaitable[float]) -> None:
        """Act, and note how long it took."""
        started = time.perf_counter()
        try:
            self.responses.append((name, await seconds))
        except TimeoutError:  # who got no answer waited, too
            self.responses.append((name, time.perf_counter() - started))
            raise

    async def look_around(self) -> None:
        """Once through all pages, with a walk along the windows."""
        await self.do("open Data generation", self.client.open("Data generation"))
        for _ in range(SLIDER_STEPS):
            await self.do("move a slider", self.client.step("walk_"))
        await self.do("open Training", self.client.open("Training"))
        await self.do("open Evaluation", self.client.open("Evaluation"))

    @property
    def is_done(self) -> bool:
        """Whether no job of theirs waits or runs."""
        return not any(self.client.elements("progress"))

    async def read_figures(self) -> str:
        """The result that their page shows; nothing if it shows none."""
        await self.client.open("Evaluation")
        texts = [FIGURES.fullmatch(text.body) for text in self.client.elements("markdown")]
        return next((found[0] for found in texts if found), "")


def figures_alone(query: str, shown: str) -> str:
    """The figures of the same experiment run alone, at the step ahead that the page shows."""
    experiment = experiment_from(read(dict(parse_qsl(query))).values)
    found = FIGURES.fullmatch(shown)
    return figures(compare(experiment), int(found[1]) if found else experiment.horizon)


async def measure(visitors: list[Visitor], limit_seconds: float) -> dict[str, Any]:
    """All train; meanwhile they look around in turn, until all are done or the time is over."""
    started, busy = time.perf_counter(), time.process_time()
    try:
        async with asyncio.timeout(limit_seconds):
            await _train_and_look_around(visitors)
    except TimeoutError as error:
        print(f"Ended before all were done: {str(error) or f'{limit_seconds:g} s are over'}")
    seconds = time.perf_counter() - started
    return {
        "all trained, or the time was over, after, s": seconds,
        "the visitors' own share of a core": (time.process_time() - busy) / seconds,
        "live updates asked for": sum(visitor.client.asked for visitor in visitors),
        "live updates that came": sum(visitor.client.answered for visitor in visitors),
    }


async def _train_and_look_around(visitors: list[Visitor]) -> None:
    for visitor in visitors:
        await visitor.do("press Train", visitor.client.press("train_button"))
    for _ in range(MOST_ROUNDS):
        for visitor in visitors:
            await visitor.look_around()
        if all(visitor.is_done for visitor in visitors):
            return
    raise TimeoutError(f"{MOST_ROUNDS} rounds are over")


async def visit(server: Server, queries: list[str], limit_seconds: float) -> dict[str, Any]:
    """All come, are measured, and read their result."""
    async with AsyncExitStack() as stack:
        visitors = [
            Visitor(await stack.enter_async_context(client(server.url, query)), query)
            for query in queries
        ]
        first = [await visitor.client.come("training") for visitor in visitors]
        found: dict[str, Any] = {"first page, slowest, s": max(first)}
        found["memory when all have come, MB"] = memory_of(server, "VmRSS")
        found |= await measure(visitors, limit_seconds)
        found |= summary(cast("list[Any]", visitors))
        found["largest memory, MB"] = memory_of(server)
        found["figures"] = [await visitor.read_figures() for visitor in visitors]
        found["show a result"] = sum(map(bool, found["figures"]))
        found["complaints"] = [text for one in visitors for text in one.client.complaints]
    return found


def run(visitor_count: int, epochs: int, limit_seconds: float) -> dict[str, Any]:
    """The whole measurement; what each would have got alone is computed after the server's end."""
    load = float(Path("/proc/loadavg").read_text(encoding="ascii").split()[0])
    queries = [query_of(number, epochs) for number in range(visitor_count)]
    with serve(**ALL_CORES) as server:
        found: dict[str, Any] = {"visitors": visitor_count, "load before": load}
        try:
            found |= asyncio.run(visit(server, queries, limit_seconds))
        except (LookupError, OSError) as error:
            sys.exit(f"{error}\n{server.printed()}")
        found["failures in the log"] = server.printed().count("Traceback")
    pairs = list(zip(queries, found.pop("figures"), strict=True))
    strangers = [(q, shown) for q, shown in pairs if shown and shown != figures_alone(q, shown)]
    found["results not their own"] = strangers
    found["different results"] = len({shown for _, shown in pairs if shown})
    return found


def faults(found: dict[str, Any]) -> list[str]:
    """What must not be; aims that were missed are only said."""
    wrong = {
        "a page shows no result": found["show a result"] < found["visitors"],
        "a page shows another result than its own": bool(found["results not their own"]),
        "a page shows an exception": bool(found["complaints"]),
        "the server failed": found["failures in the log"] > 0,
    }
    return [what for what, is_so in wrong.items() if is_so]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=12, choices=range(1, MOST_VISITORS + 1))
    parser.add_argument("--epochs", type=int, default=400)
    parser.add_argument("--limit-seconds", type=float, default=120.0)
    options = parser.parse_args()
    found = run(options.visitors, options.epochs, options.limit_seconds)
    for name, value in found.items():
        aim = f"   (aim: below {AIMS[name]:g})" if name in AIMS else ""
        print(f"{name:44} {round(value, 3) if isinstance(value, float) else value}{aim}")
    if wrong := faults(found):
        sys.exit("Failed: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
