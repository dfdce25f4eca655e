"""What a visitor does and sees."""

import re

from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.server import Server

PATIENCE_MS = 30_000

TRAINING_MS = 120_000
"""The first training of all, on a new machine, compiles before it begins."""

SHORT = "epochs=20&hidden=8&seeds=2&snapshots=5"
"""Settings that are trained in a second or so."""

LONG = "epochs=1600&hidden=64&seeds=2&snapshots=200"
"""Settings that are trained for much longer than a test takes."""

EARLIER = "This result is of earlier settings"
"""Stands beside a result while there is none of the settings as they are."""

EXCUSED = (
    # Streamlit fetches a page's Material icon, for the tab, from another host; without a network
    # that fails, and the tab has another icon.
    r"^https://fonts\.gstatic\.com/s/i/short-term/release/materialsymbols",
    # On a deep link Streamlit looks for its server below the page first, as for an app that is
    # served from a folder, and is told that it is not there.
    r"/(start|data_generation|training|evaluation|inside)/_stcore/(health|host-config)$",
)


class App:
    """A page of the app in a browser, and what the browser complains about.

    Attributes:
        page: The page, as Playwright knows it.
        complaints: Errors on the console and exceptions.
    """

    def __init__(self, page, server: Server):
        self.page = page
        self.server = server
        self.complaints = []
        self.socket = None
        page.set_default_timeout(PATIENCE_MS)
        self._listeners = {
            "websocket": self._on_socket,
            "console": self._on_console,
            "pageerror": lambda error: self.complaints.append(str(error)),
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def leave(self):
        """The tab may be another visitor's from now on."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def _on_console(self, message):
        where = message.location["url"]
        if message.type == "error" and not any(re.search(known, where) for known in EXCUSED):
            self.complaints.append(f"{message.text} ({where})")

    def _on_socket(self, socket):
        if "/_stcore/stream" in socket.url:
            self.socket = socket

    def do(self, act):
        """Act, until the run of the whole page that this causes has come to its end.

        What is looked at next is of that run: without this, a test that looks at once may see
        what stood there before.
        """
        self.settle()
        with self.socket.expect_event("framereceived", is_end_of_run, timeout=PATIENCE_MS):
            act()
        self.settle()

    def go(self, page="", query=""):
        """Open an address and wait for what stands there."""
        self.page.goto(self.server.address(page, query))
        self.settle()

    def settle(self):
        """Until the page is whole and no rerun is under way."""
        self.page.locator(".st-key-train_button button").wait_for(state="attached")
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    def open_sidebar(self):
        """Where the window is narrow, it stands aside until it is asked for."""
        button = self.page.get_by_test_id("stExpandSidebarButton")
        if button.is_visible():
            button.click()

    def close_sidebar(self):
        """Where the window is narrow, it stands over the page."""
        button = self.page.get_by_test_id("stSidebarCollapseButton").locator("button")
        if self.page.viewport_size["width"] < 768 and button.is_visible():
            button.click()
            self.page.get_by_test_id("stExpandSidebarButton").wait_for()

    def open_page(self, title):
        """Change the page by the navigation, not by the address: the session goes on."""
        self.open_sidebar()
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
        expect(self.title).to_have_text(title)
        self.settle()

    def reload(self):
        """As another session of the same browser."""
        self.page.reload()
        self.settle()

    @property
    def title(self):
        return self.page.get_by_test_id("stMain").get_by_role("heading", level=1)

    @property
    def train_button(self):
        return self.page.get_by_role("button", name="Train", exact=True)

    @property
    def progress(self):
        """The bar of a job that waits or runs; the sidebar has one on every page."""
        return self.page.get_by_test_id("stSidebar").get_by_test_id("stProgress")

    def chart(self, words):
        """The chart that is described by these words."""
        return self.page.locator(f'[data-testid="stVegaLiteChart"][aria-label^="{words}"]')

    def number(self, label):
        return self.page.get_by_role("spinbutton", name=label, exact=True)

    def slider(self, key):
        return self.page.locator(f".st-key-{key}").get_by_role("slider")

    def tab(self, title):
        return self.page.get_by_role("tab", name=title, exact=True)

    def choose(self, key, option):
        """One of the segments of a control."""
        self.page.locator(f".st-key-{key}").get_by_text(option, exact=True).click()

    def train(self):
        """Press the button; what is asked for waits, runs or is there already."""
        self.do(self.train_button.click)

    def train_to_the_end(self):
        """On the page on training: until the result stands there, and no earlier one does."""
        self.train()
        # As long as an earlier result is shown, the page is not yet that of the job.
        expect(self.page.get_by_text(EARLIER)).to_have_count(0, timeout=TRAINING_MS)
        expect(self.progress).to_have_count(0, timeout=TRAINING_MS)
        expect(self.result).to_be_visible(timeout=TRAINING_MS)
        self.settle()

    @property
    def result(self):
        """What the page on training shows at the end: the way on."""
        return self.page.get_by_test_id("stMain").get_by_role(
            "link", name="How far ahead can each cell forecast?"
        )

    def stop(self):
        self.page.get_by_role("button", name="Stop").first.click()
        expect(self.progress).to_have_count(0, timeout=PATIENCE_MS)

    def epoch(self):
        """How far the job is by the bar; 0 if there is none or it waits."""
        found = re.search(r"Epoch (\d+) of", " ".join(self.progress.all_inner_texts()))
        return int(found[1]) if found else 0

    def wait_for_epoch(self, epoch):
        for _ in range(TRAINING_MS // 100):
            if self.epoch() >= epoch:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"Epoch {epoch} did not come: {self.progress.all_inner_texts()}")

    def see(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def see_in_time(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=TRAINING_MS)

    def see_not_in_time(self, text):
        expect(self.page.get_by_text(text)).to_have_count(0, timeout=PATIENCE_MS)

    def see_not(self, text):
        expect(self.page.get_by_text(text)).to_have_count(0)


def is_end_of_run(payload):
    """Whether a message says that the whole page was run; the ticks of a fragment say less."""
    if isinstance(payload, str):
        return False
    message = ForwardMsg.FromString(payload)
    finished = message.WhichOneof("type") == "script_finished"
    return finished and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
