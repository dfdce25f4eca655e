"""How big an experiment may be on a machine that several people share."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from forecasting.checks import check_whole
from forecasting.experiment.settings import Experiment
from forecasting.experiment.size import estimate
from forecasting.messages import Message, bad_value, phrase

PREFIX = "FORECASTING_"


@dataclass(frozen=True)
class Limits:
    """The largest experiment that is accepted; the defaults suit a small public server.

    Attributes:
        max_members: Networks, all cells together.
        max_steps: Time steps that are computed one after another.
        max_operations: Floating-point operations, training and rollouts.
        max_values: Rows of the largest table.
        max_bytes: Memory at the peak, on top of what the program needs by itself.

    Raises:
        ValueError: If one is not a whole number above 0.
    """

    max_members: int = 256
    max_steps: int = 3_000_000
    max_operations: int = 5 * 10**12
    max_values: int = 5_000_000
    max_bytes: int = 512 * 2**20

    def __post_init__(self) -> None:
        for field in fields(self):
            check_whole(field.name, getattr(self, field.name), 1, 10**21)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The defaults, but for what variables such as FORECASTING_MAX_MEMBERS say.

        Raises:
            ValueError: If a variable is not a whole number above 0.
        """
        given = {f.name: variable_of(f.name) for f in fields(cls) if variable_of(f.name) in environ}
        return cls(
            **{name: _whole(variable, environ[variable]) for name, variable in given.items()}
        )


REMEDIES: dict[str, tuple[Callable[[str], Message], Message]] = {
    "members": (
        lambda amount: phrase("{amount} networks", amount=amount),
        phrase("Use fewer seeds or fewer cells"),
    ),
    "steps": (
        lambda amount: phrase("{amount} time steps, one after another", amount=amount),
        phrase("Use fewer epochs, larger batches, a shorter window or fewer snapshots"),
    ),
    "operations": (
        lambda amount: phrase("{amount} floating-point operations", amount=amount),
        phrase("Use fewer seeds, fewer epochs or a smaller hidden size"),
    ),
    "values": (
        lambda amount: phrase("a table of {amount} rows", amount=amount),
        phrase("Use fewer seeds, a shorter series, a shorter horizon or fewer epochs"),
    ),
    "bytes": (
        lambda amount: phrase("{amount} bytes of memory", amount=amount),
        phrase("Use fewer seeds, a smaller hidden size, smaller batches or a shorter window"),
    ),
}
"""For each quantity, in words: what is too large, and what a person can do."""


def check_size(experiment: Experiment, limits: Limits) -> None:
    """Refuse an experiment that is too large.

    Raises:
        ValueError: With what is too large, what is allowed, and what to do.
    """
    size = estimate(experiment)
    for name, (words, usual) in REMEDIES.items():
        amount, limit = getattr(size, name), getattr(limits, f"max_{name}")
        if amount > limit:
            remedy = _of_rtrl(experiment, name, limit) or usual
            raise bad_value(
                "This experiment needs {needed}; at most {most} are allowed here. "
                "{remedy}. On your own machine, the variable {variable} raises the limit.",
                needed=words(in_words(amount)),
                most=in_words(limit),
                remedy=remedy,
                variable=variable_of(f"max_{name}"),
            )


def _of_rtrl(experiment: Experiment, quantity: str, limit: int) -> Message | None:
    """The remedy where nothing but the gradient carried forward is too large."""
    training = experiment.training
    backward = replace(experiment, training=replace(training, gradient="bptt"))
    if training.gradient != "rtrl" or getattr(estimate(backward), quantity) > limit:
        return None
    return phrase(
        "It is the gradient forward along with the states (RTRL) that makes it so large, with "
        "hidden size {hidden}, windows of {window} values and {members} networks: make one of "
        "them smaller, or choose the gradient backward through the whole window, which is the same",
        hidden=training.hidden_size,
        window=experiment.window_length,
        members=len(experiment.cells) * len(experiment.members),
    )


POWERS = (
    phrase("quintillion"),
    phrase("quadrillion"),
    phrase("trillion"),
    phrase("billion"),
    phrase("million"),
)


def variable_of(name: str) -> str:
    """The environment variable that sets a field of `Limits`."""
    return PREFIX + name.upper()


def in_words(amount: int) -> str:
    """A number for people: 4,096 or 2.5 billion."""
    for power, name in zip(range(18, 3, -3), POWERS, strict=True):
        if amount >= 10**power:
            return phrase("{number:,.3g} {power}", number=amount / 10**power, power=name)
    return f"{amount:,}"


def _whole(variable: str, text: str) -> int:
    if not re.fullmatch(r"\s*[0-9]{1,21}\s*", text) or int(text) < 1:
        raise bad_value(
            "The environment variable {variable} is {text!r}. Set it to a whole number "
            "above 0, or remove it.",
            variable=variable,
            text=text,
        )
    return int(text)
