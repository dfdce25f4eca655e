"""Where the work can run: detected and described."""

import platform
from dataclasses import dataclass
from pathlib import Path

import torch


@dataclass(frozen=True)
class Device:
    """Something that can train.

    Attributes:
        kind: "cpu", "cuda", "mps" or "xpu": what `torch.device` takes.
        name: What people call it.
    """

    kind: str = "cpu"
    name: str = "CPU"

    @property
    def torch(self) -> torch.device:
        """The same for PyTorch."""
        return torch.device(self.kind)


def available_devices() -> dict[str, Device]:
    """The devices of this machine by kind, an accelerator first. A trial says whether to use it."""
    cpu = Device("cpu", _cpu_name())
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if accelerator is None:
        return {"cpu": cpu}
    kind = accelerator.type
    return {kind: Device(kind, _accelerator_name(kind)), "cpu": cpu}


def _cpu_name() -> str:
    cores = torch.get_num_threads()
    return f"CPU, {_processor()}, {cores} core{'s' if cores > 1 else ''}"


def _processor() -> str:
    """The processor's own name where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _accelerator_name(kind: str) -> str:
    if kind == "cuda":
        return torch.cuda.get_device_name()
    if kind == "xpu":
        return torch.xpu.get_device_name()
    return "Apple GPU (Metal)" if kind == "mps" else kind.upper()
