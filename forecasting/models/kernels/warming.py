"""Compile before anybody waits for it."""

import threading
from functools import cache

import torch

from forecasting.models.architecture import Architecture
from forecasting.models.ensemble import Ensemble
from forecasting.models.kernels.epoch import Plan
from forecasting.models.kernels.fused import FusedEpochs, fused_rollout
from forecasting.models.kernels.optimizers import SGD, Step


@cache
def warm_up() -> threading.Thread:
    """Start to compile in the background, once; join the thread to wait for the end.

    One compilation serves all cells, sizes and objectives. It is kept on disk, where there is a
    folder to write to, and then takes a moment only.
    """
    thread = threading.Thread(target=compile_all, name="kernels-warm-up", daemon=True)
    thread.start()
    return thread


def compile_all(dtype: torch.dtype = torch.float32) -> None:
    """Compile training and rollouts in one precision, by doing a little of each."""
    ensemble = Ensemble(Architecture("RNN", hidden_size=1), seeds=(0,)).to(dtype)
    sequences = torch.zeros(1, 3, 1, dtype=dtype)
    fused_rollout(ensemble, sequences, horizon=1, carries_state=False)
    epochs = FusedEpochs(ensemble, sequences, Plan(1, 2, 1, SGD), Step(0.1, 1.0))
    for job in epochs.jobs(torch.zeros(1, 1, dtype=torch.int64), updates=0):
        job()
