import pytest
import torch

from forecasting.models import ENGINES, choose_engine
from forecasting.models import engines as room
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
