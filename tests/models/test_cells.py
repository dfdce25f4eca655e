"""A stack computes what `torch.nn` computes, forwards and backwards, member by member."""

import pytest
import torch

from forecasting.models import CELLS
from tests.oracles import Plain, make_stack, randn

TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}
SHAPES = pytest.mark.parametrize(
    "shape",
    [
        {"layers": layers, "variables": variables, "input_layer": input_layer}
        for layers in (1, 2, 3)
        for variables in (1, 3)
        for input_layer in (False, True)
    ],
    ids=str,
)
EVERY_CELL = pytest.mark.parametrize("cell", CELLS)


def random_states(stack, batch):
    a = stack.architecture
    shape = (len(stack.seeds), batch, a.hidden_size)
    return tuple(
        tuple(
            randn(*shape, seed=10 * layer + i).requires_grad_()
            for i in range(len(stack.cell.states))
        )
        for layer in range(a.layers)
    )


def plain_state(states, index):
    """What `torch.nn` takes: (layer, batch, hidden), a pair of it for the LSTM."""
    parts = [torch.stack([layer[i][index] for layer in states]) for i in range(len(states[0]))]
    return parts[0] if len(parts) == 1 else tuple(parts)


@EVERY_CELL
@SHAPES
def test_outputs_states_and_all_gradients_are_those_of_torch(cell, shape):
    stack = make_stack(cell, **shape)
    inputs = randn(3, 4, 6, shape["variables"]).requires_grad_()
    states = random_states(stack, batch=4)
    probe = randn(3, 4, 6, shape["variables"], seed=1)
    outputs, after = stack(inputs, states)
    (outputs * probe).sum().backward()
    for index in range(3):
        plain = Plain(stack, index)
        own_inputs = inputs[index].detach().requires_grad_()
        own_states = [tuple(s.detach().requires_grad_() for s in layer) for layer in states]
        expected, last = plain(own_inputs, plain_state(own_states, index))
        torch.testing.assert_close(outputs[index], expected, **TOLERANCE)
        torch.testing.assert_close(plain_state(after, index), last, **TOLERANCE)
        (expected * probe[index]).sum().backward()
        torch.testing.assert_close(inputs.grad[index], own_inputs.grad, **TOLERANCE)
        for name, weights in plain.by_stack_name().items():
            gradient = getattr(stack, name).grad[index]
            assert gradient.abs().max() > 0
            torch.testing.assert_close(gradient, weights.grad, **TOLERANCE)
        for layer, own_layer in zip(states, own_states, strict=True):
            for state, own in zip(layer, own_layer, strict=True):
                torch.testing.assert_close(state.grad[index], own.grad[index], **TOLERANCE)


@EVERY_CELL
@SHAPES
def test_without_states_a_stack_starts_from_zero(cell, shape):
    stack = make_stack(cell, **shape)
    inputs = randn(3, 4, 6, shape["variables"])
    outputs, _ = stack(inputs)
    for index in range(3):
        expected, _ = Plain(stack, index)(inputs[index])
        torch.testing.assert_close(outputs[index], expected, **TOLERANCE)


@EVERY_CELL
def test_a_sequence_in_pieces_is_the_sequence(cell):
    stack = make_stack(cell, layers=2, variables=2)
    inputs = randn(3, 4, 7, 2)
    whole, last = stack(inputs)
    first, states = stack(inputs[:, :, :3])
    rest, states = stack(inputs[:, :, 3:], states)
    torch.testing.assert_close(torch.cat([first, rest], dim=2), whole, **TOLERANCE)
    torch.testing.assert_close(states, last, **TOLERANCE)


@pytest.mark.parametrize(("name", "cell"), CELLS.items())
def test_the_registry_says_what_the_module_has(name, cell):
    assert cell.name == name
    assert " " not in name  # links list the cells with spaces between
    module = cell.module(2, 7, batch_first=True)
    own = {f"{weight}_l0": shape for weight, shape in cell.shapes(2, 7).items()}
    assert {name: tuple(w.shape) for name, w in module.named_parameters()} == own
    assert cell.parameter_count(2, 7) == sum(w.numel() for w in module.parameters())
    state = module(torch.zeros(1, 3, 2))[1]
    assert len(cell.states) == (len(state) if isinstance(state, tuple) else 1)
    assert cell.title
    assert cell.formula
    assert "doi:" in cell.source


def test_the_three_of_torch_and_one_of_ours():
    assert {name: cell.is_torchs for name, cell in CELLS.items()} == {
        "RNN": True,
        "LSTM": True,
        "GRU": True,
        "Peephole-LSTM": False,
    }


@EVERY_CELL
def test_the_gates_are_told_by_name_and_lie_where_they_must(cell):
    kind, batch = CELLS[cell], 4
    weights = {name: randn(3, *shape) for name, shape in kind.shapes(2, 5).items()}
    parts = [randn(3, batch, kind.blocks * 5, seed=k) for k in (1, 2)]
    state = tuple(randn(3, batch, 5, seed=k) for k, _ in enumerate(kind.states))
    after, gates = kind.step(*parts, state, weights)
    assert tuple(gates) == kind.gates
    for name, values in gates.items():
        assert values.shape == (3, batch, 5)
        low = -1 if name == "candidate" else 0
        assert low < values.min() < values.max() < 1
    assert len(after) == len(kind.states)
