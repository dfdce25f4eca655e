"""Errors and skill over the steps ahead, against slow loops over the plain tables."""

import math
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from forecasting import Experiment, SampleSeries, SyntheticSeries, compare
from forecasting.data import prepare
from forecasting.evaluation import MEASURES, Labels, Scales, errors_table
from forecasting.experiment import Comparison, TrainingLog, curves
from forecasting.experiment.baseline_errors import naive_errors
from forecasting.experiment.noise_floor import NOISE_FLOOR, noise_floor
from forecasting.models import choose_device

CELLS = ["RNN", "LSTM", "GRU"]
SEEDS = (0, 3)


def middle_mean(values):
    """The interquartile mean, spelled out."""
    cut = len(values) // 4
    middle = sorted(values)[cut : len(values) - cut]
    return sum(middle) / len(middle)


def runs(**seeds):
    """A table of runs with one step ahead: curve -> RMSE of each seed."""
    rows = [(name, "cell", k, 1, x) for name, values in seeds.items() for k, x in enumerate(values)]
    return pd.DataFrame(rows, columns=["curve", "kind", "seed", "steps_ahead", "rmse"])


class MadeUp(SimpleNamespace):
    """Is itself and no other, as a comparison is."""

    __hash__ = object.__hash__


def made_up(cells, baselines, noise=None, steps=(1,)):
    """A comparison of made-up errors: name -> RMSE of each seed; a baseline's may be one number."""
    errors = [
        (name, seed, "Total", step, rmse)
        for name, of_seeds in cells.items()
        for seed, rmse in enumerate(of_seeds)
        for step in steps
    ]
    several = any(isinstance(rmse, list) for rmse in baselines.values())
    references = [
        (name, seed, "Total", step, value)
        for name, rmse in baselines.items()
        for seed, value in enumerate(rmse if isinstance(rmse, list) else [rmse])
        for step in steps
    ]
    columns = ["seed", "variable", "steps_ahead", "rmse"]
    table = pd.DataFrame(references, columns=["baseline", *columns])
    return MadeUp(
        errors=pd.DataFrame(errors, columns=["cell", *columns]),
        baselines=table if several else table.drop(columns="seed"),
        task=SimpleNamespace(series=SimpleNamespace(noise_std=noise, variables=("a",))),
        experiment=SimpleNamespace(horizon=len(steps)),
    )


class TestSummary:
    def test_by_hand(self):
        table = curves.summary(runs(A=[8.0, 1.0, 2.0, 3.0], B=[5.0, 5.0, 5.0, 5.0]), "rmse")
        assert list(table) == [
            "curve",
            "kind",
            "steps_ahead",
            "rmse",
            "rmse_lower",
            "rmse_upper",
            "interval",
            "seeds",
            "diverged",
        ]
        assert table["rmse"].tolist() == [2.5, 5.0]
        lower, upper = table.loc[0, ["rmse_lower", "rmse_upper"]]
        assert (lower, upper) == (1, 8)
        assert table["interval"].tolist() == ["range", "range"]
        assert table.loc[1, ["rmse_lower", "rmse_upper"]].tolist() == [5.0, 5.0]
        assert table["seeds"].tolist() == [4, 4]
        assert table["diverged"].tolist() == [0, 0]

    def test_one_seed_has_no_interval(self):
        table = curves.summary(runs(A=[0.3]), "rmse")
        assert table["rmse"].tolist() == [0.3]
        assert table[["rmse_lower", "rmse_upper"]].isna().all(axis=None)

    @pytest.mark.parametrize(
        ("values", "expected", "diverged"),
        [
            ([1.0, 2.0, 3.0, math.inf], 2.5, 1),
            ([1.0, 2.0, math.nan, math.inf], math.inf, 2),
            ([1.0, math.inf], math.inf, 1),
            ([-math.inf] * 3, math.inf, 3),
        ],
    )
    def test_a_diverged_seed_is_the_worst_and_is_counted(self, values, expected, diverged):
        (row,) = curves.summary(runs(A=values), "rmse").to_dict("records")
        assert row["rmse"] == expected
        assert (row["seeds"], row["diverged"]) == (len(values), diverged)
        assert curves.gaps(curves.summary(runs(A=values), "rmse"))["rmse"].isna()[0] == (
            expected == math.inf
        )

    def test_of_skill_the_worst_is_minus_infinity(self):
        rows = runs(A=[0.5, 0.1, math.nan]).rename(columns={"rmse": "skill"})
        (row,) = curves.summary(rows, "skill").to_dict("records")
        assert (row["skill"], row["skill_lower"], row["diverged"]) == (-math.inf, -math.inf, 1)

    def test_it_is_repeatable_and_no_curve_depends_on_another(self):
        values = np.random.default_rng(1).random(9).tolist()
        alone = curves.summary(runs(A=values), "rmse")
        beside = curves.summary(runs(B=values[::-1], A=values), "rmse").query("curve == 'A'")
        pd.testing.assert_frame_equal(alone, beside.reset_index(drop=True))

    def test_the_order_of_appearance_stays(self):
        assert curves.summary(runs(Z=[1.0], A=[2.0]), "rmse")["curve"].tolist() == ["Z", "A"]

    def test_two_values_of_one_seed_are_refused(self):
        with pytest.raises(ValueError, match="duplicate"):
            curves.summary(pd.concat([runs(A=[1.0]), runs(A=[2.0])]), "rmse")

    def test_five_seeds_have_an_interval_and_the_column_says_so(self):
        table = curves.summary(runs(A=[8.0, 1.0, 2.0, 3.0, 2.0]), "rmse")
        lower, upper = table.loc[0, ["rmse_lower", "rmse_upper"]]
        assert 0 < lower < table.loc[0, "rmse"] < upper
        assert table.loc[0, "interval"] == "95 % interval"

    def test_the_skill_has_the_interval_of_the_error(self):
        values = [0.2, 0.3, 0.5, 0.6, 0.4, 0.9]
        error = curves.summary(runs(A=values), "rmse").loc[0]
        better = runs(A=[1 - v for v in values]).rename(columns={"rmse": "skill"})
        skill = curves.summary(better, "skill").loc[0]
        assert skill["skill_lower"] == pytest.approx(1 - error["rmse_upper"])
        assert skill["skill_upper"] == pytest.approx(1 - error["rmse_lower"])

    def test_it_is_fast(self):
        """3 cells × 8 seeds × 30 steps: drawn at each move of a control."""
        draws = np.random.default_rng(0).random((3, 8, 30))
        index = pd.MultiIndex.from_product(
            [CELLS, ["cell"], range(8), range(1, 31)],
            names=["curve", "kind", "seed", "steps_ahead"],
        )
        table = index.to_frame(index=False).assign(rmse=draws.ravel())
        seconds = []
        for _ in range(5):
            start = time.process_time()
            curves.summary(table, "rmse")
            seconds.append(time.process_time() - start)
        assert min(seconds) < 0.25  # 0.03 s on a calm machine; a loop over resamples takes 1 s


class TestErrorCurves:
    @pytest.mark.parametrize("variable", ["Total", "sine", "cosine"])
    def test_cells_against_a_loop(self, tiny_comparison, variable):
        table = curves.error_curves(tiny_comparison, variable)
        own = table[table["kind"] == "cell"]
        assert list(zip(own["curve"], own["steps_ahead"], strict=True)) == [
            (cell, step) for cell in CELLS for step in range(1, 6)
        ]
        errors = tiny_comparison.errors
        rmse = errors.set_index(["cell", "seed", "variable", "steps_ahead"])["rmse"]
        for row in own.itertuples():
            values = [rmse[row.curve, seed, variable, row.steps_ahead] for seed in SEEDS]
            assert row.rmse == pytest.approx(middle_mean(values))
            # Of two seeds, a resample holds one of them twice in half of all cases.
            assert (row.rmse_lower, row.rmse_upper) == (min(values), max(values))
            assert (row.seeds, row.diverged) == (2, 0)

    @pytest.mark.parametrize("variable", ["Total", "cosine"])
    def test_baselines_and_floor(self, tiny_comparison, variable):
        table = curves.error_curves(tiny_comparison, variable)
        baselines = tiny_comparison.baselines.query("variable == @variable")
        thin = table[table["kind"] == "baseline"]
        assert thin["curve"].tolist() == baselines["baseline"].tolist()
        assert thin["rmse"].tolist() == baselines["rmse"].tolist()
        floor = table[table["kind"] == "floor"]
        assert floor["curve"].tolist() == [NOISE_FLOOR] * 5
        assert floor["steps_ahead"].tolist() == [1, 2, 3, 4, 5]
        stds = tiny_comparison.task.series.values[:42].std(axis=0)
        noise = 0.1 * np.sqrt(np.mean(1 / stds**2)) if variable == "Total" else 0.1
        np.testing.assert_allclose(floor["rmse"], [noise] * 5)
        unit = curves.TOTAL_UNIT if variable == "Total" else curves.SERIES_UNIT
        assert set(table["unit"]) == {unit}
        for rows in (thin, floor):
            assert rows[["rmse_lower", "rmse_upper"]].isna().all(axis=None)
        assert set(table["kind"]) == {"cell", "baseline", "floor"}

    @pytest.mark.parametrize("measure", MEASURES)
    @pytest.mark.parametrize("variable", ["Total", "cosine"])
    def test_every_measure(self, tiny_comparison, variable, measure):
        table = curves.error_curves(tiny_comparison, variable, measure=measure)
        errors = tiny_comparison.errors.query("variable == @variable")
        means = errors.groupby(["cell", "steps_ahead"], sort=False)[measure].mean()
        assert table.query("kind == 'cell'")[measure].tolist() == pytest.approx(means.tolist())
        assert set(table["unit"]) == {curves.unit_of(tiny_comparison, variable, measure)}
        baselines = tiny_comparison.baselines.query("variable == @variable")
        assert table.query("kind == 'baseline'")[measure].tolist() == baselines[measure].tolist()

    @pytest.mark.parametrize("measure", MEASURES)
    def test_the_noise_floor_is_the_error_of_the_signal_itself(self, measure):
        # So many values that the mean error is what is expected of it.
        source = SyntheticSeries("sine_cosine", length=20_000, cycles=500.0, noise_std=0.3)
        x = Experiment(source, horizon=1, train_fraction=0.1)
        task = prepare(source.load(), x.split)
        comparison = Comparison(x, (task,), {}, TrainingLog(x), choose_device("cpu"))
        at = task.test.origins[:, None] + 1
        labels = Labels("signal", (0,), task.series.variables)
        scales = Scales(task.stds, naive_errors(task))
        ideal = errors_table(labels, task.series.clean[at][None], task.observed, scales)
        for variable in ("sine", "Total"):
            floor = noise_floor(comparison, variable, measure)
            if measure == "smape":
                assert floor.empty
            else:
                wanted = ideal.query("variable == @variable")[measure].item()
                assert floor[measure].tolist() == [pytest.approx(wanted, rel=0.01)]

    def test_noise_that_nobody_described_has_no_floor_but_sigma(self, tiny):
        made = tiny.source.load()
        comparison = compare(replace(tiny, source=made, cells=("RNN",)), "cpu")
        assert noise_floor(comparison, "sine")["rmse"].tolist() == [0.1] * 5
        assert noise_floor(comparison, "sine", "mae").empty

    def test_baselines_with_a_draw_of_noise_for_each_seed(self):
        values = [0.9, 0.2, 0.3, 0.4]
        table = curves.error_curves(made_up({"RNN": [1.0] * 4}, {"naive": values}))
        (row,) = table[table["kind"] == "baseline"].to_dict("records")
        assert row["rmse"] == pytest.approx(middle_mean(values))
        assert (row["seeds"], row["rmse_lower"] < row["rmse"]) == (4, True)

    def test_noise_anew_for_each_seed(self, tiny):
        training = replace(tiny.training, epochs=1)
        comparison = compare(replace(tiny, noise_per_seed=True, training=training), "cpu")
        table = curves.error_curves(comparison)
        assert (table.loc[table["kind"] != "floor", "seeds"] == 2).all()
        assert (table.loc[table["kind"] == "floor", "seeds"] == 1).all()
        skills = curves.skill_runs(comparison, "naive")
        assert (skills.loc[skills["curve"] == "naive", "skill"] == 0).all()
        assert curves.error_curves(comparison, against="clean")["rmse"].notna().all()

    @pytest.mark.parametrize(
        ("source", "has_floor"),
        [
            (SyntheticSeries(length=60, cycles=5.0, noise_std=0.2), True),
            (SyntheticSeries(length=60, cycles=5.0, noise_std=0.0), False),
            (SampleSeries(), False),
        ],
    )
    def test_a_floor_only_where_the_noise_is_known(self, tiny, source, has_floor):
        training = replace(tiny.training, epochs=1)
        few = replace(tiny, source=source, cells=("RNN",), seeds=(1,), training=training)
        table = curves.error_curves(compare(few, "cpu"))
        assert ("floor" in set(table["kind"])) == has_floor
        assert {"cell", "baseline"} <= set(table["kind"])

    def test_diverged_seeds_are_counted_and_drawn_as_gaps(self, wild):
        table = curves.error_curves(wild)
        assert not np.isinf(table.select_dtypes("number")).any(axis=None)
        lstm, gru = (table[table["curve"] == cell] for cell in ("LSTM", "GRU"))
        assert (lstm["diverged"] == 1).all()
        assert (gru["diverged"] == 2).all()
        assert np.isfinite(lstm["rmse_lower"]).all()
        assert lstm[["rmse", "rmse_upper"]].isna().all(axis=None)
        assert gru[["rmse_lower", "rmse", "rmse_upper"]].isna().all(axis=None)


class TestCleanSignal:
    def test_against_a_loop(self, tiny_comparison):
        series, forecasts = tiny_comparison.task.series, tiny_comparison.forecasts
        errors = curves.clean_errors(tiny_comparison)
        rmse = errors.set_index(["cell", "seed", "variable", "steps_ahead"])["rmse"]
        for (cell, seed, step), rows in forecasts.query("variable == 'cosine'").groupby(
            ["cell", "seed", "steps_ahead"], observed=True
        ):
            squares = [
                (row.forecast - series.clean[row.origin + step, 1]) ** 2
                for row in rows.itertuples()
            ]
            expected = math.sqrt(sum(squares) / len(squares))
            assert rmse[cell, seed, "cosine", step] == pytest.approx(expected)

    def test_curves_hold_cells_and_the_noise_alone(self, tiny_comparison):
        table = curves.error_curves(tiny_comparison, "sine", "clean")
        assert table["curve"].unique().tolist() == [*CELLS, NOISE_FLOOR]
        observed = curves.error_curves(tiny_comparison, "sine")
        assert not table["rmse"].head(15).equals(observed["rmse"].head(15))

    def test_a_measured_series_has_none(self, tiny):
        training = replace(tiny.training, epochs=1)
        few = replace(tiny, source=SampleSeries(), cells=("RNN",), seeds=(1,), training=training)
        message = r"^The clean signal of 'sunspots' is not known; use observed values\.$"
        with pytest.raises(ValueError, match=message):
            curves.error_curves(compare(few, "cpu"), against="clean")


class TestSkillCurves:
    def test_against_a_loop(self, tiny_comparison):
        table = curves.skill_curves(tiny_comparison, "naive", "cosine")
        errors, baselines = tiny_comparison.errors, tiny_comparison.baselines
        rmse = errors.set_index(["cell", "seed", "variable", "steps_ahead"])["rmse"]
        of = baselines.set_index(["baseline", "variable", "steps_ahead"])["rmse"]
        for row in table.itertuples():
            naive = of["naive", "cosine", row.steps_ahead]
            if row.kind == "cell":
                each = [1 - rmse[row.curve, s, "cosine", row.steps_ahead] / naive for s in SEEDS]
                assert row.skill == pytest.approx(middle_mean(each))
                assert row.skill_lower <= row.skill <= row.skill_upper
            else:
                noise = row.curve == NOISE_FLOOR
                own = 0.1 if noise else of[row.curve, "cosine", row.steps_ahead]
                assert row.skill == pytest.approx(1 - own / naive)

    def test_the_baseline_itself_is_the_zero_line(self, tiny_comparison):
        table = curves.skill_curves(tiny_comparison, "linear autoregression")
        own = table[table["curve"] == "linear autoregression"]
        assert own["skill"].tolist() == [0.0] * 5

    def test_seeds_are_paired_with_the_draw_of_the_baseline(self):
        comparison = made_up({"RNN": [1.0, 1.0]}, {"naive": [2.0, 4.0]}, noise=0.5)
        skills = curves.skill_runs(comparison, "naive").set_index(["curve", "seed"])["skill"]
        assert skills["RNN"].tolist() == [0.5, 0.75]
        assert skills["naive"].tolist() == [0.0, 0.0]
        assert skills[NOISE_FLOOR].tolist() == [pytest.approx(1 - 0.5 / 3)]

    @pytest.mark.parametrize(
        ("rmse", "reference", "skill"),
        [
            (0.0, 0.0, 0.0),
            (0.1, 0.0, -math.inf),
            (0.0, 0.1, 1.0),
            (math.inf, 0.1, -math.inf),
            (0.1, math.inf, 1.0),
            (math.inf, math.inf, 0.0),
        ],
    )
    def test_errors_without_a_ratio(self, rmse, reference, skill):
        table = curves.skill_runs(made_up({"RNN": [rmse]}, {"naive": reference}), "naive")
        assert table["skill"].tolist() == [skill, 0.0]

    def test_a_baseline_that_is_not_there(self, tiny_comparison):
        message = r"^There is no baseline 'mean'; choose one of naive, "
        with pytest.raises(ValueError, match=message):
            curves.skill_curves(tiny_comparison, "mean")


def test_no_interval_of_an_smape_is_beyond_its_end():
    rows = [("RNN", "cell", k, 1, x) for k, x in enumerate((199, 80, 199, 199, 198))]
    runs = pd.DataFrame(rows, columns=["curve", "kind", "seed", "steps_ahead", "smape"])
    assert curves.summary(runs, "smape")["smape_upper"].tolist() == [200.0]
    other = curves.summary(runs.rename(columns={"smape": "rmse"}), "rmse")
    assert other["rmse_upper"].iloc[0] > 200
