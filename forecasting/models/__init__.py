"""The cells, stacks of them, and where they run. Knows nothing of data."""

from forecasting.models.architecture import Architecture
from forecasting.models.cells import CELLS, Cell
from forecasting.models.choosing import choose_device, explain_device, usable_devices
from forecasting.models.devices import Device, available_devices
from forecasting.models.engines import (
    ENGINES,
    Engine,
    choose_engine,
    has_kernels,
    start_compiling,
)
from forecasting.models.ensemble import Ensemble
from forecasting.models.forecaster import Forecaster
from forecasting.models.starts import STARTS, Start, member_generator
from forecasting.models.trials import Trial, try_device

__all__ = [
    "CELLS",
    "ENGINES",
    "STARTS",
    "Architecture",
    "Cell",
    "Device",
    "Engine",
    "Ensemble",
    "Forecaster",
    "Start",
    "Trial",
    "available_devices",
    "choose_device",
    "choose_engine",
    "explain_device",
    "has_kernels",
    "member_generator",
    "start_compiling",
    "try_device",
    "usable_devices",
]
