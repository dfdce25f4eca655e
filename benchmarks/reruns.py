"""What a rerun of the first page costs before and after `gc.freeze`: python -m benchmarks.reruns.

Streamlit's server collects garbage after every run of a script, which the tests' runner leaves out,
so it is done here. `gc.freeze`, called once after the imports, takes what was imported out of that;
`gc.unfreeze` puts it back for the comparison.
"""

import gc
import statistics
import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.browser.server import ROOT

REPEATS = 20


def milliseconds(act: Callable[[], object]) -> list[float]:
    """How long it takes, each time."""
    measured = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        act()
        measured.append(1000 * (time.perf_counter() - started))
    return measured


def main() -> None:
    """Measure in turn, so that a machine that slows down slows both; print the medians."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not app.exception
    states = {"before gc.freeze": gc.unfreeze, "after": gc.freeze}

    def rerun() -> None:
        app.run()
        gc.collect(2)

    reruns: dict[str, list[float]] = {name: [] for name in states}
    collections: dict[str, list[float]] = {name: [] for name in states}
    for _ in range(3):
        for name, prepare in states.items():
            gc.collect()
            prepare()
            reruns[name] += milliseconds(rerun)
            collections[name] += milliseconds(gc.collect)
    for name in states:
        whole, part = map(statistics.median, (reruns[name], collections[name]))
        print(f"{name:16}  rerun {whole:6.1f} ms   of these, collection {part:6.1f} ms")


if __name__ == "__main__":
    main()
