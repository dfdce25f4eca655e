"""Accelerators that are wrong, slow, or break are found out; these are pretended ones."""

import math
import time

import pytest
import torch

from forecasting.models import CELLS, Device, check_device, device_benchmark, device_check
from forecasting.models.device_benchmark import DeviceBenchmark
from tests.models.fakes import Pretender


@pytest.fixture
def gpu(request):
    """An accelerator of a name of its own, so that no other test's trial is remembered."""
    return Pretender("mps", request.node.name)


def spoil(monkeypatch, device, cell, part, change):
    """Have the device give other outputs (0) or gradients (1) for this cell."""
    answers = device_check._answers

    def spoiled(case, where):
        result = answers(case, where)
        if where == device and case.cell == cell:
            change(result[part][-1])
        return result

    monkeypatch.setattr(device_check, "_answers", spoiled)


def pretend_race(monkeypatch, cpu=1.0, device=1.0, loss_difference=0.0):
    monkeypatch.setattr(
        device_check, "benchmark_device", lambda _: DeviceBenchmark(cpu, device, loss_difference)
    )


def test_the_cpu_is_what_others_are_compared_with():
    trial = check_device(Device("cpu", "CPU, 2 cores"))
    assert trial.passed
    assert not trial.is_worth_it
    assert trial.speed_ratio == 1.0
    assert trial.reason == "CPU, 2 cores is what others are compared with"


def test_a_right_one_passes_and_is_timed(gpu):
    trial = check_device(gpu)
    assert trial.passed
    assert trial.device == gpu
    assert 0.05 < trial.speed_ratio < 20


def test_it_is_quick_and_done_once(gpu, monkeypatch):
    check_device(Pretender("mps", f"{gpu.name}, to compile what there is"))
    start = time.perf_counter()
    first = check_device(gpu)
    assert time.perf_counter() - start < 10  # about half a second on an idle core
    monkeypatch.setattr(device_check, "_answers", None)
    assert check_device(gpu) is first


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("part", "what"), [(0, "outputs"), (1, "gradients")])
def test_a_wrong_one_does_not_pass(gpu, monkeypatch, cell, part, what):
    spoil(monkeypatch, gpu, cell, part, lambda values: values.view(-1)[-1:].add_(0.3))
    trial = check_device(gpu)
    assert not trial.passed
    assert not trial.is_worth_it
    assert trial.speed_ratio is None
    found = f"{what} of the {cell} differ from the CPU's by 0.3: not used"
    assert trial.reason == f"{gpu.name}: {found}"


def test_one_nan_is_found(gpu, monkeypatch):
    spoil(monkeypatch, gpu, "GRU", 0, lambda values: values.view(-1)[3:4].fill_(math.nan))
    assert (
        check_device(gpu).reason == f"{gpu.name}: outputs of the GRU are not all numbers: not used"
    )


def test_infinities_are_found(gpu, monkeypatch):
    spoil(monkeypatch, gpu, "RNN", 1, lambda values: values.fill_(math.inf))
    assert "gradients of the RNN differ from the CPU's by inf" in check_device(gpu).reason


def test_a_fault_in_double_precision_alone_is_found(gpu, monkeypatch):
    """Less than single precision shows."""
    answers = device_check._answers

    def spoiled(case, where):
        result = answers(case, where)
        if where == gpu and case.dtype == torch.float64:
            result[1][0].add_(1e-6)
        return result

    monkeypatch.setattr(device_check, "_answers", spoiled)
    assert "gradients of the RNN in double precision differ" in check_device(gpu).reason


def test_a_fault_in_large_products_alone_is_found(gpu, monkeypatch):
    answers = device_check._answers

    def spoiled(case, where):
        result = answers(case, where)
        if where == gpu and case.batch * case.time > 1000:
            result[1][0].mul_(2)
        return result

    monkeypatch.setattr(device_check, "_answers", spoiled)
    assert not check_device(gpu).passed


def test_double_precision_is_left_out_where_there_is_none(gpu, monkeypatch):
    tried = []
    answers = device_check._answers
    monkeypatch.setattr(device_check, "_has_double", lambda _: False)
    monkeypatch.setattr(device_check, "_answers", lambda c, d: tried.append(c) or answers(c, d))
    assert check_device(gpu).passed
    assert {case.dtype for case in tried} == {torch.float32}
    assert {case.cell for case in tried} == set(CELLS)


def test_double_precision_is_looked_for_by_using_it(monkeypatch):
    assert device_check._has_double(Device())
    for error in (TypeError, RuntimeError):

        def refuse(*_, _error=error, **__):
            raise _error("no float64 here")

        monkeypatch.setattr(device_check.torch, "ones", refuse)
        assert not device_check._has_double(Device())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuntimeError("out of memory\nand more"), "RuntimeError: out of memory"),
        (NotImplementedError(), "NotImplementedError"),
    ],
)
def test_one_that_breaks_does_not_pass(gpu, monkeypatch, error, words):
    def breaking(_case, where):
        if where == gpu:
            raise error
        return answers(_case, where)

    answers = device_check._answers
    monkeypatch.setattr(device_check, "_answers", breaking)
    trial = check_device(gpu)
    assert not trial.passed
    assert trial.reason == f"{gpu.name}: the trial failed ({words}): not used"


def test_one_that_is_not_there_does_not_pass():
    trial = check_device(Device("cuda:7", "A GPU that is not there"))
    assert not trial.passed
    assert trial.reason.startswith("A GPU that is not there: the trial failed (")


@pytest.mark.parametrize(
    ("seconds", "words", "worth_it"),
    [
        ((3.0, 1.0), "is 3.0 times as fast as the CPU on small networks", True),
        ((1.0, 2.1), "is 2.1 times slower than the CPU on networks of this size", False),
        ((1.0, 1.0), "is no faster than the CPU on networks of this size", False),
    ],
)
def test_a_right_one_is_worth_it_if_it_is_faster(gpu, monkeypatch, seconds, words, worth_it):
    pretend_race(monkeypatch, *seconds)
    trial = check_device(gpu)
    assert trial.passed
    assert trial.is_worth_it is worth_it
    assert trial.reason == f"{gpu.name} {words}"
    assert trial.speed_ratio == pytest.approx(seconds[0] / seconds[1])


@pytest.mark.parametrize(
    ("difference", "words"),
    [(0.02, "differ from the CPU's by 0.02"), (math.nan, "are not all numbers")],
)
def test_one_that_learns_something_else_does_not_pass(gpu, monkeypatch, difference, words):
    pretend_race(monkeypatch, loss_difference=difference)
    trial = check_device(gpu)
    assert not trial.passed
    assert trial.reason == f"{gpu.name}: the losses of a short training {words}: not used"


def test_the_race_is_between_what_would_train(gpu, monkeypatch):
    """The kernels on one side, PyTorch's operations on the other: they learn the same."""
    fastest = device_benchmark.fastest_engine
    engines = []

    def engine(stack):
        name = "fused" if not engines else "reference"
        engines.append(name)
        return type(fastest(stack))(name, "for the test")

    monkeypatch.setattr(device_benchmark, "fastest_engine", engine)
    result = device_benchmark.benchmark_device(gpu)
    assert engines == ["fused", "reference"]
    assert result.loss_difference < 1e-5
    assert result.cpu_seconds > 0
    assert result.device_seconds > 0


def test_the_race_learns_something():
    run = device_benchmark._run(Device())
    assert run.losses.shape == (device_benchmark.EPOCHS, len(device_benchmark.SEEDS))
    assert (run.losses[-1] < 0.9 * run.losses[0]).all()
