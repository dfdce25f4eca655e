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
def norm_of(slopes: np.ndarray) -> float:
    """The norm of the gradient (weight,)."""
    lanes = REGISTER_BYTES // slopes.itemsize
    first = load(slopes, (0,))
    squares = first * first
    for at in range(lanes, len(slopes), lanes):
        slope = load(slopes, (at,))
        squares = squares + slope * slope
    return sqrt(total(squares))


@compiled
def clip(slopes: np.ndarray, norm: float, largest: float) -> bool:
    """Scale the gradient (weight,) to a norm of at most `largest`; a NaN spreads to all of it.

    Returns:
        Whether its norm was larger.
    """
    scale = slopes.dtype.type(largest / (norm + 1e-6))
    if not scale >= 1.0:
        for at in range(0, len(slopes), REGISTER_BYTES // slopes.itemsize):
            store(slopes, (at,), load(slopes, (at,)) * scale)
    return scale < 1.0


@compiled
def sgd(weights: np.ndarray, slopes: np.ndarray, rate: float) -> None:
    """Down the slope."""
    for at in range(0, len(weights), REGISTER_BYTES // weights.itemsize):
        store(weights, (at,), load(weights, (at,)) - rate * load(slopes, (at,)))


@compiled
def momentum(weights: np.ndarray, slopes: np.ndarray, moments: np.ndarray, rate: float) -> None:
    """Down the slopes so far, the older the less; moments (2, weight)."""
    for at in range(0, len(weights), REGISTER_BYTES // weights.itemsize):
        velocity = MOMENTUM_KEPT * load(moments, (0, at)) + load(slopes, (at,))
        store(moments, (0, at), velocity)
        store(weights, (at,), load(weights, (at,)) - rate * velocity)


@compiled
def adam(
    weights: np.ndarray,
    slopes: np.ndarray,
    moments: np.ndarray,
    rate: float,
    kept: tuple[float, float],
) -> None:
    """Each weight at its own pace; moments (2, weight) of slopes and squares.

    `kept` is how much of the first slope and of its square is still in them: the powers of
    ADAM_KEPT and ADAM_SQUARES_KEPT with the number of this update, from 1.

    Source:
        Adam: a method for stochastic optimization, 2015, arXiv:1412.6980.
    """
    pace = rate / (1.0 - kept[0])
    unbias = 1.0 / sqrt(1.0 - kept[1])
    for at in range(0, len(weights), REGISTER_BYTES // weights.itemsize):
        slope = load(slopes, (at,))
        mean, square = load(moments, (0, at)), load(moments, (1, at))
        mean = mean + (1.0 - ADAM_KEPT) * (slope - mean)
        square = ADAM_SQUARES_KEPT * square + (1.0 - ADAM_SQUARES_KEPT) * (slope * slope)
        store(moments, (0, at), mean)
        store(moments, (1, at), square)
        move = pace * mean / (unbias * sqrt(square) + ADAM_EPSILON)
        store(weights, (at,), load(weights, (at,)) - move)


@compiled
def move(
    optimizer: int,
    step: Step,
    weights: np.ndarray,
    slopes: np.ndarray,
    moments: np.ndarray,
    kept: tuple[float, float],
    told: np.ndarray,
) -> None:
    """One update of all weights (weight,).

    The norm of the gradient, and 1 if it was clipped, are added to `told` (2,).
    """
    norm = norm_of(slopes)
    told[0] += norm
    if step.clip_norm < np.inf and clip(slopes, norm, step.clip_norm):
        told[1] += 1.0
    if optimizer == SGD:
        sgd(weights, slopes, step.learning_rate)
    elif optimizer == MOMENTUM:
        momentum(weights, slopes, moments, step.learning_rate)
    else:
        adam(weights, slopes, moments, step.learning_rate, kept)
