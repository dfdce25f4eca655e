"""Tables as text, Markdown and JSON."""

import datetime
import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.headline import Row
from forecasting.models import available_devices
from forecasting.threads import cores_granted

PACKAGES = ("torch", "numpy", "numba")


def machine() -> dict[str, object]:
    """What was measured on, when, and with what."""
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "processor": available_devices()["cpu"].name,
        "cores granted": cores_granted(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def markdown(facts: Mapping[str, object], tables: Mapping[str, Sequence[Row]]) -> str:
    """All tables under their titles."""
    lines = [", ".join(f"{name} {value}" for name, value in facts.items()), ""]
    for title, rows in tables.items():
        lines += [f"### {title}", "", *_table(rows), ""]
    return "\n".join(lines)


def _table(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return ["not measured"]
    header = list(rows[0])
    body = [[str(row[name]) for name in header] for row in rows]
    return [_line(header), _line(["---"] * len(header)), *map(_line, body)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write(
    folder: Path, facts: Mapping[str, object], tables: Mapping[str, Sequence[Row]]
) -> tuple[Path, Path]:
    """Write results.md and results.json into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text, data = folder / "results.md", folder / "results.json"
    text.write_text(markdown(facts, tables), encoding="utf-8")
    data.write_text(json.dumps({"machine": facts, "tables": tables}, indent=2), encoding="utf-8")
    return text, data
