"""Checks name the value and the remedy, and take nothing else for what they want."""

import math

import pytest

from forecasting.checks import check_choice, check_flag, check_number, check_whole, is_real


@pytest.mark.parametrize("value", [0, 11, 5.0, True, "5", None, [5], math.nan])
def test_whole_refuses(value):
    with pytest.raises(ValueError, match="n is") as caught:
        check_whole("n", value, 1, 10)
    assert str(caught.value) == f"n is {value!r}; give a whole number from 1 to 10."


@pytest.mark.parametrize("value", [1, 5, 10])
def test_whole_accepts_its_limits(value):
    check_whole("n", value, 1, 10)
    check_whole("n", 10**30 + value, 1)


def test_whole_without_upper_limit():
    with pytest.raises(ValueError, match=r"^n is 999; give a whole number of at least 1,000\.$"):
        check_whole("n", 999, 1000)


@pytest.mark.parametrize("value", [0.4, 10.1, math.nan, math.inf, -math.inf, True, "1", 10**400])
def test_number_refuses(value):
    with pytest.raises(ValueError, match="x is") as caught:
        check_number("x", value, 0.5, 10)
    assert str(caught.value) == f"x is {value!r}; give a number from 0.5 to 10."


@pytest.mark.parametrize("value", [0.5, 1, 10.0])
def test_number_accepts_its_limits(value):
    check_number("x", value, 0.5, 10)


@pytest.mark.parametrize("value", ["c", "", None, 0, ["a"], {"a"}])
def test_choice_refuses(value):
    with pytest.raises(ValueError, match="k is") as caught:
        check_choice("k", value, {"a": 1, "b": 2})
    assert str(caught.value) == f"k is {value!r}; choose one of a, b."
    check_choice("k", "a", {"a": 1, "b": 2})


@pytest.mark.parametrize("value", [1, 0, None, "true"])
def test_flag_refuses(value):
    with pytest.raises(ValueError, match="f is") as caught:
        check_flag("f", value)
    assert str(caught.value) == f"f is {value!r}; give true or false."
    check_flag("f", True)
    check_flag("f", False)


@pytest.mark.parametrize(
    ("value", "real"),
    [
        (1, True),
        (-1e308, True),
        (math.nan, False),
        (math.inf, False),
        (10**400, False),
        (True, False),
        ("1", False),
        (None, False),
        (1j, False),
    ],
)
def test_real(value, real):
    assert is_real(value) == real
