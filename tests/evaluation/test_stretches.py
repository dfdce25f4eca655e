"""Verdicts over several stretches: of these by their seeds, of others by whole stretches."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from forecasting.evaluation import (
    TOTAL,
    Verdicts,
    answer,
    compare_cells,
    compare_steps,
    compare_with_baselines,
    few_stretches,
    holm,
    sentence,
)

CELLS = ("RNN", "LSTM", "GRU")
TWO = ("RNN", "GRU")


def table(logs, kind="cell"):
    """From log errors (stretch, seed, step) of each cell to a table of errors."""
    rows = [
        {kind: name, "seed": seed, "stretch": place, "steps_ahead": step, "rmse": np.exp(value)}
        for name, values in logs.items()
        for place, at_stretch in enumerate(values, start=1)
        for seed, at_seed in enumerate(at_stretch)
        for step, value in enumerate(at_seed, start=1)
    ]
    return pd.DataFrame(rows).assign(variable=TOTAL)


def drawn(stretches, seeds, steps=1, *, cells=CELLS, number=0, shared=0.0):
    """Log errors of cells that are alike but for what a stretch does to each."""
    generator = np.random.default_rng(number)
    effect = shared * generator.normal(size=(len(cells), stretches, 1, 1))
    noise = generator.normal(size=(len(cells), stretches, seeds, steps))
    return dict(zip(cells, effect + noise, strict=True))


def two(differences, steps=1):
    """A cell that differs by these (stretch, seed) from one that has the error 1."""
    logs = np.repeat(np.asarray(differences, float)[..., None], steps, axis=2)
    (verdict,) = compare_cells(table({"GRU": logs, "RNN": np.zeros_like(logs)}))
    return verdict


def block_p(differences):
    """Every choice of a sign for each stretch, all of its seeds together."""
    reach = abs(differences.sum()) * (1 - 1e-9)
    signs = list(product((-1, 1), repeat=len(differences)))
    found = [abs(sum(s * own.sum() for s, own in zip(sign, differences))) for sign in signs]  # noqa: B905
    return np.mean([value >= reach for value in found])


@pytest.mark.parametrize(("stretches", "seeds"), [(2, 3), (4, 2), (6, 3), (8, 2)])
def test_stretches_flip_as_blocks(stretches, seeds):
    logs = drawn(stretches, seeds, steps=2, shared=1.0)
    pairs = list(combinations(logs, 2))
    differences = [(logs[a] - logs[b]).mean(axis=2) for a, b in pairs]
    wanted = holm([block_p(own) for own in differences])
    found = [verdict.p_stretches for verdict in compare_cells(table(logs))]
    np.testing.assert_allclose(found, wanted)
    assert min(found) >= 2 / 2**stretches


def test_at_steps_stretches_flip_together_too():
    logs = drawn(6, 2, steps=3, cells=TWO, shared=1.0)
    differences = (logs["RNN"] - logs["GRU"]).mean(axis=1)
    sizes = np.sqrt(np.square(differences).sum(axis=0))
    signs = np.array(list(product((-1, 1), repeat=6)))
    largest = np.abs(signs @ (differences / sizes)).max(axis=1)
    clearest = np.abs(differences.sum(axis=0) / sizes)
    best = int(clearest.argmax())
    (verdict,) = compare_steps(table(logs))[best + 1]
    assert verdict.p_stretches == pytest.approx((largest >= clearest[best] - 1e-9).mean())


def test_seeds_flip_within_stretches():
    differences = np.random.default_rng(1).normal(-0.3, 1, (3, 4))
    signs = np.array(list(product((-1, 1), repeat=12)))
    sums = np.abs(signs @ differences.ravel())
    wanted = (sums >= abs(differences.sum()) * (1 - 1e-9)).mean()
    assert two(differences).p == pytest.approx(wanted)


@pytest.mark.parametrize("number", range(5))
def test_wins_are_counted_by_pair_and_by_stretch(number):
    differences = np.random.default_rng(number).normal(-0.2, 1, (5, 4))
    verdict = two(differences)
    side = 1 if verdict.better == "GRU" else -1
    assert (verdict.stretches, verdict.seeds) == (5, 20)
    assert verdict.wins == (side * differences < 0).sum()
    assert verdict.stretch_wins == (side * differences.mean(axis=1) < 0).sum()


def test_a_difference_that_is_everywhere_is_shown_in_general():
    noise = np.random.default_rng(0).normal(0, 0.1, (8, 8))
    assert two(noise - 1).answer == "beats"
    assert two(noise - 1).is_general
    assert two(noise - 1).p_stretches == 2 / 2**8
    # Of five stretches nothing can be shown of others, however clear it is.
    few = two(noise[:5] - 1)
    assert (few.answer, few.is_general, few.p_stretches) == ("beats", False, 0.0625)
    assert (few.stretch_wins, few.least_stretches) == (5, 6)


@pytest.mark.parametrize("stretches", [4, 8])
def test_a_difference_at_one_stretch_alone_is_no_general_one(stretches):
    noise = np.random.default_rng(0).normal(0, 0.1, (stretches, 8))
    noise[0] -= 2
    verdict = two(noise)
    assert verdict.p_adjusted < 0.05
    assert verdict.rests_on_one
    assert verdict.answer == "leads"
    assert not verdict.is_general


def test_what_two_stretches_show_rests_on_none():
    noise = np.random.default_rng(0).normal(0, 0.1, (3, 8))
    noise[:2] -= 2
    verdict = two(noise)
    assert not verdict.rests_on_one
    # Each of two with 5 seeds shows nothing by itself: the smallest p is 0.0625.
    assert two(noise[:2, :5]).rests_on_one
    assert not two(noise[:2, :6]).rests_on_one


def test_most_seeds_at_few_stretches_do_not_beat():
    # Better in 24 of 32 pairs, but worse at two of four stretches.
    differences = np.full((4, 8), -1.0)
    differences[2:, 4:] = 1.1
    verdict = two(differences)
    assert (verdict.wins, verdict.stretch_wins) == (24, 2)
    assert verdict.p_adjusted < 0.05
    assert verdict.answer == "leads"


def test_a_baseline_has_one_error_at_each_stretch():
    logs = {"GRU": np.random.default_rng(0).normal(0, 0.1, (7, 8, 1))}
    levels = np.arange(7.0)[:, None, None]
    shifted = {"GRU": logs["GRU"] + levels}
    naive = table({"naive": levels + 1}, "baseline").drop(columns="seed")
    (verdict,) = compare_with_baselines(table(shifted), naive)
    assert (verdict.better, verdict.wins, verdict.seeds) == ("GRU", 56, 56)
    np.testing.assert_allclose(verdict.differences, (logs["GRU"] - 1).ravel())
    assert verdict.is_general


def test_one_stretch_is_what_it_was():
    logs = drawn(1, 8, steps=4)
    plain = table(logs).drop(columns="stretch")
    assert compare_cells(table(logs)) == compare_cells(plain)
    for verdict in compare_cells(plain):
        assert (verdict.stretches, verdict.stretch_wins, verdict.is_general) == (1, 1, False)


def test_the_order_of_rows_does_not_matter():
    logs = drawn(3, 4, steps=2)
    shuffled = table(logs).sample(frac=1, random_state=0)
    wanted = {frozenset((v.better, v.worse)): v.p_stretches for v in compare_cells(table(logs))}
    found = {frozenset((v.better, v.worse)): v.p_stretches for v in compare_cells(shuffled)}
    assert found == pytest.approx(wanted)


def test_a_missing_stretch_of_a_seed_is_refused():
    rows = table(drawn(3, 4))
    with pytest.raises(ValueError, match="an error is missing"):
        compare_cells(rows[(rows["stretch"] != 2) | (rows["seed"] != 1)])


def test_diverged_members_are_counted_at_each_stretch():
    logs = {"GRU": np.zeros((4, 3, 2)), "RNN": np.ones((4, 3, 2))}
    logs["RNN"][1, 2, 1] = logs["RNN"][3, 0, 0] = np.inf
    (verdict,) = compare_cells(table(logs))
    assert verdict.diverged == (0, 2)


def test_false_claims_are_rare_where_stretches_favour_one_cell_by_chance():
    """8 stretches, each of which suits one of two like cells better, whatever the seed."""
    general = naive = 0
    for number in range(200):
        (verdict,) = compare_cells(table(drawn(8, 4, cells=TWO, number=number, shared=2.0)))
        general += verdict.is_general
        naive += verdict.p_adjusted < 0.05
    # 5 % of 200 are 10; one time in a thousand there are more than 20.
    assert general <= 20
    assert naive >= 50


def test_false_claims_are_rare_where_cells_are_the_same():
    shown = sum(
        compare_cells(table(drawn(4, 4, cells=TWO, number=number)))[0].answer != "open"
        for number in range(200)
    )
    assert shown <= 20


def judged(stretches, seeds=8, baseline_everywhere=True, gap=2.0, level=1.0):
    """A cell that is far worse than another, and a baseline between them, maybe here and there."""
    generator = np.random.default_rng(0)
    logs = {name: generator.normal(0, 0.1, (stretches, seeds, 1)) for name in TWO}
    logs["RNN"] += gap
    level = np.full((stretches, 1, 1), level)
    if not baseline_everywhere:
        level[::2] = -0.5
    naive = table({"naive": level}, "baseline").drop(columns="seed")
    pairs = compare_cells(table(logs))
    return Verdicts(TWO, pairs, compare_with_baselines(table(logs), naive))


@pytest.mark.parametrize(
    ("stretches", "everywhere", "words"),
    [
        (4, True, "This is about the 4 stretches of the series that were looked at, not about"),
        (8, True, "This is shown of stretches like the 8 that were looked at, and not of these"),
        (8, False, "of others it is shown that the GRU beats the RNN."),
    ],
)
def test_an_answer_says_how_far_it_reaches(stretches, everywhere, words):
    told = answer(judged(stretches, baseline_everywhere=everywhere))
    assert words in told
    assert "seeds" not in told


@pytest.mark.parametrize(
    ("stretches", "level", "words"),
    [
        (4, 1.0, "both beat the naive forecast. This is about the 4 stretches of the series that"),
        (8, 1.0, "both beat the naive forecast. This is shown of stretches like the 8 that were"),
        (8, -1.0, "the naive forecast beats both. This is shown of stretches like the 8 that"),
        (8, 0.0, "none of them is shown to beat the naive forecast."),
    ],
)
def test_an_answer_about_baselines_alone_says_how_far_it_reaches(stretches, level, words):
    told = answer(judged(stretches, gap=0.0, level=level))
    assert told.startswith("No clear winner between the RNN and the GRU; ")
    assert words in told
    assert ("This" in words) == ("stretches" in told)


def three_apart(stretches):
    """Three cells that are far apart at two steps, everywhere."""
    logs = np.random.default_rng(0).normal(0, 0.1, (3, stretches, 8, 2))
    logs += np.arange(3.0)[:, None, None, None]
    return table(dict(zip(CELLS, logs, strict=True)))


@pytest.mark.parametrize("stretches", range(2, 9))
@pytest.mark.parametrize("step", [None, 2])
def test_what_is_said_of_other_stretches_never_contradicts_itself(stretches, step):
    pairs = compare_cells(three_apart(stretches), step)
    least = 7 if step is None else 6
    verdicts = Verdicts(CELLS, pairs)
    assert {pair.least_stretches for pair in pairs} == {least}
    is_general = stretches >= least
    assert {pair.is_general for pair in pairs} == {is_general}
    told = few_stretches(verdicts)
    assert all(f"nothing can be shown of others: {least} would" in words for words in told)
    assert bool(told) == (not is_general)
    for pair in pairs:
        assert ("so at others like these, too" in sentence(pair)) == is_general
    assert ("This is shown of stretches like the" in answer(verdicts)) == is_general


@pytest.mark.parametrize("lost", [(), ((0, 0), (1, 0))])
def test_a_lead_that_rests_on_one_stretch_says_so(lost):
    """Be its size known or not: "only in 10 of 10" would be no reason."""
    noise = np.random.default_rng(0).normal(0, 0.1, (2, 5)) - 1
    logs = {"GRU": noise[..., None], "RNN": np.zeros((2, 5, 1))}
    for place in lost:
        logs["RNN"][place] = np.inf
    (pair,) = compare_cells(table(logs))
    assert (pair.wins, pair.seeds, pair.rests_on_one) == (10, 10, True)
    told = sentence(pair)
    assert (
        " lower RMSE, in 10 of 10 pairs of seed and stretch, at 2 of 2 stretches, but without one "
        "of these stretches nothing is shown (" in told
    )
    assert "only" not in told
    assert ("the RNN diverged in 2 of 10 pairs of seed and stretch" in told) == bool(lost)


def test_sentences_never_call_stretches_seeds():
    (few,), (many,) = judged(4).pairs, judged(8).pairs
    assert sentence(few).startswith(
        "Over all steps at these 4 stretches the GRU beats the RNN (32 of"
    )
    assert "32 of 32 pairs of seed and stretch, at 4 of 4 stretches" in sentence(few)
    assert "over stretches" not in sentence(few)
    assert "over stretches p = 0.0078, so at others like these, too" in sentence(many)
    (told,) = few_stretches(judged(4))
    assert told == "With 4 stretches nothing can be shown of others: 6 would be the least."
    assert few_stretches(judged(8)) == ()
    for one in (few, many):
        assert " 32 seeds" not in sentence(one)
        assert " 64 seeds" not in sentence(one)
