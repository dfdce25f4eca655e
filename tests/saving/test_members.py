import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load as load_tensors

from forecasting.saving import member_file, member_name
from tests.saving.cases import trained


def metadata(data, folder):
    path = folder / "member.safetensors"
    path.write_bytes(data)
    with safe_open(path, "pt") as file:
        return dict(file.metadata())


@pytest.mark.parametrize("cell", ["GRU", "LSTM"])
def test_weights_have_the_names_of_plain_modules(cell):
    comparison = trained("deep")
    found = load_tensors(member_file(comparison, cell, 3))
    wanted = comparison.models[cell].member(3).state_dict()
    assert {"input.weight", "recurrent.weight_ih_l0", "recurrent.bias_hh_l1", "head.bias"} < set(
        found
    )
    assert found.keys() == wanted.keys()
    assert all(torch.equal(found[name], wanted[name]) for name in wanted)


def test_the_metadata_is_all_one_needs(tmp_path):
    comparison = trained("tiny")
    about = metadata(member_file(comparison, "LSTM", 0), tmp_path)
    assert (about["cell"], about["feedback"]) == ("LSTM", "window")
    values = {name: json.loads(text) for name, text in about.items() if text[0] in "[0123456789tf"}
    assert values["mean"] == comparison.scaler.mean.tolist()
    assert values["std"] == comparison.scaler.std.tolist()
    assert values["variables"] == ["sine", "cosine"]
    sizes = [values[name] for name in ("seed", "hidden_size", "layers", "window_length", "horizon")]
    assert sizes == [0, 6, 1, 8, 5]
    assert values["input_layer"] is False
    assert len(values["latest_window"]) == 8


def test_the_name_says_which():
    assert member_name("LSTM", 3) == "LSTM_seed_3.safetensors"


def test_who_is_not_there_is_refused():
    with pytest.raises(ValueError, match="cell is 'CNN'; choose one of RNN, LSTM, GRU"):
        member_file(trained("tiny"), "CNN", 0)
    with pytest.raises(ValueError, match="seed 1"):
        member_file(trained("tiny"), "RNN", 1)
