import ast
from pathlib import Path

from forecasting import evaluation


def test_public_names_are_those_exported():
    tree = ast.parse(Path(evaluation.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == set(evaluation.__all__)
    assert all(getattr(evaluation, name).__doc__ for name in imported)
