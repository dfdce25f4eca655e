"""What a comparison shows, in sentences: which ones, for which series and budget."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import SampleSeries, Series, TrainingConfig, compare
from forecasting.data import prepare
from forecasting.evaluation import MEASURES, Verdicts, compare_cells, compare_with_baselines
from forecasting.experiment import about, findings, judge, ribbons, sentences
from forecasting.experiment.baseline_errors import naive_errors, steps_back
from forecasting.experiment.curves import measures_of, unit_of, units_of_measures
from tests.evaluation.test_verdict import reference, table


def test_two_seeds_can_show_nothing_and_that_is_said_once(tiny_comparison):
    sentences = findings(tiny_comparison, 3)
    assert len(sentences) == 2
    assert sentences[0].startswith("No difference can be shown with 2 seeds at 5 %")
    assert "6 seeds would be the least" in sentences[0]
    assert "7 seeds would be the least" in findings(tiny_comparison)[0]


@pytest.mark.parametrize(("seeds", "told"), [(7, 1), (8, 2), (9, 11)])
def test_five_cells_need_more_seeds_than_a_baseline_does(seeds, told):
    errors = table({name: np.full(seeds, k + 2.0) for k, name in enumerate("ABCDE")})
    against = compare_with_baselines(errors, reference({"naive": [1.0]}))
    verdicts = Verdicts(tuple("ABCDE"), compare_cells(errors), against)
    found = sentences(verdicts)
    assert len(found) == told
    assert found[0].startswith("No difference can be shown") == (seeds < 9)
    assert ("which beats the A" in found[-1]) == (seeds >= 8)


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


@pytest.mark.parametrize("measure", ["rmse", "smape"])
def test_ribbons_say_what_the_verdicts_at_each_step_say(tiny, measure):
    comparison = compare(replace(tiny, seeds=tuple(range(8))), "cpu")
    table = ribbons(comparison, measure=measure)
    assert len(table) == 3 * tiny.horizon
    for row in table.itertuples():
        verdict = judge(comparison, row.steps_ahead, measure=measure).of(row.one, row.other)
        assert (row.answer, row.p) == (verdict.answer, verdict.p_adjusted)
        assert row.better == (verdict.better if verdict.answer != "open" else "")


def test_a_horizon_of_one_step_has_no_ribbons(tiny):
    assert ribbons(compare(replace(tiny, horizon=1), "cpu")).empty


@pytest.fixture(scope="module")
def of_eight():
    """With seeds enough to show something."""
    from tests.conftest import TINY

    return compare(replace(TINY, seeds=tuple(range(8))), "cpu")


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_has_a_verdict_of_its_own(of_eight, measure):
    found = judge(of_eight, 2, "sine", measure)
    errors = of_eight.errors.drop(columns=list(MEASURES)).assign(rmse=of_eight.errors[measure])
    for pair, other in zip(found.pairs, compare_cells(errors, 2, "sine"), strict=True):
        assert pair == replace(other, measure=MEASURES[measure].label)
    naive = of_eight.baselines.drop(columns=list(MEASURES)).assign(rmse=of_eight.baselines[measure])
    against = compare_with_baselines(errors, naive, 2, "sine")
    assert len(found.against) > 3
    for pair, other in zip(found.against, against, strict=True):
        assert pair == replace(other, measure=MEASURES[measure].label)
    sentences = findings(of_eight, 2, "sine", measure)
    others = {m.label for m in MEASURES.values()} - {MEASURES[measure].label}
    assert any(f"% lower {MEASURES[measure].label}" in sentence for sentence in sentences)
    assert not any(f" {label}" in sentence for label in others for sentence in sentences)
    named = f", judged by {MEASURES[measure].label}, forecast" in sentences[-1]
    assert named == (measure != "rmse")


def test_the_measure_can_change_the_answer(of_eight):
    found = [judge(of_eight, None, "sine", measure) for measure in MEASURES]
    assert len({tuple(pair.log_ratio for pair in one.pairs) for one in found[:3]}) == 3
    # Of one variable, MASE is the MAE divided by one number.
    for mae, mase in zip(found[1].pairs, found[3].pairs, strict=True):
        assert mase.log_ratio == pytest.approx(mae.log_ratio)


def test_mase_looks_back_a_season_or_one_step(tiny, tiny_comparison):
    values = tiny_comparison.task.series.values[:42]
    period = 12  # 60 values, 5 cycles
    by_hand = [abs(values[period:, v] - values[:-period, v]).mean() for v in range(2)]
    np.testing.assert_allclose(naive_errors(tiny_comparison.task), by_hand)
    assert unit_of(tiny_comparison, "sine", "mase") == "errors of the seasonal naive in training"
    assert units_of_measures(tiny_comparison, "sine").startswith(
        "RMSE and MAE in units of the series; sMAPE in %; MASE in errors of the seasonal naive in "
        "training, whose season has 12 steps. "
    )
    walk = Series("walk", np.arange(60), np.random.default_rng(0).normal(size=(60, 1)).cumsum(0))
    task = prepare(walk, tiny.split)
    assert task.period_steps is None
    assert steps_back(task) == 1
    np.testing.assert_allclose(naive_errors(task), [abs(np.diff(walk.values[:42, 0])).mean()])


def test_a_gap_is_no_part_of_the_naive_error(tiny):
    values = np.random.default_rng(0).normal(size=(60, 1)).cumsum(0)
    filled = np.zeros((60, 1), bool)
    filled[20] = True
    task = prepare(Series("walk", np.arange(60), values, filled=filled), tiny.split)
    steps = abs(np.diff(values[:42, 0]))
    assert naive_errors(task) == pytest.approx(np.delete(steps, [19, 20]).mean())


def test_a_training_part_that_stands_still_has_no_mase(tiny):
    values = np.concatenate([np.ones(42), np.arange(18.0)])[:, None]
    series = Series("still", np.arange(60), values)
    comparison = compare(replace(tiny, source=series, cells=("RNN", "GRU")), "cpu")
    assert measures_of(comparison) == ("rmse", "mae", "smape")
    assert units_of_measures(comparison).startswith(
        "RMSE and MAE in units of the series; sMAPE in %."
    )
    with pytest.raises(ValueError, match="measure is 'mase', which is not known here; choose one"):
        findings(comparison, None, "Total", "mase")
    with pytest.raises(ValueError, match="measure is 'MAE'; choose one of rmse, mae"):
        findings(comparison, None, "Total", "MAE")


def test_the_scope_says_how_variables_were_put_together(tiny_comparison):
    total = "its 2 variables in standard deviations of the training part"
    assert f"{total}, judged by MAE" in about(tiny_comparison, "Total", "mae")
    for measure, label in (("smape", "sMAPE"), ("mase", "MASE")):
        words = about(tiny_comparison, "Total", measure)
        assert f"its 2 variables together, judged by {label}" in words


def test_units_of_the_measures(tiny_comparison, tiny):
    assert unit_of(tiny_comparison, "Total", "mae") == "standard deviations of the training part"
    assert unit_of(tiny_comparison, "sine", "mae") == "units of the series"
    assert unit_of(tiny_comparison, "sine", "smape") == "%"
    training = TrainingConfig(hidden_size=2, epochs=1)
    one = replace(tiny, source=SampleSeries("sunspots"), cells=("RNN",), training=training)
    assert "whose season has 11 steps" in units_of_measures(compare(one, "cpu"))
