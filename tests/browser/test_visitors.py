"""Visitors who leave, lose their connection, and come back."""

import time
from dataclasses import replace

from playwright.sync_api import expect

from tests.browser.app import LONG
from tests.browser.conftest import GRACE_SECONDS
from tests.browser.relay import Relay

PATIENCE_MS = 1000 * (GRACE_SECONDS + 20)
CONNECTION = "data-test-connection-state"


def test_the_job_of_one_who_leaves_makes_room(open_app):
    leaving = open_app("training", f"{LONG}&data_seed=21")
    leaving.train()
    leaving.wait_for_epoch(1)
    waiting = open_app("training", f"{LONG}&data_seed=22")
    waiting.train()
    waiting.see("Waiting: place 1 in the queue")
    leaving.page.close()
    expect(waiting.progress).to_contain_text("Epoch", timeout=PATIENCE_MS)
    waiting.stop()


def test_a_connection_that_is_lost_and_returns_finds_its_job(open_app, server):
    with Relay(server.port) as relay:
        app = open_app("training", f"{LONG}&data_seed=23", at=replace(server, port=relay.port))
        app.train()
        app.wait_for_epoch(1)
        state = app.page.get_by_test_id("stApp")
        relay.cut()
        expect(state).not_to_have_attribute(CONNECTION, "CONNECTED")
        relay.mend()
        expect(state).to_have_attribute(CONNECTION, "CONNECTED", timeout=PATIENCE_MS)
        app.wait_for_epoch(app.epoch() + 1)
        # Had it not been noticed that somebody is back, the job would end before this.
        late = time.monotonic() + GRACE_SECONDS + 0.5
        while time.monotonic() < late:
            app.wait_for_epoch(app.epoch() + 1)
        app.stop()
        app.see("Stopped at epoch")
        app.complaints.clear()  # the browser reports the loss itself
        app.page.close()
