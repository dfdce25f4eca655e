"""Truncated backpropagation through time: the way back ends after a few steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.training.gradients.unrolling import Unrolling, squared_errors

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
    from forecasting.models.ensemble import States
else:
    torch = Later("torch")


def truncated_loss(ensemble: Ensemble, sequences: Tensor, unrolling: Unrolling) -> Tensor:
    """The loss of an objective, whose backward does not go from one piece of a window to the last.

    The window is cut into pieces of `unrolling.truncation` steps, counted from its end, so that the
    last output is always that many steps away from where its gradient ends. The states go on from
    piece to piece, so the loss is that of the whole window. Arguments and result as in `bptt_loss`,
    to which it is equal if the window has no more steps than a piece.

    Source:
        Williams and Peng, An efficient gradient-based algorithm for on-line training of recurrent
        network trajectories, 1990, doi:10.1162/neco.1990.2.4.490
    """
    times, judged = sequences.shape[2] - 1, unrolling.judged_from(sequences.shape[2] - 1)
    # Of one time step, though nothing is read of it before the first.
    output, states, found = sequences[:, :, :1], ensemble.zero_states(sequences), []
    for first, last in pieces(times, unrolling.truncation):
        states = tuple(tuple(kind.detach() for kind in state) for state in states)
        read = sequences[:, :, first : min(last, unrolling.read_until(times))]
        # To a piece of which nothing is judged no gradient comes back.
        with torch.set_grad_enabled(last > judged and torch.is_grad_enabled()):
            outputs, states = _walk(ensemble, read, last - first, (output.detach(), states))
        output = outputs[:, :, -1:]
        found.append(outputs[:, :, max(0, judged - first) :])
    return squared_errors(torch.cat(found, dim=2), sequences)


def pieces(times: int, steps: int) -> Iterator[tuple[int, int]]:
    """First step of each piece and the one after its last; only the first may be shorter."""
    first = 0
    for last in [*range(times % steps or steps, times, steps), times]:
        yield first, last
        first = last


def _walk(
    ensemble: Ensemble, read: Tensor, steps: int, carried: tuple[Tensor, States]
) -> tuple[Tensor, States]:
    """Outputs of so many steps (member, batch, time, variable): first what is read, then fed."""
    output, states = carried
    found = []
    if read.shape[2]:
        output, states = ensemble(read, states)
        found.append(output)
    for _ in range(steps - read.shape[2]):
        output, states = ensemble(output[:, :, -1:], states)
        found.append(output)
    return torch.cat(found, dim=2), states
