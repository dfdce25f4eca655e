"""The same work done by this package."""

import numpy as np
import torch
from torch import Tensor

from benchmarks.workload import Workload
from forecasting.experiment import run
from forecasting.models import Architecture, Ensemble
from forecasting.rollout import Feedback, rollout
from forecasting.training import Trainer, train_together


def sequences_of(setting: Workload) -> Tensor:
    """Windows with the value after each (window, time + 1, variable): sines with noise."""
    time = np.arange(setting.length)[:, None]
    phase = np.arange(setting.variables)
    noise = np.random.default_rng(23).normal(0, 0.1, (setting.length, setting.variables))
    values = np.sin(4 * np.pi * time / setting.length + phase) + noise
    index = np.arange(setting.windows)[:, None] + np.arange(setting.window + 1)
    return torch.as_tensor(values[index], dtype=torch.float32)


def stacks(setting: Workload) -> dict[str, Ensemble]:
    """A stack of members for each cell."""
    return {
        cell: Ensemble(
            Architecture(cell, setting.variables, setting.hidden, setting.layers),
            range(setting.seeds),
        ).float()
        for cell in setting.cells
    }


def whole_run(setting: Workload) -> None:
    """An experiment as the dashboard runs it, with one variable."""
    for _ in run(setting.experiment, "cpu"):
        pass


def training(setting: Workload, sequences: Tensor) -> None:
    """The training alone, with any number of variables."""
    trainers = {c: Trainer(e, sequences, setting.training) for c, e in stacks(setting).items()}
    for _ in range(setting.epochs):
        train_together(trainers)


def rollouts(models: dict[str, Ensemble], contexts: Tensor, steps: int, feedback: Feedback) -> None:
    """All origins and all members of all cells."""
    for ensemble in models.values():
        rollout(ensemble, contexts, steps, feedback)
