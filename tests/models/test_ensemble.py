"""Stacks: members keep to themselves, and come out as plain modules."""

import numpy as np
import pytest
import torch
from torch import nn

from forecasting.models import CELLS, Architecture, Ensemble
from forecasting.rollout import FEEDBACKS, rollout
from tests.oracles import make_stack, randn

EVERY_CELL = pytest.mark.parametrize("cell", CELLS)


@EVERY_CELL
@pytest.mark.parametrize("feedback", FEEDBACKS)
@pytest.mark.parametrize("shape", [{}, {"layers": 3, "variables": 2, "input_layer": True}], ids=str)
def test_a_member_forecasts_as_in_its_stack(cell, feedback, shape):
    stack = make_stack(cell, **shape)
    contexts = randn(4, 6, stack.architecture.variables)
    together = rollout(stack, contexts, 7, feedback)
    for index, seed in enumerate(stack.seeds):
        member = stack.member(seed)
        assert type(member.recurrent) is CELLS[cell].module
        torch.testing.assert_close(
            member.forecast(contexts, 7, feedback), together[index], rtol=0, atol=1e-10
        )
        torch.testing.assert_close(member(contexts), together[index, :, 0], rtol=0, atol=1e-10)


@EVERY_CELL
def test_a_member_is_a_copy(cell):
    stack = make_stack(cell)
    member = stack.member(3)
    before = stack.head_weight.clone()
    nn.init.zeros_(member.head.weight)
    torch.testing.assert_close(stack.head_weight, before, rtol=0, atol=0)


def test_a_member_of_a_seed_that_is_not_there():
    with pytest.raises(ValueError, match=r"^No member has seed 4\. The seeds are \[3, 8, 21\]\.$"):
        make_stack("RNN").member(4)


def test_a_member_refuses_an_unknown_feedback():
    with pytest.raises(ValueError, match="feedback is 'windw'; choose one of window, state"):
        make_stack("RNN").member(3).forecast(randn(1, 4, 1), 2, "windw")


@EVERY_CELL
@pytest.mark.parametrize("input_layer", [False, True])
def test_parameters_are_counted_per_member(cell, input_layer):
    stack = make_stack(cell, layers=2, variables=3, input_layer=input_layer)
    counted = sum(p.numel() for p in stack.member(3).parameters())
    assert stack.parameter_count == counted


@EVERY_CELL
def test_members_do_not_touch_each_other(cell):
    stack = make_stack(cell)
    inputs = randn(3, 4, 6, 1)
    before, _ = stack(inputs)
    with torch.no_grad():
        for weights in stack.parameters():
            weights[1] = torch.nan
    after, _ = stack(inputs)
    assert after[1].isnan().all()
    assert torch.equal(before[[0, 2]], after[[0, 2]])


@EVERY_CELL
def test_a_member_does_not_depend_on_its_company(cell):
    together, alone = make_stack(cell, seeds=(5, 2, 9)), make_stack(cell, seeds=(2,))
    for name, weights in together.named_parameters():
        assert torch.equal(weights[1], getattr(alone, name)[0])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_values_come_in_with_the_precision_of_the_stack(dtype):
    stack = Ensemble(Architecture("GRU", hidden_size=4), [0]).to(dtype)
    values = np.array([[1 / 3, 2.0]])
    assert stack.as_input(values).dtype == dtype
    assert stack.as_input(values).tolist() == torch.tensor(values, dtype=dtype).tolist()
