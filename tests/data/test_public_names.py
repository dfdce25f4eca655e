import ast
from pathlib import Path

import forecasting.data

ROOM = Path(forecasting.data.__file__).parent


def test_all_is_what_is_imported():
    tree = ast.parse((ROOM / "__init__.py").read_text())
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert sorted(alias.name for node in imports for alias in node.names) == sorted(
        forecasting.data.__all__
    )


def test_every_public_name_is_there():
    for name in forecasting.data.__all__:
        assert getattr(forecasting.data, name) is not None


def test_public_classes_say_what_they_are():
    for name in forecasting.data.__all__:
        thing = getattr(forecasting.data, name)
        if isinstance(thing, type):
            # dataclass writes its own docstring, "Name(field, …)", where there is none
            assert not thing.__doc__.startswith(f"{name}(")
