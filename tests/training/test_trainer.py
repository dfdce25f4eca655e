"""Training a stack is training its members alone, with plain PyTorch."""

from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from forecasting.models import CELLS
from forecasting.models.updates import clip_members, gradient_norms
from forecasting.training import OBJECTIVES, OPTIMIZERS, Trainer, TrainingConfig
from tests import oracles
from tests.oracles import Plain, make_stack, randn

SEEDS = (3, 8, 21)
WARM_UP = 3
SMALL = {"batch_size": 10, "warm_up_steps": WARM_UP, "precision": "float64"}
RATES = {"sgd": 0.1, "momentum": 0.05, "adam": 0.01}
PLAIN_OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adam": torch.optim.Adam,
}

EVERY_CELL = pytest.mark.parametrize("cell", CELLS)
EVERY_OBJECTIVE = pytest.mark.parametrize("objective", OBJECTIVES)
EVERY_OPTIMIZER = pytest.mark.parametrize("optimizer", OPTIMIZERS)
CLIPPING = pytest.mark.parametrize("clip_norm", [None, 0.05])


def sequences(windows=24, time=6, variables=1):
    """Pieces of a wave, (window, time + 1, variable), no two the same."""
    steps = torch.arange(windows)[:, None] + torch.arange(time + 1)
    phases = 0.4 * steps[..., None] + torch.arange(variables)
    return torch.sin(phases.double()) + 0.1 * randn(windows, time + 1, variables)


def train(stack, config, epochs, data=None):
    data = sequences() if data is None else data
    trainer = Trainer(stack, data.to(stack.head_bias.dtype), config)
    return torch.stack([trainer.epoch() for _ in range(epochs)])


def record_minibatches(monkeypatch, objective="one_step"):
    """The minibatches that the reference engine asks the loss of, in order."""
    monkeypatch.setenv("FORECASTING_ENGINE", "reference")
    loss, seen = OBJECTIVES[objective], []

    def recording(stack, batch, warm_up_steps):
        seen.append(batch.clone())
        return loss(stack, batch, warm_up_steps)

    monkeypatch.setitem(OBJECTIVES, objective, recording)
    return seen


def plain_training(plain, batches, config):
    """The losses of a plain loop over these minibatches (batch, time + 1, variable)."""
    optimizer = PLAIN_OPTIMIZERS[config.optimizer](plain.parameters(), lr=config.learning_rate)
    losses = []
    for batch in batches:
        loss = oracles.LOSSES[config.objective](plain, batch, config.warm_up_steps)
        optimizer.zero_grad()
        loss.backward()
        if config.clip_norm is not None:
            nn.utils.clip_grad_norm_(plain.parameters(), config.clip_norm)
        optimizer.step()
        losses.append(loss.item() * len(batch))
    return losses


@EVERY_CELL
@EVERY_OPTIMIZER
@EVERY_OBJECTIVE
@CLIPPING
def test_a_stack_learns_like_a_plain_loop(monkeypatch, cell, optimizer, objective, clip_norm):
    config = TrainingConfig(
        optimizer=optimizer,
        learning_rate=RATES[optimizer],
        objective=objective,
        clip_norm=clip_norm,
        **SMALL,
    )
    seen = record_minibatches(monkeypatch, objective)
    stack = make_stack(cell, SEEDS)
    plains = [Plain(stack, index) for index in range(len(SEEDS))]
    losses = train(stack, config, epochs=3)
    for index, plain in enumerate(plains):
        expected = plain_training(plain, [batch[index] for batch in seen], config)
        for epoch in range(3):
            mean = sum(expected[3 * epoch : 3 * epoch + 3]) / 24
            assert losses[epoch, index].item() == pytest.approx(mean, abs=1e-10)
        for name, weights in plain.by_stack_name().items():
            own = getattr(stack, name)[index]
            torch.testing.assert_close(own, weights, rtol=0, atol=1e-10)


@EVERY_CELL
@EVERY_OPTIMIZER
@EVERY_OBJECTIVE
@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-4), ("float64", 1e-9)])
def test_a_member_learns_as_if_it_were_alone(cell, optimizer, objective, precision, tolerance):
    config = TrainingConfig(
        optimizer=optimizer,
        learning_rate=RATES[optimizer],
        objective=objective,
        clip_norm=0.2,
        **SMALL | {"precision": precision, "batch_size": 12},
    )
    together = make_stack(cell, SEEDS).to(config.dtype)
    alone = make_stack(cell, (8,)).to(config.dtype)
    before = together.head_weight.detach().clone()
    losses, own_losses = train(together, config, 20), train(alone, config, 20)
    torch.testing.assert_close(losses[:, 1:2], own_losses, rtol=0, atol=tolerance)
    for name, weights in together.named_parameters():
        torch.testing.assert_close(weights[1], getattr(alone, name)[0], rtol=0, atol=tolerance)
    assert (together.head_weight - before).abs().max() > 10 * tolerance
    assert (losses[-1] < losses[0]).all()


def test_every_epoch_shows_each_window_once_to_each_member(monkeypatch):
    seen, data = record_minibatches(monkeypatch), sequences()
    train(make_stack("RNN", SEEDS), TrainingConfig(**SMALL), epochs=2, data=data)
    assert [batch.shape[1] for batch in seen] == [10, 10, 4, 10, 10, 4]
    orders = []
    for epoch in (seen[:3], seen[3:]):
        shown = torch.cat(epoch, dim=1)
        for member in shown:
            # Which window each one is, by its first value: no two windows share it.
            order = [(data[:, 0] == sequence[0]).nonzero()[0, 0].item() for sequence in member]
            assert sorted(order) == list(range(24))
            assert torch.equal(data[order], member)
            orders.append(tuple(order))
    assert len(set(orders)) == 6  # another order for every seed and every epoch


def test_all_cells_see_the_same_minibatches_in_the_same_order(monkeypatch):
    seen = {}
    for cell in CELLS:
        with monkeypatch.context() as patch:
            seen[cell] = record_minibatches(patch)
            train(make_stack(cell, SEEDS), TrainingConfig(**SMALL), epochs=3)
    first, *others = seen.values()
    assert len(first) == 9
    for other in others:
        assert all(torch.equal(*pair) for pair in zip(first, other, strict=True))


def test_the_order_belongs_to_the_seed_not_to_the_place(monkeypatch):
    seen = record_minibatches(monkeypatch)
    torch.manual_seed(1)
    train(make_stack("RNN", (3, 8)), TrainingConfig(**SMALL), epochs=1)
    torch.manual_seed(2)
    train(make_stack("RNN", (8, 5, 3)), TrainingConfig(**SMALL), epochs=1)
    for one, other in zip(seen[:3], seen[3:], strict=True):
        assert torch.equal(one[[0, 1]], other[[2, 0]])


@EVERY_CELL
@pytest.mark.parametrize("warm_up_steps", [1, 3, 6])
@pytest.mark.parametrize("variables", [1, 2])
def test_free_running_against_a_loop_over_time(cell, warm_up_steps, variables):
    stack = make_stack(cell, SEEDS, layers=2, variables=variables)
    batch = torch.stack([sequences(4, variables=variables) + index for index in range(3)])
    losses = OBJECTIVES["free_running"](stack, batch, warm_up_steps)
    losses.sum().backward()
    for index in range(3):
        plain = Plain(stack, index)
        expected = oracles.free_running_loss(plain, batch[index], warm_up_steps)
        torch.testing.assert_close(losses[index], expected, rtol=0, atol=1e-12)
        expected.backward()
        for name, weights in plain.by_stack_name().items():
            own = getattr(stack, name).grad[index]
            torch.testing.assert_close(own, weights.grad, rtol=0, atol=1e-12)


def test_the_warm_up_matters_to_free_running_only():
    stack, batch = make_stack("GRU", SEEDS), sequences().expand(3, -1, -1, -1)
    for objective, matters in (("free_running", True), ("one_step", False)):
        short, long = (OBJECTIVES[objective](stack, batch, steps) for steps in (1, 6))
        assert torch.equal(short, long) != matters


@pytest.mark.parametrize("largest", [1e-3, 0.5, 1e6])
def test_clipping_against_torch_member_by_member(largest):
    stack = make_stack("LSTM", SEEDS, layers=2)
    for index, weights in enumerate(stack.parameters()):
        weights.grad = randn(*weights.shape, seed=index)
        weights.grad[0] *= 1e-3  # one member's norm is below 0.5, the others' above
    plains = [Plain(stack, index) for index in range(3)]
    for index, plain in enumerate(plains):
        for name, weights in plain.by_stack_name().items():
            weights.grad = getattr(stack, name).grad[index].clone()
    norms = gradient_norms(list(stack.parameters()))
    clipped = clip_members(list(stack.parameters()), norms, largest)
    assert clipped.tolist() == (norms > largest).tolist()
    for index, plain in enumerate(plains):
        expected = nn.utils.clip_grad_norm_(plain.parameters(), largest)
        torch.testing.assert_close(norms[index], expected, rtol=1e-12, atol=0)
        for name, weights in plain.by_stack_name().items():
            own = getattr(stack, name).grad[index]
            torch.testing.assert_close(own, weights.grad, rtol=1e-12, atol=0)


def test_updates_are_counted():
    trainer = Trainer(make_stack("RNN", SEEDS), sequences(), TrainingConfig(**SMALL))
    assert trainer.updates == 0
    trainer.epoch()
    trainer.epoch()
    assert trainer.updates == 6


@pytest.mark.parametrize("engine", ["fused", "reference"])
@pytest.mark.parametrize("largest", [None, 0.05, 1e6])
def test_norms_and_clippings_are_noted(engine, largest):
    """Against one member in plain torch, update by update; the last minibatch is a small one."""
    config = TrainingConfig(**SMALL | {"clip_norm": largest, "precision": "float64"})
    stack = make_stack("GRU", SEEDS).double()
    trainer = Trainer(stack, sequences().double(), config, engine)
    assert np.isnan(trainer.gradients).all()
    norms, clipped = np.zeros(3), np.zeros(3)
    twin = Trainer(make_stack("GRU", SEEDS).double(), sequences().double(), config, "reference")
    for batch in twin._order().split(config.batch_size, dim=1):
        twin.ensemble.zero_grad()
        OBJECTIVES[config.objective](
            twin.ensemble, sequences().double()[batch], config.warm_up_steps
        ).sum().backward()
        own = [w.grad.flatten(1).square().sum(1) for w in twin.ensemble.parameters()]
        norm = torch.stack(own).sum(0).sqrt()
        norms += norm.numpy()
        clipped += (norm > (largest or np.inf)).numpy()
        twin._epochs._update(batch, twin._epochs._totals)
    trainer.epoch()
    updates = trainer.updates
    np.testing.assert_allclose(trainer.gradients[0], norms / updates, rtol=1e-9)
    np.testing.assert_array_equal(trainer.gradients[1], clipped)
    assert (clipped > 0).all() == (largest == 0.05)
