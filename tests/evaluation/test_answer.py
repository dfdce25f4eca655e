"""The answer says what the verdicts of the pairs say and nothing else, for every pattern."""

import math
import re
from functools import cache
from itertools import combinations, islice, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from forecasting.evaluation import (
    PairVerdict,
    Verdicts,
    answer,
    compare_cells,
    compare_with_baselines,
    matrix,
    reading,
)
from forecasting.evaluation.beside_baselines import told_beside_baselines
from forecasting.evaluation.verdict_phrases import called, spelled
from tests.evaluation.test_verdict import reference, table

CELLS = ("RNN", "LSTM", "GRU", "Elman")
BASELINES = ("naive", "linear autoregression")
SEEDS = 10


@cache
def verdict(one, other, outcome, baseline=None):
    """Outcome: 2 if the first beats the second, 1 for a small lead, 0 for neither, or less."""
    better, worse = (other, one) if outcome < 0 else (one, other)
    wins, p = {2: (SEEDS, 0.002), 1: (7, 0.002), 0: (6, 0.7)}[abs(outcome)]
    return PairVerdict(
        better=better,
        worse=worse,
        baseline=baseline,
        steps_ahead=None,
        seeds=SEEDS,
        wins=wins,
        probability=wins / SEEDS,
        diverged=(0, 0),
        log_ratio=-0.3,
        lower=-0.4,
        upper=-0.2,
        p=p,
        p_adjusted=p,
        pairs=1,
        agrees=True,
    )


def verdicts_of(cells, between, against, baselines):
    pairs = [verdict(a, b, k) for (a, b), k in zip(combinations(cells, 2), between, strict=True)]
    both = product(baselines, cells)
    rest = [verdict(c, b, k, b) for (b, c), k in zip(both, against, strict=True)]
    return Verdicts(cells, tuple(pairs), tuple(rest))


def patterns(count, baselines, step=1):
    """Of all that can come out every one, or each so-manieth."""
    cells, pairs = CELLS[:count], count * (count - 1) // 2
    outcomes = product((-2, -1, 0, 1, 2), repeat=pairs + count * len(baselines))
    for one in islice(outcomes, 0, None, step):
        yield verdicts_of(cells, one[:pairs], one[pairs:], baselines)


class Reader:
    """Reads the claims of an answer, by the words alone.

    Attributes:
        beats: Pairs (better, worse) that it says.
        leads: The same of small leads.
        open: Pairs, in either order, between which it says that nothing is shown.
        not_all: Cells of which it says that there is a baseline which they do not beat.
        rest_is_open: Whether it says so of all other pairs of cells.
    """

    def __init__(self, text, cells, baselines):
        self.cells, self.baselines = cells, baselines
        self.beats, self.leads, self.open = set(), set(), set()
        self.not_all, self.rest_is_open = set(), False
        for part in re.split(r"(?<=\.) |; ", text):
            self._read(part.strip(" ."))

    def names(self, text):
        """The names that a list of them holds; all of it has to be understood."""
        text = text[0].lower() + text[1:]
        known = {called(name): name for name in self.cells}
        known |= {called(name, name): name for name in self.baselines}
        groups = {"every baseline": self.baselines, "both": self.cells, "none of them": self.cells}
        groups[f"all {spelled(len(self.cells))}"] = self.cells
        if text in groups:
            return tuple(groups[text])
        found = re.split(r", | and | or ", text)
        assert set(found) <= set(known), text
        return tuple(known[one] for one in found)

    def _read(self, part):
        for pattern, read in self.PATTERNS.items():
            if found := re.fullmatch(pattern, part):
                read(self, *found.groups())
                return
        raise AssertionError(f"Not understood: {part}")

    def _all_open(self):
        self.rest_is_open = True

    def _all_open_but(self, winners, losers):
        self.rest_is_open = True
        self._leads(winners, losers)

    def _leads(self, winners, losers):
        self.leads |= set(product(self.names(winners), self.names(losers)))

    def _between(self, names):
        self.open |= set(combinations(self.names(names), 2))

    def _beats(self, winners, losers):
        self.beats |= set(product(self.names(winners), self.names(losers)))

    def _only(self, cells, baselines):
        self._beats(cells, baselines)
        self.not_all = set(self.cells) - set(self.names(cells))

    def _not_shown(self, cells, baselines):
        if baselines == "every baseline":
            self.not_all = set(self.names(cells))
        else:
            self.open |= set(product(self.names(cells), self.names(baselines)))

    def _beats_but(self, cell, beaten, standing):
        self._beats(cell, beaten)
        self._not_shown(cell, standing)

    PATTERNS = {  # noqa: RUF012 - never changed
        r"No clear winner [^:]*: (.*) ha(?:s|ve) a small lead on (.*)": _all_open_but,
        r"No clear winner [^:]*": _all_open,
        r"(.*) ha(?:s|ve) a small lead on (.*)": _leads,
        r"no other difference between the cells is shown": _all_open,
        r"between the others no difference is shown": _all_open,
        r"between (.*) no difference is shown": _between,
        r"(.*) forecasts best: it beats (.*)": _beats,
        r"(.*) trails: (.*) beat it": lambda self, loser, winners: self._beats(winners, loser),
        r"[Oo]nly (.*) (?:is|are) shown to beat (.*)": _only,
        r"(.*) beats (.*), but is not shown to beat (.*)": _beats_but,
        r"([Nn]one of them) is shown to beat (.*)": _not_shown,
        r"(.*) is not shown to beat (.*)": _not_shown,
        r"(.*) beats? (.*)": _beats,
    }


def assert_true(verdicts):
    """Every claim of the answer is one of the verdicts, and every difference of cells is told."""
    text = answer(verdicts)
    said = Reader(text, verdicts.cells, verdicts.baselines)
    for name, told in (("beats", said.beats), ("leads", said.leads)):
        true = {(v.better, v.worse) for v in verdicts.all if v.answer == name}
        between = {(v.better, v.worse) for v in verdicts.pairs if v.answer == name}
        assert told <= true, text
        assert between <= told, text
    assert_open_is_open(verdicts, said, text)
    for cell in said.not_all:
        assert not all(verdicts.beats(cell, b) for b in verdicts.baselines), text
    small = {(v.better, v.worse) for v in verdicts.against if v.answer == "leads"}
    assert small <= said.leads, text
    shown = [v for v in told_beside_baselines(verdicts) if v.answer != "open"]
    beside = {pair for pair in said.beats | said.leads if {*pair} & {*verdicts.baselines}}
    assert {(v.better, v.worse) for v in shown} == beside, text
    return text


def assert_open_is_open(verdicts, said, text):
    """Where it says that nothing is shown nothing is, and it says so of all such pairs."""
    shown = {(v.better, v.worse) for v in verdicts.pairs if v.answer != "open"}
    beaten = {(v.better, v.worse) for v in verdicts.against if v.answer == "beats"}
    assert not {pair for pair in said.open if {pair, pair[::-1]} & (shown | beaten)}, text
    undecided = {frozenset((v.better, v.worse)) for v in verdicts.pairs if v.answer == "open"}
    told = {frozenset(pair) for pair in said.open}
    assert said.rest_is_open or undecided <= told, text
    assert not said.rest_is_open or undecided or len(verdicts.pairs) == len(shown), text


@pytest.mark.parametrize(
    ("count", "baselines", "step"), [(1, 2, 1), (2, 2, 1), (3, 0, 1), (3, 1, 7), (4, 0, 7)]
)
def test_every_pattern(count, baselines, step):
    """Of the thousands of the last two every seventh, which holds each outcome of each pair."""
    found = {assert_true(v) for v in patterns(count, BASELINES[:baselines], step)}
    assert len(found) > 5
    assert all(text[0].isupper() and text.endswith(".") for text in found)


@effort(max_examples=60)
@given(st.data())
def test_random_patterns_of_more(data):
    cells = CELLS[: data.draw(st.integers(2, 4))]
    outcomes = st.sampled_from((-2, -1, 0, 1, 2))
    pairs = len(cells) * (len(cells) - 1) // 2
    between = data.draw(st.lists(outcomes, min_size=pairs, max_size=pairs))
    names = (*BASELINES, "seasonal naive")
    count = len(names) * len(cells)
    against = data.draw(st.lists(outcomes, min_size=count, max_size=count))
    assert_true(verdicts_of(cells, between, against, names))


@pytest.mark.parametrize(
    ("between", "against", "words"),
    [
        (
            (0, 0, 0),
            (-2, -2, -2),
            "No clear winner among the cells; a linear autoregression beats all three.",
        ),
        (
            (0, 0, 0),
            (2, 2, 2),
            "No clear winner among the cells; all three beat a linear autoregression.",
        ),
        (
            (0, 0, 0),
            (0, 0, 2),
            "No clear winner among the cells; only the GRU is shown to beat a linear "
            "autoregression.",
        ),
        (
            (0, 0, 0),
            (0, 0, 0),
            "No clear winner among the cells; none of them is shown to beat a linear "
            "autoregression.",
        ),
        (
            (0, -2, -2),
            (-2, 0, 2),
            "The GRU forecasts best: it beats the RNN and the LSTM; between the RNN and the "
            "LSTM no difference is shown. A linear autoregression beats the RNN.",
        ),
        (
            (-2, -2, -2),
            (0, 0, 2),
            "The GRU forecasts best: it beats the RNN and the LSTM; the LSTM beats the RNN. "
            "Only the GRU is shown to beat a linear autoregression.",
        ),
        (
            (-2, -2, 0),
            (2, 2, 2),
            "The RNN trails: the LSTM and the GRU beat it; between the LSTM and the GRU no "
            "difference is shown. All three beat a linear autoregression.",
        ),
        (
            (0, -2, 0),
            (0, 0, 0),
            "The GRU beats the RNN; no other difference between the cells is shown. None of "
            "them is shown to beat a linear autoregression.",
        ),
        (
            (2, -2, 2),
            (2, 2, 2),
            "The RNN beats the LSTM; the LSTM beats the GRU; the GRU beats the RNN. All three"
            " beat a linear autoregression.",
        ),
        (
            (0, -1, 0),
            (0, 0, 0),
            "No clear winner among the cells: the GRU has a small lead on the RNN. None of them is "
            "shown to beat a linear autoregression.",
        ),
        (
            (0, -2, -1),
            (2, 1, 2),
            "The GRU beats the RNN; the GRU has a small lead on the LSTM; no other difference "
            "between the cells is shown. Only the RNN and the GRU are shown to beat a linear "
            "autoregression; the LSTM has a small lead on a linear autoregression.",
        ),
        (
            (1, -2, -2),
            (-1, 0, 2),
            "The GRU forecasts best: it beats the RNN and the LSTM; the RNN has a small lead on "
            "the LSTM. Only the GRU is shown to beat a linear autoregression; a linear "
            "autoregression has a small lead on the RNN.",
        ),
    ],
    ids=[
        "worse",
        "better",
        "one is",
        "open",
        "best",
        "order",
        "trails",
        "one pair",
        "cycle",
        "lead",
        "leads",
        "rest",
    ],
)
def test_three_cells(between, against, words):
    assert answer(verdicts_of(CELLS[:3], between, against, BASELINES[1:])) == words


def judged(cells, baselines):
    errors = table(cells)
    rows = (
        reference(baselines) if baselines else errors.iloc[:0].rename(columns={"cell": "baseline"})
    )
    return Verdicts(tuple(cells), compare_cells(errors), compare_with_baselines(errors, rows))


def flat(value, seeds=8):
    return [[value, value]] * seeds


INF = math.inf
AR = {"linear autoregression": [0.5, 0.5]}


@pytest.mark.parametrize(
    ("cells", "baselines", "words"),
    [
        (
            {"RNN": flat(1, 5), "GRU": flat(2, 5)},
            AR,
            "With 5 seeds no difference between the RNN and the GRU can be shown (at least 6 "
            "are needed).",
        ),
        (
            {"RNN": flat(1, 6), "GRU": flat(2, 6)},
            AR,
            "The RNN beats the GRU. With 6 seeds no difference from a baseline can be shown.",
        ),
        (
            {c: flat(1, 1) for c in CELLS[:3]},
            AR,
            "With 1 seed no difference between the cells can be shown (at least 7 are needed).",
        ),
        (
            {"GRU": flat(1, 5)},
            AR,
            "With 5 seeds no difference between the GRU and a baseline can be shown (at least"
            " 6 are needed).",
        ),
        (
            {"GRU": flat(1)},
            {},
            "Only the GRU was trained, and there is no baseline to compare it with.",
        ),
        (
            {"GRU": flat(1), "RNN": flat(1)},
            {},
            "No clear winner between the GRU and the RNN.",
        ),
        ({"GRU": flat(1)}, AR, "A linear autoregression beats the GRU."),
        (
            {"GRU": flat(0.1)},
            AR,
            "The GRU beats a linear autoregression.",
        ),
        (
            {c: flat(INF) for c in CELLS[:3]},
            AR,
            "All three cells diverged with each of 8 seeds: there are no forecasts of all steps to "
            "compare.",
        ),
        (
            {"RNN": flat(INF, 1), "GRU": flat(INF, 1)},
            AR,
            "The RNN and the GRU diverged with the only seed: there are no forecasts of all steps "
            "to compare.",
        ),
        (
            {"GRU": flat(INF)},
            AR,
            "The GRU diverged with each of 8 seeds: there are no forecasts of all steps to "
            "compare.",
        ),
        (
            {"RNN": flat(1), "GRU": flat(INF)},
            {},
            "The RNN beats the GRU. Of 8 seeds, the GRU diverged in 8.",
        ),
        (
            {"RNN": [[1, INF, INF]] * 8, "GRU": [[1, 1, INF]] * 8},
            {},
            "The GRU beats the RNN. Of 8 seeds, the RNN diverged in 8 and the GRU in 8.",
        ),
        (
            {c: flat(k + 1, 6) for k, c in enumerate(CELLS[:3])},
            AR,
            "With 6 seeds no difference between the cells can be shown over all steps together (at "
            "least 7 are needed).",
        ),
        (
            {"RNN": [[1, 1]] * 7 + [[1, INF]], "GRU": [[1, 1]] * 6 + [[1, INF]] * 2},
            {},
            "No clear winner between the RNN and the GRU. Of 8 seeds, the RNN diverged in 1 "
            "and the GRU in 2.",
        ),
    ],
)
def test_made_of_errors(cells, baselines, words):
    assert answer(judged(cells, baselines)) == words


def test_the_matrix_says_the_same():
    generator = np.random.default_rng(0)
    cells = {
        cell: level * np.exp(0.2 * generator.normal(size=(9, 2)))
        for cell, level in zip(CELLS[:3], (1.0, 1.0, 0.3), strict=True)
    }
    verdicts = judged(cells, {**AR, "naive": [3, 3]})
    rows = dict(matrix(verdicts).rows)
    assert matrix(verdicts).columns == (*CELLS[:3], "linear autoregression", "naive")
    for cell, entries in rows.items():
        for column, entry in zip(matrix(verdicts).columns, entries, strict=True):
            if column == cell:
                assert entry is None
                continue
            assert (entry.outcome == "beats") == verdicts.beats(cell, column)
            assert (entry.outcome == "loses") == verdicts.beats(column, cell)
            assert cell in entry.sentence
            assert bool(entry.figure) == (entry.outcome in {"beats", "loses"})
    assert rows["GRU"][0].outcome == "beats"
    lower, higher = rows["GRU"][0].figure, rows["RNN"][2].figure
    assert re.fullmatch(r"−\d+ %", lower)
    assert re.fullmatch(r"\+\d+ %", higher)
    share = int(lower[1:-2]) / 100
    assert int(higher[1:-2]) / 100 == pytest.approx(share / (1 - share), rel=0.05)
    assert rows["RNN"][1].word == "no difference shown"


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({"RNN": flat(1, 5), "GRU": flat(2, 5)}, "few"),
        ({"RNN": flat(1), "GRU": flat(1)}, "same"),
        ({"RNN": flat(INF), "GRU": flat(INF)}, "diverged"),
    ],
)
def test_why_a_matrix_shows_nothing(cells, outcome):
    (_, (_, entry)), _ = matrix(judged(cells, {})).rows
    assert (entry.outcome, entry.figure) == (outcome, "")


@pytest.mark.parametrize(
    ("ratio", "lower", "higher"),
    [
        (0.7, "−30 %", "+43 %"),
        (0.997, "−0.3 %", "+0.3 %"),
        (1 - 3e-7, "−0.00003 %", "+0.00003 %"),
        (1 / 9.9, "−90 %", "+890 %"),
        (1 / 12, "−92 %", "× 12"),
        (1e-6, "−99.9 %", "× 1,000,000"),
        (1e-30, "−99.9 %", "× 1.00 × 10³⁰"),
        (1e-200, "−99.9 %", "× 1.00 × 10²⁰⁰"),
    ],
)
def test_a_figure_is_never_zero(ratio, lower, higher):
    rows = dict(matrix(judged({"RNN": flat(1), "GRU": flat(ratio)}, {})).rows)
    assert (rows["GRU"][0].figure, rows["RNN"][1].figure) == (lower, higher)


def test_errors_at_the_ends_of_what_a_number_holds():
    verdicts = judged({"RNN": flat(1e300), "GRU": flat(1e-300)}, {})
    assert dict(matrix(verdicts).rows)["RNN"][1].figure.startswith("× 1.")
    assert "99.9 % lower RMSE" in dict(matrix(verdicts).rows)["GRU"][0].sentence


@pytest.mark.parametrize("stretches", [1, 4])
def test_how_to_read_a_matrix_says_what_a_small_lead_is(stretches):
    assert "× 12 means 12 times as high" in reading(stretches)
    assert ("stretch" in reading(stretches)) == (stretches > 1)
    assert ("seeds" in reading(stretches)) == (stretches == 1)


def test_a_cell_that_diverged_is_beaten_without_a_figure():
    (_, (_, entry)), _ = matrix(judged({"RNN": flat(1), "GRU": flat(INF)}, {})).rows
    assert (entry.outcome, entry.figure) == ("beats", "")
