import csv
import json
import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import forecasting.data.samples
from forecasting.data import (
    SAMPLES,
    SIGNALS,
    Sample,
    SampleSeries,
    SyntheticSeries,
    source_from_json,
    source_to_json,
)

SOURCES = [
    *(SyntheticSeries(name, 150, 6.5, 0.2, 3) for name in SIGNALS),
    *(SampleSeries(name) for name in SAMPLES),
]
EVERY = pytest.mark.parametrize("source", SOURCES, ids=str)
EVERY_SIGNAL = pytest.mark.parametrize("name", SIGNALS)


@EVERY
def test_what_is_said_before_loading_is_what_is_loaded(source):
    series = source.load()
    assert len(series) == source.length
    assert series.variables == source.variables
    assert source.title
    assert series.name in {*SIGNALS, *SAMPLES}


@EVERY
def test_json_and_back(source):
    text = json.dumps(source_to_json(source))
    again = source_from_json(json.loads(text))
    assert again == source
    assert hash(again) == hash(source)
    assert type(again) is type(source)


@EVERY
def test_json_refuses_missing_and_unknown_fields(source):
    data = source_to_json(source)
    with pytest.raises(ValueError, match=r"Unknown field 'colour' in a .* source; remove it"):
        source_from_json({**data, "colour": "red"})
    for field in fields(source):
        rest = {name: value for name, value in data.items() if name != field.name}
        with pytest.raises(ValueError, match=f"Missing field '{field.name}' in a .* add it"):
            source_from_json(rest)


@pytest.mark.parametrize("kind", ["upload", None, ["synthetic"], 3])
def test_json_refuses_an_unknown_kind(kind):
    with pytest.raises(ValueError, match=r"kind is .*; choose one of synthetic, sample"):
        source_from_json({"kind": kind})


@pytest.mark.parametrize("data", [None, [], "sine"])
def test_json_refuses_what_is_no_object(data):
    with pytest.raises(ValueError, match="give an object with a kind"):
        source_from_json(data)


def test_json_values_are_checked_like_any_other():
    data = {**source_to_json(SyntheticSeries()), "length": "200"}
    with pytest.raises(ValueError, match="length is '200'"):
        source_from_json(data)


@EVERY_SIGNAL
def test_clean_values_are_the_signal(name):
    series = SyntheticSeries(name, 150, 6.5).load()
    np.testing.assert_array_equal(series.clean, SIGNALS[name].generate(150, 6.5))
    np.testing.assert_array_equal(series.time, range(150))
    assert series.time_name == "step"
    assert series.period_steps == SIGNALS[name].period_steps(150, 6.5)


@EVERY_SIGNAL
def test_no_noise_is_clean(name):
    series = SyntheticSeries(name, noise_std=0).load()
    np.testing.assert_array_equal(series.values, series.clean)
    assert series.noise_std == 0


@EVERY_SIGNAL
def test_noise_std_scales_one_draw_and_the_seed_draws_another(name):
    source = SyntheticSeries(name, noise_std=0.1, seed=4)
    small, large, other = (
        (series.values - series.clean)
        for series in (
            source.load(),
            replace(source, noise_std=0.3).load(),
            replace(source, seed=5).load(),
        )
    )
    np.testing.assert_allclose(large, 3 * small, atol=1e-12)
    assert not np.allclose(other, small)


def test_noise_has_the_size_it_says():
    series = SyntheticSeries(length=100_000, noise_std=0.25).load()
    noise = series.values - series.clean
    assert noise.std() == pytest.approx(0.25, rel=0.01)
    assert noise.mean() == pytest.approx(0, abs=0.005)
    assert series.noise_std == 0.25


def test_a_period_longer_than_the_series_is_no_period():
    assert SyntheticSeries(cycles=0.5).load().period_steps is None
    assert SyntheticSeries(cycles=1e-310).load().period_steps is None
    assert SyntheticSeries(signal="long_memory", cycles=1e-310).load().period_steps is None


def test_whole_numbers_and_floats_are_one_source():
    whole, real = SyntheticSeries(cycles=8, noise_std=0), SyntheticSeries(cycles=8.0, noise_std=0.0)
    assert json.dumps(source_to_json(whole)) == json.dumps(source_to_json(real))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"signal": "sinus"}, "signal is 'sinus'; choose one of sine, sine_cosine, .*long_memory"),
        ({"signal": ["sine"]}, r"signal is \['sine'\]; choose one of"),
        ({"length": 19}, "length is 19; give a whole number from 20 to 100,000"),
        ({"length": 100_001}, "length is 100001; give a whole number from 20"),
        ({"length": 200.0}, "length is 200.0; give a whole number"),
        ({"length": True}, "length is True; give a whole number"),
        ({"cycles": 0}, "cycles is 0; give a number above 0 and at most 100, half the length"),
        ({"cycles": 100.5}, "cycles is 100.5; .* at most 100"),
        ({"cycles": math.nan}, "cycles is nan"),
        ({"cycles": math.inf}, "cycles is inf"),
        ({"cycles": True}, "cycles is True"),
        ({"cycles": "8"}, "cycles is '8'"),
        ({"noise_std": -0.1}, "noise_std is -0.1; give a finite number, 0 or more"),
        ({"noise_std": math.nan}, "noise_std is nan"),
        ({"noise_std": math.inf}, "noise_std is inf"),
        ({"noise_std": 10**400}, "noise_std is 1000"),
        ({"noise_std": False}, "noise_std is False"),
        ({"seed": -1}, "seed is -1; give a whole number of at least 0"),
        ({"seed": 1.0}, "seed is 1.0; give a whole number"),
        ({"seed": False}, "seed is False; give a whole number"),
    ],
)
def test_synthetic_refuses_with_the_value_and_the_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        SyntheticSeries(**change)


@pytest.mark.parametrize("change", [{"length": 20, "cycles": 10}, {"length": 100_000}, {"seed": 0}])
def test_synthetic_accepts_its_limits(change):
    series = SyntheticSeries(**change)
    assert len(series.load()) == series.length


@pytest.mark.parametrize("name", ["sunspot", "", None])
def test_sample_refuses_an_unknown_name(name):
    with pytest.raises(ValueError, match=f"name is {name!r}; choose one of sunspots"):
        SampleSeries(name)


@pytest.mark.parametrize(("name", "sample"), SAMPLES.items())
def test_sample_against_the_csv_reader(name, sample):
    folder = Path(forecasting.data.samples.__file__).parent / "samples"
    with (folder / sample.file).open() as file:
        rows = list(csv.reader(file))[1:]
    series = SampleSeries(name).load()
    assert sample.name == series.name == name
    assert as_written(series) == [row[0] for row in rows]
    known = [[float(text or "nan") for text in row[1:]] for row in rows]
    np.testing.assert_array_equal(series.observed, known)
    assert series.clean is series.noise_std is None
    assert sample.file in (folder / "README.md").read_text()
    assert sample.source
    assert sample.reason


def as_written(series):
    times = series.dates.astype("M8[D]") if series.dated else series.time
    return times.astype(str).tolist()


def test_sunspots_are_the_sunspots():
    series = SampleSeries().load()
    assert (len(series), series.time[0], series.time[-1]) == (309, 1700, 2008)
    assert series.time_name == "year"
    assert series.time[series.values[:, 0].argmax()] == 1957  # the highest year on record
    power = np.abs(np.fft.rfft(series.values[:, 0] - series.values.mean())) ** 2
    assert len(series) / power.argmax() == pytest.approx(series.period_steps, rel=0.05)


def test_a_sample_is_read_once():
    assert SampleSeries().load() is SampleSeries().load()


def test_a_sample_without_file_is_refused():
    with pytest.raises(ValueError, match=r"file is 'moon.csv'; put a file .* in samples/"):
        Sample("moon", "Moon", "moon.csv", "Nobody", "None.", ("moon",))
