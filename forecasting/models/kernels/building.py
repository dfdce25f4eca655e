"""Compile the kernels to a piece of machine code that needs nobody: no Numba, no Python.

Numba optimises each function by itself, together with copies of all that it calls, and makes
machine code of it. Only one function is called from outside here; so all are first put together,
and optimised and translated once. That takes less than half of the time.
"""

from typing import Any

from llvmlite.binding import Linkage
from numba import njit, types
from numba.core import codegen

from forecasting.messages import message
from forecasting.models.kernels import entries
from forecasting.models.kernels.compiling import OPTIONS

OUTSIDE = {"memset", "memcpy", "memmove", "exp"}
"""What the machine code may call: every process that runs Python has it."""

FLOATS = {"float32": types.float32, "float64": types.float64}


def build(precision: str) -> bytes:
    """`entries.work` as machine code: an object file with a function of that name.

    To be called in a process of its own: it changes how Numba compiles.

    Args:
        precision: A key of `FLOATS`.

    Raises:
        RuntimeError: If the code would need something from outside.
    """
    codegen.JITCPUCodegen._library_class = _LateLibrary
    codegen.JITCPUCodegen.set_env = lambda *_: None
    whole, real = types.CPointer(types.int64), types.CPointer(FLOATS[precision])
    rates = types.CPointer(types.float64)
    signature = types.void(whole, rates, whole, whole, types.UniTuple(real, 5))
    dispatcher = njit(signature, **OPTIONS)(entries.work.py_func)
    (compiled,) = dispatcher.overloads.values()
    return compiled.library.translate(compiled.fndesc.llvm_func_name, "work")


class _LateLibrary(codegen.JITCodeLibrary):
    """The code of one function, which is only translated if somebody says so."""

    def add_linking_library(self, library: Any) -> None:
        """Note what it needs, finished or not."""
        self._linking_libraries.append(library)

    def get_pointer_to_function(self, name: str) -> int:
        """The address of what Numba itself brings along; none of a kernel."""
        if any(function.name == name for function in self._final_module.functions):
            return super().get_pointer_to_function(name)
        return 0

    def translate(self, name: str, new_name: str) -> bytes:
        """An object file with one function that can be called, and all that it needs."""
        for library in self._all_needed({}):
            self._final_module.link_in(library._final_module, preserve=True)
        for function in self._final_module.functions:
            if not function.is_declaration and function.name != name:
                function.linkage = Linkage.internal
        self._final_module.get_function(name).name = new_name
        self._optimize_final_module()
        self._check_needs()
        return self._codegen._tm.emit_object(self._final_module)

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout  # all are optimised together

    def _all_needed(self, found: dict[Any, None]) -> list[Any]:
        for library in self._linking_libraries:
            if library not in found:
                found[library] = None
                library._all_needed(found)
        return list(found)

    def _check_needs(self) -> None:
        declared = {f.name for f in self._final_module.functions if f.is_declaration}
        needed = {name for name in declared if not name.startswith("llvm.")} - OUTSIDE
        if needed:
            raise RuntimeError(
                message("The kernels would need {needed}.", needed=", ".join(sorted(needed)))
            )
