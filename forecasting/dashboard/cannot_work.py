"""What a page says of settings that cannot work."""

from collections.abc import Mapping
from typing import Any


class CannotWork(ValueError):  # noqa: N818 - a setting, no fault of the program
    """Settings that cannot work.

    Attributes:
        changes: New values of controls with which this trouble is gone; empty if there are none.
        label: What a button says that sets them.
    """

    def __init__(
        self, message: str, changes: Mapping[str, Any] | None = None, label: str = ""
    ) -> None:
        super().__init__(message)
        self.changes = dict(changes or {})
        self.label = label
