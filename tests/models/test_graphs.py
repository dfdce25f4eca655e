"""Everything around the recording of an update, with a recorder that needs no GPU."""

import logging
import warnings

import pytest
import torch

from forecasting.models import Engine, graphs, updates
from forecasting.models.graphs import REHEARSALS, CudaRecorder, Replayed, make_capturable
from forecasting.training import OBJECTIVES, Trainer, engine_choice
from tests.models.fakes import CpuTape
from tests.models.kernels.cases import (
    CELLS,
    make_config,
    make_ensemble,
    make_sequences,
    weights_of,
)


@pytest.fixture
def tape(monkeypatch):
    """What stands in for CUDA; the graphed engine is then taken for a stack on the CPU."""
    tape = CpuTape()
    monkeypatch.setattr(updates, "CudaRecorder", lambda: tape)
    # On the CPU, PyTorch refuses the flag.
    monkeypatch.setattr(updates, "make_capturable", lambda _: None)
    graphed = Engine("graphed", "pretended")
    choose = engine_choice.choose_engine
    monkeypatch.setattr(
        engine_choice, "choose_engine", lambda e, n: graphed if n == "graphed" else choose(e, n)
    )
    return tape


def train(engine, epochs=6, cell="LSTM", **changes):
    stack = make_ensemble(cell, seeds=(3, 8))
    trainer = Trainer(stack, make_sequences(stack), make_config(stack, **changes), engine)
    losses = torch.stack([trainer.epoch() for _ in range(epochs)])
    return losses, weights_of(stack), trainer


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("clip_norm", [None, 0.05])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_replayed_training_is_the_reference(tape, cell, optimizer, clip_norm, objective):
    changes = {"optimizer": optimizer, "clip_norm": clip_norm, "objective": objective}
    losses, weights, trainer = train("graphed", cell=cell, **changes)
    expected, expected_weights, _ = train("reference", cell=cell, **changes)
    assert torch.equal(losses, expected)
    assert torch.equal(weights, expected_weights)
    assert trainer.engine.name == "graphed"
    assert "replay" in tape.log


def test_each_size_is_rehearsed_recorded_once_and_replayed(tape):
    """11 windows in minibatches of 4: two full ones and one of 3 in each epoch."""
    train("graphed", epochs=6)
    assert tape.log.count("rehearse") == 2 * REHEARSALS
    assert tape.log.count("record") == 2
    assert tape.log.count("replay") == 6 * 3 - 2 * REHEARSALS
    full = tape.log[:6]  # epoch 1: full, full, part; epoch 2: full, then a recording
    assert full == ["rehearse"] * 4 + ["record", "replay"]


def test_the_recording_reads_a_buffer_of_its_own():
    seen = []
    replayed = Replayed(lambda batch, totals: seen.append((batch, totals)), CpuTape())
    totals = torch.zeros(2)
    batches = [torch.arange(6).view(2, 3) + number for number in range(REHEARSALS + 3)]
    for batch in batches:
        values = batch.clone()
        replayed(batch, totals)
        assert torch.equal(seen[-1][0], values)
        assert seen[-1][1] is totals
    addresses = {batch.data_ptr() for batch, _ in seen[REHEARSALS:]}
    assert len(addresses) == 1
    assert addresses.isdisjoint(batch.data_ptr() for batch in batches)


def test_what_cannot_be_recorded_goes_on_without(tape, caplog):
    tape.fails_with = RuntimeError("operation not permitted\nwhen capturing")
    with caplog.at_level(logging.WARNING):
        losses, weights, trainer = train("graphed")
    expected, expected_weights, _ = train("reference")
    assert torch.equal(losses, expected)
    assert torch.equal(weights, expected_weights)
    reason = "the update could not be recorded (operation not permitted)"
    assert (trainer.engine.name, trainer.engine.reason) == ("reference", reason)
    assert [record.getMessage() for record in caplog.records] == [
        f"No CUDA graph: {reason}; going on without."
    ]


def test_an_update_that_is_wrong_is_not_hidden():
    def wrong(_batch, _totals):
        raise ValueError("no such window")

    with pytest.raises(ValueError, match="no such window"):
        Replayed(wrong, CpuTape())(torch.zeros(1, 1), torch.zeros(1))


def test_rehearsals_may_warn_of_the_flag_and_of_nothing_else():
    def warning(text):
        return Replayed(lambda *_: warnings.warn(text, stacklevel=2), CpuTape())

    warning("constructed with\ncapturable=True")(torch.zeros(1, 1), torch.zeros(1))
    with pytest.raises(UserWarning, match="else"):
        warning("something else")(torch.zeros(1, 1), torch.zeros(1))


def test_only_an_optimizer_that_counts_its_steps_is_told():
    weights = [torch.zeros(1, requires_grad=True)]
    adam, sgd = torch.optim.Adam(weights), torch.optim.SGD(weights)
    for optimizer in (adam, sgd):
        make_capturable(optimizer)
    assert adam.param_groups[0]["capturable"] is True
    assert "capturable" not in sgd.param_groups[0]


def test_nothing_leaves_the_device_before_the_epoch_ends(monkeypatch):
    """On an accelerator every look at a value is a wait."""
    looks = []
    for name in ("cpu", "item", "tolist", "numpy", "__float__", "__bool__"):
        original = getattr(torch.Tensor, name)

        def counting(self, *args, _original=original, _name=name, **kwargs):
            looks.append(_name)
            return _original(self, *args, **kwargs)

        monkeypatch.setattr(torch.Tensor, name, counting)
    train("reference", epochs=2, optimizer="momentum", clip_norm=0.1)
    assert looks.count("tolist") == 2
    assert set(looks) <= {"tolist", "numpy"}  # numpy: the tests' own data


@pytest.mark.parametrize(
    ("kind", "dtype", "expected"),
    [
        ("cpu", torch.float32, torch.float64),
        ("meta", torch.float32, torch.float32),  # as on Apple's GPUs, which have no float64
        ("meta", torch.float64, torch.float64),
    ],
)
def test_losses_are_summed_as_exactly_as_the_device_can(kind, dtype, expected):
    totals = updates._zeros(make_ensemble(seeds=(1, 2)).to(kind, dtype))
    assert (totals.dtype, totals.device.type, totals.shape) == (expected, kind, (3, 2))


class FakeCuda:
    """Notes the calls of `torch.cuda` that a recording makes, in order."""

    def __init__(self, fails=False):
        self.calls, self.fails, self.current = [], fails, "main"

    def Stream(self):  # noqa: N802
        return FakeStream(self, "side")

    def current_stream(self):
        return FakeStream(self, self.current)

    def CUDAGraph(self):  # noqa: N802
        return type("Graph", (), {"replay": lambda _: self.calls.append("replay")})()

    def stream(self, stream):
        return Entered(self, f"on {stream.name}")

    def graph(self, _graph, stream, capture_error_mode):
        return Entered(self, f"capture {stream.name} {capture_error_mode}", self.fails)


class FakeStream:
    def __init__(self, cuda, name):
        self.cuda, self.name = cuda, name

    def wait_stream(self, other):
        self.cuda.calls.append(f"{self.name} waits for {other.name}")


class Entered:
    def __init__(self, cuda, name, fails=False):
        self.cuda, self.name, self.fails = cuda, name, fails

    def __enter__(self):
        self.cuda.calls.append(self.name)

    def __exit__(self, *_):
        self.cuda.calls.append(f"end {self.name}")
        if self.fails:
            raise RuntimeError("capture failed")


def test_the_calls_of_cuda_come_in_the_order_that_the_documentation_asks_for(monkeypatch):
    cuda = FakeCuda()
    monkeypatch.setattr(graphs.torch, "cuda", cuda)
    recorder = CudaRecorder()
    recorder.rehearse(lambda: cuda.calls.append("work"))
    around = ["side waits for main", "on side", "work", "end on side", "main waits for side"]
    assert cuda.calls == around
    cuda.calls.clear()
    recorder.record(lambda: cuda.calls.append("work"))()
    capture = "capture side thread_local"
    assert cuda.calls == ["on side", capture, "work", f"end {capture}", "end on side", "replay"]


def test_a_failed_recording_leaves_its_stream_and_lets_the_next_one_in(monkeypatch):
    cuda = FakeCuda(fails=True)
    monkeypatch.setattr(graphs.torch, "cuda", cuda)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="capture failed"):
            CudaRecorder().record(lambda: None)
        assert cuda.calls[-1] == "end on side"
