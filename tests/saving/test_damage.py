import contextlib
import hashlib
import json
import struct
import time
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from forecasting.experiment.limits import Limits
from forecasting.saving import load, save
from tests.saving.cases import parts_of, trained, zipped

GOOD = save(trained("one"))
PARTS = parts_of(GOOD)


def signed(parts):
    """The parts with a manifest that fits them: what somebody does who knows the format."""
    manifest = json.loads(PARTS["manifest.json"])
    others = {name: part for name, part in parts.items() if name != "manifest.json"}
    sums = {name: hashlib.sha256(part).hexdigest() for name, part in others.items()}
    return zipped({"manifest.json": json.dumps(manifest | {"parts": sums}).encode(), **others})


def with_settings(**changes):
    values = json.loads(PARTS["experiment.json"]) | changes
    return signed(PARTS | {"experiment.json": json.dumps(values).encode()})


def with_manifest(**changes):
    manifest = json.loads(PARTS["manifest.json"]) | changes
    return zipped(PARTS | {"manifest.json": json.dumps(manifest).encode()})


def with_arrays(part, **changes):
    arrays = load_arrays(PARTS[part]) | changes
    kept = {name: array for name, array in arrays.items() if array is not None}
    return signed(PARTS | {part: save_arrays(kept)})


def without(name):
    return {k: part for k, part in PARTS.items() if k != name}


LOG, WEIGHTS = "log.safetensors", "weights.safetensors"
ARRAYS = load_arrays(PARTS[LOG])


def epochs_of(count):
    """Losses of so many epochs."""
    losses = dict.fromkeys(("losses", "validation"), np.zeros((1, count, 1)))
    return losses | {"gradients": np.zeros((2, 1, count, 1))}


def changed(name, index, value):
    array = ARRAYS[name].copy()
    array[index] = value
    return {name: array}


BAD = {
    "nothing": (b"", "it is no comparison"),
    "text": (b"hello, world" * 10, "it is no comparison"),
    "truncated": (GOOD[:-50], "a part of it is missing"),
    "another zip": (zipped({"a.txt": b"a"}), "manifest.json is missing"),
    "no parts": (zipped({}), "manifest.json is missing"),
    "no experiment": (signed(without("experiment.json")), "experiment.json is missing"),
    "no weights": (signed(without(WEIGHTS)), "weights.safetensors is missing"),
    "no log": (signed(without(LOG)), "log.safetensors is missing"),
    "part not listed": (zipped(PARTS | {"tables/x.csv": b""}), "not those of its manifest"),
    "unknown part": (signed(PARTS | {"run.py": b"print()"}), r"unknown part 'run\.py'"),
    "path": (signed(PARTS | {"../../etc/passwd": b""}), "unknown part '../../etc/passwd'"),
    "absolute path": (signed(PARTS | {"/etc/passwd": b""}), "unknown part '/etc/passwd'"),
    "changed part": (zipped(PARTS | {"README.txt": b"!"}), "README.txt was changed"),
    "many parts": (zipped({f"{k}": b"" for k in range(999)}), "too many parts"),
    "packed otherwise": (zipped(PARTS, zipfile.ZIP_LZMA), "packed in an unknown way"),
    "manifest no JSON": (zipped(PARTS | {"manifest.json": b"{"}), "is not valid JSON"),
    "manifest a list": (zipped(PARTS | {"manifest.json": b"[]"}), "is no JSON object"),
    "deep manifest": (zipped(PARTS | {"manifest.json": b"[" * 60_000}), "is not valid JSON"),
    "other format": (with_manifest(format="spreadsheet"), "it holds no comparison"),
    "unknown version": (with_manifest(version=1), "a format that is not known here"),
    "no device": (with_manifest(device=None), "where it was trained"),
    "odd device": (with_manifest(device={"kind": "abacus"}), "where it was trained"),
    "list for device": (with_manifest(device={"kind": ["cpu"]}), "where it was trained"),
    "no checksums": (with_manifest(parts=7), "not those of its manifest"),
    "settings no JSON": (signed(PARTS | {"experiment.json": b"\xff{"}), "settings are wrong"),
    "deep settings": (signed(PARTS | {"experiment.json": b"[" * 99_999}), "settings are wrong"),
    "horizon of text": (with_settings(horizon="far"), "settings are wrong: horizon is 'far'"),
    "unknown setting": (with_settings(colour="red"), "settings are wrong"),
    "source of text": (with_settings(source="web"), "settings are wrong"),
    "huge settings": (with_settings(feedback="x" * 10**6), "experiment.json is larger"),
    "too many seeds": (with_settings(seeds=list(range(900))), "at most 256 are allowed here"),
    "other seeds": (with_settings(seeds=[5, 6]), "another shape than"),
    "other cells": (with_settings(cells=["GRU"]), "weights have another shape than"),
    "other length": (with_settings(horizon=3), "have another shape|has another shape"),
    "weights no tensors": (signed(PARTS | {WEIGHTS: b"x" * 9999}), "it is damaged"),
    "weights too short": (signed(PARTS | {WEIGHTS: PARTS[WEIGHTS][:99]}), "have another shape"),
    "weights too long": (signed(PARTS | {WEIGHTS: bytes(3 * 2**20)}), "is larger than it can be"),
    "a table too long": (
        signed(PARTS | {"tables/errors.csv": bytes(65 * 2**20)}),
        "is larger than it can be",
    ),
    "weights in double": (
        with_arrays(WEIGHTS, **{"RNN.head_bias": np.zeros((1, 2))}),
        "RNN.head_bias have another shape",
    ),
    "weights missing": (with_arrays(WEIGHTS, **{"RNN.head_bias": None}), "other weights than"),
    "log missing": (with_arrays(LOG, losses=None), "other arrays than it should"),
    "flat losses": (with_arrays(LOG, losses=np.zeros(4)), "losses in its log has another shape"),
    "no epoch": (with_arrays(LOG, **epochs_of(0)), "it holds 4 epochs of 4"),
    "epochs too many": (with_arrays(LOG, **epochs_of(9)), "it holds 4 epochs of 4"),
    "done too many": (with_arrays(LOG, epochs_done=np.array([9])), "it holds 9 epochs of 4"),
    "epochs of a member": (with_arrays(LOG, **changed("epochs", 0, 3)), "trained for other epochs"),
    "kept later": (with_arrays(LOG, **changed("kept_epochs", 0, 5)), "trained for other epochs"),
    "rate below zero": (with_arrays(LOG, **changed("learning_rates", 0, -1.0)), "rates cannot be"),
    "single losses": (
        with_arrays(LOG, losses=np.zeros((1, 4, 1), np.float32)),
        "losses in its log has another shape",
    ),
    "negative loss": (with_arrays(LOG, **changed("losses", 0, -1.0)), "values below zero"),
    "negative updates": (with_arrays(LOG, **changed("updates", 0, -1)), "values below zero"),
    "endless training": (
        with_arrays(LOG, **changed("train_seconds", 0, np.inf)),
        "values that are no numbers",
    ),
    "error NaN": (with_arrays(LOG, **changed("snapshot_rmse", 0, np.nan)), "no numbers"),
    "snapshots unordered": (
        with_arrays(LOG, **changed("snapshot_epochs", 0, 4)),
        "snapshots are not in order",
    ),
    "snapshot of epoch 0": (
        with_arrays(LOG, **changed("snapshot_epochs", 0, 0)),
        "snapshots are not in order",
    ),
    "another series": (with_arrays(LOG, series=ARRAYS["series"] + 1), "series is not the one"),
}


@pytest.mark.parametrize("name", BAD)
def test_is_refused_in_one_sentence(name):
    data, message = BAD[name]
    with pytest.raises(ValueError, match=message) as raised:
        load(data)
    text = str(raised.value)
    assert len(text) < 400
    assert "\n" not in text
    assert text.endswith(".")


def test_the_file_before_it_was_damaged_is_fine():
    load(signed(PARTS), Limits())


def test_limits_are_those_given():
    with pytest.raises(ValueError, match="at most 1 are allowed here"):
        load(GOOD, Limits(max_steps=1))


def test_two_parts_of_one_name():
    data = zipped({"manifest.json": b"{}", "manifest.jsom": b"{}"})
    with pytest.raises(ValueError, match="two parts of the same name"):
        load(data.replace(b"jsom", b"json"))


def test_a_locked_file():
    data = bytearray(zipped(PARTS))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ValueError, match="packed in an unknown way"):
        load(bytes(data))


def test_a_bomb_takes_neither_time_nor_memory():
    bomb = zipped(PARTS | {WEIGHTS: bytes(300 * 2**20)})
    load(GOOD)
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(ValueError, match="is larger than it can be"):
        load(bomb)
    seconds, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 30 * 2**20


def test_a_bomb_that_lies_about_its_size():
    data = bytearray(zipped(PARTS | {"README.txt": bytes(50 * 2**20)}))
    entry = data.rindex(b"README.txt") - 46
    struct.pack_into("<L", data, entry + 24, 1000)
    with pytest.raises(ValueError, match="cannot be opened"):
        load(bytes(data))


def opens_or_refuses(data):
    with contextlib.suppress(ValueError):
        load(data)


FAST = settings(deadline=None, suppress_health_check=list(HealthCheck))


@FAST
@given(st.binary(max_size=300))
def test_any_bytes(data):
    opens_or_refuses(data)
    opens_or_refuses(b"PK\x03\x04" + data + b"PK\x05\x06" + data)


@FAST
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=20))
def test_any_change(changes):
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    opens_or_refuses(bytes(data))


@FAST
@given(st.integers(0, 2000), st.integers(0, 255))
def test_any_change_of_the_directory(back, value):
    data = bytearray(GOOD)
    data[-1 - back] = value
    opens_or_refuses(bytes(data))


@FAST
@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)))
def test_any_cut(first, second):
    opens_or_refuses(GOOD[:first] + GOOD[second:])


@FAST
@given(st.sampled_from(sorted(without("manifest.json"))), st.data())
def test_any_change_by_somebody_who_knows_the_format(name, data):
    part = bytearray(PARTS[name])
    for _ in range(data.draw(st.integers(1, 5))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    opens_or_refuses(signed(PARTS | {name: bytes(part)}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@FAST
@given(st.sampled_from(sorted(json.loads(PARTS["experiment.json"]))), JSON)
def test_any_setting(name, value):
    opens_or_refuses(with_settings(**{name: value}))


@FAST
@given(st.sampled_from(sorted(json.loads(PARTS["experiment.json"])["training"])), JSON)
def test_any_setting_of_the_training(name, value):
    training = json.loads(PARTS["experiment.json"])["training"] | {name: value}
    opens_or_refuses(with_settings(training=training))


@FAST
@given(st.sampled_from(sorted(json.loads(PARTS["experiment.json"])["source"])), JSON)
def test_any_setting_of_the_source(name, value):
    source = json.loads(PARTS["experiment.json"])["source"] | {name: value}
    opens_or_refuses(with_settings(source=source))


@FAST
@given(st.sampled_from(sorted(json.loads(PARTS["manifest.json"]))), JSON)
def test_any_entry_of_the_manifest(name, value):
    opens_or_refuses(with_manifest(**{name: value}))
