from dataclasses import asdict, replace

import pytest

from forecasting import RECIPES, Experiment, SyntheticSeries, TrainingConfig, compare
from forecasting.experiment.limits import (
    REMEDIES,
    Limits,
    check_size,
    in_words,
)
from forecasting.experiment.size import Estimate, architecture_of, estimate, parameters_of
from forecasting.models import CELLS, Ensemble

ENDLESS = Limits(**dict.fromkeys(asdict(Limits()), 10**20))
HUGE = Experiment(
    seeds=tuple(range(1000)), training=TrainingConfig(hidden_size=1024, epochs=100_000)
)


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_are_allowed(name):
    check_size(RECIPES[name].experiment, Limits())


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_wide_networks_with_large_batches_are_refused(optimizer):
    """It took 963 MB in a second of work."""
    training = TrainingConfig(hidden_size=512, batch_size=1024, optimizer=optimizer)
    experiment = Experiment(SyntheticSeries(length=2000), training=training)
    with pytest.raises(ValueError, match="bytes of memory; at most 537 million are allowed here"):
        check_size(experiment, Limits(**{**asdict(ENDLESS), "max_bytes": Limits().max_bytes}))


def test_64_seeds_are_allowed():
    check_size(Experiment(seeds=tuple(range(64))), Limits())


@pytest.mark.parametrize("quantity", REMEDIES)
def test_too_much_of_anything_is_refused(quantity):
    limits = replace(ENDLESS, **{f"max_{quantity}": 1})
    remedy = REMEDIES[quantity][1]
    variable = f"FORECASTING_MAX_{quantity.upper()}"
    with pytest.raises(ValueError, match=f"at most 1 are allowed here. {remedy}.*{variable}"):
        check_size(Experiment(), limits)
    check_size(Experiment(), replace(limits, **{f"max_{quantity}": 10**18}))


@pytest.mark.parametrize(
    "changes",
    [
        {"seeds": HUGE.seeds},
        {"training": replace(HUGE.training, hidden_size=32)},
        {"training": TrainingConfig(hidden_size=1024, layers=3, epochs=200)},
        {"training": TrainingConfig(epochs=10_000, snapshot_every=1)},
        {
            "window_length": 1,
            "horizon": 1,
            "cells": ("RNN",),
            "seeds": (0,),
            "training": TrainingConfig(1, epochs=100_000, batch_size=1000, snapshot_every=1),
        },
        {"source": SyntheticSeries(length=100_000, cycles=4.0), "window_length": 5000},
        {"source": SyntheticSeries(length=100_000, cycles=4.0), "horizon": 20_000},
    ],
)
def test_what_a_small_server_cannot_do_is_refused(changes):
    with pytest.raises(ValueError, match="are allowed here"):
        check_size(replace(Experiment(), **changes), Limits())


def carried_forward(**changes):
    base = Experiment(training=TrainingConfig(hidden_size=8, gradient="rtrl"))
    training = {name: value for name, value in changes.items() if name in ("hidden_size", "layers")}
    rest = {name: value for name, value in changes.items() if name not in training}
    return replace(base, training=replace(base.training, **training), **rest)


@pytest.mark.parametrize("changes", [{}, {"hidden_size": 12}, {"layers": 2}])
def test_a_small_gradient_carried_forward_is_allowed(changes):
    check_size(carried_forward(**changes), Limits())


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"hidden_size": 32}, "hidden size 32, windows of 25 values and 24 networks"),
        (
            {"hidden_size": 10, "seeds": tuple(range(60))},
            "hidden size 10, windows of 25 values and 180 networks",
        ),
        (
            {"window_length": 100, "source": SyntheticSeries(length=600, cycles=4.0)},
            "hidden size 8, windows of 100 values and 24 networks",
        ),
    ],
)
def test_a_large_gradient_carried_forward_is_refused_and_the_other_is_not(changes, named):
    experiment = carried_forward(**changes)
    with pytest.raises(ValueError, match="are allowed here") as caught:
        check_size(experiment, Limits())
    words = "It is the gradient forward along with the states (RTRL) that makes it so large, with "
    assert words + named in str(caught.value)
    check_size(
        replace(experiment, training=replace(experiment.training, gradient="bptt")), Limits()
    )


def test_where_more_than_the_gradient_is_too_large_the_usual_remedy_is_given():
    experiment = replace(HUGE, training=replace(HUGE.training, gradient="rtrl"))
    with pytest.raises(ValueError, match="Use fewer seeds or fewer cells"):
        check_size(experiment, Limits())


def test_the_huge_one_is_refused_in_a_blink():
    with pytest.raises(ValueError, match=r"needs 3,000 networks; at most 256 are allowed here"):
        check_size(HUGE, Limits())
    with pytest.raises(ValueError, match=r"quintillion floating-point operations; at most 5 tril"):
        check_size(HUGE, replace(ENDLESS, max_operations=Limits().max_operations))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("input_layer", [False, True])
def test_parameters_are_counted(cell, layers, input_layer):
    training = TrainingConfig(hidden_size=5, layers=layers, input_layer=input_layer)
    source = SyntheticSeries("sine_cosine", length=100, cycles=4.0)
    architecture = architecture_of(Experiment(source, horizon=5, training=training), cell)
    assert parameters_of(architecture) == Ensemble(architecture, (0,)).parameter_count


def test_members_and_updates_are_exact(tiny, tiny_comparison):
    size = estimate(tiny)
    costs = tiny_comparison.costs
    assert size.members == costs["members"].sum() == 6
    assert {size.updates} == set(costs["updates"])
    assert size.values >= max(len(tiny_comparison.forecasts), len(tiny_comparison.losses))
    assert size.values >= len(tiny_comparison.snapshots)


BASE = Experiment(horizon=10, seeds=(0, 1), training=TrainingConfig(epochs=10))


@pytest.mark.parametrize(
    "larger",
    [
        replace(BASE, seeds=(0, 1, 2)),
        replace(BASE, window_length=26),
        replace(BASE, source=SyntheticSeries(length=300, cycles=8.0)),
        replace(BASE, training=TrainingConfig(epochs=10, hidden_size=64)),
        replace(BASE, training=TrainingConfig(epochs=10, layers=2)),
        replace(BASE, training=TrainingConfig(epochs=20)),
    ],
)
def test_more_is_never_less(larger):
    small, large = estimate(BASE), estimate(larger)
    if larger.window_length == BASE.window_length:
        assert all(getattr(large, n) >= v for n, v in asdict(small).items())
    assert large.operations > small.operations


def test_a_run_of_one_epoch_and_step_counts_by_hand():
    source = SyntheticSeries(length=20, cycles=2.0)
    training = TrainingConfig(hidden_size=2, epochs=1, batch_size=4)
    x = Experiment(source, 3, 2, 0.5, cells=("RNN",), seeds=(7,), training=training)
    parameters, windows, origins, looks = 2 * (1 + 2 + 2) + 3, 10 - 3, 10 - 2 + 1, 3
    assert estimate(x) == Estimate(
        members=1,
        updates=2,
        steps=3 * 2 * 3 + looks * (2 * 3 + 300),
        operations=2 * parameters * (3 * windows * 3 + looks * origins * 2 * 3),
        values=2 * origins,
        bytes=estimate(x).bytes,
    )
    compare(x, "cpu")


class TestEnvironment:
    def test_nothing_set_gives_the_defaults(self):
        assert Limits.from_environment({"PATH": "somewhere"}) == Limits()

    @pytest.mark.parametrize("name", asdict(Limits()))
    def test_each_can_be_set(self, name):
        limits = Limits.from_environment({f"FORECASTING_{name.upper()}": " 12 "})
        assert limits == replace(Limits(), **{name: 12})

    @pytest.mark.parametrize("text", ["", "many", "0", "-1", "1.5", "1e3", "²", "9" * 5000])
    def test_nonsense_names_the_variable_and_the_remedy(self, text):
        with pytest.raises(ValueError, match=r"FORECASTING_MAX_MEMBERS is .*Set it to a whole num"):
            Limits.from_environment({"FORECASTING_MAX_MEMBERS": text})

    def test_limits_are_whole_numbers(self):
        with pytest.raises(ValueError, match="max_members is 0"):
            Limits(max_members=0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0"), (4096, "4,096"), (2_500_000_000, "2.5 billion"), (10**6, "1 million")],
)
def test_large_numbers_have_names(amount, words):
    assert in_words(amount) == words
