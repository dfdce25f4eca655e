"""Feed forecasts back, step by step: all members and all origins in one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from forecasting.later import Later
from forecasting.messages import Message, phrase
from forecasting.models import choose_engine
from forecasting.models.one_core import narrow

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
else:
    torch = Later("torch")

Feedback = Literal["window", "state"]

FEEDBACKS: dict[str, Message] = {
    "window": phrase(
        "drop the oldest value, append the forecast, run the window again from a zero state"
    ),
    "state": phrase(
        "warm up on the window once, then carry the hidden state from forecast to forecast"
    ),
}

CHUNK_VALUES = 16_000_000
"""Numbers that one layer may hold at once; more origins than fit are done in turn."""


def rollout(  # noqa: PLR0913, PLR0917
    ensemble: Ensemble,
    contexts: Tensor,
    horizon: int,
    feedback: Feedback = "window",
    observed: Tensor | None = None,
    engine: str | None = None,
) -> Tensor:
    """Recursive forecasts from each context.

    Args:
        ensemble: Members that forecast.
        contexts: (window, time, variable), scaled, on the device of the ensemble; with a leading
            axis member if each sees windows of its own.
        horizon: Steps ahead.
        feedback: A name in `FEEDBACKS`.
        observed: The true values (window, step, variable), if these are to be fed back in place
            of the forecasts: the rollout then gives the one-step outputs.
        engine: A name in `ENGINES`; the fastest that can do it if not given.

    Returns:
        Forecasts (member, window, step, variable), scaled.
    """
    with torch.no_grad():
        if choose_engine(ensemble, engine).name == "fused":
            from forecasting.models.kernels.fused import fused_rollout  # noqa: PLC0415

            return fused_rollout(ensemble, contexts, horizon, feedback == "state", observed)
        return _rolled_out(ensemble, contexts, horizon, feedback, observed)


def _rolled_out(
    ensemble: Ensemble, contexts: Tensor, horizon: int, feedback: Feedback, observed: Tensor | None
) -> Tensor:
    """In operations of PyTorch."""
    advance = {"window": _advance_window, "state": _advance_state}[feedback]
    size, windows = _chunk_size(ensemble, contexts.shape[-2]), contexts.dim() - 3
    seen = contexts.split(size, dim=windows)
    fed = [None] * len(seen) if observed is None else observed.split(size)
    with narrow(ensemble, min(size, contexts.shape[windows])):
        parts = [
            torch.stack(advance(ensemble, part, horizon, truth), dim=2)
            for part, truth in zip(seen, fed, strict=True)
        ]
    return torch.cat(parts, dim=1)


def _chunk_size(ensemble: Ensemble, time: int) -> int:
    per_origin = time * ensemble.cell.blocks * ensemble.architecture.hidden_size
    return max(1, CHUNK_VALUES // (per_origin * len(ensemble.seeds)))


def _advance_window(
    ensemble: Ensemble, contexts: Tensor, horizon: int, truth: Tensor | None
) -> list[Tensor]:
    windows = contexts.expand(len(ensemble.seeds), -1, -1, -1)
    forecasts = []
    for step in range(horizon):
        outputs, _ = ensemble(windows)
        forecasts.append(outputs[:, :, -1])
        fed = _next_input(forecasts[-1], truth, step)
        windows = torch.cat([windows[:, :, 1:], fed], dim=2)
    return forecasts


def _advance_state(
    ensemble: Ensemble, contexts: Tensor, horizon: int, truth: Tensor | None
) -> list[Tensor]:
    inputs = contexts.expand(len(ensemble.seeds), -1, -1, -1)
    states, forecasts = None, []
    for step in range(horizon):
        outputs, states = ensemble(inputs, states)
        forecasts.append(outputs[:, :, -1])
        inputs = _next_input(forecasts[-1], truth, step)
    return forecasts


def _next_input(forecast: Tensor, truth: Tensor | None, step: int) -> Tensor:
    """What is fed back after a step, (member, window, 1, variable)."""
    fed = forecast if truth is None else truth[:, step].expand_as(forecast)
    return fed.unsqueeze(2)
