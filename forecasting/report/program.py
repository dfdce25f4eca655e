"""What runs in a report: Vega, Vega-Lite and vega-embed, and the lines that draw our charts.

They are package data. vl-convert-python bundles them too, but for 84 MB of disk, 1.4 s and 127 MB
of memory that are not given back (155 MB at the peak: too much for a small server, even in a
process of its own); the files are 0.83 MB, read in milliseconds, and need nothing installed.
"""

import base64
import hashlib
import re
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent
LIBRARIES = ("vega-6.4.0", "vega-lite-6.4.1", "vega-embed-7.3.0")
"""In the order in which they need each other."""

SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def program() -> Markup:
    """All of it as one script, with the licences in front."""
    notice = (FOLDER / "vega" / "NOTICE.txt").read_text(encoding="utf-8")
    libraries = [_library(name) for name in LIBRARIES]
    drawing = (FOLDER / "page.js").read_text(encoding="utf-8")
    return Markup("\n".join([f"/*!\n{notice}*/", *libraries, drawing]))


def policy(script: str) -> str:
    """A Content-Security-Policy: this script may run and no other, and nothing may be fetched.

    It is the second lock: if something hostile in a name passed the escaping, it would not run.
    """
    checksum = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'sha256-{checksum}'",
            "style-src 'unsafe-inline'",  # Vega writes styles into the elements that it draws
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _library(name: str) -> str:
    """A file without the reference to its map, which is not here."""
    text = (FOLDER / "vega" / f"{name}.min.js").read_text(encoding="utf-8")
    return SOURCE_MAP.sub("", text).strip()
