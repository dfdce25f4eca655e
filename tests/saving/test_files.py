import io
import json
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from pandas.testing import assert_frame_equal
from safetensors.numpy import save as save_arrays

from forecasting import compare
from forecasting.models import Device
from forecasting.report.facts import device
from forecasting.saving import files, load, save
from forecasting.saving.logs import LogArrays
from tests.saving.cases import NAMES, parts_of, trained, zipped

TABLES = ("errors", "baselines", "forecasts", "future")
EXACT = ("losses", "snapshots", "diverged", "costs")


@pytest.fixture(scope="module", params=NAMES)
def pair(request):
    saved = trained(request.param)
    return saved, load(save(saved))


def test_tables_are_the_same(pair):
    saved, loaded = pair
    for name in TABLES:
        assert_frame_equal(getattr(loaded, name), getattr(saved, name), rtol=1e-6, atol=1e-6)


def test_what_was_written_down_is_exactly_the_same(pair):
    saved, loaded = pair
    for name in EXACT:
        assert_frame_equal(getattr(loaded, name), getattr(saved, name), check_exact=True)
    ours, theirs = loaded.log, saved.log
    assert_frame_equal(ours.snapshot_rollouts, theirs.snapshot_rollouts, check_exact=True)
    assert [s.epoch for s in ours.snapshots] == [s.epoch for s in theirs.snapshots]


def test_settings_and_weights_are_the_same(pair):
    saved, loaded = pair
    assert loaded.experiment == saved.experiment
    assert loaded.stopped_at == saved.stopped_at
    assert loaded.device == saved.device
    for cell, model in saved.models.items():
        for name, weights in model.state_dict().items():
            found = loaded.models[cell].state_dict()[name]
            assert found.dtype == weights.dtype
            assert torch.equal(found.nan_to_num(7.0), weights.nan_to_num(7.0))


def test_what_trained_is_known_again(pair):
    saved, loaded = pair
    assert saved.log.engines == loaded.log.engines == {1: "fused"}


def manifest_with(engines):
    parts = parts_of(save(trained("tiny")))
    manifest = json.loads(parts["manifest.json"])
    manifest.pop("engines")
    manifest |= {} if engines is None else {"engines": engines}
    return zipped(parts | {"manifest.json": json.dumps(manifest).encode()})


def test_a_file_from_before_engines_were_noted_opens():
    loaded = load(manifest_with(None))
    assert loaded.log.engines == {}
    assert "Trained by" not in device(loaded)


@pytest.mark.parametrize("engines", [[], {"1": "magic"}, {"x": "fused"}, {"1": 3}, "fused"])
def test_no_engine_that_there_is_not(engines):
    with pytest.raises(ValueError, match="does not say by what it was trained"):
        load(manifest_with(engines))


def test_saving_what_was_loaded_gives_the_same_file(pair):
    saved, loaded = pair
    assert save(loaded) == save(saved)


def test_one_case_diverged_and_one_was_stopped():
    assert len(trained("diverged").diverged)
    assert trained("stopped").stopped_at == 1


def test_tables_in_the_file_are_those_of_the_pages():
    saved = trained("tiny")
    parts = parts_of(save(saved))
    for name in files.TABLES:
        table = pd.read_csv(io.BytesIO(parts[f"tables/{name}.csv"]))
        assert list(table) == list(getattr(saved, name))
        assert len(table) == len(getattr(saved, name))


def test_the_manifest_says_where_it_comes_from():
    manifest = json.loads(parts_of(save(trained("tiny")))["manifest.json"])
    assert manifest["version"] == 2
    assert manifest["device"]["kind"] == "cpu"
    assert manifest["packages"]["torch"] == str(torch.__version__)
    assert all(len(checksum) == 64 for checksum in manifest["parts"].values())


def test_nothing_in_it_could_run():
    parts = parts_of(save(trained("tiny")))
    assert {name.rsplit(".", 1)[1] for name in parts} == {"json", "txt", "csv", "safetensors"}


def test_large_tables_are_left_out(monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 100)
    data = save(trained("tiny"))
    assert "tables/forecasts.csv" not in parts_of(data)
    assert "tables/costs.csv" in parts_of(data)
    assert load(data).losses.equals(trained("tiny").losses)


def test_another_device_is_remembered_but_not_needed():
    elsewhere = replace(trained("one"), device=Device("cuda", "A large GPU"))
    loaded = load(save(elsewhere))
    assert loaded.device == Device("cuda", "A large GPU")
    assert {p.device.type for m in loaded.models.values() for p in m.parameters()} == {"cpu"}
    assert len(loaded.errors)


def test_loading_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load(save(trained("tiny")))


def test_totals_in_mixed_units_of_an_old_file_are_made_anew():
    made = trained("tiny")
    arrays = LogArrays.of(made)
    old = arrays.snapshot_rmse.copy()
    old[..., -1, :] = np.sqrt(np.square(old[..., :-1, :]).mean(axis=-2))
    assert not np.allclose(old, arrays.snapshot_rmse)
    again = replace(arrays, snapshot_rmse=old).to_log(made.experiment, made.tasks)
    for one, other in zip(again.snapshots, made.log.snapshots, strict=True):
        pd.testing.assert_frame_equal(one.errors, other.errors)


def test_files_from_before_equal_time_was_kept_still_open():
    made = compare(replace(trained("one").experiment, budget="time"), "cpu")
    arrays = {
        name: np.ascontiguousarray(array)
        for name, array in LogArrays.of(made).as_dict().items()
        if name not in ("epochs_due", "epoch_seconds", "gradients")
    }
    opened = LogArrays.from_bytes(save_arrays(arrays), made.experiment)
    np.testing.assert_array_equal(opened.epochs_due, made.log.epochs_due)
    assert np.isnan(opened.epoch_seconds).all()
    assert np.isnan(opened.gradients).all()


@pytest.mark.parametrize("due", [0, 1, 5, 10**6])
def test_epochs_due_that_cannot_be_are_refused(due):
    made = trained("tiny")
    arrays = LogArrays.of(made)
    wrong = replace(arrays, epochs_due=np.full_like(arrays.epochs_due, due))
    with pytest.raises(ValueError, match="trained for other epochs than they were"):
        LogArrays.from_bytes(wrong.to_bytes(), made.experiment)
