"""MAE, sMAPE and MASE against sums that are spelled out, and where they could mislead."""

import math
import re
import statistics

import numpy as np
import pandas as pd
import pytest

from forecasting.evaluation import (
    MEASURES,
    RMSE,
    TOTAL,
    Labels,
    Scales,
    absolute_measures,
    check_known,
    errors_table,
    known_measures,
    measured,
    naive_error,
)

STDS, NAIVE = np.array([2.0, 0.5]), np.array([3.0, 0.25])
SCALES = Scales(STDS, NAIVE)
NAMES = ("mae", "smape", "mase")


def arrays(shape=(3, 5, 4, 2), seed=0):
    generator = np.random.default_rng(seed)
    return generator.normal(size=shape), generator.normal(size=shape[1:])


def one(forecasts, observed, **scales):
    """The measures of forecasts of one variable at one step, one for each window."""
    f, y = (np.array(values, float).reshape(1, -1, 1, 1) for values in (forecasts, observed))
    return {k: float(v[0, 0, 0]) for k, v in absolute_measures(f, y[0], Scales(**scales)).items()}


def by_hand(forecasts, observed, member, step):
    """The same of one member and step: lists of pairs per variable, means of Python's floats."""
    variables = range(forecasts.shape[-1])
    pairs = [
        [
            (float(f), float(y))
            for f, y in zip(forecasts[member, :, step, v], observed[:, step, v], strict=True)
            if not math.isnan(y)
        ]
        for v in variables
    ]
    mae = [statistics.fmean(abs(f - y) for f, y in pairs[v]) for v in variables]
    smape = [
        statistics.fmean(200 * abs(f - y) / (abs(f) + abs(y)) for f, y in pairs[v])
        for v in variables
    ]
    mase = [mae[v] / float(NAIVE[v]) for v in variables]
    shares = [mae[v] / float(STDS[v]) for v in variables]
    return {
        "mae": [*mae, statistics.fmean(shares)],
        "smape": [*smape, statistics.fmean(smape)],
        "mase": [*mase, statistics.fmean(mase)],
    }


@pytest.mark.parametrize("gaps", [False, True])
def test_against_sums_that_are_spelled_out(gaps):
    forecasts, observed = arrays()
    if gaps:
        observed[1, 2, 0] = observed[4, 2, 0] = observed[0, 0, 1] = np.nan
    found = absolute_measures(forecasts, observed, SCALES)
    for member in range(3):
        for step in range(4):
            wanted = by_hand(forecasts, observed, member, step)
            for name in NAMES:
                np.testing.assert_allclose(found[name][member, step], wanted[name], rtol=1e-12)


def test_each_member_may_have_a_series_and_scales_of_its_own():
    forecasts, _ = arrays()
    _, observed = arrays((1, 3, 5, 4, 2), seed=1)
    scales = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    together = absolute_measures(forecasts, observed, Scales(scales, 2 * scales))
    for member in range(3):
        own = Scales(scales[member], 2 * scales[member])
        alone = absolute_measures(forecasts[member, None], observed[member], own)
        for name in NAMES:
            np.testing.assert_array_equal(together[name][member], alone[name][0])


@pytest.mark.parametrize(
    ("forecasts", "observed", "smape"),
    [
        ([0.0], [0.0], 0.0),
        ([1.0], [0.0], 200.0),
        ([0.0], [-3.0], 200.0),
        ([1.0], [-1.0], 200.0),
        ([-1e-300], [2.0], 200.0),
        ([-2.0], [-1.0], 200 / 3),
        ([2.0], [1.0], 200 / 3),
        ([1.0, 0.0], [-1.0, 0.0], 100.0),
        ([5e-324], [5e-324], 0.0),
    ],
)
def test_smape_of_zeros_and_negative_values(forecasts, observed, smape):
    assert one(forecasts, observed)["smape"] == pytest.approx(smape)


def test_smape_lies_between_0_and_200():
    generator = np.random.default_rng(3)
    forecasts, observed = (generator.standard_cauchy(size=(2, 99, 9, 1)) for _ in range(2))
    smape = absolute_measures(forecasts, observed)["smape"]
    assert (smape >= 0).all()
    assert (smape <= 200).all()


@pytest.mark.parametrize("lost", [np.nan, np.inf, -np.inf, 1e200])
def test_a_diverged_member_is_infinite_by_every_measure(lost):
    forecasts, observed = arrays()
    forecasts[1, 2, 3, 0] = lost
    table = errors_table(Labels("GRU", (3, 1, 7), ("a", "b")), forecasts, observed, SCALES)
    at = (table["seed"] == 1) & (table["steps_ahead"] == 4)
    of_it = table[at & table["variable"].isin(["a", TOTAL])]
    assert np.isinf(of_it[list(MEASURES)].to_numpy()).all()
    assert np.isfinite(table[~at][list(MEASURES)].to_numpy()).all()


def test_what_was_not_observed_is_not_scored():
    known = one([1.0, 2.0], [3.0, 2.5], naive=np.array([0.5]))
    assert one([1.0, 9.0, 2.0], [3.0, math.nan, 2.5], naive=np.array([0.5])) == known


def test_mase_of_the_seasonal_naive_itself_on_the_training_part_is_1():
    values = np.random.default_rng(0).normal(size=(40, 1)).cumsum(axis=0)
    for season in (1, 7):
        forecasts, observed = values[None, :-season, None], values[season:, None]
        scales = Scales(naive=naive_error(values, season))
        assert absolute_measures(forecasts, observed, scales)["mase"] == pytest.approx(1)


def test_the_naive_error_against_a_loop():
    values = np.array([[1.0, 5.0], [4.0, 5.0], [np.nan, 5.0], [2.0, 5.0], [7.0, 5.0]])
    np.testing.assert_array_equal(naive_error(values), [(3 + 5) / 2, np.nan])
    np.testing.assert_array_equal(naive_error(values, 2), [(2) / 1, np.nan])


def test_without_a_naive_error_mase_is_not_known():
    forecasts, observed = arrays()
    found = absolute_measures(forecasts, observed, Scales(STDS, np.array([1.0, np.nan])))
    assert np.isfinite(found["mase"][..., 0]).all()
    assert np.isnan(found["mase"][..., 1:]).all()
    table = errors_table(Labels("GRU", (3, 1, 7), ("a", "b")), forecasts, observed, SCALES)
    assert known_measures(table, "a") == tuple(MEASURES)
    unknown = table.assign(mase=table["mase"].mask(table["variable"] != "a"))
    assert known_measures(unknown, "a") == tuple(MEASURES)
    assert known_measures(unknown, TOTAL) == ("rmse", "mae", "smape")
    words = "measure is 'mase', which is not known here; choose one of rmse, mae, smape."
    with pytest.raises(ValueError, match=re.escape(words)):
        check_known(unknown, "mase", TOTAL)


def test_no_such_measure_is_refused():
    words = "measure is 'RMSE'; choose one of rmse, mae, smape, mase."
    with pytest.raises(ValueError, match=re.escape(words)):
        measured(pd.DataFrame({"variable": [TOTAL], "rmse": [1.0]}), "RMSE", TOTAL)


def test_a_table_by_another_measure():
    table = errors_table(Labels("GRU", (3, 1, 7), ("a", "b")), *arrays(), SCALES)
    assert measured(table, RMSE, TOTAL) is table
    assert measured(table, "mae", TOTAL)["rmse"].equals(table["mae"].rename("rmse"))


def test_every_measure_says_where_it_comes_from():
    assert RMSE == "rmse"
    for measure in MEASURES.values():
        assert "doi:" in measure.source
        assert measure.explanation
