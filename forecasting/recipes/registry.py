"""All recipes by name, and which of them an experiment is."""

from dataclasses import replace

from forecasting.experiment import Experiment
from forecasting.recipes.articles import ARTICLES
from forecasting.recipes.ours import FIRST_LOOK, LESSONS, SERIES
from forecasting.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe for recipe in (FIRST_LOOK, *ARTICLES, *SERIES, *LESSONS)
}


def recipe_of(experiment: Experiment) -> Recipe | None:
    """The recipe that has these settings, whatever the cells and seeds.

    Of several, the one whose cells and seeds come closest.
    """
    same = [recipe for recipe in RECIPES.values() if _same_settings(recipe, experiment)]
    return max(same, key=lambda recipe: _likeness(recipe.experiment, experiment), default=None)


def published_for(experiment: Experiment) -> Recipe | None:
    """The recipe whose published figures apply to some of an experiment's cells."""
    for recipe in RECIPES.values():
        cells = {figure.cell for figure in recipe.published}
        if cells & set(experiment.cells) and _same_settings(recipe, experiment):
            return recipe
    return None


def _same_settings(recipe: Recipe, experiment: Experiment) -> bool:
    own = recipe.experiment
    return replace(experiment, cells=own.cells, seeds=own.seeds) == own


def _likeness(own: Experiment, other: Experiment) -> tuple[bool, bool, bool]:
    all_there = set(other.cells) <= set(own.cells)
    return own.cells == other.cells, all_there, own.seeds == other.seeds
