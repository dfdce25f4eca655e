"""What the server does before anybody comes."""

import asyncio
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from forecasting.dashboard import jobs, server
from tests.browser.server import serve
from tests.dashboard.driver import ENTRYPOINT


def alone(stand):
    """In a thread of its own: a browser's driver may have a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(stand())).result(timeout=60)


def test_streamlit_finds_the_app_whose_lifespan_it_calls():
    found = discover_asgi_app(ENTRYPOINT)
    assert found.import_string == "streamlit_app:app"


def test_the_server_gets_ready_by_itself(monkeypatch):
    begun = threading.Event()
    monkeypatch.setattr(server, "QUIET_SECONDS", 0)
    monkeypatch.setattr(jobs, "get_ready", begun.set)

    async def stand():
        async with server.lifespan(None) as state:
            assert state == {}
            assert await asyncio.to_thread(begun.wait, 30)

    alone(stand)


@pytest.mark.parametrize("quiet_seconds", [60])
def test_a_server_that_ends_at_once_begins_nothing(monkeypatch, quiet_seconds):
    begun = threading.Event()
    monkeypatch.setattr(server, "QUIET_SECONDS", quiet_seconds)
    monkeypatch.setattr(jobs, "get_ready", begun.set)

    async def stand():
        async with server.lifespan(None):
            pass

    alone(stand)
    assert not begun.is_set()


@pytest.mark.parametrize("seconds", [1.5, 6.0])
def test_a_server_that_is_told_to_end_does_so_at_once(tmp_path, seconds):
    """While it imports PyTorch, and while it trains and compiles: no cache of kernels is there."""
    with serve(XDG_CACHE_HOME=str(tmp_path)) as running:
        time.sleep(seconds)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=3) in (0, -signal.SIGTERM)
