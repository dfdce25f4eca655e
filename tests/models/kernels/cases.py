"""What the tests of the kernels share."""

import numpy as np
import torch

from forecasting.models import Architecture, Ensemble
from forecasting.training import Trainer, TrainingConfig

CELLS = ("RNN", "LSTM", "GRU")


def make_ensemble(cell="LSTM", seeds=(3,), dtype=torch.float64, **changes):
    settings = {"variables": 1, "hidden_size": 10} | changes
    return Ensemble(Architecture(cell, **settings), seeds).to(dtype)


def make_sequences(ensemble, windows=11, steps=7, seed=0):
    """Noise (window, time + 1, variable) in the precision of the ensemble."""
    shape = (windows, steps + 1, ensemble.architecture.variables)
    return ensemble.as_input(np.random.default_rng(seed).normal(size=shape))


def make_config(ensemble, **changes):
    a = ensemble.architecture
    settings = {
        "hidden_size": a.hidden_size,
        "layers": a.layers,
        "input_layer": a.input_layer,
        "optimizer": "sgd",
        "warm_up_steps": 4,
        "batch_size": 4,
        "precision": str(ensemble.head_bias.dtype).removeprefix("torch."),
    }
    return TrainingConfig(**settings | changes)


def weights_of(ensemble):
    return torch.cat([p.detach().flatten(1) for p in ensemble.parameters()], dim=1).clone()


def train_both(case, epochs=1, **changes):
    """Losses (epoch, member) and weights (member, weight) by the kernels and by the reference."""
    results = []
    for engine in ("fused", "reference"):
        ensemble = make_ensemble(**case)
        config = make_config(ensemble, **changes)
        trainer = Trainer(ensemble, make_sequences(ensemble), config, engine)
        losses = torch.stack([trainer.epoch() for _ in range(epochs)])
        results.append((losses, weights_of(ensemble)))
    return results
