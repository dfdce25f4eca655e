"""Numerical integration of delay differential equations, which scipy does not offer."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from forecasting.messages import bad_value

if TYPE_CHECKING:
    from scipy.interpolate import CubicHermiteSpline

Derivative = Callable[[float, float], float]


def integrate_delay(
    derivative: Derivative,
    history: Callable[[float], float],
    delay: float,
    duration: float,
    steps_per_delay: int,
) -> "CubicHermiteSpline":
    """Solve x'(t) = derivative(x(t), x(t − delay)) from t = 0 by the method of steps, order 4.

    Classical Runge–Kutta of order 4. Its stages need the delayed value at both ends and in the
    middle of a step: the ends are earlier results, because the step divides the delay; the middle
    is interpolated by a cubic Hermite polynomial, whose error is also of order 4. A step that
    divides the delay also puts the kinks that the start sends on, at multiples of the delay,
    between two steps, where they cost no accuracy.

    Args:
        derivative: Maps x(t) and x(t − delay) to x'(t).
        history: x at times t <= 0, in time units.
        delay: The delay, in time units.
        duration: How far to integrate, in time units; rounded up to a whole step.
        steps_per_delay: Steps in one delay; the step is delay / steps_per_delay.

    Returns:
        x as a function of time in [0, duration].

    Raises:
        ValueError: Delay, duration or steps_per_delay is not positive.

    Source:
        Bellen & Zennaro, Numerical Methods for Delay Differential Equations, 2003,
        doi:10.1093/acprof:oso/9780198506546.001.0001.
    """
    from scipy.interpolate import CubicHermiteSpline  # noqa: PLC0415 - much memory, seldom needed

    if not (delay > 0 and duration > 0 and steps_per_delay >= 1):
        raise bad_value(
            "delay {delay}, duration {duration} and steps_per_delay {steps_per_delay} "
            "must all be positive; raise the one that is not.",
            delay=delay,
            duration=duration,
            steps_per_delay=steps_per_delay,
        )
    step = delay / steps_per_delay
    # x at t = −delay, −delay + step, …: plain lists, because numpy scalars are slower in a loop.
    values = [history((i - steps_per_delay) * step) for i in range(steps_per_delay + 1)]
    middles = [history((i + 0.5 - steps_per_delay) * step) for i in range(steps_per_delay)]
    slopes = [derivative(values[-1], values[0])]
    # A ratio of exactly 3 may come out a little above it, and would ask for a fourth step.
    for now in range(math.ceil(duration / step - 1e-9)):
        start, delayed_end = values[-1], values[now + 1]
        delayed = (values[now], middles[now], delayed_end)
        end = _runge_kutta_step(derivative, start, delayed, step)
        values.append(end)
        slopes.append(derivative(end, delayed_end))
        middles.append((start + end) / 2 + step / 8 * (slopes[-2] - slopes[-1]))
    return CubicHermiteSpline(step * np.arange(len(slopes)), values[steps_per_delay:], slopes)


def _runge_kutta_step(
    derivative: Derivative, value: float, delayed: tuple[float, float, float], step: float
) -> float:
    """One step of classical Runge–Kutta; delayed holds x(t − delay) at its start, middle, end."""
    first = derivative(value, delayed[0])
    second = derivative(value + step / 2 * first, delayed[1])
    third = derivative(value + step / 2 * second, delayed[1])
    fourth = derivative(value + step * third, delayed[2])
    return value + step / 6 * (first + 2 * second + 2 * third + fourth)
