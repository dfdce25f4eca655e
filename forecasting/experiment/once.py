"""What is made of a finished comparison: made once, and forgotten with it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from forecasting.experiment.comparison import Comparison

Given = ParamSpec("Given")
Made = TypeVar("Made")

MOST_KEPT = 64
"""Of one comparison, by one function; then all are forgotten."""


def once(
    make: Callable[Concatenate[Comparison, Given], Made],
) -> Callable[Concatenate[Comparison, Given], Made]:
    """Keep what a function makes of a comparison, for the same further arguments.

    A page makes the same tables at every move of any control. A comparison must not change any
    more; a table is given out as a copy that shares its values, so that a caller may add columns.

    Args:
        make: Its arguments after the comparison can be hashed.
    """
    known: WeakKeyDictionary[Comparison, dict[object, Made]] = WeakKeyDictionary()

    @wraps(make)
    def made(comparison: Comparison, /, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        of_this = known.setdefault(comparison, {})
        wanted = args, tuple(sorted(kwargs.items()))
        if wanted not in of_this:
            if len(of_this) >= MOST_KEPT:
                of_this.clear()
            of_this[wanted] = make(comparison, *args, **kwargs)
        found = of_this[wanted]
        return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found

    return made
