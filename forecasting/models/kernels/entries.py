"""What Python calls of the kernels, and keeping them compiled."""

import hashlib
from pathlib import Path
from typing import Any

from forecasting.models.kernels.compiling import entry
from forecasting.models.kernels.epoch import train_epoch
from forecasting.models.kernels.rolling import roll_out


def _sources() -> int:
    """A number that changes with the text of any kernel.

    Numba looks for changes only in the file of the function that it keeps, not in those that the
    function calls. Being a part of the function, this number makes it compile anew.
    """
    texts = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return int.from_bytes(hashlib.sha256(b"".join(texts)).digest()[:6])


def _train(sources: int) -> Any:
    @entry
    def train(net, plan, step, places, sequences, order, own, moments, updates):
        _ = sources
        return train_epoch(net, plan, step, places, sequences, order, own, moments, updates)

    return train


def _forecast(sources: int) -> Any:
    @entry
    def forecast(net, places, own, carries_state, contexts, observed, forecasts):
        _ = sources
        roll_out(net, places, own, carries_state, contexts, observed, forecasts)

    return forecast


train = _train(_sources())
forecast = _forecast(_sources())
