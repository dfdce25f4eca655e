"""How time grows, always beside the articles' loop; and memory."""

import subprocess
import sys
from dataclasses import replace

from benchmarks import articles, ours
from benchmarks.headline import Row
from benchmarks.workload import Workload, interleaved

AXES: dict[str, tuple[object, ...]] = {
    "seeds": (1, 2, 4, 8, 16, 32, 64),
    "window": (5, 10, 25, 50, 100),
    "hidden": (16, 32, 64, 128, 256),
    "batch": (1, 4, 8, 16, 32, 90),
    "variables": (1, 2, 4, 8),
    "layers": (1, 2, 3),
    "objective": ("one_step", "free_running"),
}

MEMORY_OF: tuple[dict[str, int], ...] = (
    {},
    {"seeds": 64},
    {"hidden": 256},
    {"window": 100},
    {"batch": 90},
    {"layers": 3},
)


def growth(base: Workload, repeats: int, quick: bool) -> list[Row]:
    """Milliseconds per update and member of three cells together, one setting changed at a time."""
    rows = []
    for axis, values in AXES.items():
        chosen = values[:: len(values) - 1] if quick else values
        rows += [_measured(base, axis, value, repeats) for value in chosen]
    return rows


def _measured(base: Workload, axis: str, value: object, repeats: int) -> Row:
    setting = replace(base, **{axis: value})  # type: ignore[arg-type]
    sequences = ours.sequences_of(setting)

    def theirs() -> None:
        for cell in setting.cells:
            articles.train(cell, setting, sequences, setting.epochs)

    works = {"articles": theirs, "ours": lambda: ours.training(setting, sequences)}
    median = interleaved(works, repeats)
    updates = setting.updates * setting.epochs
    a, b = median["articles"] / updates, median["ours"] / updates / setting.seeds
    return {
        "axis": axis,
        "value": value,
        "articles, ms": round(1e3 * a, 4),
        "ours, ms": round(1e3 * b, 4),
        "times faster": round(a / b, 1),
    }


def memory(quick: bool) -> list[Row]:
    """Resident memory of a process of its own: after the import, and at its peak."""
    rows = []
    for changes in MEMORY_OF[: 1 if quick else None]:
        arguments = [f"{name}={value}" for name, value in changes.items()]
        command = [sys.executable, "-m", "benchmarks.memory", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        before, peak = map(float, done.stdout.split())
        setting = ", ".join(arguments) or "article 2, 8 seeds"
        rows.append({"setting": setting, "imported, MB": before, "peak, MB": peak})
    return rows
