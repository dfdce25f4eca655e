"""What the data types share to check themselves at birth, and to stay as they were checked."""

import sys

import numpy as np


def require_whole(name: str, value: object, low: int, high: int | None = None) -> None:
    """Refuse anything but an int from low to high (no upper limit when high is None).

    Raises:
        ValueError: Value is a bool, is no int, or lies outside the range.
    """
    # True is an int to Python, but a switch that ended up in a number field is a mistake.
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):  # type: ignore[operator]
        wanted = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name} is {value!r}; give a whole number {wanted}.")


def is_real(value: object) -> bool:
    """True for a finite int or float (bools are none)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max


def read_only(array: np.ndarray) -> np.ndarray:
    """A copy that refuses to be written to, so that a frozen dataclass really is frozen."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
