"""What each cell gets, so that none wins by having more: three meanings of "equal"."""

from dataclasses import replace

import numpy as np

from forecasting.experiment.settings import Experiment
from forecasting.messages import Message, phrase
from forecasting.models import CELLS, Architecture

REFERENCE = "RNN"
"""The cell that keeps the hidden size of the settings, whichever cells are compared."""


def architecture_of(experiment: Experiment, cell: str) -> Architecture:
    """The network that every member of a cell is."""
    training = experiment.training
    given = Architecture(
        cell=cell,
        variables=len(experiment.source.variables),
        hidden_size=training.hidden_size,
        layers=training.layers,
        input_layer=training.input_layer,
    )
    if experiment.budget != "parameters":
        return given
    return fitted(given, parameters_of(replace(given, cell=REFERENCE)))


def fitted(architecture: Architecture, parameters: int) -> Architecture:
    """The widest network with at most so many parameters; a hidden size of 1 if none has.

    Source:
        Chung et al., Empirical Evaluation of Gated Recurrent Neural Networks on Sequence
        Modeling, doi:10.48550/arXiv.1412.3555, compares cells of equal parameters.
    """
    low, high = 1, architecture.hidden_size + 1
    while high - low > 1:
        middle = (low + high) // 2
        fits = parameters_of(replace(architecture, hidden_size=middle)) <= parameters
        low, high = (middle, high) if fits else (low, middle)
    return replace(architecture, hidden_size=low)


def parameters_of(architecture: Architecture) -> int:
    """Weights and biases of one network."""
    a, cell = architecture, CELLS[architecture.cell]
    cells = sum(cell.parameter_count(size, a.hidden_size) for size in a.cell_inputs)
    entrance = a.hidden_size * (a.variables + 1) if a.input_layer else 0
    return entrance + cells + a.variables * (a.hidden_size + 1)


def quota(epochs_due: np.ndarray, rounds: int) -> np.ndarray:
    """How many of its epochs each cell has (cell,) after so many of the one with the most.

    They are spread evenly, so that all cells learn from the beginning to the end.
    """
    return np.minimum(epochs_due, -(-rounds * epochs_due // epochs_due.max()))


def in_words(experiment: Experiment) -> Message:
    """The budget of an experiment, for a sentence that says what a verdict is about."""
    size = experiment.training.hidden_size
    if experiment.budget == "parameters":
        return phrase(
            "equal parameters (those of an RNN with hidden size {size}, or just below)", size=size
        )
    if experiment.budget == "time":
        return phrase("equal training time (hidden size {size})", size=size)
    return phrase("equal hidden size ({size})", size=size)
