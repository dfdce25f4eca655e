import pytest
import torch

from forecasting.rollout import FEEDBACKS, rollout
from tests.models.kernels.cases import CELLS, make_ensemble, make_sequences

SHAPES = {
    "plain": {},
    "deep": {"variables": 3, "layers": 3, "hidden_size": 17, "input_layer": True},
}


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("feedback", FEEDBACKS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cell", CELLS)
def test_rollouts_are_those_of_the_reference(cell, shape, feedback, told):
    ensemble = make_ensemble(cell, seeds=(0, 1), **SHAPES[shape])
    contexts = make_sequences(ensemble, windows=37)
    observed = make_sequences(ensemble, windows=37, steps=5, seed=1)[:, :5] if told else None
    fused, reference = (
        rollout(ensemble, contexts, 5, feedback, observed, engine=engine)
        for engine in ("fused", "reference")
    )
    torch.testing.assert_close(fused, reference, rtol=0, atol=1e-9)


@pytest.mark.parametrize("feedback", FEEDBACKS)
def test_single_precision(feedback):
    ensemble = make_ensemble("LSTM", dtype=torch.float32, hidden_size=64)
    contexts = make_sequences(ensemble)
    fused, reference = (
        rollout(ensemble, contexts, 40, feedback, engine=engine)
        for engine in ("fused", "reference")
    )
    torch.testing.assert_close(fused, reference, rtol=0, atol=1e-5)


def test_contexts_may_be_a_view():
    ensemble = make_ensemble()
    sequences = make_sequences(ensemble)
    view = rollout(ensemble, sequences[::2, :-1], 3, engine="fused")
    assert torch.equal(view, rollout(ensemble, sequences[::2, :-1].clone(), 3, engine="fused"))


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cell", CELLS)
def test_what_overlapping_windows_share_changes_nothing(cell, shape, told):
    """Neighbours share their first pass; in another order there is nothing to share."""
    ensemble = make_ensemble(cell, seeds=(0, 1), **SHAPES[shape])
    values = make_sequences(ensemble, windows=1, steps=90)[0]
    contexts = values.unfold(0, 9, 1).transpose(1, 2)[:70]
    observed = values.unfold(0, 12, 1).transpose(1, 2)[:70] if told else None
    shuffled = torch.randperm(70, generator=torch.Generator().manual_seed(0))
    shared = rollout(ensemble, contexts, 12, "window", observed, engine="fused")
    fed = observed[shuffled] if told else None
    alone = rollout(ensemble, contexts[shuffled], 12, "window", fed, engine="fused")
    assert torch.equal(shared[:, shuffled], alone)
