"""How far back a forecast listens, in words: half, valleys, the lag that is needed."""

import numpy as np
import pandas as pd
import pytest

from forecasting.inspection import half_again, half_distance, reach_sentences


def curve(*norms, cell="LSTM"):
    return pd.DataFrame({"curve": cell, "lag": range(len(norms)), "norm_median": norms})


@pytest.mark.parametrize(
    ("norms", "first", "again"),
    [
        ([1, 0.9, 0.1, 0.1, 0.6, 0.7], 2, [(4, 5)]),
        ([1, 0.4, 0.6, 0.4, 2.0], 1, [(2, 2), (4, 4)]),
        ([1, *[0.01] * 38, 0.8], 1, [(39, 39)]),
        ([1, 0.5, 3.0], None, []),
        ([1, 0.5, 0.49], 2, []),
    ],
)
def test_behind_a_valley_there_is_more_again(norms, first, again):
    norms = np.array(norms)
    assert half_distance(norms) == first
    assert half_again(norms) == again


@pytest.mark.parametrize(
    ("norms", "words"),
    [
        (
            (1.0, 0.7, 0.5, 0.1),
            "The forecast of the LSTM feels the values from lag 3 on less than half as much as the "
            "last one; the first of its window, at lag 3, 10 % as much.",
        ),
        (
            (1.0, 0.7, 0.1, 0.1),
            "The forecast of the LSTM feels the values from lag 2 on less than half as much as the "
            "last one; the first of its window, at lag 3, 10 % as much.",
        ),
        (
            (1.0, 0.004),
            "The forecast of the LSTM feels the values from lag 1 on less than half as much as the "
            "last one; the first of its window, at lag 1, 0.40 % as much.",
        ),
        (
            (1.0, 0.9, 0.6),
            "The forecast of the LSTM feels every value of its window at least half as much as the "
            "last one; the first, at lag 2, 60 % as much.",
        ),
        (
            (1.0, *[0.01] * 36, 0.6, 0.7, 0.8),
            "The forecast of the LSTM feels the value at lag 1 less than half as much as the last "
            "one, and again half as much or more at lags 37 to 39; the first of its window, at lag "
            "39, 80 % as much.",
        ),
        (
            (1.0, 0.1, 0.6, 0.1, 0.6, 0.1),
            "The forecast of the LSTM feels the value at lag 1 less than half as much as the last "
            "one, and again half as much or more at lag 2 and lag 4; the first of its window, at "
            "lag 5, 10 % as much.",
        ),
        (
            (1.0, *[0.1, 0.6] * 4),
            "The forecast of the LSTM feels the value at lag 1 less than half as much as the last "
            "one, and again half as much or more at some lags from 2 to 8; the first of its "
            "window, at lag 8, 60 % as much.",
        ),
        ((0.0, 0.0), "The forecast of the LSTM does not feel the last value."),
    ],
)
def test_where_a_forecast_feels_half_in_words(norms, words):
    assert [*reach_sentences(curve(*norms))] == [words]


def test_of_a_window_of_one_value_there_is_nothing_to_say():
    assert [*reach_sentences(curve(1.0))] == []


def test_where_the_needed_lag_is_known_the_cells_are_compared_there():
    cells = {"RNN": (2.0, 0.5, 0.15), "LSTM": (0.1, 0.2, 1.09), "GRU": (0.1, 0.0, 1.16)}
    curves = pd.concat([curve(*norms, cell=cell) for cell, norms in cells.items()])
    assert [*reach_sentences(curves, 2)] == [
        "At lag 2, where the series needs it, the forecast of the GRU changes 1.2 times as much as "
        "the value, the LSTM's 1.1 times and the RNN's 0.15 times."
    ]
    assert [*reach_sentences(curve(1.0, 0.3), 1)] == [
        "At lag 1, where the series needs it, the forecast of the LSTM changes 0.30 times as much "
        "as the value."
    ]
