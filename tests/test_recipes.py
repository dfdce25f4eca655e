"""Recipes run, are recognised, and give what was published."""

from dataclasses import replace

import pandas as pd
import pytest

from forecasting import RECIPES, Experiment, compare
from forecasting.experiment import audit, headline, judge
from forecasting.recipes import published_beside_ours, published_for, recipe_of

EVERY_RECIPE = pytest.mark.parametrize(("name", "recipe"), RECIPES.items(), ids=RECIPES.keys())

LESSONS = {"broken_same_network": "Fresh start", "broken_no_past": "The cell recurs"}

SHOWN = {
    "first_look": "No clear winner among the cells; none of them is shown to beat the seasonal "
    "naive forecast or a linear autoregression.",
    "sunspots": "The LSTM beats the RNN; no other difference between the cells is shown. All three "
    "beat every baseline.",
    "co2": "The LSTM forecasts best: it beats the RNN and the GRU; between the RNN and the GRU no "
    "difference is shown. A linear autoregression beats all three.",
    "long_memory": "The RNN forecasts best: it beats the LSTM and the GRU; the LSTM beats the GRU. "
    "The seasonal naive forecast and a linear autoregression beat all three.",
    "gates_win": "The GRU forecasts best: it beats the RNN and the LSTM; the LSTM beats the RNN. "
    "Only the LSTM and the GRU are shown to beat every baseline.",
    "moving_lag": "The RNN trails: the LSTM and the GRU beat it; between the LSTM and the GRU no "
    "difference is shown. All three beat every baseline.",
}
"""The headlines that the recipes' expectations rest on."""

LARGEST_MISS = 0.05
"""How far a published loss may lie outside our range of seeds, as a share of itself."""


def shortened(recipe):
    x = recipe.experiment
    return replace(x, seeds=x.seeds[:2], training=replace(x.training, epochs=2))


@EVERY_RECIPE
def test_every_recipe_runs(name, recipe):
    assert recipe.name == name
    experiment = shortened(recipe)
    comparison = compare(experiment, "cpu")
    assert comparison.errors["cell"].unique().tolist() == list(experiment.cells)
    assert comparison.losses["epoch"].max() == 2
    assert len(comparison.diverged) == 0
    assert comparison.errors["rmse"].max() < 10 * comparison.task.series.values.std()


@EVERY_RECIPE
def test_every_recipe_is_described(name, recipe):
    assert recipe.title
    assert recipe.about.endswith(".")
    assert recipe.expect.endswith(".")
    assert bool(recipe.broken) == bool(recipe.fault) == (name in LESSONS)
    assert bool(recipe.source) == name.startswith(("article", "co2"))
    for figure in recipe.published:
        assert figure.cell in recipe.experiment.cells
        assert 1 <= figure.epoch <= recipe.experiment.training.epochs
        assert figure.loss > 0


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_to_be_expected_is_shown(name):
    comparison = compare(RECIPES[name].experiment, "cpu")
    assert headline(judge(comparison), audit(comparison), broken=False) == SHOWN[name]


# Article 3 is article 2 with more cells: a GRU alone is rather one of those.
TWINS = {"article_2_rnn": "article_3"}


@EVERY_RECIPE
def test_a_recipe_is_found_whatever_its_cells_and_seeds(name, recipe):
    assert recipe_of(recipe.experiment) is recipe
    assert recipe_of(replace(recipe.experiment, seeds=(41,))) is recipe
    other = replace(recipe.experiment, cells=("GRU",), seeds=(41,))
    assert recipe_of(other) is RECIPES[TWINS.get(name, name)]


@EVERY_RECIPE
def test_published_figures_apply_to_the_cells_that_have_some(name, recipe):
    found = (
        RECIPES["article_2_rnn"] if name == "article_3" else recipe if recipe.published else None
    )
    assert published_for(recipe.experiment) is found
    assert published_for(replace(recipe.experiment, cells=("GRU",))) is None
    assert published_for(replace(recipe.experiment, horizon=3)) is None


@EVERY_RECIPE
def test_another_experiment_is_no_recipe(name, recipe):
    assert recipe_of(shortened(recipe)) is None, name
    assert recipe_of(replace(recipe.experiment, horizon=3)) is None


def test_published_beside_ours_against_a_loop():
    recipe = RECIPES["article_2_rnn"]
    training = replace(recipe.experiment.training, epochs=12)
    comparison = compare(replace(recipe.experiment, training=training, seeds=(0, 1, 2)), "cpu")
    table = published_beside_ours(recipe, comparison)
    assert table["epoch"].tolist() == [1, 11]
    assert table["published"].tolist() == [0.4599, 0.0468]
    for row in table.itertuples():
        ours = sorted(comparison.losses.query("epoch == @row.epoch")["loss"])
        assert [row.loss_lowest, row.loss_median, row.loss_highest] == ours
        assert row.inside == (ours[0] <= row.published <= ours[2])


def test_cells_that_were_not_published_are_left_out():
    recipe = RECIPES["article_2_rnn"]
    comparison = compare(replace(shortened(recipe), cells=("GRU",)), "cpu")
    table = published_beside_ours(recipe, comparison)
    assert len(table) == 0
    assert list(table) == [
        "cell",
        "epoch",
        "published",
        "loss_median",
        "loss_lowest",
        "loss_highest",
        "inside",
    ]


def relative_miss(table):
    """How far each published loss lies outside our range, as a share of itself."""
    below = (table["loss_lowest"] - table["published"]).clip(lower=0)
    above = (table["published"] - table["loss_highest"]).clip(lower=0)
    return (below + above) / table["published"]


def test_the_miss_is_zero_inside_and_relative_outside():
    table = pd.DataFrame(
        [(1.0, 0.5, 2.0), (1.0, 1.5, 2.0), (2.0, 0.5, 1.0)],
        columns=["published", "loss_lowest", "loss_highest"],
    )
    assert relative_miss(table).tolist() == [0.0, 0.5, 0.5]


@pytest.mark.parametrize("name", ["article_1", "article_2_rnn"])
def test_the_published_losses_lie_among_ours(name):
    recipe = RECIPES[name]
    assert len(recipe.experiment.seeds) == 8
    table = published_beside_ours(recipe, compare(recipe.experiment, "cpu"))
    assert len(table) == len(recipe.published)
    outside = table[relative_miss(table) > LARGEST_MISS]
    assert outside.empty, f"\n{table}"


@pytest.mark.slow
def test_the_lstm_of_article_2_ends_as_published():
    comparison = compare(RECIPES["article_2_lstm"].experiment, "cpu")
    assert comparison.experiment.training.epochs == 1000
    final = comparison.losses.query("epoch == 1000")["loss"]
    assert final.between(0.010, 0.025).all(), final.tolist()


def test_the_three_cells_of_article_3_are_all_there():
    assert RECIPES["article_3"].experiment.cells == ("RNN", "LSTM", "GRU")


@EVERY_RECIPE
def test_a_lesson_is_caught_by_its_audit_and_nothing_else_is(name, recipe):
    wanted = {LESSONS[name]} if name in LESSONS else set()
    if recipe.experiment.judged_on == "training":
        wanted.add("The test part was kept apart")
    found = audit(compare(shortened(recipe), "cpu"))
    assert {one.name for one in found if not one.passed} == wanted


def test_the_lessons_say_that_they_are():
    broken = [name for name, recipe in RECIPES.items() if recipe.title.startswith("Broken: ")]
    assert broken == list(LESSONS)
    for name, caught in LESSONS.items():
        recipe = RECIPES[name]
        assert recipe.broken.endswith(f"The audit “{caught}” catches it.")
        assert recipe.is_wrong(shortened(recipe))
        assert not recipe.is_wrong(Experiment())
        assert not RECIPES["first_look"].is_wrong(recipe.experiment)


def test_no_two_recipes_say_the_same():
    for field in ("title", "about", "expect"):
        assert len({getattr(recipe, field) for recipe in RECIPES.values()}) == len(RECIPES)
