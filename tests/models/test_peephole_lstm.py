"""The LSTM with peepholes, against its equations written out and against the LSTM."""

import math

import pytest
import torch

from forecasting import Experiment, SyntheticSeries, TrainingConfig, compare
from forecasting.models import CELLS, choose_engine
from tests.oracles import make_stack, randn

NAME = "Peephole-LSTM"


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def by_hand(stack, member, inputs):
    """Gers and Schmidhuber's equations for one layer, unit by unit; the hidden states."""
    weights = {n: w[member].detach().tolist() for n, w in stack.named_parameters()}
    w, u = weights["weight_ih_l0"], weights["weight_hh_l0"]
    b = [x + y for x, y in zip(weights["bias_ih_l0"], weights["bias_hh_l0"], strict=True)]
    peep, size = weights["weight_peephole_l0"], len(w) // 4
    h, c, outputs = [0.0] * size, [0.0] * size, []
    for x in inputs.tolist():
        new_h, new_c = [], []
        for unit in range(size):
            i, f, g, o = (
                sum(a * v for a, v in zip(w[row], x, strict=True))
                + sum(a * v for a, v in zip(u[row], h, strict=True))
                + b[row]
                for row in range(unit, 4 * size, size)
            )
            i = sigmoid(i + peep[unit] * c[unit])
            f = sigmoid(f + peep[size + unit] * c[unit])
            new_c.append(f * c[unit] + i * math.tanh(g))
            o = sigmoid(o + peep[2 * size + unit] * new_c[-1])
            new_h.append(o * math.tanh(new_c[-1]))
        h, c = new_h, new_c
        outputs.append(h)
    return torch.tensor(outputs, dtype=torch.float64)


def test_it_is_the_equations():
    stack, inputs = make_stack(NAME, variables=2), randn(3, 1, 6, 2)
    outputs, _ = stack(inputs)
    for member in range(3):
        hidden = by_hand(stack, member, inputs[member, 0])
        head = hidden @ stack.head_weight[member].T + stack.head_bias[member]
        torch.testing.assert_close(outputs[member, 0], head, rtol=1e-10, atol=1e-10)


def test_without_peepholes_it_is_the_lstm():
    peephole, plain = make_stack(NAME, layers=2), make_stack("LSTM", layers=2)
    with torch.no_grad():
        for name, weight in peephole.named_parameters():
            weight.copy_(getattr(plain, name)) if "peephole" not in name else weight.zero_()
    inputs = randn(3, 4, 6, 1)
    torch.testing.assert_close(peephole(inputs)[0], plain(inputs)[0], rtol=1e-12, atol=1e-12)


def test_each_peephole_matters():
    stack, inputs = make_stack(NAME), randn(3, 2, 4, 1)
    stack(inputs)[0].square().sum().backward()
    assert (stack.weight_peephole_l0.grad.abs() > 0).all()


def test_its_gradients_are_those_of_finite_differences():
    stack, inputs = make_stack(NAME, seeds=(1,), hidden_size=3), randn(1, 2, 4, 1)
    names = [name for name, _ in stack.named_parameters()]

    def outputs(*weights):
        given = dict(zip(names, weights, strict=True))
        return torch.func.functional_call(stack, given, (inputs,))[0]

    assert torch.autograd.gradcheck(outputs, tuple(stack.parameters()))


def test_its_module_takes_the_batch_first():
    with pytest.raises(ValueError, match="batch_first is False"):
        CELLS[NAME].module(1, 2, batch_first=False)


def test_the_reference_engine_trains_it_and_says_why():
    engine = choose_engine(make_stack(NAME))
    assert (engine.name, engine.reason) == ("reference", f"there is no kernel for {NAME}")


def test_it_is_compared_beside_the_others():
    x = Experiment(
        SyntheticSeries(length=80),
        window_length=8,
        horizon=4,
        cells=("RNN", NAME),
        seeds=(0, 1),
        training=TrainingConfig(hidden_size=6, epochs=2),
        budget="parameters",
    )
    comparison = compare(x, "cpu")
    assert set(comparison.errors["cell"]) == {"RNN", NAME}
    counts = comparison.costs.set_index("cell")["parameters"]
    assert counts[NAME] <= counts["RNN"]
