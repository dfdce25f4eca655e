"""Early stopping: best weights, rest, and the same rule on every engine."""

import numpy as np
import pytest
import torch

from forecasting.models import Architecture, Ensemble
from forecasting.training import EarlyStopping, Trainer, TrainingConfig, validation_losses

SEEDS = (0, 1, 2)


@pytest.fixture
def ensemble():
    return Ensemble(Architecture("GRU", hidden_size=5), SEEDS)


def set_to(ensemble, values):
    """Give every weight of each member one number."""
    with torch.no_grad():
        for weight in ensemble.parameters():
            for member, value in enumerate(values):
                weight[member] = value


def values_of(ensemble):
    return [ensemble.head_bias[m, 0].item() for m in range(len(ensemble.seeds))]


def test_each_member_rests_with_its_best_weights(ensemble):
    stopping = EarlyStopping(ensemble, patience=2)
    courses = np.array([[5, 4, 3, 2], [5, 6, 7, 7], [5, 4, 5, 5]], float).T
    for epoch, losses in enumerate(courses, start=1):
        set_to(
            ensemble,
            [epoch if m not in stopping.resting else v for m, v in enumerate(values_of(ensemble))],
        )
        stopping.update(losses, epoch)
        if epoch == 3:
            assert stopping.resting == {1}
    assert stopping.resting == {1, 2}
    assert stopping.best_epochs.tolist() == [4, 1, 2]
    assert values_of(ensemble) == [4, 1, 2]


def test_an_equal_loss_is_no_improvement(ensemble):
    stopping = EarlyStopping(ensemble, patience=1)
    for epoch in (1, 2):
        stopping.update(np.ones(3), epoch)
    assert stopping.done
    assert stopping.best_epochs.tolist() == [1, 1, 1]


def test_restoring_a_copy_leaves_the_original(ensemble):
    stopping, copy = EarlyStopping(ensemble, patience=5), Ensemble(ensemble.architecture, SEEDS)
    set_to(ensemble, [1, 1, 1])
    stopping.update(np.ones(3), 1)
    set_to(ensemble, [2, 2, 2])
    stopping.update(2 * np.ones(3), 2)
    stopping.restore(copy)
    assert values_of(copy) == [1, 1, 1]
    assert values_of(ensemble) == [2, 2, 2]


def test_without_patience_the_last_weights_count(ensemble):
    stopping = EarlyStopping(ensemble, patience=None)
    stopping.update(np.ones(3), 1)
    set_to(ensemble, [2, 2, 2])
    for epoch in range(2, 100):
        stopping.update(2 * np.ones(3), epoch)
    stopping.restore(ensemble)
    assert not stopping.done
    assert values_of(ensemble) == [2, 2, 2]


def test_a_member_that_never_had_a_loss_keeps_the_weights_that_diverged(ensemble):
    stopping = EarlyStopping(ensemble, patience=2)
    for epoch in (1, 2):
        set_to(ensemble, [epoch, epoch, np.nan])
        stopping.update(np.array([1.0, 1.0, np.inf]) / epoch, epoch)
    assert stopping.resting == {2}
    assert np.isnan(values_of(ensemble)[2])


@pytest.mark.parametrize("engine", ["fused", "reference"])
@pytest.mark.parametrize("own", [False, True])
def test_validation_losses_are_mean_squares(ensemble, engine, own):
    shape = (3, 4, 7, 1) if own else (4, 7, 1)
    contexts = torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    targets = contexts[..., :1, :] + 0.5
    losses = validation_losses(ensemble, contexts, targets, engine)
    for m, seed in enumerate(SEEDS):
        forecasts = ensemble.member(seed)(contexts[m] if own else contexts)
        wanted = targets[m, :, 0] if own else targets[:, 0]
        assert losses[m] == pytest.approx((forecasts - wanted).square().mean().item(), rel=1e-4)


@pytest.mark.parametrize("engine", ["fused", "reference"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_who_rests_does_not_move_and_the_others_do_not_notice(engine, optimizer):
    sequences = torch.randn(
        (20, 7, 1), generator=torch.Generator().manual_seed(2), dtype=torch.float64
    )
    config = TrainingConfig(hidden_size=5, batch_size=8, optimizer=optimizer)
    stacks = [Ensemble(Architecture("LSTM", hidden_size=5), SEEDS) for _ in range(2)]
    some, every = (Trainer(stack, sequences, config, engine) for stack in stacks)
    for resting in ((), (1,), (0, 1)):
        before = [weight.detach().clone() for weight in stacks[0].parameters()]
        losses, wanted = some.epoch(resting), every.epoch()
        assert losses[list(resting)].isnan().all()
        assert losses[2] == wanted[2]
        for weight, old in zip(stacks[0].parameters(), before, strict=True):
            assert torch.equal(weight[list(resting)], old[list(resting)])
    assert all(
        torch.equal(a[2], b[2])
        for a, b in zip(stacks[0].parameters(), stacks[1].parameters(), strict=True)
    )


@pytest.mark.parametrize("engine", ["fused", "reference"])
@pytest.mark.parametrize("objective", ["one_step", "free_running"])
def test_members_with_windows_of_their_own_learn_as_they_would_alone(engine, objective):
    sequences = torch.randn(
        (3, 20, 7, 1), generator=torch.Generator().manual_seed(3), dtype=torch.float64
    )
    config = TrainingConfig(hidden_size=5, batch_size=8, objective=objective, warm_up_steps=3)
    together = Ensemble(Architecture("RNN", hidden_size=5), SEEDS)
    losses = Trainer(together, sequences, config, engine).epoch()
    for m, seed in enumerate(SEEDS):
        alone = Ensemble(Architecture("RNN", hidden_size=5), (seed,))
        loss = Trainer(alone, sequences[m], config, engine).epoch()
        torch.testing.assert_close(losses[m], loss[0], rtol=1e-6, atol=0)
        torch.testing.assert_close(together.weight_hh_l0[m], alone.weight_hh_l0[0])
