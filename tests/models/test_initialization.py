"""Initial weights: their law, and what they depend on."""

import pytest
import torch
from torch import nn

from forecasting.models import CELLS, INITIALIZATIONS, member_generator
from tests.oracles import make_stack

HIDDEN = 64
EVERY_CELL = pytest.mark.parametrize("cell", CELLS)
EVERY_START = pytest.mark.parametrize(
    "start", [start for start in INITIALIZATIONS if start != "same"]
)


def drawn(cell, start="default", seeds=(7,)):
    shape = {"hidden_size": HIDDEN, "variables": 3, "layers": 2, "input_layer": True}
    return make_stack(cell, seeds, start, **shape)


def torchs_own(cell):
    """The same weights as PyTorch draws them, by the names of a stack."""
    torch.manual_seed(0)
    first, head = nn.Linear(3, HIDDEN), nn.Linear(HIDDEN, 3)
    linear = {"input_weight": first.weight, "input_bias": first.bias}
    linear |= {"head_weight": head.weight, "head_bias": head.bias}
    return linear | dict(CELLS[cell].module(HIDDEN, HIDDEN, 2).named_parameters())


@EVERY_CELL
def test_the_law_is_that_of_torch(cell):
    stack, expected = drawn(cell), torchs_own(cell)
    assert {name for name, _ in stack.named_parameters()} == expected.keys()
    for name, weights in stack.named_parameters():
        own, theirs = weights[0].detach(), expected[name].detach().double()
        bound = 3**-0.5 if name.startswith("input") else HIDDEN**-0.5
        for values in (own, theirs):
            assert values.abs().max() <= bound
        if own.numel() < 50:
            continue
        count = own.numel() ** 0.5
        assert own.abs().max() > bound * (1 - 0.3 / count**0.5)
        assert own.mean().abs() < 4 * bound / 3**0.5 / count
        assert own.std() == pytest.approx(bound / 3**0.5, rel=3 / count)
        assert theirs.std() == pytest.approx(bound / 3**0.5, rel=3 / count)


@EVERY_CELL
def test_recommended_blocks_are_orthogonal(cell):
    stack = drawn(cell, "recommended")
    for layer in range(2):
        blocks = getattr(stack, f"weight_hh_l{layer}")[0].chunk(CELLS[cell].blocks)
        assert len(blocks) == CELLS[cell].blocks
        for block in blocks:
            torch.testing.assert_close(block @ block.T, torch.eye(HIDDEN, dtype=torch.float64))


@EVERY_CELL
def test_recommended_forget_gate_starts_open_in_every_layer(cell):
    stack, gates = drawn(cell, "recommended"), CELLS[cell].blocks
    for layer in range(2):
        total = getattr(stack, f"bias_ih_l{layer}") + getattr(stack, f"bias_hh_l{layer}")
        opened = [bool((block == 1).all()) for block in total[0].chunk(gates)]
        assert opened == [index == CELLS[cell].forget_block for index in range(gates)]


@EVERY_CELL
def test_recommended_changes_nothing_else(cell):
    default, recommended = drawn(cell), drawn(cell, "recommended")
    for name in ("input_weight", "input_bias", "weight_ih_l0"):
        assert torch.equal(getattr(default, name), getattr(recommended, name))
    for name in ("bias_ih_l0", "bias_hh_l0"):
        blocks = [getattr(s, name)[0].chunk(CELLS[cell].blocks) for s in (default, recommended)]
        for index, (before, after) in enumerate(zip(*blocks, strict=True)):
            assert torch.equal(before, after) != (index == CELLS[cell].forget_block)


def test_the_lstm_has_its_forget_gate_where_torch_has_it():
    # Input, forget, cell, output: with the second block at +inf the memory is kept as it is.
    module = nn.LSTM(1, 1)
    for weights in module.parameters():
        nn.init.zeros_(weights)
    with torch.no_grad():
        module.bias_ih_l0[CELLS["LSTM"].forget_block] = 100.0
    memory = torch.full((1, 1), 0.7)
    assert module(torch.zeros(1, 1), (torch.zeros(1, 1), memory))[1][1].item() == memory.item()


@EVERY_CELL
@EVERY_START
def test_the_seed_matters_and_nothing_else_does(cell, start):
    torch.manual_seed(1)
    first = drawn(cell, start, seeds=(0, 1))
    torch.manual_seed(2)
    again = drawn(cell, start, seeds=(0, 1))
    for name, weights in first.named_parameters():
        assert torch.equal(weights, getattr(again, name))
        forget_only = start == "recommended" and "bias" in name
        assert forget_only or not torch.isclose(weights[0], weights[1]).any()
        assert not torch.equal(weights[0], weights[1])


@EVERY_CELL
def test_the_same_start_is_that_of_the_first_seed_on_purpose(cell):
    same, first = drawn(cell, "same", seeds=(4, 0, 1)), drawn(cell, seeds=(4,))
    for name, weights in same.named_parameters():
        for member in weights:
            assert torch.equal(member, getattr(first, name)[0])


def numbers(seed, stream):
    return torch.rand(5, generator=member_generator(seed, stream)).tolist()


def test_each_seed_and_purpose_has_a_stream_of_its_own():
    keys = [(seed, stream) for seed in (0, 1, 2**31 - 1) for stream in ("weights", "minibatches")]
    streams = [numbers(*key) for key in keys]
    assert streams == [numbers(*key) for key in keys]
    assert len({tuple(stream) for stream in streams}) == len(keys)
