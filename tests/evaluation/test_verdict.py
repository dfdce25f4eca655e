import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from forecasting.evaluation import (
    compare_cells,
    compare_steps,
    compare_with_baselines,
    holm,
    sign_flip_p,
)
from forecasting.evaluation.sign_flips import flip_interval

INF = math.inf


def table(rmse, variable="Total"):
    """From RMSE (seed,) or (seed, step) of each cell to a table of errors."""
    rows = [
        {"cell": cell, "seed": seed, "variable": variable, "steps_ahead": step, "rmse": value}
        for cell, values in rmse.items()
        for seed, steps in enumerate(np.asarray(values, np.float64).tolist())
        for step, value in enumerate(np.atleast_1d(steps), start=1)
    ]
    return pd.DataFrame(rows)


def reference(rmse):
    """A table of baselines, from RMSE (step,) of each."""
    return (
        table({name: [steps] for name, steps in rmse.items()})
        .rename(columns={"cell": "baseline"})
        .drop(columns="seed")
    )


def simulated(seeds, generator, shifts=(0.0, 0.0, 0.0)):
    """Three cells whose errors share what is hard about a seed, and have luck of their own."""
    common = generator.normal(size=seeds)
    return table(
        {
            cell: np.exp(0.5 * common + 0.3 * generator.normal(size=seeds) + shift)
            for cell, shift in zip(("RNN", "LSTM", "GRU"), shifts, strict=True)
        }
    )


def only(verdicts):
    (verdict,) = verdicts
    return verdict


def pair(a, b, steps_ahead=1):
    return only(compare_cells(table({"RNN": a, "GRU": b}), steps_ahead))


def flat(verdict):
    """Its fields, in a form that `approx` takes."""
    fields = dataclasses.asdict(verdict)
    of_seeds = sorted(fields.pop("differences"))
    return fields | dict(enumerate([*fields.pop("diverged"), *of_seeds]))


def test_a_pair_by_hand():
    # Half the error at each of 6 seeds but one, where it is 4 times as large: 5 × log ½, log 4.
    verdict = pair([1, 2, 3, 4, 5, 6], [0.5, 1, 1.5, 2, 2.5, 24], None)
    assert (verdict.better, verdict.worse) == ("GRU", "RNN")
    assert (verdict.seeds, verdict.wins, verdict.pairs) == (6, 5, 1)
    assert verdict.probability == 5 / 6
    assert verdict.log_ratio == pytest.approx(math.log(0.5) / 2)
    assert verdict.reduction == pytest.approx(1 - math.sqrt(0.5))
    # Of 6 seeds none but the smallest and the largest difference can be the ends.
    assert (verdict.lower, verdict.upper) == pytest.approx((math.log(0.5), math.log(4)))
    # Of 64 flips of five 1s and a 2, 16 with +2 and 1 with −2 sum to 3 or more, 17 to −3 or less.
    assert verdict.p == verdict.p_adjusted == 34 / 64
    assert verdict.reason == "chance"
    assert not verdict.shown


def test_the_figures_are_those_of_the_statistics():
    errors = simulated(12, np.random.default_rng(3), (0.5, 0.0, 0.2))
    wide = errors.pivot_table(index="seed", columns="cell", values="rmse", sort=False)
    verdicts = compare_cells(errors)
    assert [{v.better, v.worse} for v in verdicts] == [
        {"RNN", "LSTM"},
        {"RNN", "GRU"},
        {"LSTM", "GRU"},
    ]
    for verdict in verdicts:
        differences = np.log(wide[verdict.better] / wide[verdict.worse]).to_numpy()
        generator = np.random.default_rng(0)
        ends = flip_interval(differences[:, None])
        assert verdict.log_ratio == pytest.approx(differences.mean())
        assert (verdict.lower, verdict.upper) == pytest.approx([end.item() for end in ends])
        assert verdict.p == pytest.approx(sign_flip_p(differences, generator))
        assert verdict.wins == (differences < 0).sum()
    np.testing.assert_allclose([v.p_adjusted for v in verdicts], holm([v.p for v in verdicts]))
    assert {v.pairs for v in verdicts} == {3}


def test_a_real_difference_is_shown_with_its_interval():
    errors = table({"RNN": np.linspace(1, 2, 10), "GRU": np.linspace(0.6, 1.5, 10)})
    verdict = only(compare_cells(errors, 1))
    assert verdict.shown
    assert verdict.reason is None
    low, high = verdict.reduction_interval
    assert 0 < low < verdict.reduction < high < 1
    assert verdict.probability_interval[0] == pytest.approx(0.025 ** (1 / 10))


def test_the_order_of_cells_and_rows_does_not_matter():
    errors = simulated(9, np.random.default_rng(1), (0.6, 0.0, 0.1))
    shuffled = errors.sample(frac=1, random_state=1)
    by_names = {frozenset((v.better, v.worse)): v for v in compare_cells(errors, 1)}
    for verdict in compare_cells(shuffled, 1):
        expected = by_names[frozenset((verdict.better, verdict.worse))]
        assert flat(verdict) == pytest.approx(flat(expected))


def test_units_do_not_matter():
    errors = simulated(9, np.random.default_rng(1), (0.6, 0.0, 0.1))
    scaled = compare_cells(errors.assign(rmse=errors["rmse"] * 1000), 1)
    for verdict, expected in zip(scaled, compare_cells(errors, 1), strict=True):
        assert flat(verdict) == pytest.approx(flat(expected))


def test_another_cell_changes_the_correction_and_nothing_else():
    errors = simulated(9, np.random.default_rng(1))
    for step in (1, None):
        alone = only(compare_cells(errors[errors["cell"] != "GRU"], step))
        beside = compare_cells(errors, step)[0]
        assert beside.p_adjusted > alone.p_adjusted == alone.p
        assert dataclasses.replace(beside, p_adjusted=alone.p, pairs=1, factor=1) == alone


def test_names_may_be_categories():
    errors = simulated(7, np.random.default_rng(1))
    assert compare_cells(errors.astype({"cell": "category"}), 1) == compare_cells(errors, 1)


def test_step_and_variable_are_chosen():
    rmse = {"RNN": [[1, 4]] * 7, "GRU": [[2, 2]] * 7}
    errors = pd.concat([table(rmse), table({"RNN": [5] * 7, "GRU": [1] * 7}, "sine")])
    assert only(compare_cells(errors, 1)).better == "RNN"
    assert only(compare_cells(errors, 2)).better == "GRU"
    assert only(compare_cells(errors, 1, "sine")).better == "GRU"


def test_all_steps_is_the_mean_of_logs():
    # Half as large at one step and eight times at the other: twice as large in the mean of logs.
    verdict = pair([[4, 80], [2, 16]], [[8, 10], [4, 2]], None)
    assert verdict.better == "GRU"
    assert verdict.steps_ahead is None
    assert verdict.log_ratio == pytest.approx(math.log(1 / 2))


@pytest.mark.parametrize("seeds", [1, 2, 5, 6])
def test_too_few_seeds_show_nothing(seeds):
    errors = table({c: np.full(seeds, k + 1.0) for k, c in enumerate(("RNN", "LSTM", "GRU"))})
    for verdict in compare_cells(errors):
        assert verdict.reason == "seeds"
        assert verdict.least_seeds == 7
        assert verdict.smallest_p >= 0.05
        assert not verdict.shown


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_too_few_seeds_show_nothing_at_a_step(seeds):
    errors = table({c: np.full(seeds, k + 1.0) for k, c in enumerate(("RNN", "LSTM", "GRU"))})
    for verdict in compare_cells(errors, 1):
        assert (verdict.reason, verdict.least_seeds) == ("seeds", 6)
        assert verdict.smallest_p >= 0.05


def test_the_least_seeds_can_show_three_pairs():
    errors = table({c: np.full(7, k + 1.0) for k, c in enumerate(("RNN", "LSTM", "GRU"))})
    assert all(verdict.shown for verdict in compare_cells(errors))


def test_the_least_seeds_can_show_three_pairs_at_a_step():
    errors = table({c: np.full(6, k + 1.0) for k, c in enumerate(("RNN", "LSTM", "GRU"))})
    assert all(verdict.shown for verdict in compare_cells(errors, 1))


def test_one_seed_has_no_interval():
    verdict = pair([1.0], [2.0])
    assert math.isnan(verdict.lower)
    assert math.isnan(verdict.upper)
    assert (verdict.p, verdict.seeds) == (1.0, 1)


def test_one_cell_has_no_pair():
    assert compare_cells(table({"RNN": [1, 2, 3]}), 1) == ()


@pytest.mark.parametrize("value", [1.0, 0.0, INF])
def test_equal_errors_are_no_difference(value):
    verdict = pair([value] * 8, [value] * 8)
    assert verdict.reason == "same"
    assert (verdict.p, verdict.probability, verdict.wins) == (1.0, 0.5, 0)
    assert verdict.diverged == ((8, 8) if value == INF else (0, 0))


def test_a_diverged_member_counts_as_the_worst_and_gives_no_percentage():
    verdict = pair([INF, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1.5, 2, 2.5, 3, 3.5, 4])
    assert verdict.shown
    assert (verdict.better, verdict.wins, verdict.diverged) == ("GRU", 8, (0, 1))
    assert all(map(math.isnan, (verdict.log_ratio, verdict.lower, verdict.reduction)))


def test_a_diverged_member_of_the_better_cell_weighs_more_than_any_other():
    good, bad = np.full(8, 0.5), np.ones(8)
    assert pair(bad, good).p == 2 / 2**8
    good[3] = INF
    verdict = pair(bad, good)
    assert (verdict.better, verdict.wins, verdict.diverged) == ("GRU", 7, (1, 0))
    # Seven of log ½ and one of twice that: of 256 flips, as many sums are 5 or more.
    assert verdict.p > 0.1
    assert not verdict.shown


def test_a_cell_that_always_diverges_is_beaten():
    verdict = pair([INF] * 6, np.arange(1, 7))
    assert (verdict.better, verdict.diverged, verdict.shown) == ("GRU", (0, 6), True)


def test_no_error_at_all_is_better_than_any():
    verdict = pair([0.0] * 6, [1e-9] * 6)
    assert (verdict.better, verdict.shown) == ("RNN", True)
    assert math.isnan(verdict.reduction)


@pytest.mark.parametrize(
    ("first", "second", "better"),
    [
        ([1, INF, INF], [2, 2, INF], "GRU"),
        ([0, 0, 2], [0, 0, 1], "GRU"),
        ([0, 5, 5], [1, 1, 1], "RNN"),
        ([0, INF, 2], [1, 1, 1], "GRU"),
        ([0, INF, INF], [1, 1, 1], "GRU"),
    ],
)
def test_over_all_steps_the_steps_at_which_one_diverged_decide(first, second, better):
    verdict = pair([first] * 6, [second] * 6, None)
    assert (verdict.better, verdict.wins) == (better, 6)


def test_a_few_large_losses_are_not_hidden_by_many_small_wins():
    # The wins are for the GRU, the mean is not.
    logs = np.where(np.arange(48) % 4 == 3, 10.0, -0.1 - 0.001 * np.arange(48))
    verdict = pair(np.ones(48), np.exp(logs))
    assert (verdict.better, verdict.probability) == ("RNN", 0.25)
    assert verdict.p_adjusted < 0.05
    assert (verdict.answer, verdict.reason) == ("open", "mixed")


def small(seeds=40, wins=27, gain=0.9, loss=0.45):
    """Errors of a cell that is lower by much at some seeds and higher by less at the others."""
    return np.exp([*(-gain - 0.01 * np.arange(wins)), *(loss + 0.01 * np.arange(seeds - wins))])


@pytest.mark.parametrize("step", [1, None])
def test_a_difference_that_shows_too_rarely_is_a_small_one(step):
    # 27 wins of 40 with p far below 0.05: "no difference is shown" would be false.
    verdict = pair(np.ones(40), small(), step)
    assert (verdict.better, verdict.wins) == ("GRU", 27)
    assert verdict.p_adjusted < 0.05
    assert verdict.upper < 0
    assert (verdict.answer, verdict.reason, verdict.shown) == ("leads", None, False)


def test_one_seed_more_makes_a_small_difference_one_that_counts():
    errors = [small(40, wins) for wins in (29, 30)]
    assert [pair(np.ones(40), of).answer for of in errors] == ["leads", "beats"]


def over(count, shift, seed=0, seeds=8, steps=30):
    """Cells without a difference but for a shift of the last one at some steps."""
    generator = np.random.default_rng(seed)
    logs = 0.3 * generator.normal(size=(count, seeds, steps))
    logs[-1, :, 3:20] -= shift
    return table(dict(zip(("RNN", "LSTM", "GRU"), np.exp(logs), strict=False)))


def test_single_steps_hold_all_together():
    # Of 60 comparisons of identical cells, one by one 5 % of 30 steps would be false in most.
    false, alone = 0, 0
    for seed in range(60):
        verdicts = [v for found in compare_steps(over(3, 0.0, seed)).values() for v in found]
        false += any(verdict.answer != "open" for verdict in verdicts)
        alone += any(verdict.p < 0.05 for verdict in verdicts)
    assert alone > 40
    assert false <= 7


def test_single_steps_find_where_the_difference_is():
    found = compare_steps(over(3, 1.0))
    beaten = [step for step, verdicts in found.items() if verdicts[1].shown]
    assert set(beaten) <= set(range(4, 21))
    assert len(beaten) >= 12
    assert found[9] == compare_cells(over(3, 1.0), 9)
    assert all(v.p_adjusted >= v.p for verdicts in found.values() for v in verdicts)


def test_one_cell_has_no_pair_at_any_step():
    assert compare_steps(table({"RNN": [[1, 2], [2, 3]]})) == {1: (), 2: ()}


def test_what_is_shown_never_contradicts_p_and_interval():
    generator, answers = np.random.default_rng(4), set()
    for seeds in (6, 7, 9, 14, 25, 60):
        for shift in (0.0, -0.2, -0.4, -0.8):
            for verdict in compare_cells(simulated(seeds, generator, (0, shift, 2 * shift))):
                answers.add(verdict.answer)
                if verdict.answer != "open":
                    assert verdict.p_adjusted < 0.05
                    assert verdict.lower <= verdict.log_ratio <= verdict.upper < 0
                assert verdict.shown == (verdict.answer == "beats")
                assert (verdict.answer == "beats") <= (verdict.probability >= 0.75)
    assert answers == {"beats", "leads", "open"}


def test_baselines_are_questions_of_their_own():
    errors = table({"RNN": [2] * 6, "LSTM": [4] * 6})
    baselines = reference({"naive": [3], "linear autoregression": [0.5]})
    verdicts = compare_with_baselines(errors, baselines)
    assert [(v.better, v.worse, v.baseline) for v in verdicts] == [
        ("RNN", "naive", "naive"),
        ("naive", "LSTM", "naive"),
        ("linear autoregression", "RNN", "linear autoregression"),
        ("linear autoregression", "LSTM", "linear autoregression"),
    ]
    assert {v.pairs for v in verdicts} == {2}
    assert {v.p for v in verdicts} == {2 / 2**6}
    assert {v.p_adjusted for v in verdicts} == {4 / 2**6}


def test_a_baseline_is_compared_over_all_steps_too():
    errors = table({"RNN": [[1, 4]] * 6})
    verdict = only(compare_with_baselines(errors, reference({"naive": [4, 4]})))
    assert (verdict.better, verdict.reduction) == ("RNN", pytest.approx(0.5))
    assert verdict.shown


def test_an_exploded_baseline_has_diverged_at_all_seeds():
    errors = table({"RNN": [1, 2, 3, 4, 5, 6]})
    verdict = only(compare_with_baselines(errors, reference({"naive": [INF]}), 1))
    assert (verdict.better, verdict.diverged, verdict.shown) == ("RNN", (0, 6), True)


def test_no_baselines_give_no_verdict():
    errors = table({"RNN": [1, 2]})
    assert compare_with_baselines(errors, reference({"naive": [1]}).iloc[:0], 1) == ()


def test_errors_that_are_not_there_are_refused():
    errors = table({"RNN": [1, 2], "GRU": [1, 2]})
    with pytest.raises(ValueError, match=r"no errors at step 9: choose one from 1 to 1"):
        compare_cells(errors, 9)
    with pytest.raises(ValueError, match=r"no errors of a cell for 'tide' at any step: choose"):
        compare_cells(errors, None, "tide")


def test_two_errors_for_one_seed_are_refused():
    errors = table({"RNN": [1, 2], "GRU": [1, 2]})
    with pytest.raises(ValueError, match=r"a cell has several errors for one seed and step"):
        compare_cells(pd.concat([errors, errors]), 1)


@pytest.mark.parametrize("value", [math.nan, -1.0])
def test_what_is_no_error_is_refused(value):
    with pytest.raises(ValueError, match=r"an error is missing, NaN or negative"):
        pair([1.0, value], [1.0, 2.0])


def test_a_missing_seed_is_refused():
    errors = table({"RNN": [1, 2, 3], "GRU": [1, 2]})
    with pytest.raises(ValueError, match=r"an error is missing, NaN or negative"):
        compare_cells(errors, 1)


def test_a_baseline_with_other_steps_is_refused():
    errors = table({"RNN": [[1, 2]] * 3})
    with pytest.raises(ValueError, match=r"RNN has errors at 2 steps and naive at 1: give"):
        compare_with_baselines(errors, reference({"naive": [1]}))


@pytest.mark.parametrize("seeds", [6, 10, 20])
def test_identical_cells_are_called_different_in_at_most_one_of_twenty(seeds):
    generator = np.random.default_rng(seeds)
    verdicts = [v for _ in range(150) for v in compare_cells(simulated(seeds, generator), 1)]
    assert np.mean([verdict.shown for verdict in verdicts]) <= 0.05
    # The correction is for all three pairs together; 150 families may give 4 % more by chance.
    families = np.reshape([verdict.shown for verdict in verdicts], (-1, 3)).any(axis=1)
    assert families.mean() <= 0.09


def test_a_real_difference_is_mostly_found_with_20_seeds():
    generator = np.random.default_rng(0)
    # Lower by 1.3 standard deviations of the difference: better at 9 of 10 seeds.
    shifts = (0.0, 0.0, -1.3 * 0.3 * math.sqrt(2))
    found = [compare_cells(simulated(20, generator, shifts), 1)[1] for _ in range(60)]
    assert np.mean([verdict.shown and verdict.better == "GRU" for verdict in found]) >= 0.9


def test_five_seeds_find_nothing_however_large():
    generator = np.random.default_rng(0)
    verdicts = [compare_cells(simulated(5, generator, (0, 0, -9.0)), 1)[1] for _ in range(10)]
    assert not any(verdict.shown for verdict in verdicts)
