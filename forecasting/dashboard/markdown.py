"""Words that somebody else chose, where the page reads Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>~$:#|&])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is: no links, no markup, no icons, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
