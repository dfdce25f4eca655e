"""Compiled kernels in this process: found on disk, or compiled by a process of their own."""

import ctypes
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from llvmlite import binding

from forecasting.messages import Message, message, phrase, said_by
from forecasting.models.kernels import compile_cache

Work = Callable[..., int]
"""`entries.work`, called with addresses; gives 0."""

COMING = phrase("the fast kernels are still being compiled")

HOLD_SECONDS = 10.0
"""The longest that what is kept from the compiler's way may take: it costs as much as training."""

_COMPILER = Path(__file__).with_name("compiler.py")
_turn = threading.Event()
_turn.set()


def hold_back() -> None:
    """Let nothing be compiled until `let_on`, or `HOLD_SECONDS` after somebody could use it."""
    _turn.clear()


def let_on() -> None:
    """Let the compiler have the processor."""
    _turn.set()


class Kernels:
    """The kernels in one precision, which come by themselves.

    Args:
        precision: "float32" or "float64".
    """

    def __init__(self, precision: str) -> None:
        self._precision = precision
        self._work: Work | None = None
        self._failure: Message | None = None
        self._thread = threading.Thread(target=self._come, name="kernels", daemon=True)
        self._thread.start()

    @property
    def has_come(self) -> bool:
        """Whether they are there, or will never be."""
        return not self._thread.is_alive()

    def obstacle(self, patient: bool) -> Message | None:
        """Why they cannot be called, None if they can.

        Args:
            patient: Whether to wait for them if they are coming.
        """
        if patient:
            let_on()
            self._thread.join()
        return None if self._work else self._failure or COMING

    def work(self) -> Work:
        """What to call; waits for it.

        Raises:
            RuntimeError: If it could not be compiled.
        """
        let_on()
        self._thread.join()
        if self._work is None:
            raise RuntimeError(
                message("The fast kernels cannot be used: {failure}.", failure=self._failure)
            )
        return self._work

    def _come(self) -> None:
        try:
            code = compile_cache.find(self._precision)
            if code is None:
                _turn.wait(HOLD_SECONDS)
            self._work = load(code or _compile(self._precision))
        except (OSError, RuntimeError) as error:
            self._failure = phrase(
                "the kernels could not be compiled here ({error})", error=said_by(error)
            )


@cache
def kernels(precision: str) -> Kernels:
    """The kernels of this process; the first call makes them come."""
    return Kernels(precision)


def load(code: bytes) -> Work:
    """Machine code as a function. Does not need Numba."""
    engine = _engine()
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    # Where Numba's functions write what they return and raise, then the arguments.
    kind = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * 11)
    function: Any = kind(engine.get_function_address("work"))
    function.engine = engine  # lives as long as the function does
    nothing, failure = ctypes.c_void_p(), ctypes.c_void_p()
    hidden = ctypes.addressof(nothing), ctypes.addressof(failure)
    function.hidden = nothing, failure

    def work(*addresses: int) -> int:
        return int(function(*hidden, *addresses))

    return work


def _engine() -> Any:
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(jit=True)
    return binding.create_mcjit_compiler(binding.parse_assembly(""), machine)


def _compile(precision: str) -> bytes:
    """Compiled by another process, which keeps this one's locks and memory free.

    Raises:
        OSError, RuntimeError: If it did not come to its end.
    """
    command = [sys.executable, str(_COMPILER), precision, str(compile_cache.place(precision))]
    pipe = subprocess.PIPE
    # It ends when its input does; and that ends with this process, however it ends.
    with subprocess.Popen(command, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe) as process:
        assert process.stderr is not None
        complaint = process.stderr.read().decode(errors="replace").strip()
    code = compile_cache.find(precision)
    if process.returncode or code is None:
        last = (complaint.splitlines() or [phrase("it gave no reason")])[-1]
        raise RuntimeError(
            phrase(
                "the compiler ended with {returncode}: {last}",
                returncode=process.returncode,
                last=last,
            )
        )
    return code
