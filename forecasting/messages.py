"""Sentences for people: whole ones with named holes and their values, in English until translated.

No sentence is glued from pieces, and a number has both forms of its noun: other languages have
another order of words, and other plurals. The convention is gettext's, so that Babel extracts the
catalogue: `pybabel extract -k message -k bad_value -k plural:1,2 forecasting`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any


@dataclass(frozen=True)
class Message:
    """One sentence, or some that belong together.

    Attributes:
        one: The sentence, with its holes in braces; of several forms, the one for 1.
        many: The form for other numbers; empty if there is no number to go by.
        count: The number that decides on the form; it fills the hole `count`.
        values: What fills the other holes; a message among them is translated with this one.
    """

    one: str
    many: str = ""
    count: int = 1
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.translated(NullTranslations())

    def translated(self, catalogue: NullTranslations) -> str:
        """The sentence in the language of a catalogue, as `gettext.translation` gives it."""
        sentence = (
            catalogue.ngettext(self.one, self.many, self.count)
            if self.many
            else catalogue.gettext(self.one)
        )
        filled = {
            name: value.translated(catalogue) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return sentence.format(**{"count": self.count, **filled})


def message(sentence: str, /, **values: Any) -> Message:
    """A sentence whose holes have these values."""
    return Message(sentence, values=values)


def plural(one: str, many: str, /, count: int, **values: Any) -> Message:
    """A sentence in the form that goes with a number, which fills its hole `count`."""
    return Message(one, many, count, values)


def bad_value(sentence: str, /, **values: Any) -> ValueError:
    """What to raise where a value cannot work: a sentence that names it and the remedy."""
    return ValueError(message(sentence, **values))
