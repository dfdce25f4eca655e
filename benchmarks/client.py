"""A visitor without a browser: it speaks Streamlit's protocol as the page does, and draws nothing.

Like the page it knows what is shown and the values of all controls, asks for the fragments at the
intervals that the server wants, and keeps large messages so that the server need not repeat them.
"""

import asyncio
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks.protocol import VALUES, Memory, Part, state_of

RESPONSE_SECONDS = 60.0
COOKIE = "_streamlit_xsrf"
ENDED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@asynccontextmanager
async def client(url: str, query: str) -> AsyncIterator["Client"]:
    """A visitor with a cookie of their own, for as long as they stay."""
    cookie = await asyncio.to_thread(_cookie, url)
    async with connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(url),
        subprotocols=[Subprotocol("streamlit"), Subprotocol(cookie)],
        additional_headers={"Cookie": f"{COOKIE}={cookie}"},
        proxy=None,
        max_size=None,
        ping_interval=None,
    ) as socket:
        visitor = Client(socket, query)
        try:
            yield visitor
        finally:
            visitor.leave()


def _cookie(url: str) -> str:
    """What the server gives to a browser that it does not know."""
    with urllib.request.urlopen(f"{url}/_stcore/health", timeout=RESPONSE_SECONDS) as answer:
        return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE].value


class Client:
    """One page of the app.

    Attributes:
        pages: The pages by their names.
        shown: What is shown, by its place.
        values: The controls' values, by their ids.
        complaints: Exceptions that were shown.
        asked: Reruns of fragments that were asked for.
        answered: Runs of fragments that came to their end.
    """

    def __init__(self, socket: Any, query: str) -> None:
        self.pages: dict[str, str] = {}
        self.shown: dict[tuple[int, ...], Part] = {}
        self.values: dict[str, WidgetState] = {}
        self.complaints: list[str] = []
        self.asked = self.answered = 0
        self._socket, self._query = socket, query
        self._memory, self._oldest, self._is_heard = Memory(), 0, False
        self._ticks: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._page = self._frame = self._run = ""
        self._wanted, self._awaited = "", ""
        self._listening: asyncio.Task[None] | None = None
        self._answer: asyncio.Future[float] | None = None

    async def come(self, page: str) -> float:
        """Open the app on a page, by the name in its address; all of these give the seconds."""
        self._listening = asyncio.create_task(self._listen())
        return await self._ask([], page_name=page)

    async def open(self, name: str) -> float:
        """Change the page: only the frame's controls stay, and the address loses its settings."""
        self._stop_ticking()
        self._leave_page()
        self._query = ""
        return await self._ask([*self.values.values()], page_script_hash=self.pages[name])

    async def press(self, key: str) -> float:
        """Press a button."""
        pressed = WidgetState(id=self.control("button", key).id, trigger_value=True)
        return await self._ask([*self.values.values(), pressed])

    async def step(self, key: str) -> float:
        """Move a slider by one step; from its end to its beginning."""
        slider = self.control("slider", key)
        values = self.values[slider.id].double_array_value.data
        further = values[0] + slider.step
        values[0] = further if further <= slider.max else slider.min
        return await self._ask([*self.values.values()])

    def leave(self) -> None:
        """Ask and hear no more."""
        self._stop_ticking()
        if self._listening:
            self._listening.cancel()

    def elements(self, kind: str) -> Iterator[Any]:
        """All of a kind that are shown."""
        return (part.element for part in self.shown.values() if part.kind == kind)

    def control(self, kind: str, key: str) -> Any:
        """The control whose key begins like this."""
        for control in self.elements(kind):
            if control.id.split("-", 2)[-1].startswith(key):
                return control
        raise LookupError(f"There is no {kind} {key!r} on this page.")

    def take(self, message: ForwardMsg) -> None:
        """Do as one message says; most kinds matter only to a page that is seen."""
        kind = message.WhichOneof("type")
        actions = {"delta": self._show, "ref_hash": self._show}
        actions |= {"new_session": self._begin, "script_finished": self._end}
        if kind in actions:
            actions[kind](message)
        elif kind == "auto_rerun":
            self._tick(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self._stop_ticking(*message.stop_auto_rerun.fragment_ids)
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            visible = [page for page in message.navigation.app_pages if not page.is_hidden]
            self.pages = {page.page_name: page.page_script_hash for page in visible}

    def _show(self, message: ForwardMsg) -> None:
        meta = message.metadata
        part = Part(self._memory.delta(message), meta.active_script_hash, self._run)
        self.shown[tuple(meta.delta_path)] = part
        if part.kind == "exception":
            self.complaints.append(part.element.message)
        if part.kind in VALUES and (part.element.set_value or part.element.id not in self.values):
            self.values[part.element.id] = state_of(part.kind, part.element)

    def _begin(self, message: ForwardMsg) -> None:
        """A run begins; that of the whole script ends the ticks, and may be the one asked for."""
        self._is_heard = True
        new, self._run = message.new_session, message.metadata.run.script_run_id
        if message.metadata.run.fragment_ids:
            return
        self._stop_ticking()
        changed, self._page = new.page_script_hash != self._page, new.page_script_hash
        self._frame, self._oldest = new.main_script_hash, new.config.max_cached_message_age
        if changed:
            self._leave_page()
        if self._wanted in {"", new.page_script_hash}:
            self._awaited = self._run

    def _end(self, message: ForwardMsg) -> None:
        """A run ends: what it did not draw again goes."""
        if message.script_finished not in ENDED:
            return
        run, fragments = message.metadata.run.script_run_id, [*message.metadata.run.fragment_ids]
        others = bool(fragments)
        self._keep(lambda p: p.run == run or (others and p.delta.fragment_id not in fragments))
        if self._is_heard:
            self._memory.grow_older(self._oldest, fragments)
        self.answered += others
        if not fragments and run == self._awaited and self._answer and not self._answer.done():
            self._answer.set_result(time.perf_counter())

    def _leave_page(self) -> None:
        self._keep(lambda part: part.script == self._frame)

    def _keep(self, is_kept: Callable[[Part], bool]) -> None:
        self.shown = {place: part for place, part in self.shown.items() if is_kept(part)}
        ids = {part.element.id for part in self.shown.values() if part.kind in VALUES}
        self.values = {name: value for name, value in self.values.items() if name in ids}

    def _tick(self, fragment: str, interval: float) -> None:
        if fragment in self._ticks and self._ticks[fragment][0] == interval:
            return
        self._stop_ticking(fragment)
        task = asyncio.create_task(self._ask_again_and_again(fragment, interval))
        self._ticks[fragment] = interval, task

    def _stop_ticking(self, *fragments: str) -> None:
        """Of these fragments, or of all."""
        for fragment in fragments or [*self._ticks]:
            if fragment in self._ticks:
                self._ticks.pop(fragment)[1].cancel()

    async def _ask_again_and_again(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            self.asked += 1
            await self._send([*self.values.values()], fragment_id=fragment, is_auto_rerun=True)

    async def _ask(self, values: list[WidgetState], **more: Any) -> float:
        """Send, and wait until the run of the whole script that this begins has succeeded.

        Raises:
            ConnectionError: If the server ended the connection.
            TimeoutError: If it does not answer.
        """
        assert self._listening is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._wanted, self._awaited = more.get("page_script_hash", ""), ""
        started = time.perf_counter()
        await self._send(values, **more)
        both: set[asyncio.Future[Any]] = {self._answer, self._listening}
        await asyncio.wait(both, timeout=RESPONSE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if self._listening.done():
            raise ConnectionError("the connection is lost") from self._listening.exception()
        if not self._answer.done():
            raise TimeoutError(f"no answer in {RESPONSE_SECONDS:g} s")
        return self._answer.result() - started

    async def _send(self, values: list[WidgetState], **more: Any) -> None:
        named = more if "page_name" in more else {"page_script_hash": self._page} | more
        state = ClientState(
            query_string=self._query,
            widget_states=WidgetStates(widgets=values),
            cached_message_hashes=self._memory.names,
            context_info=ContextInfo(timezone="UTC", locale="en", color_scheme="light"),
            **named,
        )
        self._is_heard = False  # As in the page, a run that began earlier ages no messages.
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())

    async def _listen(self) -> None:
        async for payload in self._socket:
            self.take(ForwardMsg.FromString(payload))
