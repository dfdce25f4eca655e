"""The equations of the cells and their gradients, on vectors of hidden units.

Every cell has blocks of `hidden` columns side by side in `gates`. Going forward they hold the
products with the weights, and are replaced by what the backward pass needs; there these are
replaced by the gradient of the loss by the products. Which block is what:

    RNN   a
    LSTM  i f g o, and tanh(c)
    GRU   n from the input, r, z, n from the hidden state; so the products with the input and
          with the hidden state each fall on three blocks side by side

A new cell is one more pair of functions here, a branch in `forward` and `backward`, and a line in
`layout.LAYOUTS`.
"""

from typing import Any

import numpy as np
from numba.extending import overload

from forecasting.messages import message
from forecasting.models.kernels.compiling import OPTIONS, compiled, inlined
from forecasting.models.kernels.plans import LSTM, REGISTER_BYTES, RNN
from forecasting.models.kernels.vectors import Vector, clamp, exp, load, store


@compiled
def forward(
    cell: int,
    gates: np.ndarray,
    before: tuple[np.ndarray, np.ndarray],
    after: tuple[np.ndarray, np.ndarray],
) -> None:
    """One time step of one layer, its products being in `gates` (row, column).

    Args:
        cell: Which cell.
        gates: Replaced by what `backward` needs.
        before: The states h and c (row, hidden); c is read by the LSTM only.
        after: Where the next states are written.
    """
    rows, hidden = after[0].shape
    for row in range(rows):
        for unit in range(0, hidden, REGISTER_BYTES // gates.itemsize):
            if cell == RNN:
                store(after[0], (row, unit), tanh(load(gates, (row, unit))))
            elif cell == LSTM:
                _forward_lstm(gates, before[1], after, row, unit, hidden)
            else:
                _forward_gru(gates, before[0], after[0], row, unit, hidden)


@compiled
def backward(
    cell: int,
    gates: np.ndarray,
    before: tuple[np.ndarray, np.ndarray],
    after: tuple[np.ndarray, np.ndarray],
    grads: tuple[np.ndarray, np.ndarray],
) -> None:
    """One time step backward in one layer.

    Args:
        cell: Which cell.
        gates: What `forward` left; replaced by the gradient of the loss by the products.
        before: The states before the step.
        after: The states after the step.
        grads: Gradients of the loss by the states after the step; replaced by those by the states
            before it, as far as they do not come through the products.
    """
    rows, hidden = after[0].shape
    for row in range(rows):
        for unit in range(0, hidden, REGISTER_BYTES // gates.itemsize):
            if cell == RNN:
                _backward_rnn(gates, after[0], grads[0], row, unit)
            elif cell == LSTM:
                _backward_lstm(gates, before[1], grads, row, unit, hidden)
            else:
                _backward_gru(gates, before[0], grads[0], row, unit, hidden)


@inlined
def _backward_rnn(gates, after_h, grad_h, row, unit):
    h, dh = load(after_h, (row, unit)), load(grad_h, (row, unit))
    store(gates, (row, unit), dh * (1.0 - h * h))
    store(grad_h, (row, unit), dh * 0.0)


@inlined
def _forward_lstm(gates, before_c, after, row, unit, hidden):
    i = sigmoid(load(gates, (row, unit)))
    f = sigmoid(load(gates, (row, unit + hidden)))
    g = tanh(load(gates, (row, unit + 2 * hidden)))
    o = sigmoid(load(gates, (row, unit + 3 * hidden)))
    c = f * load(before_c, (row, unit)) + i * g
    squashed = tanh(c)
    store(gates, (row, unit), i)
    store(gates, (row, unit + hidden), f)
    store(gates, (row, unit + 2 * hidden), g)
    store(gates, (row, unit + 3 * hidden), o)
    store(gates, (row, unit + 4 * hidden), squashed)
    store(after[0], (row, unit), o * squashed)
    store(after[1], (row, unit), c)


@inlined
def _backward_lstm(gates, before_c, grads, row, unit, hidden):
    i, f = load(gates, (row, unit)), load(gates, (row, unit + hidden))
    g, o = load(gates, (row, unit + 2 * hidden)), load(gates, (row, unit + 3 * hidden))
    squashed, c = load(gates, (row, unit + 4 * hidden)), load(before_c, (row, unit))
    dh = load(grads[0], (row, unit))
    dc = load(grads[1], (row, unit)) + dh * o * (1.0 - squashed * squashed)
    store(gates, (row, unit), dc * g * i * (1.0 - i))
    store(gates, (row, unit + hidden), dc * c * f * (1.0 - f))
    store(gates, (row, unit + 2 * hidden), dc * i * (1.0 - g * g))
    store(gates, (row, unit + 3 * hidden), dh * squashed * o * (1.0 - o))
    store(grads[0], (row, unit), dh * 0.0)
    store(grads[1], (row, unit), dc * f)


@inlined
def _forward_gru(gates, before_h, after_h, row, unit, hidden):
    r = sigmoid(load(gates, (row, unit + hidden)))
    z = sigmoid(load(gates, (row, unit + 2 * hidden)))
    n = tanh(load(gates, (row, unit)) + r * load(gates, (row, unit + 3 * hidden)))
    store(gates, (row, unit), n)
    store(gates, (row, unit + hidden), r)
    store(gates, (row, unit + 2 * hidden), z)
    store(after_h, (row, unit), n + z * (load(before_h, (row, unit)) - n))


@inlined
def _backward_gru(gates, before_h, grad_h, row, unit, hidden):
    n, r = load(gates, (row, unit)), load(gates, (row, unit + hidden))
    z, from_h = load(gates, (row, unit + 2 * hidden)), load(gates, (row, unit + 3 * hidden))
    dh, h = load(grad_h, (row, unit)), load(before_h, (row, unit))
    dn = dh * (1.0 - z) * (1.0 - n * n)
    store(gates, (row, unit), dn)
    store(gates, (row, unit + hidden), dn * from_h * r * (1.0 - r))
    store(gates, (row, unit + 2 * hidden), dh * (h - n) * z * (1.0 - z))
    store(gates, (row, unit + 3 * hidden), dn * r)
    store(grad_h, (row, unit), dh * z)


@inlined
def sigmoid(x):
    """The logistic function of each number of a vector."""
    return 0.5 + 0.5 * tanh(0.5 * x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of each number of a vector."""
    raise TypeError(message("Only compiled code can take the tangent of {x!r}.", x=x))


@overload(tanh, jit_options=OPTIONS | {"forceinline": True})
def _tanh(x: Any) -> Any:
    if not isinstance(x, Vector):
        return None
    return _tanh_rational if x.dtype.bitwidth == 32 else _tanh_exact


def _tanh_exact(x: Any) -> Any:
    return 1.0 - 2.0 / (1.0 + exp(x + x))


def _tanh_rational(x: Any) -> Any:
    """An odd polynomial over an even one, as in Eigen; in single precision off by 3e-7 at most."""
    x = clamp(x, 7.90531110763549805)
    s = x * x
    p = s * -2.76076847742355e-16 + 2.00018790482477e-13
    p = p * s + -8.60467152213735e-11
    p = p * s + 5.12229709037114e-08
    p = p * s + 1.48572235717979e-05
    p = p * s + 6.37261928875436e-04
    p = p * s + 4.89352455891786e-03
    q = s * 1.19825839466702e-06 + 1.18534705686654e-04
    q = q * s + 2.26843463243900e-03
    q = q * s + 4.89352518554385e-03
    return x * p / q
