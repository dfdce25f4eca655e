"""Devices are detected, described, and refused where they are not."""

import pytest
import torch

from forecasting import compare
from forecasting.models import Device, available_devices, choose_device

HAS_ACCELERATOR = torch.accelerator.current_accelerator(check_available=True) is not None
NAMES = {"cuda": "Big GPU", "xpu": "Other GPU", "mps": "Apple GPU (Metal)", "meta": "META"}


def pretend(monkeypatch, kind):
    """A machine with this accelerator, or with none."""
    found = torch.device(kind) if kind else None
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda **_: found)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: NAMES["cuda"])
    monkeypatch.setattr(torch.xpu, "get_device_name", lambda: NAMES["xpu"])


def test_the_default_is_available_and_works():
    device = choose_device()
    assert device == next(iter(available_devices().values()))
    assert torch.ones(2, device=device.torch).sum().item() == 2
    assert device.name


def test_without_accelerator_there_is_the_cpu(monkeypatch):
    pretend(monkeypatch, None)
    assert list(available_devices()) == ["cpu"]
    assert choose_device() == choose_device("cpu")
    assert choose_device().name.startswith("CPU, ")
    assert choose_device().name.endswith(", 1 core")


@pytest.mark.parametrize(("kind", "name"), NAMES.items())
def test_an_accelerator_comes_first(monkeypatch, kind, name):
    pretend(monkeypatch, kind)
    assert list(available_devices()) == [kind, "cpu"]
    assert choose_device() == choose_device(kind) == Device(kind, name)
    assert choose_device(kind).torch == torch.device(kind)
    assert choose_device("cpu").kind == "cpu"


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


@pytest.mark.gpu
@pytest.mark.skipif(not HAS_ACCELERATOR, reason="needs an accelerator; this machine has none")
def test_the_accelerator_learns_what_the_cpu_learns(tiny, tiny_comparison):
    comparison = compare(tiny)
    assert comparison.device.kind != "cpu"
    for table, column in (("losses", "loss"), ("errors", "rmse")):
        ours, theirs = (getattr(c, table)[column] for c in (comparison, tiny_comparison))
        assert ours.tolist() == pytest.approx(theirs.tolist(), rel=1e-3)
    assert comparison.models["GRU"].member(3).head.weight.device.type == "cpu"
