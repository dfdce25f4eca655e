import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.evaluation import (
    MEASURES,
    TOTAL,
    Labels,
    errors_table,
    forecasts_table,
    join_tables,
    rmse_per_step,
    summarize_over_seeds,
)

LABELS = Labels("GRU", (3, 1, 7), ("sine", "cosine"))


def arrays(shape=(3, 5, 4, 2), dtype=np.float64, seed=0):
    generator = np.random.default_rng(seed)
    return (
        generator.normal(size=shape).astype(dtype),
        generator.normal(size=shape[1:]).astype(dtype),
    )


def slow_rmse(forecasts, observed):
    """(member, step, variable + 1), one squared error at a time."""
    members, windows, steps, variables = forecasts.shape
    result = np.zeros((members, steps, variables + 1))
    for member in range(members):
        for step in range(steps):
            together = []
            for variable in range(variables):
                squares = []
                for window in range(windows):
                    forecast = float(forecasts[member, window, step, variable])
                    squares.append((forecast - float(observed[window, step, variable])) ** 2)
                result[member, step, variable] = math.sqrt(math.fsum(squares) / len(squares))
                together += squares
            result[member, step, variables] = math.sqrt(math.fsum(together) / len(together))
    return result


def slow_median(numbers):
    """The median of numbers that may be infinite or NaN, NaN being as bad as infinite."""
    ordered = sorted(math.inf if not math.isfinite(number) else number for number in numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def errors_of(rmse_by_seed, cell="RNN", **columns):
    rows = [
        {"cell": cell, "seed": seed, "variable": TOTAL, "steps_ahead": 1, "rmse": rmse, **columns}
        for seed, rmse in enumerate(rmse_by_seed)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(3, 5, 4, 2), (1, 1, 1, 1), (2, 7, 3, 1), (1, 2, 6, 4)])
def test_rmse_equals_loops(shape, dtype):
    forecasts, observed = arrays(shape, dtype)
    np.testing.assert_allclose(
        rmse_per_step(forecasts, observed), slow_rmse(forecasts, observed), rtol=1e-12
    )


def test_rmse_at_a_step_is_of_that_step_alone():
    forecasts, observed = arrays()
    before = rmse_per_step(forecasts, observed)
    forecasts[:, :, 1] += 10
    after = rmse_per_step(forecasts, observed)
    assert (after[:, 1] > before[:, 1]).all()
    np.testing.assert_array_equal(np.delete(after, 1, axis=1), np.delete(before, 1, axis=1))


def test_rmse_of_a_constant_miss_is_the_miss():
    observed = np.zeros((4, 3, 2))
    forecasts = np.broadcast_to([3.0, 4.0], (1, 4, 3, 2))
    expected = np.broadcast_to([3.0, 4.0, math.sqrt(12.5)], (1, 3, 3))
    np.testing.assert_allclose(rmse_per_step(forecasts, observed), expected)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_diverged_member_has_infinite_error_at_that_step_only(bad):
    forecasts, observed = arrays()
    expected = rmse_per_step(forecasts, observed)
    expected[1, 2] = np.inf
    forecasts[1, 4, 2, 0] = bad
    np.testing.assert_array_equal(rmse_per_step(forecasts, observed), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_forecasts_do_not_warn(dtype):
    forecasts, observed = arrays(dtype=dtype)
    forecasts[0] = np.finfo(dtype).max
    observed[0, 0, 0] = np.finfo(dtype).min
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rmse = rmse_per_step(forecasts, observed)
    assert not np.isnan(rmse).any()
    # In float64 the square of a float32 is a number; that of the largest float64 is not.
    assert np.isfinite(rmse[0, 1]).all() == (dtype is np.float32)


def test_rmse_leaves_its_input_alone():
    forecasts, observed = arrays()
    forecasts[0, 0, 0, 0] = np.nan
    kept = forecasts.copy(), observed.copy()
    rmse_per_step(forecasts, observed)
    np.testing.assert_array_equal((forecasts, observed)[0], kept[0])
    np.testing.assert_array_equal((forecasts, observed)[1], kept[1])


def test_rmse_refuses_infinite_observations():
    forecasts, observed = arrays()
    observed[1, 1, 1] = math.inf
    with pytest.raises(ValueError, match="observed has 1 infinite values: give finite ones"):
        rmse_per_step(forecasts, observed)


@pytest.mark.parametrize("of_each", [False, True])
def test_what_was_not_observed_is_not_scored(of_each):
    """It may as well have been anything, and each variable counts as before."""
    forecasts, observed = arrays((3, 6, 4, 2))
    gaps = np.zeros(observed.shape, bool)
    gaps[1, 1, 1] = gaps[0, 1, 1] = gaps[3, 3, 0] = gaps[5, :3, 1] = True
    observed[gaps] = np.nan
    if of_each:
        observed = np.stack([observed, observed, observed])
    rmse = rmse_per_step(forecasts, observed)
    for step in range(4):
        columns = []
        for variable in range(2):
            kept = ~gaps[:, step, variable]
            one = forecasts[:, kept, step, variable]
            other = observed[..., kept, step, variable]
            columns.append(((one - other) ** 2).mean(axis=-1))
            np.testing.assert_allclose(rmse[:, step, variable], columns[-1] ** 0.5)
        np.testing.assert_allclose(rmse[:, step, 2], np.mean(columns, axis=0) ** 0.5)


def test_rmse_refuses_a_step_at_which_nothing_was_observed():
    forecasts, observed = arrays((3, 5, 4, 2))
    observed[:, 2, 1] = np.nan
    with pytest.raises(ValueError, match="nothing was observed of variable 1 at step 3 ahead: "):
        rmse_per_step(forecasts, observed)


@pytest.mark.parametrize(
    ("forecasts_shape", "observed_shape", "message"),
    [
        ((5, 4, 2), (5, 4, 2), r"forecasts have shape \(5, 4, 2\): give \(member, window"),
        ((3, 0, 4, 2), (0, 4, 2), r"forecasts have shape \(3, 0, 4, 2\)"),
        ((3, 5, 4, 2), (5, 4, 1), r"observed has shape \(5, 4, 1\): give \(5, 4, 2\)"),
        ((3, 5, 4, 2), (1, 4, 2), r"observed has shape \(1, 4, 2\)"),
    ],
)
def test_rmse_refuses_shapes_that_do_not_match(forecasts_shape, observed_shape, message):
    with pytest.raises(ValueError, match=message):
        rmse_per_step(np.zeros(forecasts_shape), np.zeros(observed_shape))


@pytest.mark.parametrize("variables", [("sine", "cosine"), ("sine",)])
def test_errors_table_equals_loops(variables):
    labels = Labels("LSTM", (3, 1, 7), variables)
    forecasts, observed = arrays((3, 5, 4, len(variables)))
    table = errors_table(labels, forecasts, observed)
    rmse = slow_rmse(forecasts, observed)
    assert list(table) == ["cell", "seed", "variable", "steps_ahead", *MEASURES]
    assert len(table) == rmse.size
    names = [*variables, "Total"]
    seen = set()
    for row in table.itertuples():
        assert row.cell == "LSTM"
        m, v = labels.seeds.index(row.seed), names.index(row.variable)
        assert row.rmse == pytest.approx(rmse[m, row.steps_ahead - 1, v])
        seen.add((row.seed, row.variable, row.steps_ahead))
    assert len(seen) == rmse.size


def test_total_of_one_variable_is_that_variable():
    table = errors_table(Labels("RNN", (0,), ("sine",)), *arrays((1, 5, 4, 1)))
    one, total = (table.query("variable == @name")["rmse"] for name in ("sine", TOTAL))
    np.testing.assert_allclose(one, total)


@pytest.mark.parametrize("known", [True, False])
def test_forecasts_table_equals_loops(known):
    forecasts, observed = arrays()
    observed[4, 2:] = np.nan
    origins = np.array([40, 10, 20, 30, 50])
    table = forecasts_table(LABELS, origins, forecasts, observed if known else None)
    assert list(table) == [
        "cell",
        "seed",
        "origin",
        "steps_ahead",
        "variable",
        "forecast",
        "observed",
    ]
    rows = []
    for m, seed in enumerate(LABELS.seeds):
        for w, origin in enumerate(origins):
            for k in range(4):
                for v, variable in enumerate(LABELS.variables):
                    seen = observed[w, k, v] if known else np.nan
                    row = ("GRU", seed, origin, k + 1, variable, forecasts[m, w, k, v], seen)
                    rows.append(row)
    expected = pd.DataFrame(rows, columns=list(table))
    pd.testing.assert_frame_equal(
        table.astype({"cell": "str", "variable": "str"}), expected, check_dtype=False
    )


def test_forecasts_table_keeps_names_once():
    table = forecasts_table(LABELS, np.arange(5), *arrays(dtype=np.float32))
    assert list(table["cell"].cat.categories) == ["GRU"]
    assert list(table["variable"].cat.categories) == ["sine", "cosine"]
    assert table["forecast"].dtype == table["observed"].dtype == np.float32


def test_forecasts_table_keeps_a_diverged_forecast():
    forecasts, observed = arrays()
    forecasts[0, 0, 0, 0] = np.nan
    assert np.isnan(forecasts_table(LABELS, np.arange(5), forecasts, observed)["forecast"][0])


def test_forecasts_table_refuses_other_origins():
    forecasts, observed = arrays()
    with pytest.raises(ValueError, match=r"origins have shape \(4,\): give one for each 5 windows"):
        forecasts_table(LABELS, np.arange(4), forecasts, observed)


def test_forecasts_table_refuses_another_shape_of_observed():
    forecasts, observed = arrays()
    with pytest.raises(ValueError, match=r"observed has shape \(5, 4, 1\)"):
        forecasts_table(LABELS, np.arange(5), forecasts, observed[..., :1])


@pytest.mark.parametrize("make", [errors_table, lambda *a: forecasts_table(a[0], None, *a[1:])])
@pytest.mark.parametrize("shape", [(2, 5, 4, 2), (3, 5, 4, 1), (5, 4, 2)])
def test_tables_refuse_arrays_that_do_not_fit_the_labels(make, shape):
    forecasts, observed = arrays(shape)
    with pytest.raises(ValueError, match="with 3 members and 2 variables"):
        make(LABELS, forecasts, observed)


@pytest.mark.parametrize(
    ("seeds", "variables", "message"),
    [
        ((), ("sine",), r"seeds are \(\): give at least one"),
        ((1, 1), ("sine",), r"seeds are \(1, 1\): give at least one, each only once"),
        ((1,), ("sine", "sine"), "variables are"),
        ((1,), ("sine", "Total"), "a variable is called 'Total'"),
    ],
)
def test_labels_refuse(seeds, variables, message):
    with pytest.raises(ValueError, match=message):
        Labels("RNN", seeds, variables)


def test_join_tables_keeps_categories_and_rows():
    forecasts, observed = arrays()
    tables = [
        forecasts_table(Labels(cell, (3, 1, 7), ("b", "a")), np.arange(5), forecasts, observed)
        for cell in ("RNN", "GRU")
    ]
    joined = join_tables(tables)
    assert list(joined["cell"].cat.categories) == ["RNN", "GRU"]
    assert list(joined["variable"].cat.categories) == ["b", "a"]
    assert list(joined.index) == list(range(2 * len(tables[0])))
    for table, (_, rows) in zip(tables, joined.groupby("cell", observed=True), strict=True):
        for name in table:
            assert list(rows[name]) == list(table[name])


def test_join_tables_refuses_none():
    with pytest.raises(ValueError, match="there are no tables to join"):
        join_tables([])


def test_spread_equals_loops():
    tables = [
        errors_table(Labels(cell, (3, 1, 7, 2), ("x", "y")), *arrays((4, 5, 3, 2), seed=seed))
        for seed, cell in enumerate(["RNN", "GRU"])
    ]
    errors = join_tables(tables)
    summary = summarize_over_seeds(errors)
    assert list(summary) == [
        "cell",
        "variable",
        "steps_ahead",
        "rmse_median",
        "rmse_lowest",
        "rmse_highest",
        "seeds",
        "diverged",
    ]
    assert len(summary) == 2 * 3 * 3
    for row in summary.itertuples():
        values = [
            other.rmse
            for other in errors.itertuples()
            if (other.cell, other.variable, other.steps_ahead)
            == (row.cell, row.variable, row.steps_ahead)
        ]
        assert row.rmse_median == pytest.approx(slow_median(values))
        assert (row.rmse_lowest, row.rmse_highest) == (min(values), max(values))
        assert (row.seeds, row.diverged) == (4, 0)


@given(st.lists(st.one_of(st.floats(0, 1e300), st.just(math.inf), st.just(math.nan)), min_size=1))
def test_spread_never_hides_a_diverged_member(values):
    row = summarize_over_seeds(errors_of(values)).iloc[0]
    assert row["rmse_lowest"] <= row["rmse_median"] <= row["rmse_highest"]
    assert row["rmse_median"] == pytest.approx(slow_median(values))
    assert row["seeds"] == len(values)
    assert row["diverged"] == sum(not math.isfinite(value) for value in values)
    assert math.isinf(row["rmse_highest"]) == (row["diverged"] > 0)


@pytest.mark.parametrize(
    ("values", "median"),
    [
        ([1.0, math.inf], math.inf),
        ([1.0, 2.0, math.nan], 2.0),
        ([1.0, math.inf, math.nan], math.inf),
        ([math.inf, math.inf], math.inf),
    ],
)
def test_median_is_finite_only_if_most_seeds_are(values, median):
    assert summarize_over_seeds(errors_of(values))["rmse_median"].item() == median


def test_spread_keeps_epochs_apart():
    errors = pd.concat([errors_of([1.0, 3.0], epoch=epoch) for epoch in (20, 10)])
    summary = summarize_over_seeds(errors)
    assert list(summary)[:4] == ["cell", "epoch", "variable", "steps_ahead"]
    assert list(summary["epoch"]) == [20, 10]
    assert list(summary["seeds"]) == [2, 2]


def test_spread_serves_losses():
    losses = pd.DataFrame(
        {
            "cell": ["RNN"] * 4,
            "seed": [0, 1, 0, 1],
            "epoch": [1, 1, 2, 2],
            "loss": [4.0, 2.0, 1.0, math.nan],
        }
    )
    summary = summarize_over_seeds(losses, "loss")
    assert summary.to_dict("list") == {
        "cell": ["RNN", "RNN"],
        "epoch": [1, 2],
        "loss_median": [3.0, math.inf],
        "loss_lowest": [2.0, 1.0],
        "loss_highest": [4.0, math.inf],
        "seeds": [2, 2],
        "diverged": [0, 1],
    }


def test_spread_by_chosen_columns():
    summary = summarize_over_seeds(errors_of([1.0, 2.0, 6.0]), "rmse", ["variable"])
    assert list(summary)[:2] == ["variable", "rmse_median"]
    assert summary["rmse_median"].item() == 2.0


def test_spread_of_categorical_cells_keeps_order_and_invents_none():
    errors = pd.concat([errors_of([1.0], cell) for cell in ("RNN", "LSTM", "GRU")])
    errors["cell"] = pd.Categorical(errors["cell"], categories=["GRU", "LSTM", "RNN", "other"])
    assert list(summarize_over_seeds(errors)["cell"]) == ["RNN", "LSTM", "GRU"]


def test_spread_refuses_to_mix():
    with pytest.raises(ValueError, match="a seed has several values of 'rmse'"):
        summarize_over_seeds(errors_table(LABELS, *arrays()), "rmse", ["cell", "steps_ahead"])


@pytest.mark.parametrize(
    ("value", "by"), [("loss", ["cell"]), ("rmse", ["epoch"]), ("rmse", []), ("seed_", None)]
)
def test_spread_refuses_missing_columns(value, by):
    with pytest.raises(ValueError, match=f"cannot summarise '{value}'"):
        summarize_over_seeds(errors_of([1.0]), value, by)
