"""Vectors of a few numbers as values in compiled code: one processor register each.

LLVM turns a plain loop into vector code only where it can prove that no two arrays overlap, and it
does not keep a tile of a product in registers. Written with these vectors, it has no choice. Where
a processor has shorter registers LLVM splits them; a product and a sum may become one operation.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, models, register_model

from forecasting.models.kernels.plans import REGISTER_BYTES


class Vector(types.Type):
    """`lanes` numbers of one type."""

    def __init__(self, dtype: types.Float) -> None:
        self.dtype = dtype
        self.lanes = REGISTER_BYTES * 8 // dtype.bitwidth
        super().__init__(name=f"Vector({dtype}, {self.lanes})")


@register_model(Vector)
class VectorModel(models.PrimitiveModel):
    """How a vector lies in a register."""

    def __init__(self, manager: Any, kind: Vector) -> None:
        element = manager.lookup(kind.dtype).get_value_type()
        super().__init__(manager, kind, ir.VectorType(element, kind.lanes))


def _splat(builder: Any, number: Any, lanes: int) -> Any:
    empty = ir.Constant(ir.VectorType(number.type, lanes), ir.Undefined)
    first = builder.insert_element(empty, number, ir.Constant(ir.IntType(32), 0))
    order = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
    return builder.shuffle_vector(first, empty, order)


# Arithmetic ------------------------------------------------------------------------------------


def _vector_of(kinds: Any) -> Vector | None:
    """The vector type among the operands, if all of them are such vectors or plain numbers."""
    vectors = {kind for kind in kinds if isinstance(kind, Vector)}
    others = [k for k in kinds if not isinstance(k, Vector | types.Float | types.Integer)]
    return vectors.pop() if len(vectors) == 1 and not others else None


def _operands(context: Any, builder: Any, kinds: Any, args: Any) -> list[Any]:
    vector = _vector_of(kinds)
    assert vector is not None
    return [
        value
        if isinstance(kind, Vector)
        else _splat(builder, context.cast(builder, value, kind, vector.dtype), vector.lanes)
        for kind, value in zip(kinds, args, strict=True)
    ]


def _define(operation: Callable, instruction: str) -> None:
    """Let an operator of Python work on vectors, and on a vector and a number."""

    @infer_global(operation)
    class _Typing(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
            vector = _vector_of(args)
            return vector and signature(vector, *args)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        operands = _operands(context, builder, sig.args, args)
        return getattr(builder, instruction)(*operands, flags=("contract",))

    for kinds in ((Vector, Vector), (Vector, types.Number), (types.Number, Vector)):
        lower_builtin(operation, *kinds)(generate)


for _operation, _instruction in {
    operator.add: "fadd",
    operator.sub: "fsub",
    operator.mul: "fmul",
    operator.truediv: "fdiv",
}.items():
    _define(_operation, _instruction)


def _call(context: Any, builder: Any, name: str, vector: Vector, args: Any) -> Any:
    """Call one of LLVM's own functions on vectors."""
    kind = context.get_value_type(vector)
    name = f"llvm.{name}.v{vector.lanes}f{vector.dtype.bitwidth}"
    function = ir.FunctionType(kind, [kind] * len(args))
    return builder.call(cgutils.get_or_insert_function(builder.module, function, name), args)


@intrinsic
def exp(typing_context: Any, vector: Any) -> Any:  # noqa: ARG001
    """Euler's number to the power of each number, as exact as the C library."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return _call(context, builder, "exp", vector, args)

    return vector(vector), generate


@intrinsic
def sqrt(typing_context: Any, vector: Any) -> Any:  # noqa: ARG001
    """The square root of each number of a vector, or of a number."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        if isinstance(vector, Vector):
            return _call(context, builder, "sqrt", vector, args)
        return builder.call(builder.module.declare_intrinsic("llvm.sqrt", [args[0].type]), args)

    return vector(vector), generate


@intrinsic
def clamp(typing_context: Any, vector: Any, largest: Any) -> Any:  # noqa: ARG001
    """Each number, no further from 0 than `largest`; what is not a number stays that."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        value, high = _operands(context, builder, (vector, largest), args)
        low = builder.fneg(high)
        value = builder.select(builder.fcmp_ordered(">", value, high), high, value)
        return builder.select(builder.fcmp_ordered("<", value, low), low, value)

    return vector(vector, largest), generate


# Memory ----------------------------------------------------------------------------------------


def _place(context: Any, builder: Any, kind: Any, array: Any, at: tuple[Any, Any]) -> Any:
    """Pointer to the vector that starts at an index of an array; its last axis has no gaps."""
    view = context.make_array(kind)(context, builder, array)
    strides = cgutils.unpack_tuple(builder, view.strides)
    indices = cgutils.unpack_tuple(builder, at[1])
    offset = ir.Constant(strides[0].type, 0)
    for stride, index, index_kind in zip(strides, indices, at[0], strict=True):
        whole = context.cast(builder, index, index_kind, types.intp)
        offset = builder.add(offset, builder.mul(stride, whole))
    raw = builder.bitcast(view.data, ir.IntType(8).as_pointer())
    vector = context.get_value_type(Vector(kind.dtype))
    return builder.bitcast(builder.gep(raw, [offset]), vector.as_pointer())


@intrinsic
def load(typing_context: Any, array: Any, at: Any) -> Any:  # noqa: ARG001
    """The vector that starts at an index (a tuple) of an array."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        place = _place(context, builder, array, args[0], (at, args[1]))
        return builder.load(place, align=array.dtype.bitwidth // 8)

    return Vector(array.dtype)(array, at), generate


@intrinsic
def store(typing_context: Any, array: Any, at: Any, vector: Any) -> Any:  # noqa: ARG001
    """Write a vector to where it starts in an array."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        place = _place(context, builder, array, args[0], (at, args[1]))
        builder.store(args[2], place, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, at, vector), generate


@intrinsic
def spread(typing_context: Any, number: Any) -> Any:  # noqa: ARG001
    """A vector with the same number in every lane."""
    kind = Vector(number)

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:  # noqa: ARG001
        return _splat(builder, args[0], kind.lanes)

    return kind(number), generate


@intrinsic
def total(typing_context: Any, vector: Any) -> Any:  # noqa: ARG001
    """The sum of the numbers of a vector, always in the same order."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:  # noqa: ARG001
        lanes = [ir.Constant(ir.IntType(32), lane) for lane in range(vector.lanes)]
        result = builder.extract_element(args[0], lanes[0])
        for lane in lanes[1:]:
            result = builder.fadd(result, builder.extract_element(args[0], lane))
        return result

    return vector.dtype(vector), generate


@intrinsic
def flip(typing_context: Any, source: Any, source_at: Any, target: Any, target_at: Any) -> Any:  # noqa: ARG001
    """Write a square of `lanes` rows and columns to another array, rows becoming columns.

    The indices are tuples whose last but one entry is the row, as in `load`.
    """
    lanes = Vector(source.dtype).lanes
    align = source.dtype.bitwidth // 8

    def places(context: Any, builder: Any, kind: Any, value: Any, at: tuple[Any, Any]) -> list[Any]:
        first = _place(context, builder, kind, value, at)
        view = context.make_array(kind)(context, builder, value)
        stride = cgutils.unpack_tuple(builder, view.strides)[-2]
        raw = builder.bitcast(first, ir.IntType(8).as_pointer())
        steps = [builder.mul(stride, ir.Constant(stride.type, row)) for row in range(lanes)]
        return [builder.bitcast(builder.gep(raw, [step]), first.type) for step in steps]

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        sources = places(context, builder, source, args[0], (source_at, args[1]))
        rows = [builder.load(place, align=align) for place in sources]
        targets = places(context, builder, target, args[2], (target_at, args[3]))
        for row, place in zip(_flipped(builder, rows), targets, strict=True):
            builder.store(row, place, align=align)
        return context.get_dummy_value()

    return types.void(source, source_at, target, target_at), generate


def _flipped(builder: Any, rows: list[Any]) -> list[Any]:
    """Rows become columns by interleaving the upper half of the rows with the lower half."""
    lanes, half = len(rows), len(rows) // 2
    order = [lane // 2 + lanes * (lane % 2) for lane in range(2 * lanes)]
    index = ir.VectorType(ir.IntType(32), lanes)
    masks = [ir.Constant(index, order[:lanes]), ir.Constant(index, order[lanes:])]
    for _ in range(lanes.bit_length() - 1):
        pairs = zip(rows[:half], rows[half:], strict=True)
        rows = [builder.shuffle_vector(a, b, mask) for a, b in pairs for mask in masks]
    return rows
