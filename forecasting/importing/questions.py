"""What a file leaves open: asked, with the better choice first, never guessed in silence."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forecasting.messages import Message, bad_value, either, message, phrase


@dataclass(frozen=True)
class Choice:
    """One answer.

    Attributes:
        value: What the option is set to.
        label: What it means, for people.
    """

    value: Any
    label: Message


@dataclass(frozen=True)
class Question:
    """Something that a table does not say by itself.

    Attributes:
        key: The option that answers it: a field of `ImportOptions`, or an argument of
            `reading.read_table`.
        text: The question.
        choices: The answers, the better one first.
        chosen: The value of the one that was taken.
        is_open: Whether nothing speaks for the first more than for the others.
    """

    key: str
    text: Message
    choices: tuple[Choice, ...]
    chosen: Any
    is_open: bool = False

    @property
    def answer(self) -> Message:
        """What was taken, in words."""
        return next(one.label for one in self.choices if one.value == self.chosen)


def ask(
    key: str,
    text: Message,
    choices: Sequence[Choice],
    pinned: Mapping[str, Any],
    is_open: bool = False,
) -> Question:
    """A question with the answer that was given, or else the first.

    Args:
        key: The option that answers it.
        text: The question.
        choices: The answers, the better one first.
        pinned: Options that are decided already.
        is_open: Whether nothing speaks for the first more than for the others.
    """
    values = [one.value for one in choices]
    chosen = pinned[key] if pinned.get(key, values) in values else values[0]
    return Question(key, text, tuple(choices), chosen, is_open)


class UnclearTableWarning(UserWarning):
    """A table could be read in two ways; the likelier one was taken."""


def settle(questions: Iterable[Question], answered: Iterable[str]) -> None:
    """Say from Python what a page would ask: a warning, or an error where nothing may be assumed.

    Args:
        questions: What a table left open.
        answered: Keys of those that the caller has decided.

    Raises:
        ValueError: Nothing speaks for one of the answers.
    """
    known = set(answered)
    for one in questions:
        if one.key in known:
            continue
        values = either([phrase("{value!r}", value=choice.value) for choice in one.choices])
        if one.is_open:
            raise bad_value(
                "{question} Nothing in the table says so; give {key} as {values}.",
                question=one.text,
                key=one.key,
                values=values,
            )
        told = message(
            "{question} Taken: {answer}. Give {key} as {values} to decide it.",
            question=one.text,
            answer=one.answer,
            key=one.key,
            values=values,
        )
        warnings.warn(told, UnclearTableWarning, stacklevel=4)
