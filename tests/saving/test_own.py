"""A series that a person brought goes into the file only if the person says so."""

import io
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting import Experiment, Series, TrainingConfig, compare
from forecasting.data import UploadedSeries, digest_of
from forecasting.experiment import audit
from forecasting.report import report
from forecasting.saving import load, save
from forecasting.saving.series_json import series_from_parts, series_to_parts
from forecasting.saving.snippets import rerun_snippet

VALUES = np.random.default_rng(4).normal(size=(60, 2)).cumsum(axis=0)
SERIES = Series("sales <b>", np.arange(60), VALUES, variables=("a", "b"), period_steps=7.0)


EXPERIMENT = Experiment(
    SERIES,
    window_length=6,
    horizon=3,
    seeds=(0, 1),
    training=TrainingConfig(hidden_size=3, epochs=2),
)


@pytest.fixture(scope="module")
def comparison():
    return compare(EXPERIMENT, "cpu")


def test_a_series_stands_for_itself(comparison):
    source = comparison.experiment.source
    assert isinstance(source, UploadedSeries)
    assert source.title == "sales <b>"
    assert source.load() is SERIES


def test_equal_content_is_an_equal_experiment():
    again = Series("another name", SERIES.time, SERIES.values, None, ("a", "b"), "step", 7.0)
    assert UploadedSeries.of(again) == UploadedSeries.of(SERIES)
    assert hash(UploadedSeries.of(again)) == hash(UploadedSeries.of(SERIES))


@pytest.mark.parametrize(
    "change",
    [
        {"values": VALUES + 1e-12},
        {"time": np.arange(60) + 1},
        {"variables": ("a", "c")},
        {"period_steps": 8.0},
        {"time_name": "day"},
        {"filled": np.arange(120).reshape(60, 2) == 9},
    ],
)
def test_other_content_is_another(change):
    assert digest_of(replace(SERIES, **change)) != digest_of(SERIES)


def test_a_digest_cannot_be_claimed():
    with pytest.raises(ValueError, match="not that of the series given; bring the file"):
        UploadedSeries("0" * 64, "sales", SERIES)


def numbers_in(data):
    """All bytes of a saved file, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_with_the_series_it_opens_anywhere(comparison):
    opened = load(save(comparison, with_series=True))
    assert opened.experiment == comparison.experiment
    np.testing.assert_array_equal(opened.task.series.values, VALUES)
    pd.testing.assert_frame_equal(opened.errors, comparison.errors)


def test_without_it_no_value_of_it_is_in_the_file(comparison):
    data = numbers_in(save(comparison))
    for value in VALUES.ravel():
        assert repr(float(value)).encode() not in data
        assert value.tobytes() not in data


def test_without_it_the_person_brings_it(comparison):
    data = save(comparison)
    with pytest.raises(ValueError, match="without its series 'your own series'; bring its file"):
        load(data)
    with pytest.raises(ValueError, match="without its series 'sales <b>'; bring its file first"):
        load(save(comparison, with_names=True))
    opened = load(data, own={digest_of(SERIES): SERIES})
    assert opened.experiment.source.title == "sales <b>"
    pd.testing.assert_frame_equal(opened.errors, comparison.errors)
    pd.testing.assert_frame_equal(opened.snapshots, comparison.snapshots)


@pytest.mark.parametrize("with_names", [False, True])
def test_without_it_its_names_are_there_only_if_wanted(with_names):
    names = ("unlikely_one", "unlikely_two")
    series = replace(SERIES, name="unlikely_file", variables=names, time_name="unlikely_time")
    made = compare(replace(EXPERIMENT, source=series), "cpu")
    data = numbers_in(save(made, with_names=with_names))
    assert (b"unlikely_file" in data) is with_names
    assert (b"unlikely_one" in data) is with_names
    assert (b"variable 2" in data) is not with_names
    assert with_names or b"unlikely" not in data
    assert b"Total" in data
    assert b"unlikely_time" in numbers_in(save(made, with_series=True))


def test_another_series_is_not_it(comparison):
    other = replace(SERIES, values=VALUES + 1)
    with pytest.raises(ValueError, match="bring its file first"):
        load(save(comparison), own={digest_of(other): other})


def test_a_series_as_text_is_exact():
    assert digest_of(series_from_parts(*series_to_parts(SERIES))) == digest_of(SERIES)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b'{"name": 3}', b'{"values": [[1]]}', b'{"x": 1}', b"\xff"]
)
def test_a_damaged_series_is_refused(text):
    with pytest.raises(ValueError, match="its series is damaged"):
        series_from_parts(text)


@pytest.mark.parametrize("given", [{}, {"digest": 3, "title": "x"}, {"digest": "0"}])
def test_settings_of_an_own_series_that_are_none(given):
    text = '{"source": {"kind": "own"' + "".join(f', "{k}": "{v}"' for k, v in given.items()) + "}}"
    with pytest.raises(ValueError, match=r"has a digest and a title|was saved without its series"):
        Experiment.from_json(text)


def test_the_snippet_leaves_the_file_to_the_person(comparison):
    code = rerun_snippet(comparison.experiment)
    compile(code, "snippet", "exec")
    assert "    source=series,\n" in code
    assert str(float(VALUES[0, 0])) not in code


def test_what_was_filled_stays_known():
    """In the file, in its tables and in the report."""
    values = VALUES.copy()
    values[[10, 11, 43, 57], [0, 1, 0, 1]] = np.nan
    series = Series.with_gaps(values, name="gaps", time=np.arange(60), variables=("a", "b"))
    x = replace(EXPERIMENT, source=series)
    made = compare(x, "cpu")
    opened = load(save(made, with_series=True))
    assert opened.experiment == x
    np.testing.assert_array_equal(opened.task.series.filled, series.filled)
    pd.testing.assert_frame_equal(opened.errors, made.errors)
    for one, other in zip(opened.log.snapshots, made.log.snapshots, strict=True):
        pd.testing.assert_frame_equal(one.rollouts, other.rollouts)
    unknown = made.forecasts[made.forecasts["observed"].isna()]
    places = unknown["origin"] + unknown["steps_ahead"]
    assert set(zip(places, unknown["variable"], strict=True)) == {(43, "a"), (57, "b")}
    assert audit(opened) == audit(made)
    assert ">nan" not in report(made).lower()
