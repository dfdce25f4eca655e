import math

import numpy as np
import pytest

from forecasting.evaluation import (
    BASELINES,
    baseline_sentences,
    cell_sentences,
    compare_cells,
    compare_with_baselines,
    scope,
    sentence,
)
from forecasting.evaluation.verdict_phrases import BASELINE_NAMES
from tests.evaluation.test_verdict import only, reference, small, table

INF = math.inf
STEPS = np.geomspace(1, 2, 10)
LUCK = np.array([0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.1])
FEW_AT_A_STEP = "the smallest p is 0.0625; 6 seeds would be the least"
FEW = "the smallest p is 0.0625, or 0.1875 corrected for three pairs; 7 seeds would be the least"


def said(rnn, gru, steps_ahead=1):
    return sentence(only(compare_cells(table({"RNN": rnn, "GRU": gru}), steps_ahead)))


def three(seeds, *levels):
    names = ("RNN", "LSTM", "GRU")
    return table({c: np.full(seeds, k) for c, k in zip(names, levels, strict=True)})


def test_a_cell_that_beats_another():
    # The ten ratios have the geometric mean 0.73.
    assert said(STEPS, STEPS * LUCK) == (
        "At 1 step ahead the GRU beats the RNN "
        "(9 of 10 seeds, 27 % lower RMSE, 95 % interval 10–42 %, p = 0.0059)."
    )


def test_over_all_steps():
    assert said([[2, 2]] * 6, [[1, 1]] * 6, None) == (
        "Over all steps the GRU beats the RNN "
        "(6 of 6 seeds, 50 % lower RMSE, 95 % interval 50–50 %, p = 0.031)."
    )


def test_a_small_lead():
    assert said([1.0] * 40, small(), None) == (
        "Over all steps the GRU has a small lead on the RNN: 41 % lower RMSE, but only in 27 of 40 "
        "seeds (95 % interval 25–54 %, p < 0.0001)."
    )


def test_a_small_lead_with_a_diverged_member():
    # Its difference counts as twice the largest other one; no percentage is made of it.
    assert said([INF, *[1.0] * 39], [*small()[:39], 3.0], None) == (
        "Over all steps the GRU has a small lead on the RNN: a lower RMSE, but only in 27 of 40 "
        "seeds (p = 0.00015; the RNN diverged in 1 of 40 seeds)."
    )


def test_too_few_seeds_for_any_difference():
    assert said([2.0] * 5, [1.0] * 5) == (
        "At 1 step ahead no difference can be shown between GRU and RNN with 5 seeds at 5 %: "
        "the smallest p is 0.0625; 6 seeds would be the least."
    )


def test_one_seed():
    assert said([2.0], [1.0]) == (
        "At 1 step ahead no difference can be shown between GRU and RNN with 1 seed at 5 %: "
        "6 seeds would be the least."
    )


def test_more_seeds_may_show_a_difference():
    assert said([2.0] * 8, [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 2.6, 2.8], None) == (
        "Over all steps no difference is shown between GRU and RNN with 8 seeds (p = 0.078; 95 % "
        "interval: GRU 6 % above to 44 % below RNN); with about 30 seeds like these, one would be "
        "shown four times out of five."
    )


def test_a_draw_is_called_one():
    assert said([2.0] * 8, [1.0, 1.5, 1.8, 1.9, 2.1, 2.2, 2.5, 3.9], None) == (
        "Over all steps no difference is shown between GRU and RNN with 8 seeds (p = 0.9; 95 % "
        "interval: GRU 37 % above to 29 % below RNN); it would take more than 200 seeds like "
        "these: call it a draw."
    )


def test_a_single_step_names_no_seeds():
    assert said([2.0] * 8, [1.0, 1.5, 1.8, 1.9, 2.1, 2.2, 2.5, 3.9]).endswith(" below RNN).")


def test_many_small_wins_beside_large_losses():
    assert said([2.0] * 48, [1.9] * 36 + [40.0] * 12) == (
        "At 1 step ahead no difference is shown between RNN and GRU with 48 seeds (p = 0.00098; "
        "95 % interval: RNN 28 to 67 % below GRU): the RNN is better on average, but only in 12 of "
        "48 seeds."
    )


def test_errors_that_are_the_same():
    assert said([0.0] * 3, [0.0] * 3) == (
        "At 1 step ahead RNN and GRU have the same error in all 3 seeds."
    )
    assert said([1.0], [1.0]) == (
        "At 1 step ahead RNN and GRU have the same error in the only seed."
    )


def test_equal_errors_of_which_some_are_none():
    assert said([INF, 1.0, 1.0], [INF, 1.0, 1.0]) == (
        "At 1 step ahead RNN and GRU have the same error in all 3 seeds; the RNN diverged in 1 of "
        "3 seeds; the GRU diverged in 1 of 3 seeds."
    )


def test_a_small_lead_counts_who_diverged_at_the_same_step():
    errors = [INF, *[1.0] * 39], [INF, *small()[:39]]
    told = said(*errors, None)
    assert " but only in 27 of 40 seeds (95 % interval " in told
    assert "; the GRU diverged in 1 of 40 seeds; the RNN diverged in 1 of 40 seeds)" in told


def test_an_interval_that_ends_close_to_zero_is_no_zero():
    told = said([1.0] * 6, [*[0.9] * 5, 1.004])
    assert "95 % interval: GRU 0.4 % above to 10 % below RNN)" in told


def test_all_diverged():
    assert said([INF] * 3, [INF] * 3) == "At 1 step ahead RNN and GRU diverged in all 3 seeds."


def test_diverged_members_are_told_and_no_percentage_is_made_of_them():
    assert said([INF, *[2.0] * 7], [1.0] * 8) == (
        "At 1 step ahead the GRU beats the RNN "
        "(8 of 8 seeds, p = 0.0078; the RNN diverged in 1 of 8 seeds)."
    )
    assert said([2.0] * 8, [INF, *[1.0] * 7]) == (
        "At 1 step ahead no difference is shown between GRU and RNN with 8 seeds (p = 0.23); "
        "the GRU diverged in 1 of 8 seeds."
    )


def test_no_percentage_is_made_of_no_error():
    assert (
        said([0.0] * 6, [1.0] * 6)
        == "At 1 step ahead the RNN beats the GRU (6 of 6 seeds, p = 0.031)."
    )


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.995, "0.5 %"), (0.986, "1 %"), (0.31, "69 %"), (0.004, "99.6 %"), (1e-7, "99.9 %")],
)
def test_percentages_are_short_and_never_100(ratio, words):
    assert f", {words} lower RMSE" in said([1.0] * 6, [ratio] * 6)


def test_three_cells_with_too_few_seeds_are_one_sentence():
    (words,) = cell_sentences(compare_cells(three(5, 1.0, 2.0, 3.0)))
    assert words == f"No difference can be shown with 5 seeds at 5 %: {FEW}."


def test_at_single_steps_the_smallest_p_is_multiplied_by_nothing():
    (words,) = cell_sentences(compare_cells(three(5, 1.0, 2.0, 3.0), 1))
    assert words == f"No difference can be shown with 5 seeds at 5 %: {FEW_AT_A_STEP}."
    enough = compare_cells(three(6, 1.0, 2.0, 3.0), 1)
    assert [verdict.answer for verdict in enough] == ["beats"] * 3
    assert {verdict.p_adjusted for verdict in enough} == {enough[0].smallest_p} == {2 / 2**6}


def test_two_seeds_one_diverged():
    errors = table({"RNN": [1, INF], "LSTM": [1, 1], "GRU": [2, 2]})
    (words,) = cell_sentences(compare_cells(errors))
    assert words.startswith("No difference can be shown with 2 seeds at 5 %: the smallest p is 0.5")
    assert words.endswith("would be the least; the RNN diverged in 1 of 2 seeds.")


def test_equal_cells_are_told_beside_too_few_seeds():
    few, same = cell_sentences(compare_cells(three(5, 1.0, 1.0, 3.0), 1))
    assert few.startswith("No difference can be shown with 5 seeds")
    assert same == "At 1 step ahead RNN and LSTM have the same error in all 5 seeds."


def test_seeds_enough_give_a_sentence_for_each_pair():
    verdicts = compare_cells(three(7, 1.0, 2.0, 4.0), 1)
    assert cell_sentences(verdicts) == tuple(map(sentence, verdicts))


def test_one_cell():
    assert cell_sentences(compare_cells(table({"RNN": [1, 2]}), 1)) == (
        "There is only one cell: train another to compare it with.",
    )


def against(errors, **baselines):
    names = {name.replace("_", " "): [value] for name, value in baselines.items()}
    return baseline_sentences(compare_with_baselines(errors, reference(names), 1))


def test_no_cell_beats_a_baseline():
    gru = STEPS / STEPS.mean()
    (words,) = against(table({"RNN": [2.0] * 10, "GRU": gru}), linear_autoregression=1.0)
    assert words == (
        "At 1 step ahead no cell beats a linear autoregression, which beats the RNN "
        "(10 of 10 seeds, 50 % lower RMSE, 95 % interval 50–50 %, p = 0.002); no difference from "
        "it is shown for the GRU (p = 0.74; 95 % interval: the GRU 16 % above to 18 % below a "
        "linear autoregression)."
    )


def equal(percent, seeds=7, p="0.016"):
    """What is said of a cell that is lower by as much at every seed."""
    interval = f"95 % interval {percent}–{percent} %"
    return f"({seeds} of {seeds} seeds, {percent} % lower RMSE, {interval}, p = {p})"


def test_some_cells_beat_a_baseline_and_it_beats_another():
    words = against(three(7, 1.0, 2.0, 4.0), naive=3.0, seasonal_naive=5.0)
    assert words == (
        f"At 1 step ahead the RNN {equal(67)} and the LSTM {equal(33)} beat the naive forecast, "
        f"which beats the GRU {equal(25)}.",
        f"At 1 step ahead the RNN {equal(80)}, the LSTM {equal(60)} and the GRU {equal(20)} beat "
        "the seasonal naive forecast.",
    )


def test_small_leads_on_a_baseline_and_of_one():
    errors = table({"RNN": 1 / small(), "LSTM": small(), "GRU": np.full(40, 0.5)})
    (words,) = against(errors, naive=1.0)
    assert words.startswith("At 1 step ahead the GRU (40 of 40 seeds, 50 % lower RMSE")
    assert "beats the naive forecast; the LSTM (27 of 40 seeds, 41 % lower" in words
    assert ") has a small lead on it; it has a small lead on the RNN (27 of 40 seeds" in words


def test_one_cell_beats_a_baseline():
    assert against(table({"RNN": [1.0] * 6}), naive=2.0) == (
        f"At 1 step ahead the RNN {equal(50, 6, '0.031')} beats the naive forecast.",
    )


def test_too_few_seeds_for_all_baselines_are_one_sentence():
    (words,) = against(three(5, 1.0, 2.0, 4.0), naive=3.0, linear_autoregression=5.0)
    assert words == (
        f"No difference from a baseline can be shown with 5 seeds at 5 %: {FEW_AT_A_STEP}."
    )


def test_a_diverged_member_beside_a_baseline():
    errors = table({"RNN": [INF, INF, *[1.0] * 5], "GRU": [INF] * 7})
    (words,) = against(errors, naive=2.0)
    assert words == (
        "At 1 step ahead no cell beats the naive forecast, which beats the GRU (7 of 7 seeds, "
        "p = 0.016; the GRU diverged in 7 of 7 seeds); no difference from it is shown for the RNN "
        "(p = 1; diverged in 2 of 7 seeds)."
    )


def test_an_exploded_baseline():
    (words,) = against(table({"RNN": [1.0] * 6}), linear_autoregression=INF)
    assert words == (
        "At 1 step ahead the RNN (6 of 6 seeds, p = 0.031; a linear autoregression diverged) beats "
        "a linear autoregression."
    )


def test_a_constant_series_that_the_naive_forecast_knows():
    errors = table({"RNN": [0.1] * 6, "GRU": [0.0] * 6})
    assert against(errors, naive=0.0) == (
        "At 1 step ahead no cell beats the naive forecast, which beats the RNN (6 of 6 seeds, "
        "p = 0.031); no difference from it is shown for the GRU.",
    )
    # Over all steps there are two pairs, and 6 seeds are too few for two.
    rows = reference({"naive": [0.0]})
    (words,) = baseline_sentences(compare_with_baselines(errors, rows))
    assert words.startswith("No difference from a baseline can be shown with 6 seeds at 5 %")
    assert against(table({"RNN": [0.0] * 3}), naive=0.0) == (
        "At 1 step ahead no cell beats the naive forecast; "
        "no difference from it is shown for the RNN.",
    )


def test_a_pair_with_a_baseline_is_a_sentence_too():
    errors, baselines = table({"RNN": [1.0] * 6}), reference({"naive": [2.0], "other": [1.0]})
    first, second = compare_with_baselines(errors, baselines, 1)
    assert sentence(first).startswith("At 1 step ahead the RNN beats the naive forecast (6 of 6")
    assert sentence(second) == (
        "At 1 step ahead the RNN and the other have the same error in all 6 seeds."
    )


def test_no_baseline():
    assert baseline_sentences(()) == (
        "There is no baseline for this series to compare the cells with.",
    )


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_has_a_name_for_sentences(name):
    assert name in BASELINE_NAMES


def test_scope():
    assert scope("sine and cosine", 20, "equal hidden size (64)", origins=40) == (
        "This holds for sine and cosine, forecast up to 20 steps ahead, at equal hidden size "
        "(64); another series, horizon or budget may give another answer."
    )


def test_scope_warns_of_a_single_origin():
    assert scope("Lorenz", 1, "equal parameters", origins=1) == (
        "This holds for Lorenz, forecast up to 1 step ahead, at equal parameters, from a single "
        "origin: it is about that one moment of the series."
    )
