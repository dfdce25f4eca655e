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
}

compiled: Callable[[Callable], Any] = numba.njit(
    no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS
)
"""A function that only compiled code calls."""

inlined: Callable[[Callable], Any] = numba.njit(
    forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS
)
"""A small function that becomes a part of whoever calls it."""

entry: Callable[[Callable], Any] = numba.njit(cache=True, **OPTIONS)
"""A function that Python calls, kept on disk."""
