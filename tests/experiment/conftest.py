"""Comparisons in which something went wrong."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def wild():
    """A comparison in which one of two LSTMs diverged, and both GRUs."""
    from tests.conftest import TINY
    from tests.faults import run_with_poison

    comparison = run_with_poison(TINY, "LSTM", 1)
    errors = comparison.errors
    gru = errors["cell"] == "GRU"
    vars(comparison)["errors"] = errors.assign(rmse=errors["rmse"].mask(gru, np.inf))
    return comparison
