"""Who may import whom: data flows one way through the rooms."""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = (
    ("later", "messages"),
    ("checks",),
    ("setting",),
    ("digits", "threads"),
    ("data",),
    ("importing",),
    ("models",),
    ("rollout",),
    ("training",),
    ("evaluation",),
    ("experiment",),
    ("inspection",),
    ("recipes",),
    ("jobs", "saving"),
    ("charts",),
    ("report",),
    ("dashboard",),
)
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}

FORBIDDEN_ROOMS = {
    "models": {"data"},
    "evaluation": {"data", "models", "rollout", "training"},
    "charts": RANK.keys() - {"digits", "evaluation", "messages"},
}
"""Beyond the order."""

LIBRARIES = {"torch", "numpy", "pandas", "scipy", "altair", "streamlit", "safetensors"}
FORBIDDEN_LIBRARIES = {
    "evaluation": {"torch"},
    "charts": LIBRARIES - {"pandas", "altair"},
    "report": {"torch", "altair"},
}
LIBRARY_OF = {"dashboard": "streamlit"}
"""Which room alone may import it."""

PAGE_LIBRARIES = {"streamlit"}

LATE_IMPORTS = {"Later", "import_module"}
"""Calls that import what their first argument names, sooner or later."""


@dataclass(frozen=True)
class Import:
    """`module` is what is imported from, or imported; `name` what is taken out of it, if any."""

    module: str
    name: str | None
    line: int

    @property
    def library(self):
        return self.module.split(".")[0]

    @property
    def room(self):
        """The room of the package that is imported, None for the package itself."""
        parts = self.module.split(".")
        if len(parts) > 1:
            return parts[1]
        return self.name if self.name in RANK else None


def imports_of(path, package):
    """Every import of a file, wherever it stands in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (Import(module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and late_import(node):
            yield Import(late_import(node), None, node.lineno)


def late_import(call):
    """The module that such a call names as a whole, if it is one."""
    named = getattr(call.func, "id", "") in LATE_IMPORTS and isinstance(call.args[0], ast.Constant)
    return call.args[0].value if named else None


def breaches(root):
    """What is wrong below this folder, one line each."""
    rooms = sorted((root / "forecasting").rglob("*.py"))
    pages = sorted([*root.glob("pages/*.py"), *root.glob("streamlit_app.py")])
    public = public_names(root)
    found = []
    for path in rooms + pages:
        parts = path.relative_to(root).with_suffix("").parts
        for one in imports_of(path, list(parts[:-1])):
            page = path in pages
            wrong = breach_in_page(one, public) if page else breach_in_room(parts[1], one)
            found += [f"{path.relative_to(root)}:{one.line}: {wrong}"] if wrong else []
    return found


def breach_in_room(room, one):
    """What is wrong with an import in a room, or None."""
    if room == "__init__":
        return (
            f"the map imports {one.room}" if one.room in ("charts", "report", "dashboard") else None
        )
    if room not in RANK:
        return f"{room} has no place in the order of rooms"
    if one.library != "forecasting":
        banned = FORBIDDEN_LIBRARIES.get(room, set()) | ({"streamlit"} - {LIBRARY_OF.get(room)})
        return f"{room} imports {one.library}" if one.library in banned else None
    return None if room in ("dashboard", one.room) else breach_of_order(room, one)


def breach_of_order(room, one):
    """What is wrong with an import of another room, or None."""
    if one.room is None:
        return f"{room} imports the map of the package"
    if RANK.get(one.room, len(ORDER)) >= RANK[room]:
        return f"{room} imports {one.room}, which comes after it"
    return f"{room} imports {one.room}" if one.room in FORBIDDEN_ROOMS.get(room, ()) else None


def breach_in_page(one, public):
    """What is wrong with an import in a page or the frame, or None."""
    if one.library != "forecasting":
        fine = one.library in PAGE_LIBRARIES or one.library in sys.stdlib_module_names
        return None if fine else f"a page imports {one.library}"
    if one.room == "dashboard":
        return None
    if one.module == "forecasting" and one.name in public:
        return None
    return f"a page imports {one.module} {one.name or ''}".rstrip()


def public_names(root):
    """The `__all__` of the package."""
    for node in ast.parse((root / "forecasting/__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return ast.literal_eval(node.value)
    return []


def test_data_flows_one_way():
    assert breaches(ROOT) == []


def test_every_room_is_walked():
    walked = {path.relative_to(ROOT).parts[1] for path in (ROOT / "forecasting").rglob("*.py")}
    assert {"data", "models", "evaluation", "experiment", "rollout.py"} <= walked


def plant(root, path, code):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code)


@pytest.fixture
def house(tmp_path):
    """A house in order, to plant breaches in."""
    plant(tmp_path, "forecasting/__init__.py", 'from forecasting.recipes import A\n__all__ = ["A"]')
    plant(tmp_path, "forecasting/charts/lines.py", "import altair\nimport pandas\nimport math")
    plant(tmp_path, "forecasting/charts/__init__.py", "from forecasting.evaluation import TOTAL")
    plant(tmp_path, "forecasting/dashboard/bar.py", "import streamlit, forecasting.models.cells")
    plant(tmp_path, "forecasting/experiment/run.py", "from . import settings\nimport torch")
    plant(tmp_path, "pages/one.py", "import streamlit as st\nfrom forecasting import A\nimport os")
    plant(tmp_path, "streamlit_app.py", "from forecasting.dashboard.bar import x")
    return tmp_path


def test_a_house_in_order_has_no_breach(house):
    assert breaches(house) == []


@pytest.mark.parametrize(
    ("path", "code", "wrong"),
    [
        ("forecasting/data/a.py", "import forecasting.models", "data imports models, which comes"),
        ("forecasting/data/a.py", "from forecasting import models", "data imports models, which"),
        ("forecasting/data/a.py", "from ..training import Trainer", "data imports training, which"),
        ("forecasting/checks.py", "from forecasting.data import Series", "checks imports data"),
        ("forecasting/jobs.py", "from forecasting.saving import x", "jobs imports saving, which"),
        ("forecasting/models/a.py", "def f():\n from forecasting.data import x", "models imports"),
        ("forecasting/recipes.py", "from forecasting import A", "recipes imports the map"),
        ("forecasting/evaluation/a.py", "import torch.nn", "evaluation imports torch"),
        ("forecasting/evaluation/a.py", "torch = Later('torch')", "evaluation imports torch"),
        ("forecasting/evaluation/a.py", "import forecasting.data", "evaluation imports data"),
        ("forecasting/charts/a.py", "import numpy as np", "charts imports numpy"),
        ("forecasting/charts/a.py", "from forecasting.models import CELLS", "charts imports mod"),
        ("forecasting/report/a.py", "import torch", "report imports torch"),
        ("forecasting/report/a.py", "from forecasting.dashboard import x", "report imports dash"),
        ("forecasting/training/trainer.py", "import streamlit", "training imports streamlit"),
        ("forecasting/stray.py", "import os", "stray has no place in the order of rooms"),
        ("forecasting/__init__.py", "from forecasting.dashboard import x", "the map imports dash"),
        ("pages/two.py", "import pandas as pd", "a page imports pandas"),
        ("pages/two.py", "from forecasting.models import CELLS", "a page imports forecasting.mod"),
        ("pages/two.py", "from forecasting import Secret", "a page imports forecasting Secret"),
        ("streamlit_app.py", "import torch", "a page imports torch"),
    ],
)
def test_a_planted_breach_is_found(house, path, code, wrong):
    plant(house, path, code)
    found = [line for line in breaches(house) if line.startswith(f"{path}:")]
    assert len(found) == 1
    assert wrong in found[0]
