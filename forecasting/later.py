"""Libraries that take long to import, imported when they are needed: the first page does not."""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module until something in it is asked for.

    Type checkers and readers see an ordinary import; at run time it is

        torch = Later("torch")

    Args:
        name: Of the module, as in an import.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        return getattr(import_module(self._name), what)
