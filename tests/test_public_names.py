"""What a room exports is what its `__all__` says, and everything public says what it is."""

import ast
import importlib
import inspect
import re
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "forecasting"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted(PACKAGE.rglob("__init__.py"))


def name_of(path):
    return path.relative_to(PACKAGE.parent).as_posix()


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def exported(path):
    """Public names that an `__init__` imports from the package or defines."""
    names, body = set(), tree_of(path).body
    late = [node.body for node in body if isinstance(node, ast.If)]  # only type checkers go there
    for node in chain(body, *late):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("forecasting"):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
    return {name for name in names if not name.startswith("_")}


def declared(path):
    """Its `__all__`."""
    for node in tree_of(path).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return ast.literal_eval(node.value)
    return []


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_all_is_what_is_exported(path):
    names = declared(path)
    assert len(set(names)) == len(names)
    assert set(names) == exported(path)


@pytest.mark.parametrize(
    "room", ["", ".data", ".models", ".evaluation", ".experiment"], ids=lambda r: r or "the package"
)
def test_every_public_name_is_there_and_is_described(room):
    module = importlib.import_module(f"forecasting{room}")
    assert module.__all__
    assert module.__doc__
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            # A dataclass without a docstring is given its signature, "Name(field, …)", for one.
            assert thing.__doc__, name
            assert not thing.__doc__.startswith(f"{name}("), name


def test_the_promised_names_are_public():
    names = {"Experiment", "SyntheticSeries", "TrainingConfig", "compare", "run"}
    names |= {"findings", "audit", "save", "load"}
    assert names <= set(importlib.import_module("forecasting").__all__)


def test_the_map_of_the_package_lists_all_that_is_public():
    package = importlib.import_module("forecasting")
    listed = set(re.findall(r"\w+", package.__doc__.split("Public names:")[1]))
    assert set(package.__all__) <= listed


def undescribed(tree):
    """Public functions, classes and methods without a docstring, and the module itself."""
    found = [] if ast.get_docstring(tree) else ["the module"]
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for owner in (tree, *(node for node in classes if not node.name.startswith("_"))):
        for node in owner.body:
            kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            if isinstance(node, kinds) and not node.name.startswith("_"):
                found += [] if ast.get_docstring(node) else [node.name]
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_public_has_a_docstring(path):
    assert undescribed(tree_of(path)) == []


def test_a_missing_docstring_is_found():
    code = '"""A."""\ndef f(): ...\nclass C:\n  def m(self): ...\n  def _p(self): ...\n'
    assert undescribed(ast.parse(code)) == ["f", "C", "m"]
