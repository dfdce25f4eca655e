"""Several stretches of a series, through the whole pipeline."""

import copy
import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from safetensors.torch import load as load_tensors

from forecasting import (
    Experiment,
    Series,
    SyntheticSeries,
    TrainingConfig,
    Transform,
    audit,
    compare,
    findings,
    load,
    run,
    save,
)
from forecasting.data import prepare
from forecasting.evaluation import compare_cells, reading, rule_for
from forecasting.experiment import about, as_text, figures, judge, ribbons, settings_table
from forecasting.experiment.audits.leakage import kept_apart
from forecasting.experiment.baseline_errors import naive_errors
from forecasting.experiment.curves import error_curves, error_runs, runs_of, skill_curves
from forecasting.experiment.future import future_summary, future_table
from forecasting.experiment.limits import Limits, check_size
from forecasting.experiment.noise_floor import noise_floor
from forecasting.experiment.places import over_stretches
from forecasting.experiment.prediction_time import valid_prediction_times
from forecasting.experiment.size import estimate
from forecasting.experiment.tables import cells_table, rollout_table, truth_table
from forecasting.experiment.training_run import TrainingRun, untrained
from forecasting.models import Ensemble, choose_device
from forecasting.report import report
from forecasting.saving import member_file, member_name, member_snippet
from tests.report.page import Page

X = Experiment(
    source=SyntheticSeries("sine_cosine", length=242, cycles=18.0, noise_std=0.1, seed=1),
    window_length=6,
    horizon=5,
    seeds=(0, 3),
    stretches=4,
    training=TrainingConfig(hidden_size=5, epochs=3, batch_size=8, snapshot_every=2),
)
TABLES = ("losses", "gradients", "errors", "baselines", "forecasts", "future", "snapshots")


def with_training(experiment=X, **changes):
    return replace(experiment, training=replace(experiment.training, **changes))


def gapped(rows=240):
    """Months, with gaps in some stretches."""
    months = pd.date_range("1990-01-01", periods=rows, freq="MS")
    values = np.sin(np.arange(rows) / 2) + np.random.default_rng(0).normal(0, 0.1, rows)
    values[[5, 6, 59, 60, 61, 100, 190, 236]] = np.nan
    return Series.from_dataframe(pd.DataFrame({"month": months, "value": values}))


@pytest.fixture(scope="module")
def made():
    return compare(X, "cpu")


def test_every_seed_is_trained_at_every_stretch(made):
    places = made.errors[["seed", "stretch"]].drop_duplicates()
    assert [*places.itertuples(index=False, name=None)] == [*X.members]
    assert X.members == tuple((seed, place) for place in (1, 2, 3, 4) for seed in (0, 3))
    for name in ("losses", "gradients", "forecasts", "snapshots"):
        assert set(getattr(made, name)["stretch"]) == {1, 2, 3, 4}
    assert list(made.errors)[:6] == ["cell", "seed", "stretch", "variable", "steps_ahead", "rmse"]
    assert len(made.errors) == 3 * 8 * 3 * 5


def test_the_first_stretch_is_a_comparison_on_that_piece(made):
    found = compare(replace(X, source=made.task.series, stretches=1), "cpu")
    for name in ("errors", "losses"):
        table = getattr(made, name)
        own = table[table["stretch"] == 1].drop(columns="stretch").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, getattr(found, name))


def test_the_third_is_one_with_weights_of_its_own(made):
    piece = replace(X, source=made.task_of(0, 3).series, stretches=1)
    piece = replace(piece, seeds=(3,), cells=("GRU",))
    numbered = untrained(piece, choose_device("cpu"))
    spare = Ensemble(numbered.models["GRU"].architecture, (X.numbers[5],))
    numbered = replace(numbered, models={"GRU": spare})
    training = TrainingRun(numbered, X.training.learning_rate)
    while not training.live.log.finished:
        training.advance()
    own = made.errors.query("cell == 'GRU' and stretch == 3 and seed == 3")
    found = training.comparison().errors
    np.testing.assert_allclose(own["rmse"], found["rmse"], rtol=1e-4)


def test_first_weights_are_drawn_anew_at_each_stretch():
    weights = untrained(X, choose_device("cpu")).models["GRU"].head_weight.detach()
    assert len({tuple(own.flatten().tolist()) for own in weights}) == 8


def test_one_stretch_has_no_column(tiny_comparison):
    for name in TABLES:
        assert "stretch" not in getattr(tiny_comparison, name)
    assert tiny_comparison.experiment.numbers == tiny_comparison.experiment.seeds


def test_origins_are_places_in_the_whole_series(made):
    whole, starts = X.source.load(), (0, 61, 121, 182)
    assert made.origins[0] == 41
    # Of 60 values 42 are learnt; 5 follow the last origin.
    assert made.origins == [start + own for start in starts for own in range(41, 55)]
    rows = made.forecasts[made.forecasts["variable"] == "sine"].drop_duplicates(
        ["origin", "steps_ahead"]
    )
    observed = whole.values[rows["origin"].astype(int) + rows["steps_ahead"], 0]
    np.testing.assert_array_equal(rows["observed"], observed)
    for origin in (made.origins[0], made.origins[-1]):
        own = made.forecasts_from(origin)
        assert set(own["origin"]) == {origin}
        assert len(own) == 3 * 2 * 5 * 2
    with pytest.raises(ValueError, match="There is no forecast from origin 60"):
        made.forecasts_from(60)


def test_each_stretch_has_baselines_of_its_own(made):
    table = made.baselines
    assert set(table["stretch"]) == {1, 2, 3, 4}
    naive = table[(table["baseline"] == "naive") & (table["steps_ahead"] == 1)]
    assert naive.groupby("variable")["rmse"].nunique().eq(4).all()


def test_the_chart_orders_cells_as_the_verdict_does():
    """A cell that is better at three stretches, and worse at one with far larger errors."""
    rows = [
        {"cell": cell, "seed": seed, "stretch": place, "steps_ahead": 1, "rmse": rmse}
        for cell, values in {"RNN": (1, 1, 1, 100), "GRU": (0.5, 0.5, 0.5, 150)}.items()
        for place, rmse in enumerate(values, start=1)
        for seed in range(3)
    ]
    errors = pd.DataFrame(rows).assign(variable="Total")
    (verdict,) = compare_cells(errors)
    means = runs_of(errors, "cell").groupby("curve")["rmse"].mean()
    assert verdict.better == means.idxmin() == "GRU"
    assert means["GRU"] / means["RNN"] == pytest.approx(np.exp(verdict.log_ratio))


@pytest.mark.parametrize(
    ("values", "mean"), [([4, 1], 2), ([0, 1], 0), ([np.inf, 1], np.inf), ([0, np.inf], np.inf)]
)
def test_a_mean_over_stretches(values, mean):
    table = pd.DataFrame({"cell": "GRU", "stretch": [1, 2], "rmse": values}).astype({"rmse": float})
    assert over_stretches(table, ["cell"], "rmse")["rmse"].tolist() == [mean]


def test_curves_are_means_over_stretches(made):
    runs = error_runs(made)
    cells = runs[runs["kind"] == "cell"]
    assert len(cells) == 3 * 2 * 5
    own = made.errors.query(
        "cell == 'GRU' and seed == 3 and steps_ahead == 2 and variable == 'Total'"
    )
    found = cells.query("curve == 'GRU' and seed == 3 and steps_ahead == 2")
    assert found["rmse"].item() == pytest.approx(np.exp(np.log(own["rmse"]).mean()))
    points = error_curves(made)
    assert set(points.loc[points["kind"] == "cell", "seeds"]) == {2}
    assert set(points.loc[points["kind"] == "baseline", "seeds"]) == {1}
    assert len(skill_curves(made, "naive")) == len(points)


@pytest.mark.parametrize("measure", ["rmse", "mae", "mase"])
def test_the_noise_floor_is_put_together_as_errors_are(made, measure):
    own = []
    for stretch in (1, 2, 3, 4):
        task = made.task_of(0, stretch)
        scale = naive_errors(task) if measure == "mase" else task.stds
        sizes = 0.1 / scale * (1 if measure == "rmse" else math.sqrt(2 / math.pi))
        own.append(np.sqrt((sizes**2).mean()) if measure == "rmse" else sizes.mean())
    rows = [{"cell": "GRU", "stretch": k, "error": error} for k, error in enumerate(own, start=1)]
    wanted = over_stretches(pd.DataFrame(rows), ["cell"], "error")["error"].item()
    assert len(set(own)) == 4
    floor = noise_floor(made, "Total", measure)[measure].tolist()
    assert floor == pytest.approx([wanted] * 5, rel=1e-9)


def test_the_verdict_pairs_seeds_and_stretches(made):
    judged = judge(made)
    assert {verdict.seeds for verdict in judged.all} == {8}
    assert {verdict.stretches for verdict in judged.all} == {4}
    assert len(ribbons(made)) == 3 * 5


def test_the_future_is_of_the_last_stretch(made):
    table = future_table(made)
    assert set(table["stretch"]) == {4}
    assert table["time"].min() == 242
    assert future_summary(made)["time"].unique().tolist() == [*range(242, 247)]
    assert set(made.future["origin"]) == {241}


def test_rollouts_stand_where_the_series_does(made):
    origin = made.origins[20]
    truth = truth_table(made, "sine", origin)
    assert truth["time"].tolist() == list(range(origin - 5, origin + 6))
    assert rollout_table(made, "sine", origin)["time"].min() == origin + 1
    snapshot = made.log.snapshots[-1].rollouts
    assert snapshot.groupby("stretch")["time"].min().tolist() == [42, 103, 163, 224]


@pytest.mark.parametrize(
    "experiment",
    [
        X,
        with_training(replace(X, validation_fraction=0.1), patience=2, learning_rates=(0.01, 0.05)),
        replace(X, budget="time", cells=("RNN", "GRU")),
        replace(X, budget="parameters", feedback="state", transform=Transform(difference=True)),
        with_training(X, objective="free_running", warm_up_steps=3),
        replace(X, source=gapped(), validation_fraction=0.1),
        replace(X, source=gapped(), stretches=3, transform=Transform(seasonal_period=12)),
        replace(X, seeds=(4,), stretches=2),
        replace(X, judged_on="training", horizon=10),
    ],
    ids=["plain", "chosen", "time", "differences", "free", "gaps", "season", "one seed", "span"],
)
def test_it_works_with_everything_else(experiment):
    made = compare(experiment, "cpu")
    failed = {one.name for one in audit(made) if not one.passed}
    assert failed == (
        {"The test part was kept apart"} if experiment.judged_on == "training" else set()
    )
    assert findings(made)
    assert figures(made, 5)
    assert len(cells_table(made)) == len(experiment.cells)
    back = load(save(made, with_series=True))
    assert back.experiment == experiment
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(back, name), getattr(made, name), rtol=1e-5)
    assert len(made.log.snapshots) > 1
    looks = zip(made.log.snapshots, back.log.snapshots, strict=True)
    for before, after in looks:
        pd.testing.assert_frame_equal(before.rollouts, after.rollouts)
        pd.testing.assert_frame_equal(before.errors, after.errors)


def test_gaps_leave_all_stretches_as_many_windows():
    made = compare(replace(X, source=gapped()), "cpu")
    tasks = [*dict.fromkeys(made.tasks)]
    # A window is learnt where the value after it was observed; the first has 6 before it.
    known = [~np.isnan(task.series.observed[6:42, 0]) for task in tasks]
    fewest = min(int(own.sum()) for own in known)
    assert len({int(own.sum()) for own in known}) > 1
    assert {len(task.training) for task in tasks} == {fewest}
    for task, own in zip(tasks, known, strict=True):
        wanted = (np.flatnonzero(own) + 5)[-fewest:]
        np.testing.assert_array_equal(task.training.origins, wanted)


def test_stretches_that_overlap_fail_the_audit(made):
    """By a single value, or by all of them."""
    in_common = (False, "Two stretches of the series have values in common.")
    whole, starts = X.source.load(), [piece.start for piece in X.pieces]
    assert kept_apart(made)[0]
    starts[2] -= 1
    tasks = [prepare(whole.piece(start, 60), X.split) for start in starts]
    moved = replace(made, tasks=tuple(tasks[member.stretch - 1] for member in X.members))
    assert kept_apart(moved) == in_common
    assert kept_apart(replace(made, tasks=tuple(made.tasks[0] for _ in made.tasks))) == in_common


def test_weights_of_another_stretch_fail_the_audit(made):
    broken = replace(made, log=made.log.copy())
    broken.log.starts[:, 5] = broken.log.starts[:, 1]
    found = {one.name: one for one in audit(broken)}
    assert not found["Fresh start"].passed
    assert "seed 3 of stretch 3" in found["Fresh start"].reason


def test_a_hard_stretch_is_no_drift():
    experiment = replace(X, seeds=tuple(range(8)), cells=("RNN",), stretches=2)
    made = compare(experiment, "cpu")
    vars(made)["errors"] = made.errors.assign(
        rmse=made.errors["rmse"] * np.where(made.errors["stretch"] == 1, 1, 100)
    )
    (found,) = [one for one in audit(made) if one.name.startswith("No drift")]
    assert found.passed


def test_a_member_that_diverged_is_told_with_its_stretch(made):
    broken = copy.copy(made)
    errors = made.errors
    lost = (errors["cell"] == "GRU") & (errors["seed"] == 3) & (errors["stretch"] == 2)
    vars(broken)["errors"] = errors.assign(rmse=errors["rmse"].mask(lost, np.inf))
    rows = broken.diverged
    assert rows[["cell", "seed", "stretch", "epoch"]].to_numpy().tolist() == [["GRU", 3, 2, 3]]
    found = {one.name: one for one in audit(broken)}["No diverged network hidden"]
    assert found.passed
    assert "GRU seed 3 of stretch 2" in found.reason


def test_stopping_early_loses_nothing():
    progress = next(run(X, "cpu"))
    assert len(progress.comparison().errors) == 3 * 8 * 3 * 5


def test_its_size_counts_every_stretch():
    one, four = estimate(replace(X, stretches=1)), estimate(X)
    assert four.members == 4 * one.members
    with pytest.raises(ValueError, match="24 networks; at most 20"):
        check_size(X, Limits(max_members=20))


def test_chaos_is_followed_at_every_stretch():
    chaotic = SyntheticSeries("lorenz", length=300, cycles=20, noise_std=0.01)
    rows = valid_prediction_times(compare(replace(X, source=chaotic), "cpu"))
    assert set(rows["seeds"]) == {2}
    assert set(rows["networks"]) == {8}


def test_a_member_is_taken_with_its_stretch(made):
    for stretch in (1, 4):
        found = load_tensors(member_file(made, "GRU", 3, stretch))
        place = made.experiment.members.index((3, stretch))
        own = made.models["GRU"].head_weight[place].detach()
        np.testing.assert_array_equal(found["head.weight"], own)
    assert member_name("GRU", 3, 4) == "GRU_seed_3_stretch_4.safetensors"
    assert "GRU_seed_3_stretch_4" in member_snippet(made, "GRU", 3, 4)
    with pytest.raises(ValueError, match="No member learnt at stretch 5"):
        member_file(made, "GRU", 3, 5)


def test_the_scope_says_how_many_stretches(made, tiny_comparison):
    assert about(made).startswith("This holds for 4 stretches of “Sine and cosine")
    assert about(tiny_comparison).startswith("This holds for one stretch of test data of “Sine")
    drawn = replace(X, stretches=1, noise_per_seed=True)
    assert "stretch" not in about(compare(drawn, "cpu"))


def test_a_report_is_made_of_it(made):
    text = Page(report(made)).text
    assert "4 of 60 values each" in text
    for words in (figures(made, 5), reading(4), rule_for(4), about(made), *findings(made)):
        assert words in text


def test_it_is_told_and_read_again():
    assert Experiment.from_json(X.to_json()) == X
    rows = as_text(settings_table(X)).set_index("field")
    assert rows.loc["stretches", ["setting", "value"]].tolist() == ["Stretches", "4"]
    old = json.loads(replace(X, stretches=1).to_json())
    del old["stretches"]
    assert Experiment.from_json(json.dumps(old)) == replace(X, stretches=1)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"stretches": 0}, "stretches is 0; give a whole number from 1 to 8"),
        ({"stretches": 9}, "stretches is 9; give a whole number from 1 to 8"),
        ({"stretches": 2.5}, "stretches is 2.5; give a whole number"),
        ({"stretches": 4, "horizon": 20}, "use at most 3 stretches"),
        ({"noise_per_seed": True}, "stretches is 4 and noise_per_seed is True: every seed has"),
    ],
)
def test_what_cannot_work_is_refused(changes, wanted):
    with pytest.raises(ValueError, match=wanted):
        replace(X, **changes)
