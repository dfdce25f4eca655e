"""Forecasts fed back: against a loop, fed the truth, and in chunks."""

import pytest
import torch

import forecasting.rollout
from forecasting.models import CELLS
from forecasting.rollout import FEEDBACKS, rollout
from tests.oracles import Plain, make_stack, randn, slow_forecast

TIME, HORIZON, WINDOWS = 6, 9, 5
EVERY_CELL = pytest.mark.parametrize("cell", CELLS)
EVERY_FEEDBACK = pytest.mark.parametrize("feedback", FEEDBACKS)
SHAPES = pytest.mark.parametrize("shape", [{}, {"layers": 2, "variables": 2}], ids=str)


def assert_same(ours, expected):
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-12)


def series_and_windows(variables):
    """A series (time, variable), its contexts, and the values that follow them."""
    series = randn(TIME + HORIZON + WINDOWS - 1, variables)
    contexts = torch.stack([series[i : i + TIME] for i in range(WINDOWS)])
    truth = torch.stack([series[i + TIME : i + TIME + HORIZON] for i in range(WINDOWS)])
    return series, contexts, truth


@EVERY_CELL
@EVERY_FEEDBACK
@SHAPES
def test_against_a_loop_over_members_origins_and_steps(cell, feedback, shape):
    stack = make_stack(cell, **shape)
    _, contexts, _ = series_and_windows(stack.architecture.variables)
    forecasts = rollout(stack, contexts, HORIZON, feedback)
    assert forecasts.shape == (3, WINDOWS, HORIZON, stack.architecture.variables)
    assert not forecasts.requires_grad
    for index in range(3):
        plain = Plain(stack, index)
        for window, context in enumerate(contexts):
            expected = slow_forecast(plain, context, HORIZON, feedback)
            assert_same(forecasts[index, window], expected)


@EVERY_CELL
@EVERY_FEEDBACK
@SHAPES
def test_step_one_is_the_output_on_the_window(cell, feedback, shape):
    stack = make_stack(cell, **shape)
    _, contexts, _ = series_and_windows(stack.architecture.variables)
    outputs, _ = stack(contexts.expand(3, -1, -1, -1))
    assert_same(rollout(stack, contexts, 3, feedback)[:, :, 0], outputs[:, :, -1].detach())


@torch.no_grad()
def one_step_outputs(plain, series, origin, feedback):
    """The output at `origin` + 0, 1, …, each from observed values only (step, variable)."""
    if feedback == "state":
        run = series[origin - TIME + 1 : origin + HORIZON]
        return plain(run[None])[0][0, TIME - 1 :]
    ends = range(origin + 1, origin + HORIZON + 1)
    return torch.stack([plain(series[None, end - TIME : end])[0][0, -1] for end in ends])


@EVERY_CELL
@EVERY_FEEDBACK
@SHAPES
def test_fed_the_truth_it_gives_the_one_step_outputs(cell, feedback, shape):
    stack = make_stack(cell, **shape)
    series, contexts, truth = series_and_windows(stack.architecture.variables)
    outputs = rollout(stack, contexts, HORIZON, feedback, observed=truth)
    for index in range(3):
        plain = Plain(stack, index)
        for window in range(WINDOWS):
            expected = one_step_outputs(plain, series, window + TIME - 1, feedback)
            assert_same(outputs[index, window], expected)
    forecasts = rollout(stack, contexts, HORIZON, feedback)
    assert not torch.isclose(outputs[:, :, 1:], forecasts[:, :, 1:]).all()


@EVERY_CELL
@EVERY_FEEDBACK
@pytest.mark.parametrize("fed_truth", [False, True])
def test_origins_may_be_done_in_chunks(monkeypatch, cell, feedback, fed_truth):
    monkeypatch.setenv("FORECASTING_ENGINE", "reference")
    stack = make_stack(cell)
    _, contexts, truth = series_and_windows(1)
    observed = truth if fed_truth else None
    whole = rollout(stack, contexts, HORIZON, feedback, observed)
    forward, batches = type(stack).forward, []

    def spy(self, inputs, states=None):
        batches.append(inputs.shape[1])
        return forward(self, inputs, states)

    monkeypatch.setattr(type(stack), "forward", spy)
    for values, largest in ((1, 1), (2 * 3 * TIME * stack.cell.blocks * 5, 2)):
        monkeypatch.setattr(forecasting.rollout, "CHUNK_VALUES", values)
        batches.clear()
        assert_same(rollout(stack, contexts, HORIZON, feedback, observed), whole)
        assert max(batches) == largest


def test_the_ways_to_feed_back_differ_after_step_one():
    stack = make_stack("LSTM")
    _, contexts, _ = series_and_windows(1)
    window, state = (rollout(stack, contexts, 3, feedback) for feedback in ("window", "state"))
    assert_same(window[:, :, 0], state[:, :, 0])
    assert not torch.isclose(window[:, :, 1:], state[:, :, 1:], atol=1e-6).any()


@EVERY_FEEDBACK
def test_a_single_step(feedback):
    stack = make_stack("GRU")
    _, contexts, _ = series_and_windows(1)
    assert rollout(stack, contexts, 1, feedback).shape == (3, WINDOWS, 1, 1)
