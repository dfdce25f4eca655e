"""A reader finds a thing by its name: one name for one thing, and maps that show all rooms."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import forecasting
from forecasting.models import kernels
from tests.test_imports import ORDER

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "forecasting"
REGISTRIES = {"registry"}
"""Each room with a registry keeps it in a file of this name."""


def modules(package):
    """Room and path of every module that is not a map."""
    for path in sorted(package.rglob("*.py")):
        if path.stem != "__init__":
            yield path.relative_to(package).parts[0], path


def names_in_several_rooms(package):
    """Files, and classes, of one name in different places: name and the places."""
    files, classes = defaultdict(set), defaultdict(set)
    for _, path in modules(package):
        place = path.relative_to(package)
        files[path.stem].add(str(place))
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].add(str(place))
    shared = {name: places for name, places in {**classes, **files}.items() if len(places) > 1}
    return {name: places for name, places in shared.items() if name not in REGISTRIES}


def test_no_two_files_and_no_two_classes_have_one_name():
    assert names_in_several_rooms(PACKAGE) == {}


def test_a_second_one_is_found(tmp_path):
    for room in ("data", "charts"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "series.py").write_text("class Shown:\n    pass\n")
        (tmp_path / room / "registry.py").write_text("")
    assert set(names_in_several_rooms(tmp_path)) == {"series", "Shown"}


def rooms_of_a_map(text):
    """The names that stand first in the indented lines of a docstring."""
    return re.findall(r"^ {4}(\w+) {2,}\S", text, re.MULTILINE)


def test_the_map_of_the_package_shows_every_room_in_order():
    shown = rooms_of_a_map(forecasting.__doc__.split("Axes,")[0])
    ranks = [next(rank for rank, rooms in enumerate(ORDER) if room in rooms) for room in shown]
    assert sorted(shown) == sorted(room for rooms in ORDER for room in rooms)
    assert ranks == sorted(ranks)


def test_every_room_has_a_place_in_the_order():
    there = {room.removesuffix(".py") for room, _ in modules(PACKAGE)}
    assert there == {room for rooms in ORDER for room in rooms}


def test_the_map_of_the_kernels_shows_every_file():
    there = {path.stem for path in (PACKAGE / "models/kernels").glob("*.py")} - {"__init__"}
    assert set(rooms_of_a_map(kernels.__doc__)) == there


def test_the_readme_shows_the_same_chain():
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    chain = " → ".join(", ".join(rooms) for rooms in ORDER)
    assert f"forecasting/ {chain}" in text
