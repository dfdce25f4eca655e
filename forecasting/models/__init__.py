"""The cells, stacks of them, and where they run. Knows nothing of data."""

from forecasting.models.architecture import Architecture
from forecasting.models.cells import CELLS, Cell
from forecasting.models.devices import Device, available_devices, choose_device
from forecasting.models.engines import ENGINES, Engine, choose_engine
from forecasting.models.ensemble import Ensemble
from forecasting.models.forecaster import Forecaster
from forecasting.models.starts import STARTS, Start, member_generator

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
    "available_devices",
    "choose_device",
    "choose_engine",
    "member_generator",
]
