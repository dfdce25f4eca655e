"""The cells, stacks of them, and where they run. Knows nothing of data.

Importing it does not import PyTorch, which takes longer than all else and which the first page can
do without: what is a module of PyTorch's is imported when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from forecasting.models.architecture import Architecture
from forecasting.models.cells import CELLS, Cell
from forecasting.models.device_check import DeviceCheck, check_device
from forecasting.models.device_selection import (
    choose_device,
    explain_cells,
    explain_device,
    usable_devices,
)
from forecasting.models.devices import Device, available_devices
from forecasting.models.engines import (
    ENGINES,
    Engine,
    choose_engine,
    comes_later,
    compile_now,
    has_kernels,
    start_compiling,
    wait_for_kernels,
)
from forecasting.models.initialization import INITIALIZATIONS, Initialization, member_generator

if TYPE_CHECKING:
    from forecasting.models.ensemble import Ensemble
    from forecasting.models.forecaster import Forecaster

__all__ = [
    "CELLS",
    "ENGINES",
    "INITIALIZATIONS",
    "Architecture",
    "Cell",
    "Device",
    "DeviceCheck",
    "Engine",
    "Ensemble",
    "Forecaster",
    "Initialization",
    "available_devices",
    "check_device",
    "choose_device",
    "choose_engine",
    "comes_later",
    "compile_now",
    "explain_cells",
    "explain_device",
    "has_kernels",
    "member_generator",
    "start_compiling",
    "usable_devices",
    "wait_for_kernels",
]

_LATE = {"Ensemble": "ensemble", "Forecaster": "forecaster"}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
