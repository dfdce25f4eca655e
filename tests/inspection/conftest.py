"""What is looked into."""

from dataclasses import replace

import pytest

from forecasting import compare
from forecasting.inspection import subject_of
from forecasting.models import CELLS
from tests.conftest import TINY


def small(**training):
    """All cells in double precision, so that rounding hides nothing."""
    changed = replace(TINY.training, hidden_size=5, precision="float64", **training)
    return replace(TINY, cells=tuple(CELLS), training=changed)


@pytest.fixture(scope="session")
def deep():
    """A finished comparison of all cells, two layers and an input layer."""
    return compare(small(layers=2, input_layer=True), "cpu")


@pytest.fixture(scope="session")
def deep_subject(deep):
    return subject_of(deep)
