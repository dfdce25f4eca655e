"""What is made of a comparison is made once, and forgotten with it."""

import gc
import weakref
from dataclasses import replace

import pandas as pd

from forecasting.experiment.once import MOST_KEPT, once


def counting():
    calls = []

    @once
    def make(_comparison, step=1):
        calls.append(step)
        return pd.DataFrame({"step": [step]})

    return make, calls


def test_it_is_made_once_for_each_comparison_and_argument(tiny_comparison):
    make, calls = counting()
    other = replace(tiny_comparison)
    for comparison in (tiny_comparison, tiny_comparison, other):
        for step in (1, 2):
            assert make(comparison, step)["step"].tolist() == [step]
            assert make(comparison, step=step)["step"].tolist() == [step]
    assert calls == [1, 1, 2, 2] * 2


def test_what_a_caller_adds_is_the_callers_own(tiny_comparison):
    make, _ = counting()
    mine = make(tiny_comparison)
    mine["more"] = 1
    mine.loc[0, "step"] = 7
    assert make(tiny_comparison).to_dict("list") == {"step": [1]}


def test_not_more_is_kept_than_so_much(tiny_comparison):
    make, calls = counting()
    for step in range(MOST_KEPT + 1):
        make(tiny_comparison, step)
    make(tiny_comparison, 0)
    assert len(calls) == MOST_KEPT + 2


def test_it_is_forgotten_with_the_comparison(tiny_comparison):
    make, _ = counting()
    comparison = replace(tiny_comparison)
    gone = weakref.ref(make(comparison))
    kept = weakref.ref(comparison)
    del comparison
    gc.collect()
    assert (kept(), gone()) == (None, None)
