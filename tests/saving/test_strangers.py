"""Files that somebody made to hurt: each opens or gives a clear message, in 2 s and 200 MB."""

import json
import os
import warnings

import numpy as np
import pytest
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from forecasting import Series, findings
from forecasting.data import Frequency, digest_of
from forecasting.messages import Message, said_by
from forecasting.saving import load, save
from forecasting.saving.series_json import series_from_parts, series_to_parts
from tests.bounds import measured, needs_proc
from tests.saving.mutations import OWN, good, mutated, signed

MOST_SECONDS, MOST_BYTES = 2.0, 200 * 2**20
COUNT = int(os.environ.get("MUTATED_SAVES", "20"))
"""All of 1,000: MUTATED_SAVES=1000 pytest -n 0 tests/saving/test_strangers.py -k altered."""

HELD = json.loads(good("own")["series.json"])


def of_series(arrays=None, **facts):
    """A file whose series is another; values of an older file stand in the facts."""
    parts = dict(good("own")) | {"series.json": json.dumps(HELD | facts).encode()}
    if arrays is not None:
        parts["series.safetensors"] = save_arrays(arrays)
    return signed(parts)


def in_text(**facts):
    """The same without the arrays, as an older file has it."""
    rows = {"time": OWN.time.tolist(), "values": OWN.values.tolist()}
    parts = dict(good("own")) | {"series.json": json.dumps(HELD | rows | facts).encode()}
    del parts["series.safetensors"]
    return signed(parts)


def as_text(text):
    return signed(dict(good("own")) | {"series.json": text})


MIXED = [["x" * 10**6, 1.0]] + [[1.0, 1.0]] * 1000
CASES = {
    "mixed strings": in_text(values=MIXED),
    "long numbers": in_text(values=[[10**4000, 1]] * 9000),
    "objects": in_text(values=[[{}, 1]] * 60),
    "a ragged table": in_text(values=[[1, 2], [1]]),
    "much nothing": as_text(b"[" + b"[]," * 20_000_000 + b"[]]"),
    "much nothing as values": as_text(b'{"values": [' + b"[]," * 20_000_000 + b"[]]}"),
    "many fields": as_text(b"{" + b'"a":1,' * 4_000_000 + b'"a":1}'),
    "a long name": of_series(name="x" * 3_000_000),
    "a long name of a variable": of_series(variables=["x" * 3_000_000, "b"]),
    "a period below zero": of_series(period_steps=-5),
    "a period that is no number": of_series(period_steps=float("nan")),
    "a list for noise": of_series(noise_std=[1.0]),
    "numbers for names": of_series(variables=[1, 2]),
    "one name as a number": of_series(variables=[1]),
    "no names": of_series(variables=[]),
    "a text for names": of_series(variables="ab"),
    "a number for the time's name": of_series(time_name=7),
    "a step of text": of_series(step="month"),
    "an odd step": of_series(step={"count": "1", "unit": "months"}),
    "an endless step": of_series(step={"count": float("inf"), "unit": "months"}),
    "texts as times": in_text(time=["x"] * 60),
    "dates of no calendar": of_series({"time": np.arange(60) * 10**16, "values": OWN.values}),
    "complex values": of_series({"time": OWN.time, "values": np.ones((60, 2), bool)}),
}


@needs_proc
@pytest.mark.parametrize("name", CASES)
def test_what_was_seen_to_hurt_is_refused_in_a_sentence(name):
    load(signed(good("own")))
    taken = measured(lambda: load(CASES[name]))
    assert isinstance(taken.error, ValueError)
    assert isinstance(said_by(taken.error), Message)
    assert taken.seconds < MOST_SECONDS
    assert taken.bytes < MOST_BYTES


def used(comparison):
    """What the pages and another file ask of a comparison."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert all(findings(comparison))
        load(save(comparison, with_series=True))


@needs_proc
def test_altered_files_open_or_give_a_message():
    for name in ("own", "one", "real", "deep"):
        load(signed(good(name)))
    opened = 0
    for number in range(COUNT):
        what, data = mutated(number)
        taken = measured(lambda data=data: load(data))
        assert taken.seconds < MOST_SECONDS, what
        assert taken.bytes < MOST_BYTES, what
        assert taken.error is None or isinstance(said_by(taken.error), Message), what
        if taken.error is None and number % 5 == 0:
            used(taken.result)
        opened += taken.error is None
    assert COUNT / 10 < opened < COUNT * 9 / 10


def test_a_file_from_before_has_its_series_in_the_text():
    opened = load(in_text())
    assert digest_of(opened.experiment.source.series) == digest_of(OWN)


@needs_proc
def test_the_longest_series_that_is_read_fits_too():
    values = np.random.default_rng(0).normal(size=(300_000, 8))
    filled = np.zeros(values.shape, bool)
    filled[5] = True
    names = tuple("abcdefgh")
    series = Series("long", np.arange(300_000), values, None, names, filled=filled)
    text, arrays = series_to_parts(series)
    taken = measured(lambda: series_from_parts(text, arrays))
    assert digest_of(taken.result) == digest_of(series)
    assert taken.seconds < MOST_SECONDS
    assert taken.bytes < MOST_BYTES


def test_everything_known_of_a_series_comes_back():
    step, values = Frequency(1.0, "months"), OWN.values
    series = Series("a", OWN.time, values, values, ("a", "b"), "date", 12.0, 0.5, step, values > 0)
    again = series_from_parts(*series_to_parts(series))
    assert digest_of(again) == digest_of(series)
    assert (again.name, again.noise_std, again.step) == ("a", 0.5, step)
    np.testing.assert_array_equal(again.clean, values)
    assert set(load_arrays(series_to_parts(series)[1])) == {"time", "values", "clean", "filled"}
