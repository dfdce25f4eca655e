from types import SimpleNamespace

import pytest
import torch

from forecasting.models import ENGINES, Engine, choose_engine, comes_later
from forecasting.models import engines as room
from forecasting.models.kernels import machine
from forecasting.models.kernels.machine import Kernels
from tests.models.kernels.cases import CELLS, make_ensemble


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_kernels_by_default(cell, dtype):
    assert choose_engine(make_ensemble(cell, dtype=dtype)).name == "fused"


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "graphed"])
def test_asked_by_argument_or_environment(monkeypatch, name):
    assert choose_engine(make_ensemble(), name).name == name
    monkeypatch.setenv(room.ENGINE_VARIABLE, name)
    assert choose_engine(make_ensemble()).name == name
    assert choose_engine(make_ensemble(), "reference").name == "reference"


def test_reference_where_there_is_no_kernel(monkeypatch):
    half = make_ensemble(dtype=torch.bfloat16)
    assert choose_engine(half).name == "reference"
    assert choose_engine(half).reason == "it is in torch.bfloat16"
    elsewhere = make_ensemble().to("meta")
    assert choose_engine(elsewhere).reason == "the stack is on meta, not the CPU"
    monkeypatch.setattr(room, "find_spec", lambda _: None)
    assert choose_engine(make_ensemble()).reason == "numba is not installed"


def test_refusals_say_what_to_do():
    with pytest.raises(
        ValueError, match=r"The engine is 'magic'; choose one of fused, graphed, reference\."
    ):
        choose_engine(make_ensemble(), "magic")
    with pytest.raises(ValueError, match=r"cannot work here: it is in torch\.bfloat16"):
        choose_engine(make_ensemble(dtype=torch.bfloat16), "fused")
    with pytest.raises(ValueError, match=r"graphed engine cannot work here: the stack is on cpu"):
        choose_engine(make_ensemble(), "graphed")


def test_graphs_where_cuda_is(monkeypatch):
    on_gpu = make_ensemble()
    monkeypatch.setattr(room, "_graph_obstacle", lambda _: None)
    monkeypatch.setitem(room._OBSTACLES, "graphed", lambda _: None)
    assert choose_engine(on_gpu).name == "graphed"
    assert choose_engine(on_gpu, "graphed").reason == "asked for"
    assert choose_engine(on_gpu, "reference").name == "reference"


def test_the_fastest_is_whatever_the_environment_asks_for(monkeypatch):
    monkeypatch.setenv(room.ENGINE_VARIABLE, "reference")
    assert room.fastest_engine(make_ensemble()).name == "fused"


class Coming:
    """Kernels that come when they are told to."""

    has_come = False

    def obstacle(self, patient):
        assert not patient, "nobody waits in a server"
        return None if self.has_come else "they come"


@pytest.fixture
def coming(monkeypatch):
    kernels = Coming()
    monkeypatch.setattr(room, "_kernels", lambda _: kernels)
    room.start_compiling()
    return kernels


def test_in_a_server_the_reference_works_until_the_kernels_are_there(coming):
    ensemble = make_ensemble()
    assert choose_engine(ensemble) == Engine("reference", "they come")
    assert comes_later(ensemble)
    coming.has_come = True
    assert choose_engine(ensemble).name == "fused"
    assert not comes_later(ensemble)


def test_who_asks_for_an_engine_gets_no_other_later(monkeypatch, coming):
    assert not coming.has_come
    assert not comes_later(make_ensemble(), "reference")
    assert not comes_later(make_ensemble().to("meta"))
    monkeypatch.setenv(room.ENGINE_VARIABLE, "reference")
    assert not comes_later(make_ensemble())


def test_a_script_waits_for_the_kernels(monkeypatch):
    asked = []
    kernels = SimpleNamespace(has_come=False, obstacle=asked.append)
    monkeypatch.setattr(room, "_kernels", lambda _: kernels)
    assert choose_engine(make_ensemble()).name == "fused"
    assert asked == [True]
    assert not comes_later(make_ensemble())


def test_kernels_that_cannot_be_compiled_leave_the_reference(monkeypatch):
    monkeypatch.setattr(room, "_kernels", lambda _: Kernels("float32"))
    monkeypatch.setattr(machine.compile_cache, "find", lambda _: None)
    monkeypatch.setattr(
        machine.compile_cache, "place", lambda _: (_ for _ in ()).throw(OSError("full"))
    )
    engine = choose_engine(make_ensemble())
    assert engine == Engine("reference", "the kernels could not be compiled here (full)")
    with pytest.raises(ValueError, match="fused engine cannot work here: the kernels could not"):
        choose_engine(make_ensemble(), "fused")
