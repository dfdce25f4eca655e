"""How a member's weights move: as in `torch.optim`, on all of them as one vector."""

import numpy as np

from forecasting.models.kernels.compiling import compiled
from forecasting.models.kernels.plans import (
    ADAM_KEPT,
    ADAM_SQUARES_KEPT,
    MOMENTUM,
    REGISTER_BYTES,
    SGD,
    Step,
)
from forecasting.models.kernels.vectors import load, sqrt, store, total

MOMENTUM_KEPT = 0.9
ADAM_EPSILON = 1e-8


@compiled
def norm_of(grads: np.ndarray) -> float:
    """The norm of the gradient (weight,)."""
    lanes = REGISTER_BYTES // grads.itemsize
    first = load(grads, (0,))
    squares = first * first
    for at in range(lanes, len(grads), lanes):
        grad = load(grads, (at,))
        squares = squares + grad * grad
    return sqrt(total(squares))


@compiled
def clip(grads: np.ndarray, norm: float, largest: float) -> bool:
    """Scale the gradient (weight,) to a norm of at most `largest`; a NaN spreads to all of it.

    Returns:
        Whether its norm was larger.
    """
    scale = grads.dtype.type(largest / (norm + 1e-6))
    if not scale >= 1.0:
        for at in range(0, len(grads), REGISTER_BYTES // grads.itemsize):
            store(grads, (at,), load(grads, (at,)) * scale)
    return scale < 1.0


@compiled
def sgd(weights: np.ndarray, grads: np.ndarray, rate: float) -> None:
    """Down the gradient."""
    for at in range(0, len(weights), REGISTER_BYTES // weights.itemsize):
        store(weights, (at,), load(weights, (at,)) - rate * load(grads, (at,)))


@compiled
def momentum(weights: np.ndarray, grads: np.ndarray, moments: np.ndarray, rate: float) -> None:
    """Down the gradients so far, the older the less; moments (2, weight)."""
    for at in range(0, len(weights), REGISTER_BYTES // weights.itemsize):
        velocity = MOMENTUM_KEPT * load(moments, (0, at)) + load(grads, (at,))
        store(moments, (0, at), velocity)
        store(weights, (at,), load(weights, (at,)) - rate * velocity)


@compiled
def adam(
    weights: np.ndarray,
    grads: np.ndarray,
    moments: np.ndarray,
    rate: float,
    kept: tuple[float, float],
) -> None:
    """Each weight at its own pace; moments (2, weight) of gradients and squares.

    `kept` is how much of the first gradient and of its square is still in them: the powers of
    ADAM_KEPT and ADAM_SQUARES_KEPT with the number of this update, from 1.

    Source:
        Adam: a method for stochastic optimization, 2015, arXiv:1412.6980.
    """
    pace = rate / (1.0 - kept[0])
    unbias = 1.0 / sqrt(1.0 - kept[1])
    for at in range(0, len(weights), REGISTER_BYTES // weights.itemsize):
        grad = load(grads, (at,))
        mean, square = load(moments, (0, at)), load(moments, (1, at))
        mean = mean + (1.0 - ADAM_KEPT) * (grad - mean)
        square = ADAM_SQUARES_KEPT * square + (1.0 - ADAM_SQUARES_KEPT) * (grad * grad)
        store(moments, (0, at), mean)
        store(moments, (1, at), square)
        move = pace * mean / (unbias * sqrt(square) + ADAM_EPSILON)
        store(weights, (at,), load(weights, (at,)) - move)


@compiled
def move(
    optimizer: int,
    step: Step,
    weights: np.ndarray,
    grads: np.ndarray,
    moments: np.ndarray,
    kept: tuple[float, float],
    told: np.ndarray,
) -> None:
    """One update of all weights (weight,).

    The norm of the gradient, and 1 if it was clipped, are added to `told` (2,).
    """
    norm = norm_of(grads)
    told[0] += norm
    if step.clip_norm < np.inf and clip(grads, norm, step.clip_norm):
        told[1] += 1.0
    if optimizer == SGD:
        sgd(weights, grads, step.learning_rate)
    elif optimizer == MOMENTUM:
        momentum(weights, grads, moments, step.learning_rate)
    else:
        adam(weights, grads, moments, step.learning_rate, kept)
