"""Numbers as people read them."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import digits

NUMBERS = st.floats(-1e300, 1e300)
USUAL = st.floats(-1e6, 1e6)
COLUMNS = st.lists(USUAL, min_size=1, max_size=8)
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """The number that stands there."""
    mantissa, _, power = text.replace("−", "-").replace(",", "").partition(" × 10")
    return float(f"{mantissa}e{power.translate(POWERS) or 0}")


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.199, 0.35], ["0.199", "0.350"]),
        ([1.02e-14, 0.35], ["0.000", "0.350"]),
        ([1.02, 0.199], ["1.020", "0.199"]),
        ([0.0123, 0.5], ["0.0123", "0.5000"]),
        ([1153.2], ["1,153"]),
        ([1283], ["1,283"]),
        ([np.int64(7), np.int64(1200)], ["7", "1,200"]),
        ([99.96], ["100"]),
        ([9.996], ["10.0"]),
        ([1.0], ["1.00"]),
        ([0.0], ["0"]),
        ([0.0, 0.5], ["0.000", "0.500"]),
        ([-0.0004, 2.0], ["−0.0004", "2.0000"]),
        ([-0.00001, 2.0], ["0.00", "2.00"]),
        ([3.2e-5], ["3.20 × 10⁻⁵"]),
        ([3.2e-5, 4.1e-6, 0.0], ["3.200 × 10⁻⁵", "0.410 × 10⁻⁵", "0"]),
        ([1.5e12], ["1.50 × 10¹²"]),
        ([5e-324], ["4.94 × 10⁻³²⁴"]),
        ([math.nan, 0.5, math.inf, -math.inf], ["–", "0.500", "∞", "−∞"]),
        ([], []),
    ],
)
def test_a_column(values, shown):
    assert digits.column(values) == shown


@given(COLUMNS)
def test_a_column_has_the_same_decimals_throughout(values):
    texts = digits.column(values)
    places = {len(t.partition(" ")[0].partition(".")[2]) for t in texts if t != "0"}
    assert len(places) <= 1
    assert len({t.partition(" × ")[2] for t in texts if t != "0"}) <= 1


@given(COLUMNS)
def test_a_column_keeps_the_order(values):
    shown = [read(text) for text in digits.column(values)]
    by_value = sorted(range(len(values)), key=values.__getitem__)
    assert all(shown[a] <= shown[b] for a, b in pairwise(by_value))


@given(COLUMNS)
def test_a_column_is_right_to_a_half_of_a_thousandth_of_its_largest(values):
    largest = max(map(abs, values))
    for value, text in zip(values, digits.column(values), strict=True):
        assert abs(read(text) - value) <= 0.00501 * largest


@given(NUMBERS)
def test_one_number_has_three_significant_digits(value):
    text = digits.number(value)
    assert read(text) == pytest.approx(value, rel=0.00501, abs=0)
    assert not re.search(r"\de|-|inf|nan", text)
    mantissa = text.partition(" ")[0].lstrip("−").replace(",", "")
    if abs(value) < 1000 and value:
        assert len(mantissa.replace(".", "").lstrip("0")) == 3


def test_a_range_has_the_decimals_of_its_number():
    shown = digits.ranged([0.35, 1.2, 0.5], [0.3, 1.1, math.nan], [0.4, math.inf, math.nan])
    assert shown == ["0.350 (0.300 to 0.400)", "1.200 (1.100 to ∞)", "0.500"]
    assert digits.ranged([1.0], [0.5], [2.0], "{}, {}–{}".format) == ["1.00, 0.50–2.00"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([354.123, 349.5], ["354.12", "349.50"]),
        ([354.123, 300.5], ["354.1", "300.5"]),
        ([0.5, -0.25], ["0.500", "−0.250"]),
        ([1200.0, 15.0], ["1,200", "15"]),
        ([3e-7, 2e-7], ["3.00 × 10⁻⁷", "2.00 × 10⁻⁷"]),
        ([5.0, 5.0, math.nan], ["5.00", "5.00", "–"]),
    ],
)
def test_levels_keep_their_differences(values, shown):
    assert list(map(digits.levels(values), values)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.05, "0.05"), (2000.0, "2,000"), (1.0, "1"), (1e-6, "10⁻⁶"), (5e-7, "5 × 10⁻⁷")],
)
def test_a_mark_of_an_axis(value, shown):
    assert digits.mark(value) == shown


@given(st.integers(-(10**12), 10**12))
def test_a_count_is_whole(count):
    assert read(digits.whole(count)) == count
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*", digits.whole(count))


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.7, "70 %"),
        (1.0, "100 %"),
        (0.123, "12 %"),
        (0.0123, "1.2 %"),
        (0, "0 %"),
        (-0.5, "−50 %"),
    ],
)
def test_a_share(share, shown):
    assert digits.percent(share) == shown


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (0.62, "0.620 s"),
        (12.34, "12.3 s"),
        (59.96, "1 min 0 s"),
        (245, "4 min 5 s"),
        (3599.9, "1 h 0 min"),
        (7200, "2 h 0 min"),
        (math.nan, "– s"),
    ],
)
def test_seconds(duration, shown):
    assert digits.seconds(duration) == shown
