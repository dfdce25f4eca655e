"""Noise-free generators that follow a rule in time: delays, chaos, echoes.

Each maps a length and a number of cycles to values (time, variable), like those of signals.py.
"""

from itertools import pairwise

import numpy as np

from forecasting.data.integrators import integrate_delay

Start = np.random.Generator | None
"""What draws where a signal begins; None for where it always does."""

MACKEY_GLASS_CYCLE = 50.0  # time units from hump to hump, roughly
LORENZ_CYCLE = 0.75  # time units for one turn around a wing, roughly
LORENZ_STATES = (-10.0, -10.0, 15.0), (10.0, 10.0, 35.0)  # a box around the middle of its wings
TENT_PEAK = 0.9


def mackey_glass(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """Blood cells: x'(t) = 0.2 x(t−17) / (1 + x(t−17)¹⁰) − 0.1 x(t), chaotic.

    Args:
        length: Number of values.
        cycles: Duration, in cycles of 50 time units.
        start: Draws the constant history before the transient, else 1.2, and how long that is.

    Returns:
        x (time, variable), between about 0.2 and 1.4.

    Source:
        Mackey & Glass, Oscillation and chaos in physiological control systems, 1977,
        doi:10.1126/science.267326.
    """
    transient, duration, level = 500.0, MACKEY_GLASS_CYCLE * cycles, 1.2
    if start is not None:
        level, transient = start.uniform(0.5, 1.3), transient + start.uniform(0, 500)
    solution = integrate_delay(
        derivative=lambda x, delayed: 0.2 * delayed / (1 + delayed**10) - 0.1 * x,
        history=lambda _: level,
        delay=17.0,
        duration=transient + duration,
        steps_per_delay=68,
    )
    return solution(transient + np.linspace(0, duration, length))[:, None]


def lorenz(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """Lorenz's convection: x' = 10 (y − x), y' = x (28 − z) − y, z' = x y − 8/3 z, chaotic.

    Args:
        length: Number of values.
        cycles: Duration, in turns of 0.75 time units.
        start: Draws the state before the transient, else (1, 1, 1).

    Returns:
        x, y, z (time, variable).

    Source:
        Lorenz, Deterministic nonperiodic flow, 1963,
        doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2.
    """
    from scipy.integrate import solve_ivp  # noqa: PLC0415 - much memory, for this one signal

    # Rounding errors grow e-fold in about one time unit: a short transient keeps the default
    # series the same, to the eye, on every machine.
    transient, duration = 10.0, LORENZ_CYCLE * cycles
    times = transient + np.linspace(0, duration, length)
    solution = solve_ivp(
        lorenz_derivative,
        (0.0, transient + duration),
        [1.0, 1.0, 1.0] if start is None else start.uniform(*LORENZ_STATES),
        method="DOP853",
        t_eval=times,
        rtol=1e-10,
        atol=1e-10,
    )
    return solution.y.T.copy()


def lorenz_derivative(_: float, state: np.ndarray) -> list[float]:
    """The time derivative of (x, y, z)."""
    x, y, z = state.tolist()
    return [10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z]


def echo_lag(length: int, cycles: float) -> float:
    """Steps between a value and the one that it depends on; all of the series below one cycle."""
    return float(round(length / max(cycles, 1)))


def echo(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """2u − 1 with u[t] = f(u[t − lag]) and f the skew tent map that peaks at 0.9.

    The first lag values are independent uniforms and f keeps the uniform distribution, so
    neighbours in time say nothing about each other, while values one lag apart correlate by
    2 · 0.9 − 1 = 0.8. A model that does not look back a whole lag can only forecast the mean.

    Args:
        length: Number of values.
        cycles: Number of lags in the series.
        start: Draws the first lap, which else is always the same.

    Returns:
        The echo (time, variable), in [−1, 1].
    """
    lag = int(echo_lag(length, cycles))
    rounds = np.empty((-(-length // lag), lag))
    # Else always the same first lap: the seed of a series belongs to its noise.
    rounds[0] = (start or np.random.default_rng(1997)).random(lag)
    for previous, current in pairwise(rounds):
        current[:] = skew_tent(previous)
    return (2 * rounds.reshape(-1)[:length] - 1)[:, None]


def skew_tent(u: np.ndarray) -> np.ndarray:
    """f(u) = u / 0.9 below 0.9, else (1 − u) / 0.1: chaotic on [0, 1], element by element."""
    return np.where(u < TENT_PEAK, u / TENT_PEAK, (1 - u) / (1 - TENT_PEAK))
