"""What is made of a finished comparison, or of what one looks into: once, forgotten with it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

Given = ParamSpec("Given")
Thing = TypeVar("Thing")
Made = TypeVar("Made")

MOST_KEPT = 64
"""Of one comparison, by one function; then all are forgotten."""


def once(
    make: Callable[Concatenate[Thing, Given], Made],
) -> Callable[Concatenate[Thing, Given], Made]:
    """Keep what a function makes of a comparison, or the like, for the same further arguments.

    A page makes the same tables at every move of any control. A comparison must not change any
    more; a table is given out as a copy that shares its values, so that a caller may add columns.

    Args:
        make: Its arguments after the first can be hashed.
    """
    known: WeakKeyDictionary[Thing, dict[object, Made]] = WeakKeyDictionary()

    @wraps(make)
    def made(thing: Thing, /, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        of_this = known.setdefault(thing, {})
        wanted = args, tuple(sorted(kwargs.items()))
        if wanted not in of_this:
            if len(of_this) >= MOST_KEPT:
                of_this.clear()
            of_this[wanted] = make(thing, *args, **kwargs)
        found = of_this[wanted]
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return made
