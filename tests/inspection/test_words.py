"""What is said of weights, curves and values: true for every kind of experiment."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import (
    Experiment,
    SampleSeries,
    Series,
    SyntheticSeries,
    Transform,
    compare,
    run,
)
from forecasting.inspection import (
    Glance,
    about_curves,
    about_weights,
    as_seen,
    effort,
    epoch_in_words,
    lag_curves,
    learning_subject,
    left_out,
    listening_table,
    look,
    moment_of,
    needed_in_words,
    needed_lag,
    state_table,
    subject_of,
    why_no_epochs,
    window_table,
)
from tests.conftest import TINY
from tests.faults import with_broken

ONE = replace(TINY, source=replace(TINY.source, signal="sine"))


def made(experiment):
    return subject_of(compare(experiment, "cpu"))


def said_of_curves(subject, of_states=False):
    table = (state_table if of_states else listening_table)(subject, subject.epochs[-1])
    return str(about_curves(subject, lag_curves(table), of_states))


class TestCurves:
    def test_over_how_many_windows(self, subject, monkeypatch):
        assert "; median over the 14 windows that the cells are judged on, " in said_of_curves(
            subject
        )
        assert "; median over 3 of the 14 windows" in said_of_curves(subject, of_states=True)
        monkeypatch.setattr(effort, "MOST_WINDOWS", 5)
        assert "; median over 5 of the 14 windows" in said_of_curves(subject)

    def test_larger_cells_have_fewer(self, subject, monkeypatch):
        monkeypatch.setattr(effort, "MOST_OPERATIONS", 200_000)
        table = listening_table(subject, 4)
        found = table.groupby("cell")["windows"].first()
        assert found["LSTM"] < found["GRU"] < found["RNN"] <= 14
        words = f"; median over {found['LSTM']} to {found['RNN']} of the 14 windows"
        assert words in said_of_curves(subject)

    def test_those_judged_on_training_have_one(self):
        subject = made(replace(TINY, judged_on="training"))
        assert "; for the one window that the cells are judged on, " in said_of_curves(subject)
        origin = subject.origins[0]
        with pytest.raises(ValueError, match=f"ends at value 20: the only one ends at {origin}"):
            look(subject, Glance("RNN", 0, 4, 20))

    def test_in_which_units(self, subject):
        """The derivative of a forecast by a value of its own kind has none."""
        assert "all 2 variables change with their values some steps back, in scaled units and " in (
            said_of_curves(subject)
        )
        assert "in the units of the series and as the " in said_of_curves(
            made(replace(TINY, scaled=False))
        )
        assert "units" not in said_of_curves(made(ONE))

    def test_one_seed_has_no_band(self, subject):
        assert said_of_curves(subject).endswith("the lowest to the highest seed.")
        alone = said_of_curves(made(replace(TINY, seeds=(4,))))
        assert alone.endswith("the cells are judged on.")

    def test_what_is_left_out(self, tiny_comparison, monkeypatch):
        whole = subject_of(tiny_comparison)
        curves = lag_curves(listening_table(whole, 4))
        assert [*left_out(whole, 4, curves)] == []
        some = subject_of(with_broken(tiny_comparison, ("LSTM", 1)))
        words = ["LSTM: 1 of 2 networks has diverged and is left out."]
        assert [*left_out(some, 4, lag_curves(listening_table(some, 4)))] == words
        none = subject_of(with_broken(tiny_comparison, ("LSTM", 0), ("LSTM", 1)))
        words = ["LSTM: every network has diverged, so it has no curve."]
        assert [*left_out(none, 4, lag_curves(listening_table(none, 4)))] == words
        monkeypatch.setattr(effort, "MOST_OPERATIONS", 1)
        few = [*left_out(whole, 4, lag_curves(state_table(whole, 4)))]
        assert few[0] == "RNN: 1 of 2 seeds, evenly spread; all of them would take too long."
        assert few[1].startswith("RNN: 1 of 6 units of the last hidden state, evenly spread; ")


class TestWeights:
    def test_of_the_start_a_look_and_the_end(self, subject):
        said = [str(epoch_in_words(subject, epoch)) for epoch in subject.epochs]
        assert said == ["at the start", "after epoch 1", "after epoch 3", "at the end"]
        assert [*about_weights(subject, 4)] == ["Weights at the end."]

    def test_who_stops_early_has_those_of_the_best_epoch(self):
        rule = replace(TINY.training, epochs=12, patience=1, learning_rate=0.1)
        experiment = replace(TINY, training=rule, validation_fraction=0.2)
        subject = made(experiment)
        end = subject.epochs[-1]
        assert (subject.log.kept_epochs < end).any()
        first, note = about_weights(subject, end)
        assert first == "Weights as in the best epoch."
        assert note == "Each network has those with its lowest loss on the validation part."
        assert "had stopped by then" in [*about_weights(subject, 1)][1]
        assert [*about_weights(subject, 0)] == ["Weights at the start."]

    def test_who_is_stopped_has_not_come_to_the_end(self):
        running = run(TINY, "cpu")
        next(running)
        stopped = subject_of(next(running).comparison())
        words = "after epoch 2, the last before the stop"
        assert epoch_in_words(stopped, 2) == words
        assert why_no_epochs(stopped) is None

    def test_equal_time_is_not_equal_epochs(self, subject):
        timed = replace(subject, experiment=replace(TINY, budget="time"))
        assert len([*about_weights(timed, 3)]) == 2
        assert len([*about_weights(timed, 4)]) == len([*about_weights(timed, 0)]) == 1

    def test_cells_that_learn_are_not_at_the_end(self, subject):
        live = learning_subject(subject.log, subject.tasks)
        assert epoch_in_words(live, 3) == "after epoch 3"


ECHO = SyntheticSeries("long_memory", length=600, cycles=30.0, noise_std=0.0)


class TestNeededLag:
    @pytest.mark.parametrize(
        ("experiment", "lag", "words"),
        [
            (
                Experiment(source=ECHO),
                19,
                "Dashed line: lag 19, the value 20 steps before the one that is forecast, from "
                "which alone that follows.",
            ),
            (Experiment(source=replace(ECHO, noise_std=0.1)), 19, "alone, but for the noise, "),
            (
                Experiment(source=ECHO, window_length=19),
                None,
                "What decides a value lies 20 steps before it, longer ago than the window of 19 "
                "reaches: no cell can see it.",
            ),
            (Experiment(source=ECHO, transform=Transform(difference=True)), None, None),
            (Experiment(), None, None),
            (Experiment(source=SampleSeries("sunspots")), None, None),
        ],
        ids=["clean", "noisy", "too far", "differences", "sine", "sunspots"],
    )
    def test_it_is_spoken_of_as_it_is_drawn(self, subject, experiment, lag, words):
        there = replace(subject, experiment=experiment)
        said = needed_in_words(there)
        assert needed_lag(there) == lag
        assert (said is None) if words is None else (words in str(said))
        assert ("Dashed line" in str(said)) == (lag is not None)


@pytest.mark.parametrize(
    ("transform", "words"),
    [
        (Transform(), None),
        (Transform(log=True), "after a logarithm. What"),
        (
            Transform(log=True, seasonal_period=12, difference=True),
            "after a logarithm, a difference over 12 steps and a difference from value to value.",
        ),
    ],
    ids=["none", "log", "all"],
)
def test_what_the_cells_see_of_the_series(subject, transform, words):
    said = as_seen(
        replace(subject, experiment=Experiment(SampleSeries("co2"), transform=transform))
    )
    assert (said is None) if words is None else (words in str(said))


def test_one_step_of_a_window(subject):
    glances = {cell: Glance(cell, 0, 4, subject.origins[0]) for cell in ("RNN", "GRU")}
    tables = {
        cell: window_table(subject, glance, look(subject, glance), "cosine")
        for cell, glance in glances.items()
    }
    series = subject.tasks[0].series
    for step in (1, 8):
        at, now = subject.origins[0] - 8 + step, moment_of(tables, step)
        assert (now.time, now.value) == (series.time[at], series.values[at, 1])
        assert now.following == series.values[at + 1, 1]
        for cell, forecast in now.forecasts.items():
            assert forecast == tables[cell]["forecast"][step]
    assert now.forecasts_in_words == ", ".join(
        f"{cell} {now.write(value)}" for cell, value in now.forecasts.items()
    )


def test_a_gap_is_no_value():
    values = np.sin(np.arange(60.0))[:, None]
    values[50] = np.nan
    series = Series.with_gaps(values, name="swing", time=np.arange(60.0), variables=("swing",))
    subject = made(replace(TINY, source=series))
    glance = Glance("RNN", 0, 4, 50)
    seen = look(subject, glance)
    now = moment_of({"RNN": window_table(subject, glance, seen, "swing")}, 8)
    assert np.isnan(now.value)
    assert np.isfinite(now.following)
