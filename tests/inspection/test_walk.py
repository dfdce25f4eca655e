"""Gates and states are those of plain loops over the cells of `torch.nn`."""

import numpy as np
import pytest
import torch
from torch import nn

from forecasting.inspection import Glance, Stack, inside_table, look, walk, window_table
from forecasting.inspection.unit_order import neighbours
from forecasting.models import CELLS
from tests.oracles import make_stack, randn

EXACT = {"rtol": 1e-10, "atol": 1e-10}
PLAIN = {"RNN": nn.RNNCell, "LSTM": nn.LSTMCell, "GRU": nn.GRUCell}
LAYERS = pytest.mark.parametrize("layers", [1, 2])


def stack_of(cell, **shape):
    ensemble = make_stack(cell, **shape)
    weights = {name: own.detach() for name, own in ensemble.named_parameters()}
    return Stack(ensemble.architecture, ensemble.seeds, weights)


def sums_of(plain, x, h):
    """What stands under the curves (batch, blocks * hidden)."""
    return x @ plain.weight_ih.T + plain.bias_ih, h @ plain.weight_hh.T + plain.bias_hh


def gates_by_hand(cell, plain, x, h):
    """Gate by gate, from the weights of a plain cell."""
    from_input, from_hidden = sums_of(plain, x, h)
    if cell == "RNN":
        return {}
    if cell == "GRU":
        (a, b, c), (d, e, f) = from_input.chunk(3, -1), from_hidden.chunk(3, -1)
        reset = torch.sigmoid(a + d)
        candidate = torch.tanh(c + reset * f)
        return {"reset": reset, "update": torch.sigmoid(b + e), "candidate": candidate}
    i, f, g, o = (from_input + from_hidden).chunk(4, -1)
    opened = {"input": i.sigmoid(), "forget": f.sigmoid(), "candidate": g.tanh()}
    return opened | {"output": o.sigmoid()}


def plain_layer(cell, stack, member, layer):
    weights = {name: own[member] for name, own in stack.layer(layer).items()}
    rows, inputs = weights["weight_ih"].shape
    plain = PLAIN[cell](inputs, rows // CELLS[cell].blocks).double()
    plain.load_state_dict(weights)
    return plain


@torch.no_grad()
def by_loop(cell, plain, sequence):
    """Gates and states (batch, time, hidden) of one layer, by name."""
    h = c = sequence.new_zeros(len(sequence), plain.hidden_size)
    found = {}
    for x in sequence.unbind(1):
        opened = gates_by_hand(cell, plain, x, h)
        if cell == "LSTM":
            h, c = plain(x, (h, c))
        else:
            h = plain(x, h)
        states = {"hidden state": h, "memory cell": c}
        for name in (*CELLS[cell].gates, *CELLS[cell].states):
            found.setdefault(name, []).append((opened | states)[name])
    return {name: torch.stack(values, 1) for name, values in found.items()}


@pytest.mark.parametrize("cell", PLAIN)
@LAYERS
@pytest.mark.parametrize("input_layer", [False, True])
def test_gates_and_states_are_those_of_a_loop(cell, layers, input_layer):
    stack = stack_of(cell, layers=layers, variables=2, input_layer=input_layer)
    inputs = randn(3, 4, 7, 2)
    seen = walk(stack, inputs)
    for member in range(3):
        w = {name: own[member] for name, own in stack.weights.items()}
        sequence = inputs[member]
        if input_layer:
            sequence = sequence @ w["input_weight"].T + w["input_bias"]
        for layer in range(layers):
            expected = by_loop(cell, plain_layer(cell, stack, member, layer), sequence)
            found = seen.layers[layer].inside
            assert list(found) == list(expected)
            for name, values in expected.items():
                torch.testing.assert_close(found[name][member], values, **EXACT)
            sequence = expected["hidden state"]
        expected = sequence @ w["head_weight"].T + w["head_bias"]
        torch.testing.assert_close(seen.outputs[member], expected, **EXACT)


@LAYERS
def test_those_of_the_peephole_lstm_are_its_equations(layers):
    stack = stack_of("Peephole-LSTM", layers=layers)
    seen = walk(stack, randn(3, 2, 6, 1))
    sequence = randn(3, 2, 6, 1)
    for layer in range(layers):
        w, found = stack.layer(layer), seen.layers[layer].inside
        p_i, p_f, p_o = w["weight_peephole"][1].chunk(3)
        h = c = torch.zeros(2, 5, dtype=torch.float64)
        for step, x in enumerate(sequence[1].unbind(1)):
            summed = x @ w["weight_ih"][1].T + w["bias_ih"][1]
            summed = summed + h @ w["weight_hh"][1].T + w["bias_hh"][1]
            i, f, g, o = summed.chunk(4, -1)
            i, f, g = (i + p_i * c).sigmoid(), (f + p_f * c).sigmoid(), g.tanh()
            c = f * c + i * g
            o = (o + p_o * c).sigmoid()
            h = o * c.tanh()
            named = {"input": i, "forget": f, "candidate": g, "output": o}
            for name, values in (named | {"memory cell": c, "hidden state": h}).items():
                torch.testing.assert_close(found[name][1, :, step], values, **EXACT)
        sequence = found["hidden state"]


@pytest.mark.parametrize("cell", CELLS)
def test_the_outputs_are_those_of_the_ensemble(cell):
    ensemble = make_stack(cell, layers=2, variables=2)
    inputs = randn(3, 4, 7, 2)
    outputs, _ = ensemble(inputs)
    torch.testing.assert_close(walk(stack_of(cell, layers=2, variables=2), inputs).outputs, outputs)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("variable", ["sine", "cosine"])
def test_the_last_forecast_is_the_comparisons(deep, deep_subject, cell, variable):
    for seed in deep.experiment.seeds:
        for origin in deep.origins[::4]:
            glance = Glance(cell, seed, deep.log.epochs_done, origin)
            seen = look(deep_subject, glance)
            rows = deep.forecasts_from(origin)
            rows = rows[(rows["cell"] == cell) & (rows["seed"] == seed)]
            rows = rows[(rows["variable"] == variable) & (rows["steps_ahead"] == 1)]
            table = window_table(deep_subject, glance, seen, variable)
            assert table["forecast"].iloc[-1] == pytest.approx(rows["forecast"].item(), abs=1e-10)
            assert table["observed"].iloc[-1] == rows["observed"].item()


def test_the_table_holds_every_gate_and_state_of_every_unit(deep_subject):
    glance = Glance("LSTM", 3, 4, deep_subject.origins[0])
    seen = look(deep_subject, glance)
    table = inside_table(seen, layer=1)
    cell = CELLS["LSTM"]
    assert list(table["quantity"].unique()) == [*cell.gates, *cell.states]
    assert set(table["layer"]) == {2}
    for (name, unit, step), rows in table.groupby(["quantity", "unit", "step"]):
        expected = seen.layers[1].inside[name][0, 0, step - 1, unit - 1].item()
        assert rows["value"].item() == expected
    places = table.groupby("unit")["place"].unique()
    assert all(len(own) == 1 for own in places)
    assert sorted(int(own[0]) for own in places) == [1, 2, 3, 4, 5]


def test_units_that_move_alike_are_neighbours():
    steps = np.arange(40) / 40
    phases = np.random.default_rng(0).permutation(12)
    values = np.sin(2 * np.pi * (steps[:, None] - phases / 12))
    found = phases[neighbours(values)]
    apart = np.abs(np.diff(found))
    assert set(np.minimum(apart, 12 - apart)) == {1}


@pytest.mark.parametrize("shape", [(6, 20), (20, 6), (9, 9), (2, 5)])
def test_the_order_is_by_the_angle_on_two_eigenvectors(shape):
    values = np.random.default_rng(1).normal(size=shape)
    own = np.linalg.eigh(np.corrcoef(values.T))[1]
    angles = np.arctan2(own[:, -2], own[:, -1])
    if shape == (2, 5):  # two steps: all units move alike or opposite
        found = np.sign(np.diff(values, axis=0))[0, neighbours(values)]
        assert np.count_nonzero(np.diff(found)) <= 1
        return
    expected = list(np.argsort(angles))
    found = [int(unit) for unit in neighbours(values)]
    turns = [expected[k:] + expected[:k] for k in range(len(expected))]
    assert found in turns + [turn[::-1] for turn in turns]


@pytest.mark.parametrize("units", [1, 2, 5])
def test_units_that_do_not_move_come_last(units):
    values = np.zeros((9, units))
    assert sorted(neighbours(values)) == list(range(units))
    values[:, 0] = np.arange(9)
    assert neighbours(values)[0] == 0
