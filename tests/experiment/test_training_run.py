"""Validation part, early stopping, learning rates to choose from, noise anew for each seed."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from pandas.testing import assert_frame_equal

from forecasting import Experiment, SampleSeries, SyntheticSeries, TrainingConfig, compare, run
from forecasting.data import prepare
from forecasting.experiment import about
from forecasting.experiment.future import range_of_seeds
from forecasting.experiment.rate_selection import clipping_of, notes_of, select_learning_rates
from forecasting.experiment.tables import rollout_table
from forecasting.experiment.training_run import TrainingRun, untrained
from forecasting.models import choose_device, engines
from forecasting.saving import load, save

SMALL = Experiment(
    source=SyntheticSeries(length=80, cycles=5.0, noise_std=0.2),
    window_length=6,
    horizon=4,
    train_fraction=0.5,
    validation_fraction=0.2,
    seeds=(0, 5, 9),
    training=TrainingConfig(hidden_size=6, epochs=25, learning_rate=0.02, snapshot_every=10),
)


RMSE_ALONE = ["cell", "seed", "variable", "steps_ahead", "rmse"]
"""Of all measures, only this one is looked at while the cells learn."""


def with_training(experiment=SMALL, **changes):
    return replace(experiment, training=replace(experiment.training, **changes))


@pytest.fixture(scope="module")
def stopped_early():
    return compare(with_training(patience=2), "cpu")


@pytest.fixture(scope="module")
def searched():
    return compare(with_training(learning_rates=(1e-5, 0.02, 0.002), epochs=8), "cpu")


@pytest.fixture(scope="module")
def drawn_anew():
    return compare(replace(with_training(epochs=4), noise_per_seed=True), "cpu")


class TestEarlyStopping:
    def test_members_stop_on_their_own(self, stopped_early):
        epochs = stopped_early.log.epochs
        assert epochs.min() < epochs.max() <= 25
        assert stopped_early.stopped_at is None

    def test_the_rule_holds_for_every_member(self, stopped_early):
        validation = stopped_early.log.validation_losses
        losses_of = validation.groupby(["cell", "seed"], sort=False)["loss"]
        for row, cell in enumerate(SMALL.cells):
            for m, seed in enumerate(SMALL.seeds):
                losses = losses_of.get_group((cell, seed)).to_numpy()
                kept = stopped_early.log.kept_epochs[row, m]
                assert len(losses) == stopped_early.log.epochs[row, m]
                assert kept == losses.argmin() + 1
                assert len(losses) in (kept + 2, 25)

    def test_the_weights_are_those_of_the_best_epoch(self, stopped_early):
        """The same run, looked at after every epoch."""
        weights = {}
        for progress in run(with_training(patience=None), "cpu"):
            for cell, model in progress.live.models.items():
                weights[cell, progress.epoch] = model.head_weight.detach().clone()
        for row, (cell, model) in enumerate(stopped_early.models.items()):
            for m, kept in enumerate(stopped_early.log.kept_epochs[row]):
                wanted = weights[cell, int(kept)][m]
                np.testing.assert_array_equal(model.head_weight[m].detach(), wanted)

    def test_the_last_snapshot_is_of_those_weights(self, stopped_early):
        last = stopped_early.log.snapshots[-1].errors.drop(columns="epoch")
        errors = stopped_early.errors[RMSE_ALONE]
        pd.testing.assert_frame_equal(last.reset_index(drop=True), errors)

    def test_stopped_by_a_person_it_has_the_best_so_far(self):
        running = run(with_training(patience=20), "cpu")
        progress = next(p for p in running if p.epoch == 12)
        comparison = progress.comparison()
        losses = comparison.log.validation_losses.set_index(["cell", "seed", "epoch"])["loss"]
        best = losses.groupby(["cell", "seed"], sort=False).min()
        for cell in SMALL.cells:
            assert comparison.log.kept_validation(cell).tolist() == best[cell].tolist()
        assert comparison.stopped_at == 12
        running.close()

    def test_nothing_after_the_validation_part_is_looked_at(self):
        """A test part turned upside down changes neither weights nor epochs."""
        x = with_training(patience=2)
        live, end = untrained(x, choose_device("cpu")), x.split.test_index(80)
        values = live.task.series.values.copy()
        values[end:] *= -1
        other = replace(live.task.series, values=values)
        trainings = [
            TrainingRun(replace(untrained(x, live.device), tasks=(prepare(series, x.split),)), 0.02)
            for series in (live.task.series, other)
        ]
        for training in trainings:
            while not training.live.log.finished:
                training.advance()
        first, second = (training.live for training in trainings)
        np.testing.assert_array_equal(first.log.kept_epochs, second.log.kept_epochs)
        for cell in x.cells:
            both = first.models[cell].head_weight, second.models[cell].head_weight
            assert torch.equal(*both)
        assert not first.errors.equals(second.errors)

    def test_without_a_validation_part_the_message_says_so(self):
        with pytest.raises(ValueError, match="patience is 3, but there is no validation part"):
            replace(with_training(patience=3), validation_fraction=0.0)


class TestLearningRates:
    def test_each_cell_has_the_best_on_the_validation_part(self, searched):
        rates = searched.experiment.learning_rates
        for row, cell in enumerate(SMALL.cells):
            found = [
                np.median(
                    compare(with_training(learning_rate=rate, epochs=8), "cpu").log.kept_validation(
                        cell
                    )
                )
                for rate in rates
            ]
            np.testing.assert_array_equal(searched.log.search[row], found)
            assert searched.log.learning_rates[cell] == rates[int(np.argmin(found))]

    def test_the_members_are_those_that_were_trained_with_it(self, searched):
        for cell in SMALL.cells:
            rate = searched.log.learning_rates[cell]
            alone = compare(with_training(learning_rate=rate, epochs=8), "cpu")
            pd.testing.assert_frame_equal(
                searched.errors.query("cell == @cell").reset_index(drop=True),
                alone.errors.query("cell == @cell").reset_index(drop=True),
            )
            pd.testing.assert_frame_equal(
                searched.losses.query("cell == @cell").reset_index(drop=True),
                alone.losses.query("cell == @cell").reset_index(drop=True),
            )

    def test_the_effort_is_equal(self, searched):
        assert np.isfinite(searched.log.search).all()
        assert searched.costs["updates"].unique().size == 1

    def test_progress_counts_all_of_it(self):
        x = with_training(learning_rates=(0.01, 0.02), epochs=3)
        seen = [(p.epoch, p.epochs, p.finished) for p in run(x, "cpu")]
        assert seen == [(e, 6, e == 6) for e in range(1, 7)]

    def test_stopped_in_the_second_course_the_first_is_kept(self):
        x = with_training(learning_rates=(0.01, 0.02), epochs=3)
        comparison = next(p for p in run(x, "cpu") if p.epoch == 4).comparison()
        assert set(comparison.log.learning_rates.values()) == {0.01}
        assert comparison.stopped_at == 3

    def test_stopped_in_the_first_there_is_only_that(self):
        x = with_training(learning_rates=(0.01, 0.02), epochs=3)
        comparison = next(run(x, "cpu")).comparison()
        assert set(comparison.log.learning_rates.values()) == {0.01}
        assert comparison.stopped_at == 1

    def test_courses_of_different_length_make_one_log(self):
        x = with_training(learning_rates=(0.05, 0.0005), patience=1)
        comparison = compare(x, "cpu")
        assert [s.epoch for s in comparison.log.snapshots] == sorted(
            {s.epoch for s in comparison.log.snapshots}
        )
        last = comparison.log.snapshots[-1].errors.drop(columns="epoch").reset_index(drop=True)
        pd.testing.assert_frame_equal(last, comparison.errors[RMSE_ALONE])

    def test_equal_ones_give_the_first(self, searched):
        assert select_learning_rates([searched, searched]).log.search[:, :2].tolist() == [
            [np.median(searched.log.kept_validation(cell))] * 2 for cell in SMALL.cells
        ]

    @pytest.mark.parametrize(
        ("rates", "message"),
        [
            ((0.1, 0.1), "different"),
            ((0.1, -1.0), "A learning rate is -1.0"),
            (tuple(k / 100 for k in range(1, 12)), "at most 8"),
            ([0.1], "tuple"),
        ],
    )
    def test_a_bad_list_is_refused(self, rates, message):
        with pytest.raises(ValueError, match=message):
            TrainingConfig(learning_rates=rates)

    def test_a_list_needs_a_validation_part(self):
        with pytest.raises(ValueError, match="no validation part to decide on"):
            replace(with_training(learning_rates=(0.1, 0.2)), validation_fraction=0.0)


class TestNoisePerSeed:
    def test_each_seed_is_a_comparison_of_its_own(self, drawn_anew):
        for seed in SMALL.seeds:
            alone = compare(replace(drawn_anew.experiment, seeds=(seed,)), "cpu")
            for name in ("errors", "losses", "forecasts", "future", "snapshots"):
                both = getattr(drawn_anew, name), getattr(alone, name)
                own = both[0].query("seed == @seed").reset_index(drop=True)
                pd.testing.assert_frame_equal(own, both[1].reset_index(drop=True), rtol=1e-9)
            baselines = drawn_anew.baselines.query("seed == @seed").drop(columns="seed")
            pd.testing.assert_frame_equal(
                baselines.reset_index(drop=True), alone.baselines.reset_index(drop=True)
            )

    def test_noise_and_signal_are_drawn(self, drawn_anew):
        series = [task.series for task in drawn_anew.tasks]
        noises = [one.values - one.clean for one in series]
        assert not np.allclose(noises[0], noises[1])
        assert not np.allclose(series[0].clean, series[1].clean)

    def test_seed_0_is_the_series_itself(self):
        x = replace(SMALL, seeds=(3, 0), noise_per_seed=True)
        own, first = (source.load() for source in x.sources)
        np.testing.assert_array_equal(first.values, SMALL.source.load().values)
        other = replace(SMALL.source, seed=SMALL.source.seed + 3).load()
        np.testing.assert_allclose(own.values - own.clean, other.values - other.clean, atol=1e-12)

    def test_settings_of_before_draw_the_noise_alone(self):
        x = replace(SMALL, seeds=(3, 1), noise_per_seed=True)
        old = json.loads(x.to_json())
        assert old.pop("same_signal") is False
        opened = Experiment.from_json(json.dumps(old))
        assert opened == replace(x, same_signal=True)
        assert Experiment.from_json(opened.to_json()) == opened
        for seed, source in zip(x.seeds, opened.sources, strict=True):
            wanted = replace(SMALL.source, seed=SMALL.source.seed + seed).load()
            np.testing.assert_array_equal(source.load().values, wanted.values)

    def test_forecasts_of_other_signals_are_not_put_together(self, drawn_anew):
        origin = drawn_anew.origins[0]
        drawn = rollout_table(drawn_anew, "sine", origin)
        first = drawn_anew.forecasts_from(origin).query("seed == @SMALL.seeds[0]")
        for end in ("median", "lowest", "highest"):
            np.testing.assert_array_equal(drawn[f"forecast_{end}"], first["forecast"])
        assert "the forecast of seed 0 alone" in range_of_seeds(drawn_anew)
        assert "noise and start drawn anew for each seed" in about(drawn_anew)

    def test_without_noise_there_is_nothing_to_draw(self):
        still = replace(SMALL.source, noise_std=0.0)
        with pytest.raises(ValueError, match="noise_std is 0: there is no noise to draw; raise"):
            replace(SMALL, source=still, noise_per_seed=True)

    def test_a_real_series_has_no_other_draw(self):
        with pytest.raises(ValueError, match="only the one draw that was"):
            replace(SMALL, source=SampleSeries("sunspots"), noise_per_seed=True)


@pytest.mark.parametrize("name", ["stopped_early", "searched", "drawn_anew"])
def test_saved_and_opened_it_is_the_same(name, request):
    saved = request.getfixturevalue(name)
    opened = load(save(saved))
    for table in ("errors", "losses", "baselines", "future", "snapshots", "costs"):
        pd.testing.assert_frame_equal(getattr(opened, table), getattr(saved, table))
    pd.testing.assert_frame_equal(opened.log.validation_losses, saved.log.validation_losses)
    for array in ("epochs", "kept_epochs", "starts", "search"):
        np.testing.assert_array_equal(getattr(opened.log, array), getattr(saved.log, array))
    assert opened.log.learning_rates == saved.log.learning_rates
    assert opened.stopped_at is None


@pytest.mark.parametrize("name", ["stopped_early", "searched", "drawn_anew"])
def test_settings_go_to_json_and_back(name, request):
    experiment = request.getfixturevalue(name).experiment
    assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.fixture
def coming(monkeypatch):
    """A server whose kernels come when they are told to."""
    kernels = SimpleNamespace(has_come=False)
    kernels.obstacle = lambda patient: None if kernels.has_come or patient else "they come"
    monkeypatch.setattr(engines, "_kernels", lambda _: kernels)
    engines.start_compiling()
    return kernels


FEW = with_training(epochs=6)


def run_until(coming, epoch, experiment=FEW):
    """All progress of a run whose kernels come after an epoch."""
    for progress in run(experiment, "cpu"):
        coming.has_come = coming.has_come or progress.epoch >= epoch
        yield progress


@pytest.mark.parametrize(
    ("epoch", "noted"), [(2, {1: "reference", 3: "fused"}), (6, {1: "reference"})]
)
def test_a_run_moves_to_the_kernels_when_they_have_come(coming, epoch, noted):
    waited = []
    for progress in run_until(coming, epoch):
        waited.append(progress.awaits_kernels)
        moved = progress.comparison()
    assert waited == [number <= epoch for number in range(1, 7)]
    assert moved.log.engines == noted
    assert moved.engine == ("reference" if epoch == 6 else None)
    other = compare(FEW, "cpu", "fused")
    assert_frame_equal(moved.losses, other.losses, rtol=0, atol=1e-4)
    assert_frame_equal(moved.errors, other.errors, rtol=0, atol=1e-4)


@pytest.mark.parametrize("gradient", ["truncated", "rtrl"])
def test_who_learns_by_another_gradient_waits_for_no_kernels(coming, gradient):
    done = list(run_until(coming, 1, with_training(FEW, gradient=gradient)))
    assert not any(progress.awaits_kernels for progress in done)
    assert done[-1].comparison().log.engines == {1: "reference"}


def test_a_search_for_learning_rates_moves_too(coming):
    searching = with_training(learning_rates=(0.02, 0.002), epochs=2)
    found = list(run_until(coming, 2, searching))[-1].comparison()
    assert found.log.engines == {1: "reference and fused"}
    assert found.engine is None


def test_the_engine_asked_for_is_noted():
    for engine in ("fused", "reference"):
        assert compare(with_training(epochs=1), "cpu", engine).log.engines == {1: engine}


class TestGradients:
    @pytest.mark.parametrize("engine", ["fused", "reference"])
    def test_norms_are_logged_for_every_member_and_epoch(self, engine):
        x = with_training(epochs=3, clip_norm=0.05)
        made = compare(x, "cpu", engine)
        table = made.gradients
        assert list(table) == ["cell", "seed", "epoch", "norm", "clipped"]
        assert table[["cell", "seed", "epoch"]].equals(made.losses[["cell", "seed", "epoch"]])
        assert (table["norm"] > 0).all()
        per_epoch = made.costs["updates"].iloc[0] / 3
        assert table["clipped"].between(0, per_epoch).all()
        assert table["clipped"].max() > 0
        assert clipping_of(made).startswith("Updates whose gradient was clipped: RNN ")
        opened = load(save(made))
        pd.testing.assert_frame_equal(opened.gradients, table)

    def test_both_engines_tell_the_same(self):
        x = with_training(epochs=2, clip_norm=0.5, precision="float64")
        one, other = (compare(x, "cpu", engine).gradients for engine in ("fused", "reference"))
        pd.testing.assert_frame_equal(one, other, rtol=1e-6)

    def test_without_clipping_nothing_is_said_of_it(self, drawn_anew):
        assert (drawn_anew.gradients["clipped"] == 0).all()
        assert clipping_of(drawn_anew) is None

    def test_a_member_that_rests_has_no_more(self, stopped_early):
        counts = stopped_early.gradients.groupby(["cell", "seed"], sort=False).size()
        assert counts.tolist() == stopped_early.log.epochs.ravel().tolist()
        assert stopped_early.gradients["norm"].notna().all()

    def test_of_the_chosen_rates_each_cell_keeps_its_own(self, searched):
        assert searched.gradients["norm"].notna().all()


def test_a_rate_at_the_end_of_the_list_is_pointed_out(searched):
    made = replace(searched, log=searched.log.copy())
    made.log.learning_rates = {"RNN": 0.02, "LSTM": 0.002, "GRU": 1e-5}
    assert notes_of(made) == (
        "The RNN took the learning rate 0.02, the largest of those that were tried: a larger one "
        "may be better.",
        "The GRU took the learning rate 1e-05, the smallest of those that were tried: a smaller "
        "one may be better.",
    )
    assert notes_of(compare(with_training(epochs=1), "cpu")) == ()
