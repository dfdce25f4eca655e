"""Arrays over memory that somebody else keeps. NumPy's own ways take seconds to compile."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array


def _lay(context: Any, builder: Any, kind: Any, data: Any, sizes: list[Any]) -> Any:
    """An array without gaps over memory that somebody else keeps."""
    itemsize = ir.Constant(ir.IntType(64), context.get_abi_sizeof(data.type.pointee))
    strides = [itemsize]
    for size in sizes[:0:-1]:
        strides.insert(0, builder.mul(size, strides[0]))
    array = context.make_array(kind)(context, builder)
    populate_array(array, data, sizes, strides, itemsize, meminfo=None)
    return array._getvalue()


@intrinsic
def view(typing_context: Any, whole: Any, place: Any) -> Any:  # noqa: ARG001
    """A part of an array (n,): where it begins and its shape (index, tuple), unchecked."""
    at, shape = place
    kind = types.Array(whole.dtype, len(shape), "C")

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        data = context.make_array(whole)(context, builder, args[0]).data
        index, sizes = cgutils.unpack_tuple(builder, args[1])
        first = builder.gep(data, [context.cast(builder, index, at, types.intp)])
        whole_sizes = [
            context.cast(builder, size, size_kind, types.intp)
            for size, size_kind in zip(cgutils.unpack_tuple(builder, sizes), shape, strict=True)
        ]
        return _lay(context, builder, kind, first, whole_sizes)

    return kind(whole, place), generate


@intrinsic
def array_at(typing_context: Any, pointer: Any) -> Any:  # noqa: ARG001
    """What a pointer points to as an array (n,) whose length is unknown, for `view`."""
    kind = types.Array(pointer.dtype, 1, "C")

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return _lay(context, builder, kind, args[0], [ir.Constant(ir.IntType(64), 0)])

    return kind(pointer), generate
