"""Devices are detected, described, tried, and refused where they are not or do not work."""

import pytest
import torch

from forecasting import compare
from forecasting.models import (
    Device,
    DeviceCheck,
    available_devices,
    choose_device,
    device_selection,
    explain_cells,
    explain_device,
    usable_devices,
)

HAS_ACCELERATOR = torch.accelerator.current_accelerator(check_available=True) is not None
NAMES = {"cuda": "Big GPU", "xpu": "Other GPU", "mps": "Apple GPU (Metal)", "meta": "META"}


def pretend(monkeypatch, kind):
    """A machine with this accelerator, or with none."""
    found = torch.device(kind) if kind else None
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda **_: found)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: NAMES["cuda"])
    monkeypatch.setattr(torch.xpu, "get_device_name", lambda: NAMES["xpu"])


def pretend_trial(monkeypatch, passed=True, speed_ratio=3.0, reason="It was tried"):
    """The accelerator does so in its trial."""

    def trial(device):
        if device.kind == "cpu":
            return DeviceCheck(device, True, "the CPU", 1.0)
        return DeviceCheck(device, passed, reason, speed_ratio)

    monkeypatch.setattr(device_selection, "check_device", trial)


def test_the_default_is_available_and_works():
    device = choose_device()
    assert device == next(iter(usable_devices().values()))
    assert device in available_devices().values()
    assert torch.ones(2, device=device.torch).sum().item() == 2
    assert device.name


def test_without_accelerator_there_is_the_cpu(monkeypatch):
    pretend(monkeypatch, None)
    assert list(available_devices()) == ["cpu"]
    assert choose_device() == choose_device("cpu")
    assert choose_device().name.startswith("CPU, ")
    assert choose_device().name.endswith(", 1 core")


@pytest.mark.parametrize(("kind", "name"), NAMES.items())
def test_an_accelerator_that_is_right_and_fast_comes_first(monkeypatch, kind, name):
    pretend(monkeypatch, kind)
    pretend_trial(monkeypatch)
    assert list(available_devices()) == list(usable_devices()) == [kind, "cpu"]
    assert choose_device() == choose_device(kind) == Device(kind, name)
    assert choose_device(kind).torch == torch.device(kind)
    assert choose_device("cpu").kind == "cpu"


def test_a_slow_accelerator_is_used_only_if_asked_for(monkeypatch):
    pretend(monkeypatch, "cuda")
    pretend_trial(monkeypatch, speed_ratio=0.5)
    assert choose_device().kind == "cpu"
    assert choose_device("cuda").kind == "cuda"
    assert list(usable_devices()) == ["cpu", "cuda"]


def test_a_wrong_accelerator_is_refused(monkeypatch, tiny):
    pretend(monkeypatch, "mps")
    wrong = "Apple GPU (Metal): gradients of the LSTM differ from the CPU's by 0.3: not used"
    pretend_trial(monkeypatch, False, None, wrong)
    assert choose_device().kind == "cpu"
    assert list(available_devices()) == ["mps", "cpu"]
    assert list(usable_devices()) == ["cpu"]
    for call in (choose_device, explain_device, lambda kind: compare(tiny, kind)):
        with pytest.raises(ValueError, match="device is") as caught:
            call("mps")
        assert str(caught.value) == f"device is 'mps'. {wrong}; choose cpu."


def test_an_accelerator_that_breaks_is_not_used(monkeypatch):
    """PyTorch has no such device here, so the real trial fails."""
    kind = "mps" if HAS_ACCELERATOR and not torch.backends.mps.is_available() else "xpu"
    pretend(monkeypatch, kind)
    assert choose_device().kind == "cpu"
    assert f"{NAMES[kind]}: the trial failed (" in explain_device()


def test_the_choice_is_explained(monkeypatch):
    pretend(monkeypatch, None)
    cpu = choose_device().name
    on_cpu = f"Training on the CPU ({cpu.removeprefix('CPU, ')})."
    assert explain_device() == on_cpu
    pretend(monkeypatch, "cuda")
    fast = "Big GPU is 3.0 times as fast as the CPU on small networks"
    pretend_trial(monkeypatch, reason=fast)
    on_gpu = f"Training on the {choose_device('cuda').name}."
    assert explain_device() == explain_device("cuda") == f"{on_gpu} {fast}, and computes the same."
    assert explain_device("cpu") == f"{on_cpu} This was chosen by hand: {fast}."
    slow = "Big GPU is 2.0 times slower than the CPU on networks of this size"
    pretend_trial(monkeypatch, speed_ratio=0.5, reason=slow)
    by_hand = f"{on_cpu} {slow}; it may be worth trying for many seeds."
    assert explain_device() == explain_device("cpu") == by_hand
    assert explain_device("cuda") == f"{on_gpu} {slow}, and computes the same."
    wrong = "Big GPU: outputs of the GRU are not all numbers: not used"
    pretend_trial(monkeypatch, False, None, wrong)
    assert explain_device() == f"{on_cpu} {wrong}."


def test_without_kernels_the_explanation_does_not_promise_them(monkeypatch):
    pretend(monkeypatch, None)
    monkeypatch.setattr(device_selection, "has_kernels", lambda: False)
    assert explain_device().endswith(", without compiled kernels, which would be faster.")


@pytest.mark.parametrize(
    ("has", "asked", "message"),
    [
        (None, "cuda", "device is 'cuda', which is not available here; choose one of cpu."),
        ("mps", "cuda", "device is 'cuda', which is not available here; choose one of mps, cpu."),
        (None, "", "device is '', which is not available here; choose one of cpu."),
    ],
)
def test_an_absent_device_is_refused(monkeypatch, tiny, has, asked, message):
    pretend(monkeypatch, has)
    for call in (lambda: choose_device(asked), lambda: compare(tiny, asked)):
        with pytest.raises(ValueError, match="device is") as caught:
            call()
        assert str(caught.value) == message


def test_cells_without_a_kernel_are_named():
    assert explain_cells(["RNN", "LSTM", "GRU"], "cpu") == ""
    words = explain_cells(["RNN", "Peephole-LSTM"], "cpu")
    assert (
        words
        == "Without a compiled kernel, so more slowly, in PyTorch's operations: Peephole-LSTM."
    )
