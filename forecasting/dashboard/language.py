"""In which language a page speaks: the one place where a message becomes what is shown."""

from gettext import NullTranslations
from typing import Any

from forecasting.messages import Message

ENGLISH = NullTranslations()


def say(sentence: str, /, **values: Any) -> str:
    """A message in this visitor's language, which is English for now.

    Args:
        sentence: What was made elsewhere, or a text with holes, which is a message from here on.
        **values: What fills its holes.
    """
    if isinstance(sentence, Message):
        return sentence.translated(ENGLISH)
    # A text without holes may have braces of its own, such as the name of a column.
    return Message(sentence, values=values).translated(ENGLISH) if values else sentence
