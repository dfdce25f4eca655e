"""Another language is one catalogue: what is said is translated to the last word."""

import io
import re
from dataclasses import replace
from gettext import GNUTranslations

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from forecasting import Experiment, audit, compare, findings
from forecasting.evaluation import (
    BASELINES,
    Verdicts,
    answer,
    baseline_sentences,
    cell_sentences,
    compare_cells,
    compare_steps,
    compare_with_baselines,
    ribbon_sentences,
    ribbon_table,
)
from forecasting.experiment import SETTINGS, headline, judge
from forecasting.experiment.future import range_of_seeds
from forecasting.experiment.summary import figures
from forecasting.messages import Message
from forecasting.models.device_selection import explain_device
from forecasting.recipes import RECIPES
from forecasting.report.words import words_of
from tests.conftest import TINY
from tests.evaluation.test_answer import patterns
from tests.evaluation.test_verdict import reference, small, table
from tests.prose import MADE_BY
from tests.test_messages import ROOT

NAMES = {"RNN", "LSTM", "GRU", "Elman", "RMSE", "MAE", "sMAPE", "MASE", "CPU", "PyTorch"}
"""What is called the same in every language, besides what a person has named."""

HOLE = re.compile(r"({[^}]*})")


def foreign(form):
    """A language of one word; its holes are the same in another order."""
    parts = HOLE.split(form)
    return "".join(part if HOLE.match(part) else re.sub(r"[A-Za-z]+", "♪", part) for part in parts)


@pytest.fixture(scope="module")
def language():
    """A catalogue as a translator would give it: extracted, filled, compiled, loaded."""
    forms = {name: (1, 2) if count == 2 else None for name, count in MADE_BY.items()}
    catalogue = Catalog(locale="ja")
    for _, _, found, _, _ in extract_from_dir(
        ROOT / "forecasting", [("**.py", "python")], keywords=forms
    ):
        # Japanese has one form for all numbers.
        catalogue.add(found, foreign(found) if isinstance(found, str) else (foreign(found[1]),))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def left_in_english(message, language, *named):
    """Words of a message that its translation still has."""
    assert isinstance(message, Message), message
    told = message.translated(language)
    assert "♪" in told
    for name in sorted(named, key=len, reverse=True):
        told = told.replace(name, "")
    return set(re.findall(r"[^\W\d_]{2,}", told)) - NAMES


@pytest.mark.parametrize(("count", "baselines"), [(1, 2), (2, 2), (3, 1)])
def test_every_answer(count, baselines, language):
    names = "naive", "linear autoregression"
    for verdicts in [*patterns(count, names[:baselines])][::7]:
        assert left_in_english(answer(verdicts), language) == set()


INF = np.inf
STEPS = np.geomspace(1, 2, 10)
ERRORS = {
    "shown": {"RNN": STEPS, "LSTM": 0.7 * STEPS, "GRU": 0.5 * STEPS},
    "few": {"RNN": [1, INF], "LSTM": [1, 1], "GRU": [2, 2]},
    "one seed": {"RNN": [INF], "GRU": [1.0]},
    "leads": {"RNN": [1.0] * 40, "GRU": small()},
    "chance": {"RNN": [2.0] * 8, "GRU": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 2.6, 2.8]},
    "draw": {"RNN": [2.0] * 8, "GRU": [1.0, 1.5, 1.8, 1.9, 2.1, 2.2, 2.5, 3.9]},
    "mixed": {"RNN": [1.9] * 36 + [40.0] * 12, "GRU": [2.0] * 48},
    "diverged": {"RNN": [INF, *[2.0] * 7], "GRU": [1.0] * 8},
    "same": {"RNN": [1.0] * 3, "GRU": [1.0] * 3},
    "all diverged": {"RNN": [INF] * 3, "GRU": [INF] * 3},
    "one cell": {"RNN": [1.0] * 8},
}


@pytest.mark.parametrize("steps_ahead", [None, 1])
@pytest.mark.parametrize("errors", ERRORS.values(), ids=ERRORS)
def test_every_sentence_of_a_verdict(errors, steps_ahead, language):
    made = table({cell: np.asarray(own, float) for cell, own in errors.items()})
    baselines = reference({"naive": [0.9], "seasonal naive": [3.0], "linear autoregression": [INF]})
    pairs = compare_cells(made, steps_ahead)
    against = compare_with_baselines(made, baselines, steps_ahead)
    shown = ribbon_sentences(ribbon_table(compare_steps(made), tuple(errors)))
    told = [*cell_sentences(pairs), *baseline_sentences(against), *shown]
    told.append(answer(Verdicts(tuple(errors), pairs, against)))
    for message in told:
        assert left_in_english(message, language) == set()


@pytest.mark.parametrize("changes", [{}, {"window_length": 1}, {"judged_on": "training"}])
def test_what_is_said_of_a_comparison(changes, language):
    made = compare(replace(TINY, **changes), "cpu")
    named = made.experiment.source.title, *made.task.series.variables, "Total", *BASELINES
    audits = audit(made)
    told = [*findings(made), headline(judge(made), audits), figures(made, 1), range_of_seeds(made)]
    told += [part for one in audits for part in (one.name, one.reason)]
    told += words_of(made).values()
    for message in told:
        assert left_in_english(message, language, *named) == set()


def test_labels_and_help_of_every_setting(language):
    for setting in SETTINGS.values():
        for words in (setting.label, setting.help):
            assert not words or isinstance(words, Message), setting
            assert not words or "♪" in words.translated(language)


def test_what_recipes_say(language):
    for recipe in RECIPES.values():
        for words in (recipe.title, recipe.about, recipe.expect, recipe.broken):
            assert not words or "♪" in words.translated(language)


def test_what_an_error_says(language):
    with pytest.raises(ValueError, match="choose at least one of") as raised:
        Experiment(cells=())
    (message,) = raised.value.args
    assert left_in_english(message, language, "Peephole-LSTM", "cells") == set()


def test_why_a_device_was_chosen(language):
    assert isinstance(explain_device("cpu"), Message)
    assert "♪" in explain_device("cpu").translated(language)
