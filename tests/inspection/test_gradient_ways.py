"""The gradient of training windows in three ways, and what each takes, against slow oracles."""

import gc
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from forecasting.inspection import (
    costs_table,
    subject_of,
    truncation_curves,
    truncation_table,
    ways_table,
    why_not_carried,
)
from forecasting.inspection import gradient_ways as ways
from forecasting.inspection.peak_memory import PeakMemory
from forecasting.models import CELLS, Architecture
from forecasting.training import GRADIENTS, Unrolling
from tests.oracles import Plain, one_step_loss


@pytest.fixture(scope="module")
def table(deep_subject):
    seeds = {cell: deep_subject.median_seed(cell) for cell in CELLS}
    return ways_table(deep_subject, 4, seeds)


def by_hand(subject, cell, seed):
    """The whole gradient of one member over the windows that are looked at, by plain PyTorch."""
    stack = subject.members(cell, 4)
    plain = Plain(ways.ensemble_of(stack), stack.seeds.index(seed))
    part = subject.task_of(seed).training
    windows = np.concatenate([part.contexts, part.targets], axis=1)
    at = [round(k * (len(windows) - 1) / 7) for k in range(8)]
    one_step_loss(plain, torch.tensor(windows[at]), 0).backward()
    own = plain.by_stack_name()
    return torch.cat([own[name].grad.flatten() for name in stack.weights])


def test_forward_is_backward_and_truncated_is_not(table):
    assert table["cell"].unique().tolist() == list(CELLS)
    for cell in CELLS:
        rows = table[table["cell"] == cell].set_index("way")
        assert list(rows.index) == ["bptt", "rtrl", "whole", "truncated"]
        assert rows.loc[["bptt", "rtrl", "whole"], "largest_difference"].max() < 1e-10
        assert rows.loc[["bptt", "rtrl", "whole"], "angle"].max() < 1e-6


def test_the_length_is_that_of_plain_pytorch(table, deep_subject):
    for row in table[table["way"] == "rtrl"].itertuples():
        wanted = by_hand(deep_subject, row.cell, row.seed).norm().item()
        assert row.length == pytest.approx(wanted, rel=1e-9)


def test_truncated_by_its_steps(deep_subject):
    found = truncation_table(deep_subject, 4)
    window = deep_subject.experiment.window_length
    assert set(found["steps"]) == set(range(1, window + 1))
    assert len(found) == window * len(CELLS) * 2
    last = found[found["steps"] == window]
    assert last["angle"].abs().max() < 1e-6
    assert last["share"].to_numpy() == pytest.approx(1.0)
    first = found[found["steps"] == 1]
    assert first["angle"].min() > 1
    curves = truncation_curves(found, "angle")
    for row in curves.itertuples():
        own = found[(found["cell"] == row.curve) & (found["steps"] == row.steps)]["angle"]
        assert [row.angle_lowest, row.angle_highest] == [own.min(), own.max()]
        assert row.angle_median == own.median()


@pytest.mark.parametrize("degrees", [0.0, 1e-7, 30.0, 90.0, 179.0, 180.0])
def test_an_angle_is_an_angle(degrees):
    turn = math.radians(degrees)
    one = 3.0 * torch.tensor([[math.cos(turn), math.sin(turn)]], dtype=torch.float64)
    other = 2.0 * torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    (angle,), (length,) = ways.angles_and_lengths(one, other)
    assert angle == pytest.approx(degrees, abs=1e-9)
    assert length == pytest.approx(1.5)


def test_a_long_window_is_truncated_at_some_steps():
    found = ways.truncations(500)
    assert (found[0], found[-1]) == (1, 500)
    assert len(found) <= ways.MOST_TRUNCATIONS
    assert found == sorted(set(found))
    assert ways.truncations(5) == [1, 2, 3, 4, 5]


def test_what_is_too_large_is_said_and_not_carried(deep_subject, monkeypatch):
    assert why_not_carried(deep_subject, 4, "LSTM") is None
    monkeypatch.setattr(ways, "MOST_CARRIED_OPERATIONS", 1)
    seeds = {"LSTM": 0}
    assert list(ways_table(deep_subject, 4, seeds)["way"]) == ["bptt", "whole", "truncated"]
    words = why_not_carried(deep_subject, 4, "LSTM")
    assert words.startswith("LSTM: with a hidden size of 5 and windows of 8 values, to carry")


def test_weights_that_are_no_numbers_have_no_gradient(tiny_comparison):
    subject = subject_of(tiny_comparison)
    broken = {cell: ways.ensemble_of(subject.members(cell, 4)) for cell in ("RNN", "GRU")}
    with torch.no_grad():
        broken["GRU"].head_bias.fill_(math.nan)
    models = {**subject.models, "GRU": broken["GRU"]}
    broken_subject = replace(subject, models=models)
    assert set(ways_table(broken_subject, 4, {"RNN": 0, "GRU": 0})["cell"]) == {"RNN"}
    assert set(truncation_table(broken_subject, 4)["cell"]) == {"RNN", "LSTM"}


def test_the_peak_is_of_tensors_alive_at_once():
    gc.collect()
    with PeakMemory() as memory:
        first = torch.zeros(1000, dtype=torch.float64)
        second = first + 1
        view = second.view(10, 100)
        assert (memory.now, memory.peak) == (16_000, 16_000)
        del first, second
        assert (memory.now, memory.peak) == (8_000, 16_000)
        view.add_(1)
        assert memory.peak == 16_000
        del view
    assert (memory.now, memory.peak) == (0, 16_000)


def test_what_a_graph_keeps_is_counted():
    weight = torch.zeros(1000, dtype=torch.float64, requires_grad=True)
    with PeakMemory() as memory:
        result = weight.sigmoid().exp()
        # The result, and what the backward of the sigmoid needs.
        assert memory.now == 16_000
        del result
        assert memory.now == 0


@pytest.mark.parametrize("cell", CELLS)
def test_memory_of_backward_grows_with_the_window_and_of_forward_with_the_hidden_size(cell):
    table = costs_table(
        Architecture(cell=cell, hidden_size=8), Unrolling(truncation=5), seconds=600
    )
    assert len(table) == len(GRADIENTS) * 8
    assert (table["milliseconds"] > 0).all()
    by = table.set_index(["gradient", "over", "size"])["kilobytes"]
    assert by["bptt", "window", 40] > 1.7 * by["bptt", "window", 20]
    assert by["rtrl", "window", 40] == by["rtrl", "window", 5]
    assert by["truncated", "window", 40] < 1.3 * by["truncated", "window", 10]
    # Twice the hidden size: eight times the derivatives of all states by all weights.
    assert by["rtrl", "hidden", 16] > 5 * by["rtrl", "hidden", 8]
    assert by["bptt", "hidden", 16] < 4 * by["bptt", "hidden", 8]


def test_measuring_ends_when_the_time_is_up():
    ticks = itertools.count()
    table = costs_table(
        Architecture(cell="RNN", hidden_size=8), Unrolling(), seconds=10, clock=lambda: next(ticks)
    )
    assert 0 < len(table) < len(GRADIENTS) * 8
    assert table.groupby(["over", "size"])["gradient"].nunique().eq(len(GRADIENTS)).all()
