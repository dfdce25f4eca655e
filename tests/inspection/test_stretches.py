"""Of several stretches of a series one looks at the first."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import compare
from forecasting.inspection import Glance, look, subject_of
from forecasting.inspection.glance import context_of
from tests.conftest import TINY


@pytest.fixture(scope="module")
def made():
    longer = replace(TINY.source, length=120, cycles=10.0)
    return compare(replace(TINY, source=longer, stretches=2), "cpu")


def test_one_sees_the_seeds_of_the_first_stretch(made):
    subject = subject_of(made)
    stack = subject.members("GRU", made.log.epochs_done)
    assert stack.seeds == (0, 3)
    own = made.models["GRU"].head_weight[:2].detach().numpy()
    np.testing.assert_allclose(stack.weights["head_weight"], own)
    assert subject.contexts.shape == (len(made.task.test), 8, 2)
    assert subject.median_seed("GRU") in (0, 3)


def test_its_windows_are_those_of_the_first_stretch(made):
    subject = subject_of(made)
    glance = Glance("LSTM", 3, made.log.epochs_done, subject.origins[0])
    np.testing.assert_array_equal(context_of(subject, glance), made.task.test.contexts[0])
    seen = look(subject, glance).outputs[0, 0, -1].numpy()
    rows = made.forecasts_from(made.origins[0]).query("cell == 'LSTM' and seed == 3")
    wanted = rows.loc[rows["steps_ahead"] == 1, "forecast"]
    found = made.task.to_units(seen[None, None, None], np.array([subject.origins[0]])).ravel()
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)
