"""Visitors who leave, lose their connection, and come back."""

from playwright.sync_api import expect

from tests.browser.app import LONG
from tests.browser.conftest import GRACE_SECONDS

PATIENCE_MS = 1000 * (GRACE_SECONDS + 20)


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


def test_a_connection_that_is_lost_and_returns_finds_its_job(open_app):
    app = open_app("training", f"{LONG}&data_seed=23")
    app.train()
    app.wait_for_epoch(1)
    app.page.context.set_offline(True)
    app.page.wait_for_timeout(1000)
    app.page.context.set_offline(False)
    before = app.epoch()
    app.page.wait_for_timeout(1000 * GRACE_SECONDS)
    app.wait_for_epoch(before + 1)
    app.stop()
    app.see("Stopped at epoch")
