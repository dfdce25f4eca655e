"""Against scipy, which is slower to import than to be replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc, betaincinv

from forecasting.evaluation.beta import beta_quantile, beta_share

halves = st.integers(1, 2000).map(lambda n: n / 2)
"""As they come: wins and losses, a tie half of each."""


@given(halves, halves, st.floats(0, 1))
def test_the_share_is_scipys(a, b, x):
    assert beta_share(a, b, x) == pytest.approx(betainc(a, b, x), rel=1e-9, abs=1e-12)


@given(halves, halves, st.sampled_from([0.0, 0.005, 0.025, 0.5, 0.975, 0.995, 1.0]))
def test_the_quantile_is_scipys(a, b, probability):
    theirs = betaincinv(a, b, probability)
    assert beta_quantile(a, b, probability) == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("numbers", [(0, 1, 0.5), (1, -1, 0.5), (1, 1, 1.5), (1, 1, float("nan"))])
def test_numbers_out_of_range_are_refused(numbers):
    with pytest.raises(ValueError, match="give two above 0, and one from 0 to 1"):
        beta_quantile(*numbers)
