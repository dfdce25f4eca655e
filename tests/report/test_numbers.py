"""Numbers and settings as text."""

import math
import re
from dataclasses import fields, is_dataclass, replace

import pytest

from forecasting import digits
from forecasting.evaluation import MEASURES
from forecasting.experiment import tables
from forecasting.experiment.curves import error_curves
from forecasting.report import facts, numbers
from forecasting.report.drawings import plain
from tests.conftest import TINY
from tests.saving.cases import NAMES, trained


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234, "1,234"),
        (0.123456, "0.123"),
        (math.inf, "∞"),
        (math.nan, "–"),
        ("LSTM", "LSTM"),
        (True, "True"),
    ],
)
def test_a_number_is_short(value, shown):
    assert numbers.text(value) == shown


def test_numbers_that_json_does_not_know_become_gaps():
    value = {"a": [1, math.nan, -math.inf, 0.1 + 0.2], "b": ("x", None, True)}
    assert plain(value) == {"a": [1, None, None, 0.3], "b": ["x", None, True]}


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_the_cells_is_shown(name):
    comparison = trained(name)
    rows, shown = tables.cells_table(comparison), numbers.cells(comparison)
    assert list(shown.header) == ["Cell", *rows["cell"]]
    texts = [text for row in shown.rows for text in row[1:]]
    for column in rows.columns.drop("cell").astype(str):
        summed = re.match(r"(rmse|mae|smape|mase)_\d+", column)
        ends = ("", "_lower", "_upper") if summed else ("",)
        columns = [f"{summed[0] if summed else column}{end}" for end in ends]
        told = rows[columns].melt()["value"].dropna().tolist()  # one seed has no interval
        write = str if column == "interval" else digits.writer(rows[columns[0]].tolist())
        assert all(any(write(one) in text for text in texts) for one in told)


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_is_shown_beside_the_baselines(name):
    comparison = trained(name)
    last = comparison.experiment.horizon
    rows, shown = tables.measures_table(comparison, last), numbers.measures(comparison)
    known = [measure for measure in MEASURES if measure in rows]
    assert list(shown.header) == [f"At step {last}", *(MEASURES[k].label for k in known)]
    assert [row[0] for row in shown.rows] == rows["curve"].tolist()
    for column, measure in enumerate(known, 1):
        ends = (rows[f"{measure}{end}"].tolist() for end in ("", "_lower", "_upper"))
        texts = digits.ranged(*ends, "{}\n{} to {}".format)
        assert [row[column] for row in shown.rows] == texts


@pytest.mark.parametrize("name", NAMES)
def test_every_curve_is_shown(name):
    comparison = trained(name)
    curves = error_curves(comparison)
    shown = numbers.errors(curves)
    assert list(shown.header) == ["Steps ahead", *curves["curve"].unique()]
    assert [row[0] for row in shown.rows] == [str(k + 1) for k in range(len(shown.rows))]
    assert len(shown.rows) == comparison.experiment.horizon


def test_every_setting_is_shown():
    groups = facts.settings(TINY)
    values = {field.name: getattr(TINY, field.name) for field in fields(TINY)}
    parts = {n: v for n, v in values.items() if is_dataclass(v) and n != "source"}
    assert list(groups) == ["Series", *map(numbers.words, parts), "Comparison"]
    assert len(groups["Comparison"]) == len(values) - len(parts) - 1
    for name, part in parts.items():
        assert len(groups[numbers.words(name)]) == len(fields(part))
    assert groups["Training"]["Clip gradient norm"] == "none"
    assert groups["Training"]["Linear layer in front"] == "no"
    assert groups["Comparison"]["Seeds"] == "0, 3"
    assert facts.settings(replace(TINY, seeds=(4, 5, 6)))["Comparison"]["Seeds"] == "4 to 6"


def test_versions_are_told():
    versions = facts.versions()
    assert {"Python", "torch", "numpy", "pandas"} <= versions.keys()
    assert all(re.match(r"\d", version) for name, version in versions.items() if "pack" not in name)


@pytest.mark.parametrize(
    ("log", "version"),
    [
        ("# Changelog\n\n## Unreleased\n\n## [1.2.0]", "unreleased"),
        ("# Changelog\n\n## [1.2.0] - 2026-01-01\n", "1.2.0"),
        ("# Changelog\n", None),
    ],
)
def test_the_version_of_this_package_is_that_of_its_changelog(monkeypatch, tmp_path, log, version):
    monkeypatch.setattr(facts, "CHANGELOG", tmp_path / "CHANGELOG.md")
    assert "This package" not in facts.versions()
    facts.CHANGELOG.write_text(log)
    assert facts.versions().get("This package") == version
