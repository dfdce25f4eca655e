"""Parts of a page and values of its controls, as they stand in the messages of Streamlit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit.proto.Common_pb2 import DoubleArray, StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState


@dataclass(frozen=True)
class Part:
    """What is shown at one place of the page.

    Attributes:
        delta: As the server sent it.
        script: Which script drew it: the one of the frame or the one of a page.
        run: Which run drew it.
    """

    delta: Any
    script: str
    run: str

    @property
    def kind(self) -> str:
        """What it is: a markdown, a slider; nothing if it only holds others."""
        return self.delta.new_element.WhichOneof("type") or ""

    @property
    def element(self) -> Any:
        """The element itself."""
        return getattr(self.delta.new_element, self.kind)


@dataclass
class ResultStore:
    """A large message, and the last run that used it."""

    message: ForwardMsg
    run: int


class Memory:
    """Large messages of the latest runs: the server names them instead of sending them again."""

    def __init__(self) -> None:
        self._messages: dict[str, ResultStore] = {}
        self._runs = 0

    @property
    def names(self) -> list[str]:
        """What the server need not send."""
        return list(self._messages)

    def delta(self, message: ForwardMsg) -> Any:
        """What a message says, or the one that it names."""
        name = message.ref_hash or message.hash
        if message.metadata.cacheable:
            self._messages.setdefault(name, ResultStore(message, self._runs))
        if name in self._messages:
            self._messages[name].run = self._runs
        return self._messages[name].message.delta if message.ref_hash else message.delta

    def grow_older(self, most: int, fragments: list[str]) -> None:
        """After a run: forget what was not used lately; a fragment's run forgets only its own."""
        self._runs += 1
        for name, kept in list(self._messages.items()):
            concerned = not fragments or kept.message.delta.fragment_id in fragments
            if concerned and self._runs - kept.run > most:
                del self._messages[name]


def state_of(kind: str, control: Any) -> WidgetState:
    """The value of a control as a page sends it, before a person moves it."""
    return WidgetState(id=control.id, **VALUES[kind](control))


def _number(control: Any) -> dict[str, Any]:
    value = control.value if control.set_value else control.default
    is_whole = control.data_type == NumberInput.INT
    return {"int_value": int(value)} if is_whole else {"double_value": value}


def _switch(control: Any) -> dict[str, Any]:
    return {"bool_value": control.value if control.set_value else control.default}


def _choice(control: Any) -> dict[str, Any]:
    default = control.options[control.default] if control.options else ""
    return {"string_value": control.raw_value if control.set_value else default}


def _choices(control: Any) -> dict[str, Any]:
    default = [control.options[place].content for place in control.default]
    chosen = control.raw_values if control.set_value else default
    return {"string_array_value": StringArray(data=chosen)}


def _slider(control: Any) -> dict[str, Any]:
    """One of numbers, or one of names."""
    if not control.options:
        values = control.value if control.set_value else control.default
        return {"double_array_value": DoubleArray(data=values)}
    names = [control.options[int(place)] for place in control.default]
    chosen = control.raw_value if control.set_value else names
    return {"string_array_value": StringArray(data=chosen)}


VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "number_input": _number,
    "checkbox": _switch,
    "selectbox": _choice,
    "button_group": _choices,
    "slider": _slider,
}
"""Kinds of controls that keep a value, and what it is."""
