"""What the tests of this room share."""

import numpy as np
from hypothesis import strategies as st

from forecasting.data import Series, Split


def random_series(length, variables=2, seed=0):
    values = np.random.default_rng(seed).normal(3, 2, (length, variables))
    return Series("random", np.arange(length), values, variables=tuple("abcd"[:variables]))


SPLITS = st.builds(
    Split,
    window_length=st.integers(1, 30),
    horizon=st.integers(1, 30),
    train_fraction=st.floats(0.05, 0.99),
    judged_on=st.sampled_from(["test", "training"]),
    scaled=st.booleans(),
)


def fits(split, length):
    try:
        split.check(length)
    except ValueError:
        return False
    return True
