"""Whole trainings by the kernels against the reference."""

import numpy as np
import pytest
import torch

from forecasting import threads
from forecasting.models.kernels.fused import fused_rollout
from forecasting.training import OPTIMIZERS, Trainer, train_together
from tests.models.kernels.cases import (
    CELLS,
    make_config,
    make_ensemble,
    make_sequences,
    train_both,
    weights_of,
)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("clip_norm", [None, 0.05, 1e3])
def test_optimizers_are_those_of_torch(optimizer, clip_norm):
    case = {"cell": "LSTM", "seeds": (1, 2)}
    changes = {"optimizer": optimizer, "clip_norm": clip_norm, "learning_rate": 0.01}
    fused, reference = train_both(case, epochs=5, **changes)
    torch.testing.assert_close(fused, reference, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("batch_size", [1, 3, 4, 11, 500])
def test_last_batch_may_be_smaller(batch_size):
    fused, reference = train_both({"cell": "GRU"}, epochs=2, batch_size=batch_size)
    torch.testing.assert_close(fused, reference, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("objective", ["one_step", "free_running"])
@pytest.mark.parametrize("cell", CELLS)
def test_equal_to_the_reference_after_50_epochs(cell, objective):
    case = {"cell": cell, "hidden_size": 32, "dtype": torch.float32, "seeds": (0, 5)}
    changes = {"objective": objective, "optimizer": "adam", "learning_rate": 0.005}
    fused, reference = train_both(case, epochs=50, **changes)
    torch.testing.assert_close(fused, reference, rtol=0, atol=1e-4)


def trained(seeds, cell="LSTM", dtype=torch.float32):
    ensemble = make_ensemble(cell, seeds=seeds, dtype=dtype)
    trainer = Trainer(ensemble, make_sequences(ensemble), make_config(ensemble), "fused")
    losses = [trainer.epoch() for _ in range(3)]
    return torch.stack(losses), weights_of(ensemble)


@pytest.mark.parametrize("cell", CELLS)
def test_same_seeds_same_bits(cell):
    for a, b in zip(trained((0, 1), cell), trained((0, 1), cell), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_bits_do_not_depend_on_threads(monkeypatch, cores):
    expected = trained((0, 1, 2, 3))
    monkeypatch.setattr(threads, "cores_granted", lambda: cores)
    for a, b in zip(trained((0, 1, 2, 3)), expected, strict=True):
        assert torch.equal(a, b)


def test_bits_do_not_depend_on_who_trains_beside():
    losses, weights = trained((4, 7, 9))
    alone_losses, alone_weights = trained((7,))
    assert torch.equal(losses[:, 1:2], alone_losses)
    assert torch.equal(weights[1:2], alone_weights)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_divergence_shows(cell, optimizer):
    case = {"cell": cell, "dtype": torch.float32}
    changes = {"optimizer": optimizer, "learning_rate": 10.0, "objective": "free_running"}
    ensemble = make_ensemble(**case)
    with torch.no_grad():
        ensemble.head_weight.fill_(float("inf"))
    sequences = make_sequences(ensemble)
    trainer = Trainer(ensemble, sequences, make_config(ensemble, **changes), "fused")
    assert not np.isfinite(trainer.epoch().item())
    assert not np.isfinite(trainer.epoch().item())
    assert not torch.isfinite(weights_of(ensemble)).all()


def test_exploding_updates_are_not_hidden():
    case = {"cell": "RNN", "dtype": torch.float32, "variables": 2}
    fused, reference = train_both(case, epochs=60, learning_rate=10.0)
    assert torch.isfinite(fused[0][-1]).all() == torch.isfinite(reference[0][-1]).all()


def test_weights_changed_from_outside_are_read():
    ensemble = make_ensemble()
    trainer = Trainer(ensemble, make_sequences(ensemble), make_config(ensemble), "fused")
    first = trainer.epoch()
    with torch.no_grad():
        for parameter in ensemble.parameters():
            parameter.zero_()
    assert not torch.equal(first, trainer.epoch())


def test_stacks_train_together_as_they_do_alone():
    def trainers():
        ensembles = {cell: make_ensemble(cell, seeds=(0, 1)) for cell in CELLS}
        return {
            cell: Trainer(e, make_sequences(e), make_config(e), "fused")
            for cell, e in ensembles.items()
        }

    together, alone = trainers(), trainers()
    epochs = train_together(together)
    for cell in CELLS:
        assert np.array_equal(epochs[cell].losses, alone[cell].epoch().numpy())
        assert epochs[cell].seconds > 0
        assert together[cell].updates == alone[cell].updates == 3


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cell", CELLS)
def test_who_moves_to_the_kernels_learns_what_the_reference_learns(cell, optimizer):
    results = []
    for moves in (False, True):
        ensemble = make_ensemble(cell, seeds=(0, 5), layers=2, variables=2)
        config = make_config(ensemble, optimizer=optimizer, clip_norm=0.5, learning_rate=0.01)
        trainer = Trainer(ensemble, make_sequences(ensemble), config, "reference")
        losses = [trainer.epoch() for _ in range(3)]
        if moves:
            trainer.move_to_kernels()
        losses += [trainer.epoch() for _ in range(3)]
        assert trainer.engine.name == ("fused" if moves else "reference")
        results.append((torch.stack(losses), weights_of(ensemble)))
    torch.testing.assert_close(*results, rtol=1e-9, atol=1e-9)


def test_one_may_move_before_the_first_epoch():
    def first_losses(moves):
        ensemble = make_ensemble()
        config = make_config(ensemble, optimizer="adam")
        trainer = Trainer(ensemble, make_sequences(ensemble), config, "reference")
        if moves:
            trainer.move_to_kernels()
        return trainer.epoch()

    torch.testing.assert_close(first_losses(True), first_losses(False), rtol=1e-9, atol=1e-9)


def test_another_kind_of_number_is_refused_rather_than_read_past_its_end():
    ensemble = make_ensemble("LSTM", seeds=(0, 1), dtype=torch.float64)
    sequences = make_sequences(ensemble).float()
    trainer = Trainer(ensemble, sequences, make_config(ensemble), "fused")
    with pytest.raises(ValueError, match="weights are float64 and something else is float32"):
        trainer.epoch()
    with pytest.raises(ValueError, match="weights are float64 and something else is float32"):
        fused_rollout(ensemble, sequences[..., :-1, :], 3, carries_state=True)
