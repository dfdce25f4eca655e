"""What a comparison shows, in sentences: which ones, for which series and budget."""

from dataclasses import replace

from forecasting import compare
from forecasting.experiment import about, findings, judge, ribbons


def test_two_seeds_can_show_nothing_and_that_is_said_once(tiny_comparison):
    sentences = findings(tiny_comparison, 3)
    assert len(sentences) == 2
    assert sentences[0].startswith("No difference can be shown with 2 seeds at 5 %")
    assert "7 seeds would be the least" in sentences[0]


def test_the_last_sentence_names_series_horizon_and_budget(tiny_comparison):
    scope = findings(tiny_comparison)[-1]
    x = tiny_comparison.experiment
    assert x.source.title in scope
    assert f"up to {x.horizon} steps ahead" in scope
    assert f"equal hidden size ({x.training.hidden_size}) and {x.training.epochs} epochs" in scope


def test_one_cell_has_nothing_to_be_compared_with_but_baselines(tiny):
    sentences = findings(compare(replace(tiny, cells=("GRU",), seeds=tuple(range(8))), "cpu"), 1)
    assert sentences[0] == "There is only one cell: train another to compare it with."
    assert any("naive" in sentence for sentence in sentences[1:-1])


def test_with_seeds_enough_every_pair_and_every_baseline_has_its_sentence(tiny):
    comparison = compare(replace(tiny, seeds=tuple(range(8))), "cpu")
    sentences = findings(comparison, 1)
    baselines = comparison.baselines["baseline"].nunique()
    assert len(sentences) == 3 + baselines + 1
    assert all(s.startswith("At 1 step ahead") for s in sentences[:-1])


def test_each_variable_has_a_verdict_of_its_own(tiny_comparison):
    variables = ["Total", *tiny_comparison.task.series.variables]
    found = [judge(tiny_comparison, None, variable) for variable in variables]
    assert len({tuple(pair.log_ratio for pair in one.pairs) for one in found}) == 3
    assert len({tuple(pair.log_ratio for pair in one.against) for one in found}) == 3
    assert judge(tiny_comparison) == found[0]
    assert "its variable “cosine”, forecast" in about(tiny_comparison, "cosine")
    assert "its 2 variables in standard deviations of the training part, " in about(tiny_comparison)
    assert findings(tiny_comparison, None, "sine")[-1] == about(tiny_comparison, "sine")


def test_ribbons_say_what_the_verdicts_at_each_step_say(tiny):
    comparison = compare(replace(tiny, seeds=tuple(range(8))), "cpu")
    table = ribbons(comparison)
    assert len(table) == 3 * tiny.horizon
    for row in table.itertuples():
        verdict = judge(comparison, row.steps_ahead).of(row.one, row.other)
        assert (row.answer, row.p) == (verdict.answer, verdict.p_adjusted)
        assert row.better == (verdict.better if verdict.answer != "open" else "")


def test_a_horizon_of_one_step_has_no_ribbons(tiny):
    assert ribbons(compare(replace(tiny, horizon=1), "cpu")).empty
