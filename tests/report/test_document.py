"""What stands in a report, for every kind of comparison."""

import subprocess
import sys
from dataclasses import replace

import pytest

from forecasting import compare, saving
from forecasting.charts import error_chart, learning, ribbons, rollouts
from forecasting.evaluation import matrix
from forecasting.experiment import figures, findings, headline, judge
from forecasting.experiment.audits import Audit, audit
from forecasting.report import report
from tests.report.page import Page
from tests.saving.cases import NAMES, trained

LARGEST_BYTES = 2_000_000


@pytest.fixture(scope="module", params=NAMES)
def case(request):
    comparison = trained(request.param)
    return comparison, Page(report(comparison))


def test_the_verdict_is_in_it(case):
    comparison, page = case
    horizon = comparison.experiment.horizon
    judged = judge(comparison)
    assert headline(judged, audit(comparison)) in page.text
    assert figures(comparison, horizon) in page.text
    for _, entries in matrix(judged).rows:
        for entry in filter(None, entries):
            assert entry.word in page.text
            assert entry.sentence in page.text
    for step in {horizon, (horizon + 1) // 2, *([None] if horizon > 1 else [])}:
        for sentence in findings(comparison, step):
            assert sentence in page.text


def test_a_chart_for_everything(case):
    comparison, page = case
    variables, cells = len(comparison.task.series.variables), len(comparison.experiment.cells)
    assert len(page.charts) == 1 + 2 * variables + cells
    named = [f"chart-{value}" for _, name, value in page.attributes if name == "data-chart"]
    assert named == list(page.charts)
    assert all(spec["datasets"] for spec in page.charts.values())


def test_every_chart_is_told_in_words(case):
    _, page = case
    told = [value for tag, name, value in page.attributes if name == "aria-label" and tag == "div"]
    assert len(told) > len(page.charts)
    assert all(told)


def test_it_asks_for_nothing(case):
    _, page = case
    assert page.fetched == []
    assert not {"link", "img", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    assert [kind for kind, _, _ in page.scripts].count(None) == 1


def test_headings_go_down_one_by_one(case):
    _, page = case
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    pairs = zip(page.headings, page.headings[1:], strict=False)
    assert all(lower <= upper + 1 for upper, lower in pairs)


def test_settings_are_in_it(case):
    comparison, page = case
    assert comparison.experiment.to_json() in page.text
    assert saving.rerun_snippet(comparison.experiment) in page.text
    assert comparison.device.name in page.text


@pytest.mark.parametrize("name", NAMES)
def test_it_is_small(name):
    assert len(report(trained(name)).encode()) < LARGEST_BYTES


def test_what_did_not_go_well_is_said_first():
    text = Page(report(trained("diverged"))).text
    assert f"RNN, seed {trained('diverged').diverged.iloc[0]['seed']}: diverged" in text
    assert "Training was stopped at epoch 1 of 4." in Page(report(trained("stopped"))).text
    assert "diverged in epoch" not in Page(report(trained("tiny"))).text


def test_audits_are_in_it(case):
    comparison, page = case
    for item in audit(comparison):
        how = {True: "passed", False: "failed"}[item.passed] if item.checked else "not checked"
        assert f"{item.name}: {how}. {item.reason}" in page.text


def test_audits_can_be_brought():
    found = [Audit("fresh start", True, ""), Audit("equal updates", False, "the GRU had 7 of 8")]
    page = Page(report(trained("tiny"), found))
    assert "fresh start: passed." in page.text
    assert "equal updates: failed. the GRU had 7 of 8" in page.text
    assert "trusted" not in Page(report(trained("tiny"), [])).text


def test_one_seed_has_no_mean_over_seeds():
    text = Page(report(trained("one"))).text
    assert "over seeds" not in text
    assert "RMSE by steps ahead: of the only seed" in text
    assert "interquartile mean over seeds and range" in Page(report(trained("tiny"))).text


def test_what_is_judged_on_training_has_no_test_origin(tiny):
    comparison = compare(replace(tiny, judged_on="training", cells=("RNN",)), "cpu")
    text = Page(report(comparison)).text
    assert "From the first window of the training part. Grey:" in text
    assert "test origin" not in text.lower()
    assert "From the first test origin. Grey:" in Page(report(trained("tiny"))).text


def test_the_same_comparison_is_the_same_text():
    first = report(trained("tiny"))
    kept = [
        made
        for charts in (error_chart, learning, ribbons, rollouts)
        for made in vars(charts).values()
        if hasattr(made, "cache_clear")
    ]
    assert len(kept) > 3
    for made in kept:
        made.cache_clear()
    report(trained("real"))
    assert report(trained("tiny")) == first


def test_it_is_the_same_in_another_process(tmp_path):
    saved = saving.save(trained("one"))
    (tmp_path / "comparison.zip").write_bytes(saved)
    program = (
        "import sys, pathlib, torch; torch.set_num_threads(1);"
        "from forecasting import saving; from forecasting.report import report;"
        "read = pathlib.Path(sys.argv[1]).read_bytes();"
        "pathlib.Path(sys.argv[2]).write_bytes(report(saving.load(read)).encode())"
    )
    files = [tmp_path / "comparison.zip", tmp_path / "report.html"]
    subprocess.run([sys.executable, "-c", program, *map(str, files)], check=True)
    assert files[1].read_bytes() == report(saving.load(saved)).encode()
