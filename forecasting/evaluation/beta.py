"""Quantiles of the beta distribution.

scipy has them, too; but nothing else that every visitor needs is scipy's, and importing it takes
as much memory as several comparisons.
"""

import math

from forecasting.messages import bad_value

MOST_TERMS = 100_000
HALVINGS = 60
"""Of an interval of length 1: to the last digit."""

_LEAST = 1e-300  # in place of a nought to divide by
_CLOSE = 1e-15  # a factor that changes no digit any more


def beta_quantile(a: float, b: float, probability: float) -> float:
    """The x below which a beta variable lies with this probability, by bisection.

    Args:
        a: First parameter, above 0.
        b: Second parameter, above 0.
        probability: From 0 to 1.

    Returns:
        x from 0 to 1.

    Raises:
        ValueError: If a number is out of range.
    """
    if not (a > 0 and b > 0 and 0 <= probability <= 1):
        raise bad_value(
            "a {a}, b {b}, probability {probability}: give two above 0, and one from 0 to 1.",
            a=a,
            b=b,
            probability=probability,
        )
    if probability in (0, 1):
        return float(probability)
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_share(a, b, middle) < probability else (low, middle)
    return (low + high) / 2


def beta_share(a: float, b: float, x: float) -> float:
    """The probability that a beta variable is below x: the regularized incomplete beta function.

    Source:
        The continued fraction dlmf.nist.gov/8.17.E22, which converges fast below the mean.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    logarithm = a * math.log(x) + b * math.log1p(-x) - math.log(a)
    logarithm += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(logarithm) / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)) by the method of Lentz, as Thompson and Barnett changed it."""
    value = numerator = 1.0
    denominator = 0.0
    for term in range(1, MOST_TERMS):
        coefficient = _coefficient(a, b, x, term)
        denominator = 1 / _away_from_0(1 + coefficient * denominator)
        numerator = _away_from_0(1 + coefficient / numerator)
        change = numerator * denominator
        value *= change
        if abs(change - 1) < _CLOSE:
            break
    return value


def _coefficient(a: float, b: float, x: float, term: int) -> float:
    m = term // 2
    if term % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _away_from_0(value: float) -> float:
    return value if abs(value) > _LEAST else _LEAST
