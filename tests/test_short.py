"""Files and functions stay short enough to be read in one go."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = [ROOT / "streamlit_app.py", *ROOT.glob("pages/*.py"), *ROOT.rglob("forecasting/**/*.py")]
PAGES = [path for path in CODE if path.parent.name == "pages"]


def name_of(path):
    return str(path.relative_to(ROOT))


def lines_of(path):
    return path.read_text(encoding="utf-8").count("\n")


def long_functions(source, limit=30):
    """Name and length of functions above the limit: decorators and the docstring do not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = node.end_lineno - body[0].lineno + 1 if body else 0
            if length > limit:
                yield node.name, length


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_file(path):
    assert lines_of(path) < 300
    assert list(long_functions(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page(path):
    assert lines_of(path) < 120


def test_a_long_function_is_found():
    body = "\n".join(f"    x = {k}" for k in range(31))
    assert list(long_functions(f'def f():\n    """Long."""\n{body}')) == [("f", 31)]
    assert list(long_functions(f"def f():\n{body}", limit=31)) == []
