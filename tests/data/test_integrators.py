"""The order of convergence: halving the step must divide the error by about 2⁴."""

import numpy as np
import pytest

from forecasting.data.integrators import integrate_delay

HALF_PI = np.pi / 2


def solve_cosine(steps_per_delay):
    # x' = −x(t − π/2) with x = cos t before 0 goes on as cos t: sin(t) = cos(t − π/2).
    return integrate_delay(lambda _, delayed: -delayed, np.cos, HALF_PI, 20.0, steps_per_delay)


def solve_mackey_glass(steps_per_delay):
    return integrate_delay(
        lambda x, delayed: 0.2 * delayed / (1 + delayed**10) - 0.1 * x,
        lambda _: 1.2,
        17.0,
        100.0,
        steps_per_delay,
    )


def observed_orders(errors):
    return np.log2(np.array(errors[:-1]) / np.array(errors[1:]))


def test_order_is_four_against_a_known_solution():
    times = np.linspace(0, 20, 333)
    errors = [np.abs(solve_cosine(n)(times) - np.cos(times)).max() for n in (8, 16, 32, 64)]
    assert observed_orders(errors) == pytest.approx(4, abs=0.3)
    assert errors[-1] < 1e-6


def test_order_is_four_for_mackey_glass_despite_the_kink_at_the_start():
    # The history is constant, so x' jumps at 0 and higher derivatives at multiples of the delay.
    times = np.linspace(0, 100, 333)
    finest = solve_mackey_glass(2176)(times)
    errors = [np.abs(solve_mackey_glass(n)(times) - finest).max() for n in (34, 68, 136)]
    assert observed_orders(errors) == pytest.approx(4, abs=0.4)
    assert errors[1] < 1e-5


def test_a_polynomial_history_is_integrated_exactly():
    # x' = −x(t − 1), x = 1 before 0: 1 − t, then 1 − t + (t − 1)² / 2.
    solution = integrate_delay(lambda _, delayed: -delayed, lambda _: 1.0, 1.0, 2.0, 5)
    assert solution(0.5) == pytest.approx(0.5, abs=1e-14)
    assert solution(1.7) == pytest.approx(1 - 1.7 + 0.7**2 / 2, abs=1e-14)


def test_without_delayed_term_it_is_an_ordinary_equation():
    solution = integrate_delay(lambda x, _: -x, lambda _: 1.0, 1.0, 3.0, 50)
    assert solution(3.0) == pytest.approx(np.exp(-3), abs=1e-8)


@pytest.mark.parametrize("duration", [0.3, 1.0, 20.0, 20.1])
def test_the_solution_reaches_the_end(duration):
    solution = integrate_delay(lambda _, delayed: -delayed, np.cos, HALF_PI, duration, 16)
    assert solution.x[-1] >= duration - 1e-9
    assert solution.x[-1] < duration + HALF_PI / 16


@pytest.mark.parametrize(("delay", "duration", "steps"), [(0, 1, 1), (1, -1, 1), (1, 1, 0)])
def test_refuses_what_is_not_positive(delay, duration, steps):
    with pytest.raises(ValueError, match=f"delay {delay}, duration {duration} .* {steps} must"):
        integrate_delay(lambda x, _: x, lambda _: 1.0, delay, duration, steps)
