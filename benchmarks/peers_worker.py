"""Time another library in its own environment: python peers_worker.py darts LSTM 600 64 8 10.

Needs nothing of this package. Prints milliseconds per update.
"""

import logging
import sys
import time
import warnings
from typing import Any

import numpy as np
import torch

LENGTH = 100
QUIET = {
    "accelerator": "cpu",
    "logger": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
    "enable_checkpointing": False,
}


def series() -> np.ndarray:
    """Article 2's kind of series (time,)."""
    noise = np.random.default_rng(23).normal(0, 0.1, LENGTH)
    return (np.sin(4 * np.pi * np.arange(LENGTH) / LENGTH) + noise).astype(np.float32)


def darts(cell: str, updates: int, hidden: int, batch: int, window: int) -> float:
    """Seconds of BlockRNNModel."""
    from darts import TimeSeries  # noqa: PLC0415
    from darts.models import BlockRNNModel  # noqa: PLC0415

    per_epoch = -(-(LENGTH - window) // batch)
    model = BlockRNNModel(
        input_chunk_length=window,
        output_chunk_length=1,
        model=cell,
        hidden_dim=hidden,
        n_rnn_layers=1,
        batch_size=batch,
        n_epochs=updates // per_epoch,
        optimizer_cls=torch.optim.SGD,
        optimizer_kwargs={"lr": 0.01},
        pl_trainer_kwargs=QUIET,
    )
    data = TimeSeries.from_values(series())
    start = time.perf_counter()
    model.fit(data)
    return (time.perf_counter() - start) / (updates // per_epoch * per_epoch)


def neuralforecast(cell: str, updates: int, hidden: int, batch: int, window: int) -> float:
    """Seconds of RNN, LSTM or GRU with recurrent=True."""
    import pandas as pd  # noqa: PLC0415
    from neuralforecast import NeuralForecast, models  # noqa: PLC0415

    model = getattr(models, cell)(
        h=1,
        input_size=window,
        recurrent=True,
        encoder_hidden_size=hidden,
        encoder_n_layers=1,
        max_steps=updates,
        val_check_steps=updates,
        batch_size=1,
        windows_batch_size=batch,
        scaler_type="identity",
        optimizer=torch.optim.SGD,
        optimizer_kwargs={"lr": 0.01},
        **QUIET,
    )
    frame = pd.DataFrame({"unique_id": "series", "ds": np.arange(LENGTH), "y": series()})
    forecaster = NeuralForecast(models=[model], freq=1)
    start = time.perf_counter()
    forecaster.fit(frame)
    return (time.perf_counter() - start) / updates


LIBRARIES: dict[str, Any] = {"darts": darts, "neuralforecast": neuralforecast}


def main() -> None:
    """Print milliseconds per update of one library and cell."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    library, cell, *numbers = sys.argv[1:]
    print(1e3 * LIBRARIES[library](cell, *map(int, numbers)))


if __name__ == "__main__":
    main()
