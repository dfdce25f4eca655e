"""Sound comparisons pass every audit; each planted fault is caught by its own."""

import copy
import math
import time
from dataclasses import replace
from functools import partial
from itertools import permutations

import numpy as np
import pytest
import torch

from forecasting import Experiment, SyntheticSeries, TrainingConfig, Transform, compare, run
from forecasting.data import Scaler, Series, period_of, windows
from forecasting.experiment import audit, comparison, equal_time, training_run
from forecasting.experiment.audits import look_ahead
from forecasting.experiment.audits.leakage import kept_apart
from forecasting.experiment.audits.look_ahead import looked_ahead
from forecasting.experiment.audits.order_effect import drift
from forecasting.experiment.audits.registry import AUDITS
from forecasting.experiment.training_run import digests
from forecasting.importing import regularize
from forecasting.models import Architecture, Ensemble, ensemble
from forecasting.saving import load, save
from forecasting.training import Trainer

SOUND = Experiment(
    source=SyntheticSeries(length=80, cycles=5.0, noise_std=0.2),
    window_length=6,
    horizon=4,
    train_fraction=0.5,
    seeds=(0, 5, 9, 2, 3, 11),
    training=TrainingConfig(hidden_size=5, epochs=4, learning_rate=0.02, snapshot_every=10),
)
CHOSEN = replace(SOUND, validation_fraction=0.2)
SEASONAL = replace(CHOSEN, transform=Transform(seasonal_period=5))


def with_training(experiment=SOUND, **changes):
    return replace(experiment, training=replace(experiment.training, **changes))


def failures(made):
    found = audit(made)
    assert [one.name for one in found] == list(AUDITS)
    for one in found:
        assert one.reason.endswith(".")
        assert one.reason.count(". ") == 0
        assert "nan" not in one.reason
    return {one.name: one.reason for one in found if not one.passed}


def reason(made, name):
    return next(one.reason for one in audit(made) if one.name == name)


SOUND_ONES = {
    "plain": SOUND,
    "one seed": replace(SOUND, seeds=(4,)),
    "two seeds of one cell": replace(SOUND, seeds=(4, 1), cells=("GRU",)),
    "constant": replace(SOUND, source=SyntheticSeries(length=80, cycles=0.001, noise_std=0.0)),
    "constant, unscaled": replace(
        SOUND, source=SyntheticSeries(length=80, cycles=1e-3, noise_std=0.0), scaled=False
    ),
    "one origin": replace(SOUND, horizon=40),
    "two values": replace(SOUND, window_length=2, horizon=1),
    "noise per seed": replace(SOUND, noise_per_seed=True),
    "noise per seed, chosen": replace(
        with_training(CHOSEN, patience=2, learning_rates=(0.02, 0.1)), noise_per_seed=True
    ),
    "two variables": replace(
        SOUND, source=SyntheticSeries("sine_cosine", length=80, cycles=5.0, noise_std=0.1)
    ),
    "carried state": replace(SOUND, feedback="state"),
    "orthogonal": with_training(start="recommended", layers=2, input_layer=True),
    "double": with_training(precision="float64"),
    "early stopping": with_training(CHOSEN, patience=2, epochs=25),
    "rates": with_training(CHOSEN, learning_rates=(1e-5, 0.02)),
    "equal parameters": replace(SOUND, budget="parameters"),
    "equal time": replace(with_training(CHOSEN, epochs=12), budget="time"),
    "equal time, all at once": replace(
        with_training(CHOSEN, patience=1, epochs=12, learning_rates=(0.01, 0.1)), budget="time"
    ),
}


@pytest.mark.parametrize("experiment", SOUND_ONES.values(), ids=SOUND_ONES)
def test_a_sound_one_passes_and_so_does_its_file(experiment):
    made = compare(experiment, "cpu")
    assert failures(made) == {}
    opened = load(save(made))
    assert failures(opened) == {}
    assert audit(opened) == audit(made)


@pytest.mark.parametrize("epoch", [1, 5, 9])
def test_stopped_by_a_person(epoch):
    x = with_training(CHOSEN, patience=2, learning_rates=(0.001, 0.02), epochs=4)
    for experiment in (SOUND, x):
        running = run(experiment, "cpu")
        made = [p for p, _ in zip(running, range(epoch), strict=False)][-1].comparison()
        assert failures(made) == {}


def test_equal_up_to_the_epoch_at_which_it_was_stopped():
    made = next(run(SOUND, "cpu")).comparison()
    assert "1 epoch, when training was stopped" in reason(made, "Equal updates")


def poisoned(experiment, cells, members):
    for progress in run(experiment, "cpu"):
        if progress.epoch == 2:
            for cell in cells:
                with torch.no_grad():
                    for weights in progress.live.models[cell].parameters():
                        weights[members] = torch.nan
    return progress.comparison()


def to_change(made):
    """The same with a log that can be written into."""
    return replace(made, log=made.log.copy())


class TestDiverged:
    def test_it_is_named_and_passes(self):
        made = poisoned(SOUND, ["LSTM"], [1])
        assert failures(made) == {}
        assert "1 diverged and count: LSTM seed 5" in reason(made, "No diverged network hidden")
        assert "LSTM seed 5 diverged" in reason(made, "The cell recurs")

    def test_the_only_member(self):
        alone = replace(SOUND, seeds=(4,), cells=("GRU",))
        made = [poisoned(alone, cells, [0]) for cells in ((), ("GRU",))]
        assert reason(made[0], "Fresh start") == (
            "The only network began with the weights that its seed draws."
        )
        words = [reason(one, "No diverged network hidden") for one in made]
        assert words == [
            "The only network has errors at every step; it did not diverge.",
            "The only network has errors at every step; it diverged and counts: GRU seed 4.",
        ]

    def test_all_of_them(self):
        made = poisoned(SOUND, SOUND.cells, slice(None))
        assert failures(made) == {}
        assert "18 diverged" in reason(made, "No diverged network hidden")
        assert "RNN seeds 0, 5, 9 and 3 more" in reason(made, "No diverged network hidden")

    def test_with_early_stopping(self):
        made = poisoned(with_training(CHOSEN, patience=2, epochs=9), ["RNN"], [0, 2])
        assert failures(made) == {}

    def test_dropped_from_the_errors(self, monkeypatch):
        def hidden(*given):
            table = comparison_errors(*given)
            return table[np.isfinite(table["rmse"])]

        comparison_errors = comparison.errors_table
        monkeypatch.setattr(comparison, "errors_table", hidden)
        found = failures(poisoned(SOUND, ["LSTM"], [1]))
        assert list(found) == ["No diverged network hidden"]
        assert "LSTM seed 5: an error is missing" in found["No diverged network hidden"]

    def test_made_a_finite_number(self, monkeypatch):
        errors = comparison.errors_table
        monkeypatch.setattr(
            comparison, "errors_table", lambda *given: errors(*given).replace(np.inf, 0.5)
        )
        found = failures(poisoned(SOUND, ["LSTM"], [1]))
        assert list(found) == ["No diverged network hidden"]
        assert "LSTM seed 5: the weights diverged" in found["No diverged network hidden"]

    def test_not_counted(self, monkeypatch):
        """In the last update, after which no loss was looked at, and left out of the list."""
        made = compare(SOUND, "cpu")
        with torch.no_grad():
            made.models["GRU"].head_bias[2] = torch.nan
        fresh = replace(made)
        monkeypatch.setattr(
            comparison.Comparison, "diverged", property(lambda self: self.log.diverged)
        )
        found = failures(fresh)
        assert list(found) == ["No diverged network hidden"]
        assert "GRU seed 9: errors are infinite" in found["No diverged network hidden"]


class TestFreshStart:
    def test_from_anothers_weights(self, monkeypatch):
        drawn = ensemble.draw_member
        with monkeypatch.context() as patch:
            patch.setattr(
                ensemble, "draw_member", lambda a, seed, start: drawn(a, max(seed, 2), start)
            )
            made = compare(SOUND, "cpu")
        found = failures(made)
        assert list(found) == ["Fresh start"]
        assert "seed" in found["Fresh start"]
        assert "RNN seed 2, LSTM seed 2, GRU seed 2 began with" in found["Fresh start"]

    def test_from_trained_weights(self, monkeypatch):
        trained = compare(SOUND, "cpu")
        fresh = training_run._ensemble

        def taken_over(experiment, cell, device):
            model = fresh(experiment, cell, device)
            with torch.no_grad():
                for own, theirs in zip(
                    model.parameters(), trained.models[cell].parameters(), strict=True
                ):
                    own[3] = theirs[3]
            return model

        monkeypatch.setattr(training_run, "_ensemble", taken_over)
        found = failures(compare(SOUND, "cpu"))
        assert list(found) == ["Fresh start"]
        assert "RNN seed 2, LSTM seed 2, GRU seed 2 did not" in found["Fresh start"]

    def test_each_goes_on_from_the_one_before(self, monkeypatch):
        """The published mistake: one network, fitted again and again."""
        model, fresh, fitted = {}, training_run._ensemble, []

        def same(experiment, cell, device):
            return copy.deepcopy(model.get(cell) or fresh(experiment, cell, device))

        monkeypatch.setattr(training_run, "_ensemble", same)
        x = replace(SOUND, seeds=(0,), cells=("RNN",))
        for _ in range(2):
            made = compare(x, "cpu")
            model.update(made.models)
            fitted.append(made)
        assert failures(fitted[0]) == {}
        assert list(failures(fitted[1])) == ["Fresh start"]

    @pytest.mark.parametrize("seeds", [(0, 1), (7, 3, 1)])
    def test_the_lesson(self, seeds):
        made = compare(replace(with_training(start="same"), seeds=seeds), "cpu")
        assert list(failures(made)) == ["Fresh start"]

    @pytest.mark.parametrize("precision", [torch.float32, torch.float64])
    def test_orthogonal_ones_are_alike_whatever_draws_them(self, precision):
        """With more threads the last digits of a decomposition are others."""
        found, threads = set(), torch.get_num_threads()
        for count in (1, 2):
            torch.set_num_threads(count)
            model = Ensemble(Architecture("GRU", hidden_size=96), (0,), "recommended")
            found.add(tuple(digests(model.to(precision))))
        torch.set_num_threads(threads)
        assert len(found) == 1

    def test_digests_tell_trained_from_untrained(self):
        made = compare(with_training(epochs=1, learning_rate=0.001), "cpu")
        for row, model in enumerate(made.models.values()):
            assert not set(digests(model)) & set(made.log.starts[row].tolist())


class TestEqualUpdates:
    def test_an_extra_epoch(self, monkeypatch):
        jobs = Trainer.jobs

        def generous(trainer, resting=()):
            if trainer.ensemble.architecture.cell == "LSTM" and not trainer.epochs:
                for job in jobs(trainer, resting):
                    job()
            return jobs(trainer, resting)

        monkeypatch.setattr(Trainer, "jobs", generous)
        found = failures(compare(SOUND, "cpu"))
        assert found == {"Equal updates": "The LSTM had 15 updates in 4 epochs of 3, which are 12."}

    def test_a_member_that_stops_too_early(self, monkeypatch):
        """A patience of its own."""
        update = training_run.EarlyStopping.update

        def impatient(stopping, losses, epoch):
            update(stopping, losses, epoch)
            if epoch == 2:
                stopping.resting.add(1)

        monkeypatch.setattr(training_run.EarlyStopping, "update", impatient)
        x = replace(with_training(CHOSEN, patience=5, epochs=12, learning_rate=0.001))
        found = failures(compare(x, "cpu"))
        assert list(found) == ["Equal updates"]
        assert "RNN seed 5, LSTM seed 5, GRU seed 5 had more or fewer" in found["Equal updates"]

    def test_a_slow_cell(self, monkeypatch):
        """Quick while it was measured, slow while it trained: it had three times the time."""
        x = replace(with_training(epochs=12), budget="time")
        jobs = Trainer.jobs

        def slow(trainer, resting=()):
            first, *rest = jobs(trainer, resting)
            late = trainer.ensemble.architecture.cell == "LSTM" and slowed
            return [partial(_after, 0.2, first) if late else first, *rest]

        def _after(seconds, job):
            time.sleep(seconds)
            return job()

        monkeypatch.setattr(Trainer, "jobs", slow)
        slowed = False
        assert failures(compare(x, "cpu")) == {}
        measured = equal_time.epoch_seconds
        slowed = True
        monkeypatch.setattr(equal_time, "epoch_seconds", lambda spare: quick(measured, spare))

        def quick(measure, spare):
            nonlocal slowed
            slowed = False
            seconds = measure(spare)
            slowed = True
            return np.full_like(seconds, seconds.mean())

        found = failures(compare(x, "cpu"))
        assert list(found) == ["Equal updates"]
        assert found["Equal updates"].startswith("The seconds are not equal: RNN ")

    def test_a_cell_that_was_starved(self):
        """What was compiled counted as training, and left it a single epoch."""
        made = to_change(compare(replace(with_training(epochs=12), budget="time"), "cpu"))
        log = made.log
        log.epoch_seconds[:] = 0.1, 21.0, 0.1
        log.epochs_due[:] = 12, 1, 12
        log.epochs[:] = log.kept_epochs[:] = log.epochs_due[:, None]
        log.train_seconds.update(RNN=1.2, LSTM=0.2, GRU=1.2)
        log.updates.update(RNN=36, LSTM=3, GRU=36)
        assert failures(made)["Equal updates"] == (
            "The seconds are not equal: RNN 1.20 s, LSTM 0.200 s and GRU 1.20 s."
        )

    def test_other_epochs_than_were_measured(self):
        made = to_change(compare(replace(with_training(epochs=12), budget="time"), "cpu"))
        made.log.epoch_seconds[:] = made.log.epoch_seconds.min()
        made.log.epoch_seconds[0] *= 2
        assert failures(made)["Equal updates"] == (
            "A cell was given other epochs than its measured speed gives."
        )

    @pytest.mark.parametrize("epoch", [1, 5])
    def test_equal_time_stopped_by_a_person(self, epoch):
        x = replace(with_training(epochs=9), budget="time", epochs_per_cell=(9, 2, 5))
        running = run(x, "cpu")
        made = [p for p, _ in zip(running, range(epoch), strict=False)][-1].comparison()
        assert failures(made) == {}


class TestSearch:
    def test_a_cell_that_tried_fewer(self):
        made = compare(with_training(CHOSEN, learning_rates=(0.001, 0.02)), "cpu")
        assert "tried 2 learning rates" in reason(made, "Equal search effort")
        made = to_change(made)
        made.log.search[1, 0] = np.nan
        assert failures(made) == {
            "Equal search effort": "Some learning rates were not tried by the LSTM."
        }

    def test_a_cell_with_another_rate(self):
        made = to_change(compare(SOUND, "cpu"))
        made.log.learning_rates["GRU"] = 0.1
        assert list(failures(made)) == ["Equal search effort"]

    def test_not_the_best_on_validation(self):
        made = to_change(compare(with_training(CHOSEN, learning_rates=(0.001, 0.02)), "cpu"))
        made.log.search[:] = made.log.search[:, ::-1].copy()
        assert list(failures(made)) == ["Equal search effort"]


class TestRecurrence:
    def test_a_cell_that_sees_only_the_last_value(self, monkeypatch):
        layer = Ensemble._run_layer

        def forgetful(self, number, sequence, state):
            steps = [layer(self, number, one, state) for one in sequence.split(1, dim=2)]
            return torch.cat([step[0] for step in steps], dim=2), steps[-1][1]

        monkeypatch.setattr(Ensemble, "_run_layer", forgetful)
        found = failures(compare(replace(SOUND, seeds=(0, 5)), "cpu", engine="reference"))
        assert list(found) == ["The cell recurs"]
        assert "RNN seeds 0 and 5, LSTM seeds" in found["The cell recurs"]

    def test_one_member_without_recurrent_weights(self):
        made = compare(replace(SOUND, cells=("RNN", "GRU")), "cpu")
        with torch.no_grad():
            made.models["RNN"].weight_hh_l0[2] = 0
        found = failures(replace(made))
        assert list(found) == ["The cell recurs"]
        assert found["The cell recurs"].startswith("RNN seed 9: no value before the last")

    def test_a_short_memory_is_a_memory(self):
        """The earliest of a hundred values is long forgotten; a later one is not."""
        made = compare(replace(with_training(epochs=1), window_length=38, horizon=2), "cpu")
        with torch.no_grad():
            made.models["RNN"].weight_hh_l0.mul_(0.05)
        assert failures(replace(made)) == {}

    @pytest.mark.parametrize("feedback", ["window", "state"])
    def test_the_lesson(self, feedback):
        made = compare(replace(SOUND, window_length=1, feedback=feedback), "cpu")
        found = failures(made)
        assert list(found) == ["The cell recurs"]
        assert "a single value" in found["The cell recurs"]


class TestDrift:
    @pytest.mark.parametrize("sign", [1, -1])
    def test_an_order_effect(self, sign, monkeypatch):
        """The later a member, the further off (or the nearer) its rollouts."""
        honest = comparison.rollout

        def drifting(model, *given, **named):
            forecasts = honest(model, *given, **named)
            place = torch.arange(len(model.seeds), dtype=forecasts.dtype)[:, None, None, None]
            return forecasts + 20 + sign * place

        monkeypatch.setattr(comparison, "rollout", drifting)
        found = failures(compare(SOUND, "cpu"))
        assert list(found) == ["No drift with the order of running"]
        words = "rises" if sign == 1 else "falls"
        rho = {1: "1.0", -1: "−1.0"}[sign]
        assert f"the error of the RNN {words} (ρ = {rho}, p = 0.0028)" in next(iter(found.values()))

    def test_too_few_seeds_cannot_show_it(self):
        made = compare(replace(SOUND, seeds=(0, 1, 2, 3, 4)), "cpu")
        unseen = [one.name for one in audit(made) if not one.checked]
        assert unseen == ["No drift with the order of running"]
        assert all(one.passed for one in audit(made))
        words = reason(made, "No drift with the order of running")
        assert words == "A drift cannot be seen with 5 seeds; 6 would be the least."

    def test_p_against_all_orders(self):
        errors = np.array([0.3, 0.1, 0.1, 0.5, np.inf, np.inf])
        ranks = np.array([3, 1.5, 1.5, 4, 5.5, 5.5])
        rho, p = drift(errors)
        own = np.corrcoef(np.arange(6), ranks)[0, 1]
        others = [np.corrcoef(order, ranks)[0, 1] for order in permutations(range(6))]
        assert rho == pytest.approx(own)
        assert p == pytest.approx(np.mean(np.abs(others) >= abs(own) - 1e-12))

    @pytest.mark.parametrize("members", [8, 30, 1000])
    def test_with_more_it_is_sampled_and_never_zero(self, members):
        rho, p = drift(np.arange(members) / 7)
        assert rho == pytest.approx(1)
        assert 0 < p < 0.01 / 3
        assert drift(np.full(members, math.inf)) == (0, 1)

    @pytest.mark.parametrize("members", [6, 8, 20])
    @pytest.mark.parametrize("diverged", [0.0, 0.3])
    def test_false_alarms_are_rare(self, members, diverged):
        """3 cells, errors in no order: at most 1 % of comparisons, give or take three σ."""
        generator, times = np.random.default_rng(members), 1000
        errors = generator.lognormal(size=(times, 3, members))
        errors[generator.random(errors.shape) < diverged] = np.inf
        alarms = [min(drift(cell)[1] for cell in cells) < 0.01 / 3 for cells in errors]
        assert np.mean(alarms) <= 0.01 + 3 * (0.01 * 0.99 / times) ** 0.5


def through_gaps(values):
    """Values (time, variable) with straight lines through gaps, as they were filled once."""
    filled = values.copy()
    for column in filled.T:
        known = np.flatnonzero(~np.isnan(column))
        if len(known):
            column[:] = np.interp(np.arange(len(column)), known, column[known])
    return filled


def peeking(name):
    """`prepare` with a fault that shows only if later values are others."""

    def prepare(series, split):
        task = windows.prepare(series, split)
        if name == "beginning":
            task.__dict__["period_steps"] = period_of(series)
            return task
        contexts = task.test.contexts + 1e-9 * series.values[-1]
        return replace(task, test=replace(task.test, contexts=contexts))

    return prepare


class TestTestPart:
    def test_a_scaler_that_saw_everything(self, monkeypatch):
        class Peeking(Scaler):
            @classmethod
            def fit(cls, values):
                return Scaler.fit(values.base if values.base is not None else values)

        monkeypatch.setattr(windows, "Scaler", Peeking)
        found = failures(compare(SOUND, "cpu"))
        assert found == {
            "The test part was kept apart": "The scaler is not that of the training part."
        }

    @pytest.mark.parametrize("part", ["training", "validation", "test"])
    @pytest.mark.parametrize("end", ["one more before", "one less before", "one more", "one less"])
    def test_windows_of_a_part_at_its_edges(self, part, end, monkeypatch):
        honest = getattr(windows.Split, f"{part}_origins")

        def moved(split, length):
            origins = honest(split, length)
            if end.startswith("one more"):
                more = [origins[0] - 1] if end.endswith("before") else [origins[-1] + 1]
                return np.unique([*origins, *more])
            return origins[1:] if end.endswith("before") else origins[:-1]

        made = compare(SEASONAL, "cpu")
        assert kept_apart(made)[0]
        monkeypatch.setattr(windows.Split, f"{part}_origins", moved)
        if (part, end) == ("test", "one more"):
            with pytest.raises(ValueError, match="choose another origin"):
                windows.prepare(made.task.series, SEASONAL.split)
            return
        moved_task = windows.prepare(made.task.series, SEASONAL.split)
        assert kept_apart(replace(made, tasks=(moved_task,))) == (
            False,
            f"The {part} windows are not those of the {part} part.",
        )

    @pytest.mark.parametrize("bound", ["split_index", "test_index"])
    @pytest.mark.parametrize("by", [-1, 1])
    def test_a_bound_moved_by_one(self, bound, by, monkeypatch):
        honest = getattr(windows.Split, bound)
        monkeypatch.setattr(windows.Split, bound, lambda split, length: honest(split, length) + by)
        found = failures(next(run(CHOSEN, "cpu")).comparison())
        assert "The test part was kept apart" in found

    def test_a_target_one_step_late(self):
        made = compare(SOUND, "cpu")
        targets = np.roll(made.task.training.targets, -1, axis=0)
        late = replace(made.task.training, targets=targets)
        made = replace(made, tasks=(replace(made.task, training=late),))
        assert kept_apart(made)[1] == "The training windows are not those of the training part."

    def test_gaps_filled_with_what_comes_after_them(self, monkeypatch):
        """Straight lines through a gap in the test part: its windows see the future."""
        values = np.sin(np.arange(80.0))[:, None]
        values[[20, 21, 60, 61]] = np.nan
        fields = {"name": "gaps", "time": np.arange(80)}
        own = replace(SOUND, source=Series.with_gaps(values, **fields))
        assert failures(compare(own, "cpu")) == {}
        monkeypatch.setattr(regularize, "carried_forward", through_gaps)
        lines = Series(values=through_gaps(values), filled=np.isnan(values), **fields)
        found = failures(compare(replace(SOUND, source=lines), "cpu"))
        assert found == {
            "The test part was kept apart": "A value that was filled in depends on values after "
            "the origin 60."
        }

    def test_lines_across_the_end_of_the_training_part(self, monkeypatch):
        values = np.sin(np.arange(80.0))[:, None]
        values[[38, 39, 40]] = np.nan
        own = Series.with_gaps(values, name="gaps", time=np.arange(80))
        honest = Series.learnt_until
        monkeypatch.setattr(Series, "learnt_until", lambda series, end: honest(series, end + 9))
        made = compare(replace(SOUND, source=own), "cpu")
        assert kept_apart(made)[1] == (
            "A value that was filled in depends on values after the training part."
        )

    @pytest.mark.parametrize(
        ("name", "words"), [("beginning", "The period"), ("scaled", "What the cells see")]
    )
    def test_a_look_ahead_of_any_other_kind(self, name, words, monkeypatch):
        """A period of the whole series, and a smoothed one."""
        time = np.arange(80)
        values = np.where(time < 40, np.sin(time), np.sin(time / 2))[:, None]
        made = compare(replace(SOUND, source=Series("two", time, values)), "cpu")
        assert failures(made) == {}
        monkeypatch.setattr(look_ahead, "prepare", peeking(name))
        task = replace(made.task)
        assert looked_ahead(task) == f"{words} depends on values after the training part."

    def test_losses_that_are_not_of_the_validation_part(self, monkeypatch):
        honest = training_run.validation_losses
        monkeypatch.setattr(training_run, "validation_losses", lambda *given: 0.9 * honest(*given))
        found = failures(compare(with_training(CHOSEN, patience=2), "cpu"))
        assert list(found) == ["The test part was kept apart"]

    def test_judged_on_what_was_trained_on(self):
        made = compare(replace(SOUND, judged_on="training"), "cpu")
        assert list(failures(made)) == ["The test part was kept apart"]
