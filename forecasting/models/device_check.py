"""A trial of an accelerator before it is used: is it right, and is it faster than the CPU here?

Source:
    Accelerators have trained recurrent cells wrong without a word: on Apple's GPUs through MPS,
    github.com/pytorch/pytorch issues 92615 (bad training results), 94691 (NaN out of a GRU) and
    177116 (gradients wrong in large batches only); and slower than the CPU, issue 123148.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.messages import Message, phrase
from forecasting.models.architecture import Architecture
from forecasting.models.cells import CELLS
from forecasting.models.device_benchmark import benchmark_device
from forecasting.models.devices import Device

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Later("torch")

TOLERANCES = {"float32": 1e-4, "float64": 1e-9}
"""Largest difference from the CPU that passes; outputs and gradients are of the order of 1."""

_ONE_AT_A_TIME = threading.Lock()
"""Two trials at once would slow each other down, and be the same trial."""


@dataclass(frozen=True)
class DeviceCheck:
    """How a device did.

    Attributes:
        device: What was tried.
        passed: Whether it computes what the CPU computes; what does not must not be used.
        reason: What was found, as a sentence for people, without a full stop.
        speed_ratio: How many times as fast as the CPU it trains a small stack; None if unknown.
    """

    device: Device
    passed: bool
    reason: Message
    speed_ratio: float | None = None

    @property
    def is_worth_it(self) -> bool:
        """Whether it is right and faster than the CPU."""
        return self.passed and self.speed_ratio is not None and self.speed_ratio > 1


@dataclass(frozen=True)
class _Case:
    """A stack to compute forward and back.

    Two sizes are tried, since some faults show in larger products only.
    """

    cell: str
    precision: str
    hidden: int
    batch: int
    time: int

    @property
    def dtype(self) -> torch.dtype:
        """The precision for PyTorch."""
        return getattr(torch, self.precision)

    @property
    def words(self) -> Message:
        """Which it is, for people."""
        if self.precision == "float64":
            return phrase("the {cell} in double precision", cell=self.cell)
        return phrase("the {cell}", cell=self.cell)


def check_device(device: Device) -> DeviceCheck:
    """Compare a device with the CPU, once per process; a second or two.

    Forward and all gradients of a small and a larger stack of every cell, in single precision and
    in double where the device has it; then a short training, by which the speed is measured
    against what the CPU would train with. Where that is compiled kernels that were never compiled
    before, it takes as much longer as their compilation.

    Returns:
        What was found. Any difference, NaN or exception means that it did not pass.
    """
    with _ONE_AT_A_TIME:
        return _checked(device)


@cache
def _checked(device: Device) -> DeviceCheck:
    if device.kind == "cpu":
        reason = phrase("{device} is what others are compared with", device=device.name)
        return DeviceCheck(device, True, reason, 1.0)
    try:
        return _fault(device) or _timed(device)
    except Exception as error:  # whatever breaks, it cannot be used
        return _not_used(device, phrase("the trial failed ({error})", error=_words_of(error)))


def _not_used(device: Device, fault: Message) -> DeviceCheck:
    told = phrase("{device}: {fault}: not used", device=device.name, fault=fault)
    return DeviceCheck(device, False, told)


def _fault(device: Device) -> DeviceCheck | None:
    """The first difference from the CPU that is too large, None if there is none."""
    for case in _cases(device):
        answers = (_answers(case, Device()), _answers(case, device))
        for part, expected, found in zip(_PARTS, *answers, strict=True):
            difference = _difference(expected, found)
            # Put so that NaN is too large as well.
            if not difference <= TOLERANCES[case.precision]:
                return _not_used(device, _apart(part(case.words), difference))
    return None


def _outputs_of(network: Message) -> Message:
    return phrase("outputs of {network}", network=network)


def _gradients_of(network: Message) -> Message:
    return phrase("gradients of {network}", network=network)


_PARTS = (_outputs_of, _gradients_of)


def _apart(what: Message, difference: float) -> Message:
    if math.isnan(difference):
        return phrase("{what} are not all numbers", what=what)
    return phrase(
        "{what} differ from the CPU's by {difference:.1g}", what=what, difference=difference
    )


def _cases(device: Device) -> list[_Case]:
    sizes = ((6, 5, 6), (32, 48, 25))
    precisions = ["float32", *(["float64"] if _has_double(device) else [])]
    return [
        _Case(cell, precision, *size)
        for cell in CELLS
        for precision in precisions
        for size in sizes
    ]


def _has_double(device: Device) -> bool:
    try:
        return torch.ones(2, dtype=torch.float64, device=device.torch).sum().item() == 2
    except (TypeError, RuntimeError):
        return False


def _answers(case: _Case, device: Device) -> tuple[list[Tensor], list[Tensor]]:
    """Outputs, and the gradients of all weights, brought to the CPU."""
    architecture = Architecture(case.cell, 2, case.hidden, layers=2, input_layer=True)
    from forecasting.models.ensemble import Ensemble  # noqa: PLC0415 - it needs torch

    stack = Ensemble(architecture, seeds=(0, 1, 2)).to(device=device.torch, dtype=case.dtype)
    steps = torch.arange(3 * case.batch * case.time * 2, dtype=torch.float64)
    inputs = torch.sin(steps.square()).view(3, case.batch, case.time, 2)  # no two alike
    outputs, _ = stack(inputs.to(case.dtype).to(device.torch))
    outputs.square().mean(dim=(1, 2, 3)).sum().backward()
    gradients = [p.grad.cpu() for p in stack.parameters() if p.grad is not None]
    return [outputs.detach().cpu()], gradients


def _difference(expected: list[Tensor], found: list[Tensor]) -> float:
    """The largest of all; NaN if any is."""
    largest = [(a - b).abs().max() for a, b in zip(expected, found, strict=True)]
    return torch.stack(largest).max().item()


def _timed(device: Device) -> DeviceCheck:
    result = benchmark_device(device)
    if not result.loss_difference <= TOLERANCES["float32"]:
        losses = phrase("the losses of a short training")
        return _not_used(device, _apart(losses, result.loss_difference))
    ratio = result.cpu_seconds / result.device_seconds
    return DeviceCheck(device, True, _speed_words(device, ratio), ratio)


def _speed_words(device: Device, ratio: float) -> Message:
    if ratio > 1:
        return phrase(
            "{device} is {ratio:.1f} times as fast as the CPU on small networks",
            device=device.name,
            ratio=ratio,
        )
    if ratio > 0.95:
        return phrase(
            "{device} is no faster than the CPU on networks of this size", device=device.name
        )
    return phrase(
        "{device} is {ratio:.1f} times slower than the CPU on networks of this size",
        device=device.name,
        ratio=1 / ratio,
    )


def _words_of(error: Exception) -> str:
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
