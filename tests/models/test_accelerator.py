"""What only a machine with an accelerator can show; elsewhere these are skipped, and say so.

Unmeasured where this was written: no accelerator was at hand.
"""

import pytest
import torch

from benchmarks import accelerator
from benchmarks.workload import Workload
from forecasting import compare
from forecasting.models import Architecture, Device, Ensemble, available_devices, check_device
from forecasting.training import OBJECTIVES, OPTIMIZERS, Trainer, TrainingConfig
from tests.models.kernels.cases import CELLS, make_sequences, weights_of

KIND = next(iter(available_devices()))
SEEDS = (0, 3, 7)
RATES = {"sgd": 0.05, "momentum": 0.02, "adam": 0.005}

accelerated = pytest.mark.skipif(KIND == "cpu", reason="needs an accelerator; there is none here")
on_cuda = pytest.mark.skipif(KIND != "cuda", reason="needs a GPU that CUDA reaches; none is here")


def train(device, engine=None, cell="LSTM", seeds=SEEDS, epochs=20, **changes):
    """Losses (epoch, member) and weights (member, weight) on the CPU, and the trainer."""
    config = TrainingConfig(hidden_size=16, batch_size=8, warm_up_steps=4, **changes)
    stack = Ensemble(Architecture(cell, 2, 16), seeds).to(device, torch.float32)
    # 30 windows: three full minibatches and one of 6 in each epoch.
    trainer = Trainer(stack, make_sequences(stack, windows=30), config, engine)
    losses = torch.stack([trainer.epoch() for _ in range(epochs)])
    return losses, weights_of(stack).cpu(), trainer


@pytest.mark.gpu
@accelerated
def test_the_trial_is_passed():
    trial = check_device(available_devices()[KIND])
    assert trial.passed, trial.reason
    assert trial.speed_ratio > 0


@pytest.mark.gpu
@accelerated
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("clip_norm", [None, 0.1])
def test_it_learns_what_the_cpu_learns(cell, objective, optimizer, clip_norm):
    changes = {
        "objective": objective,
        "optimizer": optimizer,
        "learning_rate": RATES[optimizer],
        "clip_norm": clip_norm,
    }
    losses, weights, trainer = train(KIND, cell=cell, **changes)
    expected, expected_weights, _ = train("cpu", "reference", cell=cell, **changes)
    torch.testing.assert_close(losses, expected, rtol=0, atol=1e-4)
    torch.testing.assert_close(weights, expected_weights, rtol=0, atol=1e-3)
    assert trainer.engine.name == ("graphed" if KIND == "cuda" else "reference"), trainer.engine


@pytest.mark.gpu
@accelerated
def test_a_comparison_is_that_of_the_cpu(tiny, tiny_comparison):
    comparison = compare(tiny, KIND)
    assert comparison.device.kind == KIND
    for table, column in (("losses", "loss"), ("errors", "rmse")):
        ours, theirs = (getattr(c, table)[column] for c in (comparison, tiny_comparison))
        assert ours.tolist() == pytest.approx(theirs.tolist(), rel=1e-3)
    assert comparison.models["GRU"].member(3).head.weight.device.type == "cpu"


@pytest.mark.gpu
@on_cuda
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_graph_does_what_single_operations_do(cell, optimizer):
    losses, weights, trainer = train(KIND, "graphed", cell, optimizer=optimizer)
    expected, expected_weights, _ = train(KIND, "reference", cell, optimizer=optimizer)
    assert trainer.engine.name == "graphed", trainer.engine.reason
    torch.testing.assert_close(losses, expected, rtol=0, atol=1e-5)
    torch.testing.assert_close(weights, expected_weights, rtol=0, atol=1e-4)


@pytest.mark.gpu
@accelerated
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_seeds_give_the_same_bits_twice(cell, optimizer):
    first, again = (train(KIND, cell=cell, optimizer=optimizer) for _ in range(2))
    assert torch.equal(first[0], again[0])
    assert torch.equal(first[1], again[1])


@pytest.mark.gpu
@accelerated
@pytest.mark.parametrize("members", [1, 10, 100, 1000])
def test_from_one_to_a_thousand_members(members):
    losses, weights, _ = train(KIND, seeds=tuple(range(members)), epochs=6)
    assert losses.shape == (6, members)
    assert len(weights) == members
    assert losses.isfinite().all()
    assert (losses[-1] < losses[0]).float().mean() > 0.9


@pytest.mark.gpu
@on_cuda
def test_two_stacks_in_turn_do_not_touch_each_other():
    """Each records its own graphs while the other has some."""
    alone = {cell: train(KIND, cell=cell, epochs=8)[:2] for cell in CELLS}
    trainers = {cell: train(KIND, cell=cell, epochs=1)[2] for cell in CELLS}
    for _ in range(7):
        losses = {cell: trainer.epoch() for cell, trainer in trainers.items()}
    for cell, trainer in trainers.items():
        assert torch.equal(losses[cell], alone[cell][0][-1])
        assert torch.equal(weights_of(trainer.ensemble).cpu(), alone[cell][1])


def test_the_benchmark_says_that_there_is_none_or_measures(capsys):
    accelerator.main(["--quick"])
    printed = capsys.readouterr().out
    if KIND == "cpu":
        assert printed == "No accelerator here: nothing was measured.\n"
    else:
        assert "models per second" in printed


def test_the_benchmark_counts_models():
    """Of 2 members, each done after 10 epochs of the measured length."""
    setting = Workload(seeds=2, epochs=10, hidden=4)
    rows = accelerator.models_per_second(setting, Device(), epochs=1)
    assert [row["cell"] for row in rows] == list(setting.cells)
    for row in rows:
        seconds_per_epoch = row["ms per update of all"] * setting.updates / 1e3
        assert row["models per second"] == pytest.approx(2 / (10 * seconds_per_epoch), rel=0.1)
        assert (row["engine"], row["CPU's engine"]) == ("fused", "fused")
