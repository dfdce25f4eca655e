"""Real-time recurrent learning: how every state depends on every weight goes forward in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.training.gradients.sensitivities import Carried, Sensitive
from forecasting.training.gradients.unrolling import Unrolling

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
else:
    torch = Later("torch")

MOST_NUMBERS = 2**22
"""Sensitivities that are carried at once: of more windows it is done one part after another."""


def rtrl_loss(ensemble: Ensemble, sequences: Tensor, unrolling: Unrolling) -> Tensor:
    """The loss of an objective, whose backward gives the gradient that was carried forward.

    It is that of `bptt_loss` but for rounding. No past is kept: the memory does not depend on the
    length of the window, and grows with the cube of the hidden size; the arithmetic with the fourth
    power. Arguments and result as in `bptt_loss`.

    Source:
        Williams and Zipser, A learning algorithm for continually running fully recurrent neural
        networks, 1989, doi:10.1162/neco.1989.1.2.270
    """
    with torch.no_grad():
        sensitive = Sensitive(ensemble)
        most = max(1, MOST_NUMBERS // (len(ensemble.seeds) * sensitive.numbers))
        parts = [_gradient(sensitive, part, unrolling) for part in sequences.split(most, dim=1)]
        # Of each part the means over its own windows.
        shares = [part.shape[1] / sequences.shape[1] for part in sequences.split(most, dim=1)]
        losses = sum(own * share for (own, _), share in zip(parts, shares, strict=True))
        gradient = sum(own * share for (_, own), share in zip(parts, shares, strict=True))
    return with_gradient(losses, ensemble, gradient)


def _gradient(
    sensitive: Sensitive, sequences: Tensor, unrolling: Unrolling
) -> tuple[Tensor, Tensor]:
    """Losses (member,) and their derivatives by all weights (member, weight)."""
    members, batch, length, variables = sequences.shape
    times = length - 1
    read, judged = unrolling.read_until(times), unrolling.judged_from(times)
    count = batch * (times - judged) * variables
    losses = sequences.new_zeros(members)
    gradient = sequences.new_zeros(members, sensitive.weights)
    layers = sensitive.start(sequences[:, :, 0])
    inputs: Carried | Tensor = sequences[:, :, 0]
    for time in range(times):
        if time < read:
            inputs = sequences[:, :, time]
        layers = sensitive.step(layers, inputs)
        # With an objective that feeds outputs back, all of them are judged.
        if time >= judged:
            inputs = output = sensitive.output(layers[-1])
            errors = output.values - sequences[:, :, time + 1]
            losses += errors.square().sum(dim=(1, 2)) / count
            by_weight = output.by_weight.flatten(1, 2)
            gradient += (2 / count) * (errors.flatten(1).unsqueeze(1) @ by_weight).squeeze(1)
    return losses, gradient


def with_gradient(losses: Tensor, ensemble: Ensemble, gradient: Tensor) -> Tensor:
    """The same losses, whose backward gives this gradient.

    Args:
        losses: (member,).
        ensemble: The members.
        gradient: By all weights of a member, in the order of the parameters (member, weight).
    """
    weights = list(ensemble.parameters())
    flat = torch.cat([weight.flatten(1) for weight in weights], dim=1)
    # Zero, and of derivative 1.
    moved = flat - flat.detach()
    return losses + (moved * gradient).sum(dim=1)
