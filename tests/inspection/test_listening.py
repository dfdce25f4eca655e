"""How far back a forecast listens: finite differences, and a cell whose answer is known."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from forecasting import Experiment, SampleSeries, SyntheticSeries, TrainingConfig, compare
from forecasting.inspection import (
    Glance,
    Stack,
    felt_table,
    half_again,
    half_distance,
    lag_curves,
    learning_subject,
    listening,
    listening_table,
    needed_lag,
    on_one_scale,
    reach_sentences,
    state_table,
    subject_of,
    walk,
)
from forecasting.inspection import effort as room
from forecasting.inspection.listening import forecast_squares, state_norms
from forecasting.models import CELLS, Architecture
from tests.inspection.test_walk import stack_of
from tests.oracles import randn

STEP = 1e-6


def linear(weight):
    """An RNN of one unit with a recurrent weight: linear before inputs of zero."""
    one = torch.ones(1, 1, 1, dtype=torch.float64)
    names = {"weight_ih_l0": one, "weight_hh_l0": weight * one, "head_weight": one}
    biases = dict.fromkeys(("bias_ih_l0", "bias_hh_l0", "head_bias"), 0 * one[0])
    return Stack(Architecture("RNN", 1, 1), (0,), names | biases)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
def test_the_gradient_of_the_forecast_is_that_of_finite_differences(cell, layers):
    stack, contexts = stack_of(cell, layers=layers, variables=2), randn(3, 4, 6, 2)
    found = forecast_squares(stack, contexts)
    for time in range(6):
        for variable in range(2):
            moved = torch.zeros_like(contexts)
            moved[:, :, time, variable] = STEP
            ends = [walk(stack, contexts + sign * moved).outputs[:, :, -1] for sign in (1, -1)]
            expected = ((ends[0] - ends[1]) / (2 * STEP)).square().sum(-1)
            torch.testing.assert_close(found[:, :, time, variable], expected, rtol=1e-6, atol=1e-9)


def last_hidden(ensemble_like, contexts, states):
    """The last hidden state of a stack that begins with given states, step by step."""
    stack, sequence = ensemble_like, contexts
    for layer, state in enumerate(states):
        weights, hidden = stack.layer(layer), []
        for x in sequence.unbind(2):
            from_input = torch.einsum("mbi,moi->mbo", x, weights["weight_ih"])
            from_hidden = torch.einsum("mbi,moi->mbo", state[0], weights["weight_hh"])
            biases = weights["bias_ih"][:, None], weights["bias_hh"][:, None]
            sums = from_input + biases[0], from_hidden + biases[1]
            state, _ = stack.cell.step(*sums, state, weights)  # noqa: PLW2901
            hidden.append(state[0])
        sequence = torch.stack(hidden, 2)
    return sequence[:, :, -1]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
def test_the_gradient_of_the_state_is_that_of_finite_differences(cell, layers):
    stack, contexts = stack_of(cell, layers=layers), randn(3, 1, 6, 1)
    found, seen = state_norms(stack, contexts, 5), walk(stack, contexts)
    for lag in (1, 3, 5):
        states = [layer.states[6 - lag] for layer in seen.layers]
        later, squares = contexts[:, :, 6 - lag :], torch.zeros(3, dtype=torch.float64)
        for layer in range(layers):
            for kind in range(len(stack.cell.states)):
                for unit in range(5):
                    ends = []
                    for sign in (1, -1):
                        moved = [[one.clone() for one in state] for state in states]
                        moved[layer][kind][..., unit] += sign * STEP
                        moved = [tuple(state) for state in moved]
                        ends.append(last_hidden(stack, later, moved))
                    difference = (ends[0] - ends[1]) / (2 * STEP)
                    squares += difference.square().sum(dim=(1, 2))
        expected = (squares / 5).sqrt()
        torch.testing.assert_close(found[:, lag - 1], expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("weight", [0.3, 0.5, 0.9, 0.99])
def test_a_linear_cell_forgets_by_its_weight(weight):
    stack, zeros = linear(weight), torch.zeros(1, 1, 20, 1, dtype=torch.float64)
    norms = forecast_squares(stack, zeros).sqrt()[0, 0, :, 0].flip(0).numpy()
    np.testing.assert_allclose(norms, weight ** np.arange(20), rtol=1e-12)
    of_states = state_norms(stack, zeros, 1)[0].numpy()
    np.testing.assert_allclose(of_states, weight ** np.arange(1, 20), rtol=1e-12)
    # At 0.5 the value one step back is felt exactly half as much, which is not less.
    below = math.floor(math.log(0.5) / math.log(weight) + 1e-9) + 1
    assert half_distance(norms) == (below if below < 20 else None)
    assert half_again(norms) == []


def test_each_cell_has_its_sentence(subject):
    table = listening_table(subject, 4)
    sentences = [str(one) for one in reach_sentences(lag_curves(table))]
    assert len(sentences) == 3
    assert all(cell in s for cell, s in zip(("RNN", "LSTM", "GRU"), sentences, strict=True))


def test_the_tables_cover_every_seed_and_lag(subject):
    table, states = listening_table(subject, 4), state_table(subject, 4)
    assert list(table.columns) == ["cell", "seed", "lag", "norm", "windows"]
    assert set(states["units"]) == {6}
    keys = [
        (cell, seed, lag) for cell in ("RNN", "LSTM", "GRU") for seed in (0, 3) for lag in range(8)
    ]
    assert [tuple(row) for row in table[["cell", "seed", "lag"]].itertuples(index=False)] == keys
    assert len(states) == len(keys) - 6
    assert states["lag"].min() == 1
    assert (table["norm"] > 0).all()


def test_training_changes_what_is_heard(subject):
    start, end = (listening_table(subject, epoch)["norm"] for epoch in (0, 4))
    assert not np.allclose(start, end)


def test_the_median_is_over_the_windows(subject):
    stack = subject.members("GRU", 4)
    contexts = torch.tensor(subject.contexts).expand(2, -1, -1, -1)
    norms = forecast_squares(stack, contexts).sum(-1).sqrt().numpy()
    expected = np.median(norms, axis=1)[:, ::-1]
    rows = listening_table(subject, 4).query("cell == 'GRU'")
    assert len(subject.origins) <= room.MOST_WINDOWS
    np.testing.assert_allclose(rows["norm"].to_numpy().reshape(2, 8), expected, rtol=1e-12)


def test_the_band_is_over_the_seeds(subject):
    table = listening_table(subject, 4)
    curves = lag_curves(table).set_index(["curve", "lag"])
    for key, rows in table.groupby(["cell", "lag"]):
        found = curves.loc[key]
        assert found["norm_lowest"] == rows["norm"].min()
        assert found["norm_highest"] == rows["norm"].max()
        assert found["norm_median"] == rows["norm"].median()


def test_a_window_is_coloured_by_what_its_forecast_feels(subject):
    glance = Glance("LSTM", 3, 4, subject.origins[1])
    own = felt_table(subject, glance, "cosine")
    stack = subject.members("LSTM", 4).only((3,))
    context = torch.tensor(subject.contexts[1])[None, None]
    norms = forecast_squares(stack, context)[0, 0].sqrt().numpy()
    np.testing.assert_allclose(own["norm"], norms[:, 1], rtol=1e-12)
    np.testing.assert_allclose(own["share"], norms[:, 1] / norms.max(), rtol=1e-12)
    task, last = subject.tasks[0], glance.origin + 1
    np.testing.assert_array_equal(own["value"], task.series.values[last - 8 : last, 1])


def test_what_all_cells_feel_is_on_one_scale():
    norms = {"RNN": [0.0, 0.5], "LSTM": [2.0, 1.0], "GRU": [0.0, 0.0]}
    tables = {c: pd.DataFrame({"norm": own, "share": 1.0}) for c, own in norms.items()}
    shares = {cell: [*table["share"]] for cell, table in on_one_scale(tables).items()}
    assert shares == {"RNN": [0.0, 0.25], "LSTM": [1.0, 0.5], "GRU": [0.0, 0.0]}
    assert [*on_one_scale({"GRU": tables["GRU"]})["GRU"]["share"]] == [0.0, 0.0]


@pytest.mark.parametrize("table", [listening_table, state_table])
def test_of_large_networks_less_is_looked_at(subject, monkeypatch, table):
    whole = table(subject, 4)
    monkeypatch.setattr(room, "MOST_OPERATIONS", 1)
    less = table(subject, 4)
    assert set(whole["seed"]) == {0, 3}
    assert set(less["seed"]) == {0}
    assert set(lag_curves(less)["seeds"]) == {1}
    assert not np.allclose(less["norm"], whole.loc[whole["seed"] == 0, "norm"])


def test_windows_go_first_then_members(subject):
    stack = subject.members("LSTM", 4)
    contexts = torch.tensor(subject.contexts).expand(2, -1, -1, -1)
    cost = 2 * 8 * stack.parameter_count * (1 + 2 * 2)
    for most, wanted in ((100, (14, 2)), (6, (3, 2)), (2, (1, 2)), (1, (1, 1)), (0.5, (1, 1))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "MOST_OPERATIONS", int(most * cost))
            effort = room.effort_for(stack, contexts)
        assert (effort.windows, effort.members) == wanted


def test_derivatives_in_pieces_are_those_at_once(monkeypatch):
    stack, contexts = stack_of("LSTM", layers=2), randn(3, 2, 6, 1)
    whole = state_norms(stack, contexts, 5)
    monkeypatch.setattr(listening, "MOST_VALUES", 1)
    torch.testing.assert_close(state_norms(stack, contexts, 5), whole, rtol=1e-12, atol=1e-15)


def test_of_some_units_it_is_their_mean_square():
    stack, contexts = stack_of("GRU"), randn(3, 1, 6, 1)
    whole, some = state_norms(stack, contexts, 5), state_norms(stack, contexts, 3)
    parts = []
    for unit in range(5):
        weights = dict(stack.weights)
        only = replace(stack, weights=weights)
        order = [unit, *(other for other in range(5) if other != unit)]
        for name, own in stack.weights.items():
            if name.startswith(("weight_ih", "bias")):
                weights[name] = own.view(3, 3, 5, -1)[:, :, order].reshape(own.shape)
            elif name.startswith("weight_hh"):
                weights[name] = own.view(3, 3, 5, 5)[:, :, order][..., order].reshape(own.shape)
        parts.append(state_norms(only, contexts, 1).square())
    torch.testing.assert_close(sum(parts) / 5, whole.square())
    torch.testing.assert_close((parts[0] + parts[2] + parts[4]) / 3, some.square())


def test_the_lag_that_a_series_needs(subject):
    echo = SyntheticSeries("long_memory", length=600, cycles=30.0, noise_std=0.0)
    assert needed_lag(replace(subject, experiment=Experiment(source=echo))) == 19
    assert needed_lag(subject) is None
    sunspots = replace(subject, experiment=Experiment(source=SampleSeries("sunspots")))
    assert needed_lag(sunspots) is None


def test_every_seed_may_have_a_series_of_its_own():
    training = TrainingConfig(hidden_size=4, epochs=2, snapshot_every=1)
    source = SyntheticSeries(length=60, cycles=5.0, noise_std=0.1)
    experiment = Experiment(
        source, window_length=8, horizon=4, seeds=(0, 1), training=training, noise_per_seed=True
    )
    subject = subject_of(compare(experiment, "cpu"))
    table = listening_table(subject, 2)
    for seed in (0, 1):
        stack = subject.members("RNN", 2).only((seed,))
        own = torch.tensor(subject.task_of(seed).test.contexts)[None]
        expected = torch.quantile(forecast_squares(stack, own).sum(-1).sqrt(), 0.5, dim=1)
        rows = table[(table["cell"] == "RNN") & (table["seed"] == seed)]
        np.testing.assert_allclose(rows["norm"], expected[0].flip(0), rtol=1e-12)
    assert len({subject.median_seed(cell) for cell in experiment.cells}) == 1


def test_a_log_that_grows_can_be_looked_into(subject):
    live = learning_subject(subject.log, subject.tasks)
    assert live.epochs == (0, 1, 3)
    assert set(listening_table(live, 3)["cell"]) == {"RNN", "LSTM", "GRU"}
