"""Three ways to the gradient of a window: two are one gradient, and the third is a part of it."""

import pytest
import torch

from forecasting.models import CELLS
from forecasting.training import GRADIENTS, OBJECTIVES, Trainer, TrainingConfig, Unrolling, loss_of
from forecasting.training.gradients import rtrl
from forecasting.training.gradients.truncated import pieces
from tests.oracles import LOSSES, Plain, make_stack, randn

TIMES, WARM_UP = 7, 3
EVERY_CELL = pytest.mark.parametrize("cell", CELLS)
EVERY_OBJECTIVE = pytest.mark.parametrize("objective", OBJECTIVES)
ENOUGH = 1e-10
"""What float64 must hold."""


def found(stack, sequences, gradient, unrolling):
    """Losses (member,) and the gradient of all weights (member, weight)."""
    stack.zero_grad()
    losses = loss_of(gradient, unrolling)(stack, sequences)
    losses.sum().backward()
    gradients = torch.cat([weight.grad.flatten(1) for weight in stack.parameters()], dim=1)
    return losses.detach(), gradients


def largest(one, other):
    return max((a - b).abs().max().item() for a, b in zip(one, other, strict=True))


@EVERY_CELL
@EVERY_OBJECTIVE
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize(("variables", "input_layer"), [(1, False), (2, True)])
def test_forward_in_time_gives_the_gradient_of_backward(
    cell, objective, layers, variables, input_layer
):
    stack = make_stack(cell, layers=layers, variables=variables, input_layer=input_layer)
    sequences, unrolling = randn(3, 4, TIMES + 1, variables), Unrolling(objective, WARM_UP)
    backward = found(stack, sequences, "bptt", unrolling)
    assert backward[1].norm(dim=1).min() > 0.01
    assert largest(found(stack, sequences, "rtrl", unrolling), backward) < ENOUGH


@EVERY_CELL
@EVERY_OBJECTIVE
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("beyond", [0, 1, 100])
def test_truncated_at_the_whole_window_is_the_whole_gradient(cell, objective, layers, beyond):
    stack = make_stack(cell, layers=layers, variables=2)
    sequences, unrolling = randn(3, 4, TIMES + 1, 2), Unrolling(objective, WARM_UP, TIMES + beyond)
    whole = found(stack, sequences, "bptt", unrolling)
    assert largest(found(stack, sequences, "truncated", unrolling), whole) < ENOUGH


@pytest.mark.parametrize("gradient", GRADIENTS)
def test_a_window_of_one_value(gradient):
    stack, sequences = make_stack("LSTM"), randn(3, 4, 2, 1)
    unrolling = Unrolling("one_step", WARM_UP, 5)
    whole = found(stack, sequences, "bptt", unrolling)
    assert largest(found(stack, sequences, gradient, unrolling), whole) < ENOUGH


def cut_by_hand(plain, sequences, unrolling):
    """The loss of one member, walked step by step, what is carried cut every few steps."""
    times = sequences.shape[1] - 1
    free = unrolling.objective == "free_running"
    output, state, squares = None, None, []
    for t in range(times):
        if t and (times - t) % unrolling.truncation == 0:
            output = output.detach()
            pair = isinstance(state, tuple)
            state = tuple(kind.detach() for kind in state) if pair else state.detach()
        observed = not free or t < unrolling.warm_up_steps
        value = sequences[:, t : t + 1] if observed else output
        output, state = plain(value, state)
        squares.append((output[:, 0] - sequences[:, t + 1]) ** 2)
    return torch.stack(squares).mean() if free else squares[-1].mean()


@EVERY_CELL
@EVERY_OBJECTIVE
@pytest.mark.parametrize("steps", [1, 2, 3, 5, 6])
def test_a_truncated_gradient_is_that_of_a_walk_cut_by_hand(cell, objective, steps):
    stack = make_stack(cell, layers=2)
    sequences, unrolling = randn(3, 4, TIMES + 1, 1), Unrolling(objective, WARM_UP, steps)
    losses, gradients = found(stack, sequences, "truncated", unrolling)
    for index in range(3):
        plain = Plain(stack, index)
        loss = cut_by_hand(plain, sequences[index], unrolling)
        loss.backward()
        assert abs(loss.item() - losses[index].item()) < ENOUGH
        usual = LOSSES[objective](plain, sequences[index], WARM_UP)
        assert abs(usual.item() - losses[index].item()) < ENOUGH
        own = plain.by_stack_name()
        by_hand = torch.cat([own[name].grad.flatten() for name, _ in stack.named_parameters()])
        assert (by_hand - gradients[index]).abs().max() < ENOUGH
    assert largest((gradients,), (found(stack, sequences, "bptt", unrolling)[1],)) > 1e-4


@pytest.mark.parametrize(
    ("times", "steps", "wanted"),
    [
        (7, 3, [(0, 1), (1, 4), (4, 7)]),
        (6, 3, [(0, 3), (3, 6)]),
        (3, 1, [(0, 1), (1, 2), (2, 3)]),
        (7, 7, [(0, 7)]),
        (7, 9, [(0, 7)]),
        (1, 1, [(0, 1)]),
    ],
)
def test_pieces_are_counted_from_the_end(times, steps, wanted):
    assert [*pieces(times, steps)] == wanted


@EVERY_OBJECTIVE
def test_many_windows_are_done_in_parts(monkeypatch, objective):
    stack, sequences = make_stack("GRU"), randn(3, 7, TIMES + 1, 1)
    unrolling = Unrolling(objective, WARM_UP)
    sizes, whole = [], rtrl._gradient

    def noting(sensitive, part, way):
        sizes.append(part.shape[1])
        return whole(sensitive, part, way)

    monkeypatch.setattr(rtrl, "_gradient", noting)
    at_once = found(stack, sequences, "rtrl", unrolling)
    monkeypatch.setattr(rtrl, "MOST_NUMBERS", 3 * 3 * 5 * stack.parameter_count)
    in_parts = found(stack, sequences, "rtrl", unrolling)
    assert sizes == [7, 3, 3, 1]
    assert largest(at_once, in_parts) < ENOUGH


def test_what_is_carried_forward_does_not_grow_with_the_window(monkeypatch):
    """No graph is kept: of all tensors that are made, no more are alive after 30 steps than 3."""
    stack = make_stack("LSTM")
    seen = []
    step = rtrl.Sensitive.step

    def watched(self, layers, carried):
        after = step(self, layers, carried)
        assert not any(layer.by_weight.requires_grad for layer in after)
        seen.append(sum(layer.by_weight.numel() for layer in after))
        return after

    monkeypatch.setattr(rtrl.Sensitive, "step", watched)
    found(stack, randn(3, 2, 31, 1), "rtrl", Unrolling())
    assert len(seen) == 30
    assert set(seen) == {3 * 2 * 10 * stack.parameter_count}


def trained(gradient, cell="LSTM", epochs=3, **more):
    config = TrainingConfig(
        batch_size=10, precision="float64", learning_rate=0.05, gradient=gradient, **more
    )
    stack = make_stack(cell)
    trainer = Trainer(stack, randn(24, TIMES + 1, 1), config)
    losses = torch.stack([trainer.epoch() for _ in range(epochs)])
    return trainer, losses, torch.cat([w.detach().flatten(1) for w in stack.parameters()], dim=1)


@EVERY_CELL
def test_a_training_with_each_gradient(cell):
    (usual, *backward), (forward_trainer, *forward), (_, *cut) = (
        trained(name, cell, truncation=2, clip_norm=0.1) for name in ("bptt", "rtrl", "truncated")
    )
    assert largest(forward, backward) < 1e-8
    assert largest(cut, backward) > 1e-4
    assert usual.engine.name == ("reference" if cell == "Peephole-LSTM" else "fused")
    assert forward_trainer.engine.name == "reference"
    assert (forward_trainer.gradients[0] > 0).all()


@pytest.mark.parametrize("gradient", ["truncated", "rtrl"])
def test_the_kernels_are_refused_what_they_do_not_know(gradient, monkeypatch):
    sequences, config = randn(24, TIMES + 1, 1), TrainingConfig(gradient=gradient)
    words = (
        rf"^The fused engine cannot find the gradient '{gradient}'. Leave out the engine, or "
        "choose the gradient 'bptt'.$"
    )
    with pytest.raises(ValueError, match=words):
        Trainer(make_stack("GRU"), sequences, config, "fused")
    monkeypatch.setenv("FORECASTING_ENGINE", "fused")
    with pytest.raises(ValueError, match=words):
        Trainer(make_stack("GRU"), sequences, config)


@pytest.mark.parametrize("gradient", ["truncated", "rtrl"])
def test_nobody_moves_to_kernels_that_do_not_know_it(gradient):
    trainer = Trainer(
        make_stack("GRU"), randn(24, TIMES + 1, 1), TrainingConfig(gradient=gradient), "reference"
    )
    trainer.move_to_kernels()
    assert trainer.engine.name == "reference"
    assert trainer.engine.reason == "the kernels go backward through whole windows only"
