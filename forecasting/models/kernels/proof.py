"""Try machine code before anybody relies on it: in the process that made it."""

import numpy as np

from forecasting.messages import message
from forecasting.models.architecture import Architecture
from forecasting.models.kernels.calls import Caller
from forecasting.models.kernels.layout import LAYOUTS, Layout
from forecasting.models.kernels.machine import load
from forecasting.models.kernels.plans import OPTIMIZER_CODES, Plan, Step


def prove(code: bytes, precision: str) -> None:
    """Train and roll out a small member of each cell.

    Raises:
        RuntimeError: If the loss does not sink, or a forecast is no number.
    """
    work, dtype = load(code), np.dtype(precision)
    for cell in LAYOUTS:
        caller = Caller(work, Layout(Architecture(cell, hidden_size=5), dtype.itemsize))
        if not _learns(caller, dtype):
            raise RuntimeError(message("The kernels for the {cell} do not learn.", cell=cell))


def _learns(caller: Caller, dtype: np.dtype) -> bool:
    waves = np.sin(np.arange(12)[:, None] + np.arange(7))[:, :, None].astype(dtype)
    own = np.full(caller.weights, 0.1, dtype)
    member = own, np.zeros((2, caller.panels), dtype)
    tasks, order = (Plan(4, 6, 5, OPTIMIZER_CODES["adam"]), Step(0.01, 1.0)), np.arange(12)
    losses = [caller.train(tasks, waves, order, member, 3 * epoch)[0] for epoch in range(20)]
    forecasts = np.zeros((12, 3, 1), dtype)
    caller.roll_out(own, False, waves, forecasts, forecasts)
    return losses[-1] < losses[0] and bool(np.isfinite(forecasts).all())
