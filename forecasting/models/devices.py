"""Where the work can run: detected and described."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.messages import plural

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")


_CPUS = Path("/sys/devices/system/cpu")


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
    if not (_is_imported() or _may_have_an_accelerator()):
        return {"cpu": cpu}
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if accelerator is None:
        return {"cpu": cpu}
    kind = accelerator.type
    return {kind: Device(kind, _accelerator_name(kind)), "cpu": cpu}


def _cpu_name() -> str:
    cores = torch.get_num_threads() if _is_imported() else _threads()
    return plural(
        "CPU, {processor}, {count} core",
        "CPU, {processor}, {count} cores",
        count=cores,
        processor=_processor(),
    )


def _is_imported() -> bool:
    """Whether asking PyTorch costs nothing: its import takes longer than a page."""
    return "torch" in sys.modules


def _may_have_an_accelerator() -> bool:
    """Whether PyTorch has to be asked; one that was built for the CPU alone says so by its name."""
    return not version("torch").endswith("+cpu")


def _threads() -> int:
    """How many PyTorch will take: one for each core, or fewer if it is told so."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    cores = _cores()
    return min(cores, int(told)) if told.isdecimal() and int(told) else cores


def _cores() -> int:
    """Cores for this process; of the two halves that some have, PyTorch takes one."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    granted = os.sched_getaffinity(0)
    shared = [_CPUS / f"cpu{cpu}/topology/thread_siblings_list" for cpu in granted]
    return len({path.read_text() if path.exists() else path for path in shared})


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
