"""How the kernels are compiled."""

from collections.abc import Callable
from typing import Any

import numba

OPTIONS: dict[str, Any] = {
    "nogil": True,
    # Python's check for a division by zero would keep LLVM from vectorising.
    "error_model": "numpy",
    # Nothing that assumes numbers to be finite: a member that diverges must show it.
    "fastmath": {"contract"},
    # All memory is given by whoever calls, so nothing counts references; half the code would.
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

compiled: Callable[[Callable], Any] = numba.njit(**OPTIONS)
"""A function that only compiled code calls."""

inlined: Callable[[Callable], Any] = numba.njit(forceinline=True, **OPTIONS)
"""A small function that becomes a part of whoever calls it."""
