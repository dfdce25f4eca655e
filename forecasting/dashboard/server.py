"""What the server does by itself as soon as it stands, before anybody comes.

Streamlit runs the entrypoint for visitors only; where it is started by `streamlit run`, it calls
the lifespan of the app that the entrypoint names. Where it is started in another way, the first
visitor's page does the same.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import Any

QUIET_SECONDS = 1.0
"""How long it leaves the processor to a visitor who comes at once."""


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """While the server stands; imports and training happen in a thread of their own."""
    waiting = asyncio.get_running_loop().create_task(_begin())
    yield {}
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting


async def _begin() -> None:
    threading.Thread(target=_import_pages, name="dashboard-import", daemon=True).start()
    await asyncio.sleep(QUIET_SECONDS)
    threading.Thread(target=_get_ready, name="dashboard-begin", daemon=True).start()


def _import_pages() -> None:
    """What every page needs: the first visitor finds it imported."""
    import_module("forecasting.dashboard.frame")


def _get_ready() -> None:
    import_module("forecasting.dashboard.jobs").get_ready()
