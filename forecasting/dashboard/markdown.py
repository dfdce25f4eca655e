"""Words that somebody else chose, where the page reads Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>~$:#|&])")
_LIST = re.compile(r"^([-+]|\d{1,9}(?=[.)]))")
_MADE_LATER = re.compile(r"(https?\\:|www(?=\.)|@|-(?=\\?[->])|(?:\\[<>~])(?=[-=]))", re.IGNORECASE)
"""What is looked for once the backslashes are gone: addresses, and signs for arrows."""
JOINER = "\u2060"
"""Takes no room and breaks no line; between two signs it keeps them from being read as one."""


def plain(text: str) -> str:
    """Text that Markdown shows as it is: no links, no markup, no icons, on one line."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _MADE_LATER.sub(rf"\1{JOINER}", _LIST.sub(_not_in_a_list, escaped))


def _not_in_a_list(start: re.Match[str]) -> str:
    """A number is followed by the sign that makes a list of it, a dash is that sign."""
    return f"{start[0]}\\" if start[0].isdecimal() else f"\\{start[0]}"
