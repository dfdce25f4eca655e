"""Gradients of the kernels against PyTorch's own modules and automatic differentiation."""

import pytest
import torch

from forecasting.training import Trainer
from tests.models.kernels.cases import CELLS, make_config, make_ensemble, make_sequences

SHAPES = {
    "plain": {"hidden_size": 10},
    "two variables, two layers": {"variables": 2, "layers": 2, "hidden_size": 16},
    "input layer, three layers": {
        "variables": 3,
        "layers": 3,
        "hidden_size": 7,
        "input_layer": True,
    },
    "eight variables": {"variables": 8, "hidden_size": 33, "input_layer": True},
    "one unit": {"hidden_size": 1},
}


def outputs_of(forecaster, sequences, warm_up):
    """The outputs after every step; after the warm-up the model reads its own."""
    outputs, state = forecaster.outputs(sequences[:, :warm_up])
    parts = [outputs]
    for _ in range(sequences.shape[1] - 1 - warm_up):
        outputs, state = forecaster.outputs(outputs[:, -1:], state)
        parts.append(outputs)
    return torch.cat(parts, dim=1)


def module_gradients(ensemble, sequences, objective):
    forecaster = ensemble.member(3)
    if objective == "one_step":
        loss = (forecaster(sequences[:, :-1]) - sequences[:, -1]).square().mean()
    else:
        loss = (outputs_of(forecaster, sequences, 4) - sequences[:, 1:]).square().mean()
    loss.backward()
    names = [name for name, _ in ensemble.named_parameters()]
    by_name = {n.replace("recurrent.", ""): p.grad for n, p in forecaster.named_parameters()}
    return loss.item(), [by_name[n].clone() for n in map(_module_name, names)]


def _module_name(name):
    return name.replace("_", ".", 1) if name.startswith(("input_", "head_")) else name


def kernel_gradients(ensemble, sequences, objective):
    """What one update of plain gradient descent at a rate of 1 takes away."""
    before = [p.detach().clone() for p in ensemble.parameters()]
    changes = {"objective": objective, "learning_rate": 1.0, "batch_size": len(sequences)}
    trainer = Trainer(ensemble, sequences, make_config(ensemble, **changes), "fused")
    loss = trainer.epoch().item()
    after = [p.detach() for p in ensemble.parameters()]
    return loss, [(b - a)[0] for b, a in zip(before, after, strict=True)]


@pytest.mark.parametrize("objective", ["one_step", "free_running"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_gradients_are_those_of_torch(cell, shape, objective, dtype):
    ensemble = make_ensemble(cell, dtype=dtype, **SHAPES[shape])
    sequences = make_sequences(ensemble)
    loss, expected = module_gradients(ensemble, sequences, objective)
    found_loss, found = kernel_gradients(ensemble, sequences, objective)
    tolerance = 1e-9 if dtype == torch.float64 else 2e-6
    assert found_loss == pytest.approx(loss, rel=tolerance)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=tolerance)


@pytest.mark.parametrize("windows", [1, 2, 3, 5, 31, 33, 67])
@pytest.mark.parametrize("objective", ["one_step", "free_running"])
def test_any_number_of_windows_in_an_update(windows, objective):
    ensemble = make_ensemble("GRU", variables=2, layers=2)
    sequences = make_sequences(ensemble, windows)
    _, expected = module_gradients(ensemble, sequences, objective)
    _, found = kernel_gradients(ensemble, sequences, objective)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 30])
@pytest.mark.parametrize("cell", CELLS)
def test_any_length_of_window(cell, steps):
    ensemble = make_ensemble(cell)
    sequences = make_sequences(ensemble, steps=steps)
    _, expected = module_gradients(ensemble, sequences, "one_step")
    _, found = kernel_gradients(ensemble, sequences, "one_step")
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-9)
