"""What is imported is required, in one exact version: nothing comes by way of something else."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.test_imports import late_import

ROOT = Path(__file__).parent.parent
OURS = {"forecasting", "pages", "tests", "benchmarks"}
PEERS = {"darts", "neuralforecast"}
"""In an environment of their own: benchmarks/requirements.txt."""


def imported_by(*places):
    """Packages of others that the files in some places import."""
    found = set()
    for path in (path for place in places for path in sorted(ROOT.glob(place))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module)
            elif isinstance(node, ast.Call) and late_import(node):
                found.add(late_import(node))
    return {name.split(".")[0] for name in found} - sys.stdlib_module_names - OURS


def normal(name):
    """A distribution's name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required_by(file):
    """Distributions with their exact versions; those of another file that it names, too."""
    found = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found |= required_by(line.removeprefix("-r "))
        elif line and not line.startswith("#"):
            name, version = line.split("==")
            found[normal(name)] = version
    return found


def missing(packages, file):
    """Those that no distribution in a file brings."""
    brought, required = packages_distributions(), required_by(file)
    return {p for p in packages if not {normal(d) for d in brought.get(p, [])} & required.keys()}


APP = ("forecasting/**/*.py", "pages/*.py", "streamlit_app.py")


def test_what_the_app_imports_is_required():
    packages = imported_by(*APP)
    assert {"torch", "numba", "pyarrow", "llvmlite"} <= packages
    assert missing(packages, "requirements.txt") == set()


def test_what_tests_and_benchmarks_import_is_required():
    packages = imported_by(*APP, "tests/**/*.py", "benchmarks/*.py") - PEERS
    assert missing(packages, "requirements-dev.txt") == set()


@pytest.mark.parametrize("package", ["tornado", "no_such_package"])
def test_what_is_not_required_is_found(package):
    assert missing({package, "torch"}, "requirements.txt") == {package}


def test_nothing_is_required_in_vain():
    brought = {normal(d) for p in imported_by(*APP) for d in packages_distributions()[p]}
    assert required_by("requirements.txt").keys() <= brought
