"""Sentences for people: whole ones with named holes and their values, in English until translated.

No sentence is glued from pieces, and a number has both forms of its noun: other languages have
another order of words, and other plurals. The convention is gettext's, so that Babel extracts the
catalogue: `pybabel extract -k message -k phrase -k bad_value -k say -k plural:1,2 .`
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from gettext import NullTranslations
from typing import Any


class Message(str):
    """A text in English that knows what it was made of, so that it can be said in another language.

    To all that only shows it, it is a text. What is put together from it by other means than a
    hole of another message can not be translated any more.

    Attributes:
        one: The sentence, with its holes in braces; of several forms, the one for 1.
        many: The form for other numbers; empty if there is no number to go by.
        number: The one that decides on the form; it fills the hole `count`.
        values: What fills the other holes; a message among them is translated with this one.
        capital: Whether it begins with a capital letter, whatever fills its first hole.
    """

    one: str
    many: str
    number: int
    values: Mapping[str, Any]
    capital: bool

    def __new__(
        cls,
        one: str,
        many: str = "",
        number: int = 1,
        values: Mapping[str, Any] | None = None,
        capital: bool = False,
    ) -> "Message":
        """Its text is the English."""
        values = {} if values is None else values
        form = many if many and number != 1 else one
        made = super().__new__(cls, _filled(form, number, values, capital))
        made.one, made.many, made.number, made.capital = one, many, number, capital
        made.values = values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.one, self.many, self.number, self.values, self.capital)

    def translated(self, catalogue: NullTranslations) -> str:
        """The sentence in the language of a catalogue, as `gettext.translation` gives it."""
        form = (
            catalogue.ngettext(self.one, self.many, self.number)
            if self.many
            else catalogue.gettext(self.one)
        )
        values = {name: translated(value, catalogue) for name, value in self.values.items()}
        return _filled(form, self.number, values, self.capital)


def translated(value: Any, catalogue: NullTranslations) -> Any:
    """A message in the language of a catalogue; anything else as it is."""
    return value.translated(catalogue) if isinstance(value, Message) else value


def _filled(form: str, number: int, values: Mapping[str, Any], capital: bool) -> str:
    text = form.format(**{"count": number, **values})
    return f"{text[:1].upper()}{text[1:]}" if capital else text


def message(sentence: str, /, **values: Any) -> Message:
    """A whole sentence, or some, whose holes have these values."""
    return Message(sentence, values=values)


def phrase(words: str, /, **values: Any) -> Message:
    """What is whole without being a sentence: a label, a name, or a clause in a row of them."""
    return Message(words, values=values)


def plural(one: str, many: str, /, count: int, **values: Any) -> Message:
    """A sentence or a phrase in the form that goes with a number, which fills its hole `count`."""
    return Message(one, many, count, values)


def bad_value(sentence: str, /, **values: Any) -> ValueError:
    """What to raise where a value cannot work: a sentence that names it and the remedy."""
    return ValueError(message(sentence, **values))


def as_sentence(clause: str) -> Message:
    """A clause that stands alone: with a capital letter and a full stop."""
    made = message("{clause}.", clause=clause)
    return Message(made.one, values=made.values, capital=True)


def listed(parts: Sequence[str]) -> str:
    """In one row: "a, b and c"."""
    *most, last = parts or ("",)
    return phrase("{most} and {last}", most=beside(most), last=last) if most else last


def either(parts: Sequence[str]) -> str:
    """In one row: "a, b or c"."""
    *most, last = parts or ("",)
    return phrase("{most} or {last}", most=beside(most), last=last) if most else last


def beside(parts: Sequence[str]) -> str:
    """In one row: "a, b, c"."""
    return _row(parts, lambda one, after: phrase("{one}, {after}", one=one, after=after))


def clauses(parts: Sequence[str]) -> str:
    """In one row: "this is so; that is not"."""
    return _row(parts, lambda one, after: phrase("{one}; {after}", one=one, after=after))


def in_turn(parts: Sequence[str]) -> str:
    """Sentences, one after the other."""
    return _row(parts, lambda one, after: phrase("{one} {after}", one=one, after=after))


def _row(parts: Sequence[str], join: Callable[[str, str], str]) -> str:
    return reduce(join, parts) if parts else ""


def said_by(error: BaseException) -> str:
    """What an error says: its message, which can be translated, where it has one."""
    return next((part for part in error.args if isinstance(part, Message)), str(error))
