"""One small training on two devices: how long each takes, and whether they learn the same."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.models.architecture import Architecture
from forecasting.models.devices import Device
from forecasting.models.engines import fastest_engine
from forecasting.models.updates import TorchEpochs, Update
from forecasting.threads import run_jobs

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models.ensemble import Ensemble
else:
    torch = Later("torch")

SEEDS = tuple(range(5))
HIDDEN, WINDOW, BATCH, WINDOWS = 32, 25, 16, 128
"""What the default experiment trains, on fewer windows."""

EPOCHS = 5
RATE = 0.05


@dataclass(frozen=True)
class DeviceBenchmark:
    """What came of it.

    Attributes:
        cpu_seconds: The fastest epoch on the CPU.
        device_seconds: The same on the device.
        loss_difference: Largest difference between their losses; NaN if any is.
    """

    cpu_seconds: float
    device_seconds: float
    loss_difference: float


@dataclass(frozen=True)
class _Run:
    losses: Tensor
    seconds: float


def benchmark_device(device: Device) -> DeviceBenchmark:
    """Train an LSTM on the CPU and on the device, each with what is fastest there."""
    ours, theirs = _run(Device()), _run(device)
    difference = (ours.losses - theirs.losses).abs().max().item()
    return DeviceBenchmark(ours.seconds, theirs.seconds, difference)


def _run(device: Device) -> _Run:
    """All epochs' losses (epoch, member), and the seconds of the fastest epoch but the first."""
    epoch, losses, fastest = _epoch_on(device), [], math.inf
    for number in range(EPOCHS):
        order = _order(number).to(device.torch)
        start = time.perf_counter()
        losses.append(epoch(order))
        # The first one compiles, allocates, records.
        fastest = min(fastest, time.perf_counter() - start) if number else fastest
    return _Run(torch.tensor(losses, dtype=torch.float64), fastest)


def _order(number: int) -> Tensor:
    generator = torch.Generator().manual_seed(number)
    return torch.stack([torch.randperm(WINDOWS, generator=generator) for _ in SEEDS])


def _epoch_on(device: Device) -> Callable[[Tensor], list[float]]:
    """What trains one epoch, in the order given, and returns the losses."""
    from forecasting.models.ensemble import Ensemble  # noqa: PLC0415 - it needs torch

    stack = Ensemble(Architecture("LSTM", 1, HIDDEN), SEEDS)
    stack = stack.to(device=device.torch, dtype=torch.float32)
    steps = torch.arange(WINDOWS)[:, None] + torch.arange(WINDOW + 1)
    sequences = torch.sin(0.3 * steps.float()).unsqueeze(-1).to(device.torch)
    engine = fastest_engine(stack).name
    if engine == "fused":
        return _fused(stack, sequences)
    update = Update(stack, sequences, _loss, torch.optim.SGD(stack.parameters(), RATE))
    return TorchEpochs(update, BATCH, graphed=engine == "graphed").epoch


def _loss(stack: Ensemble, sequences: Tensor) -> Tensor:
    outputs, _ = stack(sequences[:, :, :-1])
    return (outputs[:, :, -1] - sequences[:, :, -1]).square().mean(dim=(1, 2))


def _fused(stack: Ensemble, sequences: Tensor) -> Callable[[Tensor], list[float]]:
    # Here, because only what needs the kernels should wait for numba.
    from forecasting.models.kernels.fused import FusedEpochs  # noqa: PLC0415
    from forecasting.models.kernels.plans import OPTIMIZER_CODES, Plan, Step  # noqa: PLC0415

    plan = Plan(BATCH, WINDOW, WINDOW - 1, OPTIMIZER_CODES["sgd"])
    epochs = FusedEpochs(stack, sequences, plan, Step(RATE, math.inf))

    def epoch(order: Tensor) -> list[float]:
        jobs = epochs.jobs(order, updates=0)  # only Adam asks how many there were
        return [loss for losses in run_jobs(jobs, [1.0] * len(jobs)) for loss in losses]

    return epoch
