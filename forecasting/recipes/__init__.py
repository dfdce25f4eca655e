"""Published experiments, one value each, with their published figures; and ours to start from."""

from forecasting.recipes.recipe import PublishedLoss, Recipe, published_beside_ours
from forecasting.recipes.registry import RECIPES, published_for, recipe_of

__all__ = [
    "RECIPES",
    "PublishedLoss",
    "Recipe",
    "published_beside_ours",
    "published_for",
    "recipe_of",
]
