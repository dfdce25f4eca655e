"""Members whose weights are spoilt."""

import copy
from dataclasses import replace

import torch

from forecasting import run


def run_with_poison(experiment, cell, index, value=torch.nan):
    """The comparison after one member's weights are spoilt between epochs 2 and 3."""
    for progress in run(experiment, "cpu"):
        if progress.epoch == 2:
            with torch.no_grad():
                for weights in progress.live.models[cell].parameters():
                    weights[index] = value
    return progress.comparison()


def with_broken(comparison, *members):
    """The same with weights of some members, (cell, place), that are no numbers."""
    models = {name: copy.deepcopy(model) for name, model in comparison.models.items()}
    with torch.no_grad():
        for cell, member in members:
            models[cell].weight_hh_l0[member] = torch.nan
    return replace(comparison, models=models)
