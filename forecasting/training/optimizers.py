"""What moves the weights: optimizers of PyTorch, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Literal

from forecasting.later import Later
from forecasting.messages import phrase

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.optim import Optimizer
else:
    torch = Later("torch")

OptimizerName = Literal["sgd", "momentum", "adam"]


def _sgd(weights: Iterable[Tensor], rate: float, momentum: float = 0.0) -> Optimizer:
    return torch.optim.SGD(weights, rate, momentum=momentum)


def _adam(weights: Iterable[Tensor], rate: float) -> Optimizer:
    return torch.optim.Adam(weights, rate)


OPTIMIZERS: dict[str, Callable[[Iterable[Tensor], float], Optimizer]] = {
    "sgd": _sgd,
    "momentum": partial(_sgd, momentum=0.9),
    "adam": _adam,
}
"""All of them work value by value, so that a stack learns exactly as its members would alone."""

OPTIMIZER_MEANINGS = {
    "sgd": phrase("plain stochastic gradient descent"),
    "momentum": phrase("the same with momentum 0.9, so that corrections add up"),
    "adam": phrase("steps that adapt to each weight"),
}
"""What they do, for people."""
