"""Drives the whole app without a browser."""

import re
import threading
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from forecasting import run
from forecasting.dashboard import jobs
from forecasting.dashboard.markdown import JOINER

ENTRYPOINT = Path(__file__).parents[2] / "streamlit_app.py"
PAGES = ("start", "data_generation", "training", "evaluation", "inside")
PATIENCE_SECONDS = 30

SMALL = {
    "length": "60",
    "cycles": "5",
    "window": "8",
    "horizon": "5",
    "hidden": "4",
    "epochs": "3",
    "seeds": "2",
    "snapshots": "1",
}
"""An address whose experiment trains in a blink."""


def open_app(page="data_generation", **query):
    """A new browser session on a page."""
    app = AppTest.from_file(ENTRYPOINT, default_timeout=30)
    app.session_state["more_settings"] = True
    for name, value in query.items():
        app.query_params[name] = value
    return app.run() if page == PAGES[0] else go(app, page)


def go(app, page):
    return app.switch_page(f"pages/{page}.py").run()


def press_train(app):
    return app.button(key="train_button").click().run()


def train(app):
    """Press the button and wait for the result, as a person would who watches."""
    press_train(app)
    wait_for_end(app)
    return app.run()


def open_tab(app, title):
    """Open a tab of the evaluation page."""
    app.session_state["details"] = title
    return app.run()


def unfold(app, key):
    """Open an expander whose content is made only then."""
    app.session_state[key] = True
    return app.run()


def job_of(app):
    """The job of a session, None if it has none."""
    return jobs.manager().job_of(app.session_state["owner"])


def wait_for_end(app):
    wait_until(lambda: not job_of(app).active)


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def texts(elements):
    """What people see: without what keeps Markdown from reading a text."""
    shown = (element.value.replace(JOINER, "") for element in elements)
    return [re.sub(r"\\([\\`*_\[\]<>~$:#|&.)+-])", r"\1", text) for text in shown]


def figures_of(app):
    """The line of numbers below the answer."""
    (found,) = [text for text in texts(app.caption) if re.match(r"At \d+ steps? ahead: ", text)]
    return found


def charts_of(app):
    """The specifications of the charts by the key of each."""
    found = {}
    for element in app.get("vega_lite_chart"):
        names = {dataset.name for dataset in element.proto.datasets}
        found[element.proto.alt] = names
    return found


def status(app):
    """What the line above the result says."""
    known = (":material/history:", ":material/check: This", ":material/stop_circle:")
    known += (":material/folder_open: This", ":material/play_arrow:")
    found = [text for text in texts(app.main.caption) if text.startswith(known)]
    assert len(found) <= 1
    return found[0].split(": ", 1)[1] if found else ""


def assert_calm(app):
    """No traceback anywhere, and nobody speaks of one."""
    assert not app.exception
    for element in [*app.error, *app.warning, *app.info, *app.markdown, *app.caption]:
        assert "Traceback" not in element.value
        assert "Error" not in element.value


class Gate:
    """A runner that does an epoch each time it is let on."""

    def __init__(self):
        self._epochs = threading.Semaphore(0)

    def __call__(self, experiment, device):
        running = run(experiment, device)
        for _ in range(experiment.training.epochs):
            assert self._epochs.acquire(timeout=PATIENCE_SECONDS)
            yield next(running)

    def let(self, epochs):
        self._epochs.release(epochs)
