"""Where one of two cells is better: rows, and sentences that say what the rows say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.evaluation import compare_steps, ribbon_sentences, ribbon_table
from tests.evaluation.test_verdict import over

CELLS = ("RNN", "LSTM", "GRU")


NOTHING = (
    "At no single step a difference between two cells is shown, where less shows than over all "
    "steps together."
)


def rows(*told, cells=("RNN", "GRU"), least=7):
    """A table of one pair from what is shown at each step: "", "GRU" or "GRU?" for a small lead."""
    table = ribbon_table({}, cells)
    for step, name in enumerate(told, start=1):
        answer = "open" if not name else "leads" if name.endswith("?") else "beats"
        table.loc[len(table)] = [*cells, step, name.rstrip("?"), answer, 0.5, 6, 8, least, ""]
    return table


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([""] * 3, (NOTHING,)),
        (["", "GRU", "GRU", ""], ("From step 2 to step 3 the GRU beats the RNN.",)),
        (["GRU"], ("At step 1 the GRU beats the RNN.",)),
        (
            ["GRU", "", "GRU", "GRU", "RNN?"],
            (
                "At step 1 and from step 3 to step 4 the GRU beats the RNN; at step 5 the RNN has "
                "a small lead on the GRU.",
            ),
        ),
    ],
)
def test_sentences_by_hand(told, words):
    assert ribbon_sentences(rows(*told)) == words


def test_with_too_few_seeds_nothing_is_claimed():
    words = "With 8 seeds no difference between two cells can be shown at any step; 9 would be the "
    assert ribbon_sentences(rows("", "", least=9)) == (f"{words}least.",)
    table = ribbon_table(compare_steps(over(3, 1.0)[lambda t: t["seed"] < 3]), CELLS)
    assert set(table["told"]) == {"too few seeds to show a difference"}
    assert ribbon_sentences(table) == (
        "With 3 seeds no difference between two cells can be shown at any step; 6 would be the "
        "least, and 7 over all steps together, where each pair is corrected for the others.",
    )


def test_without_pairs_nothing_is_said():
    assert ribbon_sentences(ribbon_table({}, ("RNN",))) == ()


@given(st.lists(st.sampled_from(["", "RNN", "GRU", "RNN?", "GRU?"]), min_size=1, max_size=12))
def test_a_sentence_says_what_the_rows_say(told):
    (words,) = ribbon_sentences(rows(*told))
    said = [""] * len(told)
    for claim in words.rstrip(".").split("; "):
        found = re.search(r"the (\w+) (beats|has a small lead on) the (\w+)$", claim)
        if found is None:
            assert claim.startswith("At no single step")
            continue
        assert {found[1], found[3]} == {"RNN", "GRU"}
        for first, last in re.findall(r"step (\d+)(?: to step (\d+))?", claim):
            for step in range(int(first), int(last or first) + 1):
                said[step - 1] = found[1] + ("?" if found[2] != "beats" else "")
    assert said == told


def test_the_rows_are_those_of_the_verdicts():
    verdicts = compare_steps(over(3, 1.0))
    table = ribbon_table(verdicts, CELLS)
    assert len(table) == 3 * 30
    for row in table.itertuples():
        names = {row.one, row.other}
        (own,) = [v for v in verdicts[row.steps_ahead] if {v.better, v.worse} == names]
        assert row.answer == own.answer
        assert row.better == (own.better if own.answer != "open" else "")
        assert row.p == own.p_adjusted
    assert "the GRU beats the RNN, p = " in table["told"].str.cat()
    assert "no difference is shown, p = " in table["told"].str.cat()
