"""SIGNALS: every noise-free signal by name, with its formula, source and generator.

A new signal is one generator and one entry here; pages and tests find it by themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forecasting.checks import check_whole, is_real
from forecasting.data.dynamics import Start, echo, echo_lag, lorenz, mackey_glass
from forecasting.messages import Message, bad_value, message, phrase

Generator = Callable[[int, float, Start], np.ndarray]
GOLDEN_RATIO = (1 + 5**0.5) / 2


def steps_per_cycle(length: int, cycles: float) -> float:
    """Steps in one cycle of a signal whose first and last values are `cycles` cycles apart."""
    return (length - 1) / cycles


ONE_PERIOD = phrase("one period")


@dataclass(frozen=True)
class Signal:
    """A noise-free, deterministic signal and what a person needs to know to pick it.

    Attributes:
        name: Key in SIGNALS, snake_case.
        title: Name for people.
        formula: Unicode math.
        source: Title, year and DOI where one exists.
        reason: Why a person would pick it, one sentence.
        generate: Maps (length, cycles, start) to values (time, variable), float64; `start`
            draws its phase, or its initial state if it is chaotic, and may be None.
        variables: One name per column of the values.
        length: Default number of values.
        cycles: Default number of cycles in the series.
        cycle: What one cycle is, a few words.
        period_steps: Maps (length, cycles) to the steps in one cycle.
        follows_steps: Maps them to how many steps before each value the one lies from which alone
            it follows; None where there is no such one.
    """

    name: str
    title: Message
    formula: Message
    source: str
    reason: Message
    generate: Generator
    variables: tuple[str, ...]
    length: int = 500
    cycles: float = 20.0
    cycle: Message = ONE_PERIOD
    period_steps: Callable[[int, float], float] = steps_per_cycle
    follows_steps: Callable[[int, float], float] | None = None

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name != self.name.lower():
            raise bad_value("name is {name!r}; write it in snake_case.", name=self.name)
        if not self.variables or len(set(self.variables)) < len(self.variables):
            raise bad_value(
                "variables is {variables!r}; give each column its own name.",
                variables=self.variables,
            )
        check_whole("length", self.length, 20)
        if not is_real(self.cycles) or not 0 < self.cycles <= self.length / 2:
            raise bad_value(
                "cycles is {cycles!r}; give a number above 0, at most {most:g}.",
                cycles=self.cycles,
                most=self.length / 2,
            )


def _drawn_turn(start: Start) -> float:
    """Where in its cycle a signal begins, in [0, 1)."""
    return 0.0 if start is None else float(start.random())


def _drawn_angle(start: Start) -> float:
    """The same in radians."""
    return 2 * np.pi * _drawn_turn(start)


def _phase(length: int, cycles: float, start: Start) -> np.ndarray:
    """Angle (time,) in radians, first and last included."""
    return np.linspace(0, 2 * np.pi * cycles, length) + _drawn_angle(start)


def _position(length: int, cycles: float, start: Start) -> np.ndarray:
    """Where in its cycle each value is (time,), in [0, 1)."""
    # Rounded, or a jump that falls on a value would come one step early or late at random.
    return np.round(np.linspace(0, cycles, length) + _drawn_turn(start), 9) % 1


def sine(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """The sine, sin φ (time, variable)."""
    return np.sin(_phase(length, cycles, start))[:, None]


def sine_cosine(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """Two variables, sin φ and cos 2φ (time, variable)."""
    phase = _phase(length, cycles, start)
    return np.column_stack([np.sin(phase), np.cos(2 * phase)])


def two_tones(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """A sum that never quite repeats: (2 sin φ + sin gφ) / 3 (time, variable), g golden ratio."""
    phase = _phase(length, cycles, None)
    slow, fast = phase + _drawn_angle(start), GOLDEN_RATIO * phase + _drawn_angle(start)
    return (2 * np.sin(slow) + np.sin(fast))[:, None] / 3


def square(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """High, 1, in the first half of each cycle, low, −1, in the second (time, variable)."""
    return np.where(_position(length, cycles, start) < 0.5, 1.0, -1.0)[:, None]


def sawtooth(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """A ramp from −1 to 1 in each cycle (time, variable)."""
    return 2 * _position(length, cycles, start)[:, None] - 1


def chirp(length: int, cycles: float, start: Start = None) -> np.ndarray:
    """A sine whose frequency rises linearly from half to 1.5 times its mean (time, variable)."""
    fraction = np.linspace(0, 1, length)
    angle = np.pi * cycles * (fraction + fraction**2) + _drawn_angle(start)
    return np.sin(angle)[:, None]


_ENTRIES = (
    Signal(
        name="sine",
        title=phrase("Sine"),
        formula=phrase("x = sin φ, φ from 0 to 2π · cycles"),
        source="Elementary waveform",
        reason=message("The simplest series that repeats: every cell should learn it."),
        generate=sine,
        variables=("sine",),
        length=200,
        cycles=8.0,
        cycle=phrase("one period of the sine"),
    ),
    Signal(
        name="sine_cosine",
        title=phrase("Sine and cosine at twice the frequency"),
        formula=phrase("x₁ = sin φ, x₂ = cos 2φ, φ from 0 to 2π · cycles"),
        source="Elementary waveforms; the pair follows https://github.com/Rosyuku/lstm",
        reason=message("Two variables that share a clock: one tells about the other."),
        generate=sine_cosine,
        variables=("sine", "cosine"),
        length=200,
        cycles=8.0,
        cycle=phrase("one period of the sine"),
    ),
    Signal(
        name="two_tones",
        title=phrase("Two tones"),
        formula=phrase("x = (2 sin φ + sin gφ) / 3, g = (1 + √5) / 2"),
        source="Elementary quasi-periodic signal",
        reason=message(
            "Simple rules, but it never quite repeats: copying the last period is not enough."
        ),
        generate=two_tones,
        variables=("tones",),
        cycle=phrase("one period of the slow tone"),
    ),
    Signal(
        name="square",
        title=phrase("Square wave"),
        formula=phrase("x = 1 in the first half of a cycle, −1 in the second"),
        source="Elementary waveform",
        reason=message(
            "Between jumps nothing changes, so a cell must count steps to see the next one."
        ),
        generate=square,
        variables=("square",),
        cycle=phrase("one high and one low"),
    ),
    Signal(
        name="sawtooth",
        title=phrase("Sawtooth"),
        formula=phrase("x = 2 (s mod 1) − 1, s from 0 to cycles"),
        source="Elementary waveform",
        reason=message("A slow climb and a sudden fall: easy to follow, hard to time."),
        generate=sawtooth,
        variables=("sawtooth",),
        cycle=phrase("one ramp"),
    ),
    Signal(
        name="chirp",
        title=phrase("Chirp"),
        formula=phrase("x = sin(π · cycles · (s + s²)), s from 0 to 1"),
        source="Elementary frequency-modulated signal",
        reason=message(
            "It swings faster in the test part than in training, so a cell has to extrapolate."
        ),
        generate=chirp,
        variables=("chirp",),
        cycle=phrase("one period at the mean frequency"),
    ),
    Signal(
        name="mackey_glass",
        title=phrase("Mackey–Glass"),
        formula=phrase("x′(t) = 0.2 x(t−17) / (1 + x(t−17)¹⁰) − 0.1 x(t)"),
        source="Mackey & Glass, Oscillation and chaos in physiological control systems, 1977, "
        "doi:10.1126/science.267326",
        reason=message(
            "The classic test of recurrent networks: mild chaos that remembers 17 time units."
        ),
        generate=mackey_glass,
        variables=("x",),
        cycle=phrase("about 50 time units"),
    ),
    Signal(
        name="lorenz",
        title=phrase("Lorenz"),
        formula=phrase("x′ = 10 (y − x), y′ = x (28 − z) − y, z′ = x y − 8/3 z"),
        source="Lorenz, Deterministic nonperiodic flow, 1963, "
        "doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2",
        reason=message(
            "Chaos in three variables: even the best model loses sight after a few turns."
        ),
        generate=lorenz,
        variables=("x", "y", "z"),
        cycle=phrase("about 0.75 time units, one turn around a wing"),
    ),
    Signal(
        name="long_memory",
        title=phrase("Echo (long memory)"),
        formula=phrase(
            "x = 2u − 1, u[t] = f(u[t − lag]), f(u) = u / 0.9 if u < 0.9 else (1 − u) / 0.1"
        ),
        source="Made for this comparison; long lags as in Hochreiter & Schmidhuber, "
        "Long short-term memory, 1997, doi:10.1162/neco.1997.9.8.1735",
        reason=message("Each value depends only on the one a whole cycle back: memory or nothing."),
        generate=echo,
        variables=("echo",),
        cycles=25.0,
        cycle=phrase("one lag, rounded to whole steps"),
        period_steps=echo_lag,
        follows_steps=echo_lag,
    ),
)

SIGNALS: dict[str, Signal] = {signal.name: signal for signal in _ENTRIES}
