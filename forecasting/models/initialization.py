"""How a member's weights are drawn, from a generator of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from forecasting.later import Later
from forecasting.messages import Message, phrase
from forecasting.models.cells import Cell

if TYPE_CHECKING:
    import torch
    from torch import Generator, Tensor
else:
    torch = Later("torch")

Initialization = Literal["default", "recommended", "same"]

INITIALIZATIONS: dict[str, Message] = {
    "default": phrase("PyTorch's default: every weight uniform between −1/√hidden and 1/√hidden"),
    "recommended": phrase(
        "forget-gate bias 1 (Jozefowicz et al. 2015), orthogonal recurrent weights"
    ),
    "same": phrase(
        "wrong on purpose: every seed begins with the default weights of the first seed"
    ),
}
"""The last is a lesson: an audit catches it."""

Stream = Literal["weights", "minibatches"]
_STREAMS: dict[Stream, int] = {"weights": 0, "minibatches": 1}


def member_generator(seed: int, stream: Stream) -> Generator:
    """The generator of one member for one purpose: it depends on the seed and on nothing else."""
    state = np.random.SeedSequence([seed, _STREAMS[stream]]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(state >> np.uint64(1)))


def draw_cell(
    generator: Generator, cell: Cell, sizes: tuple[int, int], start: Initialization
) -> dict[str, Tensor]:
    """Weights of one cell layer, in double precision, for sizes (input, hidden).

    Source:
        An empirical exploration of recurrent network architectures, 2015 (forget-gate bias);
        Exact solutions to the nonlinear dynamics of learning, 2014, arXiv:1312.6120 (orthogonal).
    """
    hidden = sizes[1]
    shapes = cell.shapes(*sizes)
    weights = {name: _uniform(generator, shape, hidden) for name, shape in shapes.items()}
    if start == "recommended":
        cell.recommend(generator, weights)
    return weights


def draw_linear(generator: Generator, inputs: int, outputs: int) -> tuple[Tensor, Tensor]:
    """Weight (out, in) and bias (out,) with the law of `torch.nn.Linear`."""
    return _uniform(generator, (outputs, inputs), inputs), _uniform(generator, (outputs,), inputs)


def _uniform(generator: Generator, shape: tuple[int, ...], fan: int) -> Tensor:
    unit = torch.rand(shape, generator=generator, dtype=torch.float64)
    return (2 * unit - 1) / fan**0.5
