"""The recipe: to choose one, to see what it is about, and what of it still holds."""

import streamlit as st

from forecasting.dashboard import controls, fields
from forecasting.dashboard.language import say
from forecasting.dashboard.values import values_of
from forecasting.recipes import RECIPES, Recipe

CHANGED = ""
"""What the selector holds while the settings are no recipe's."""


def choose() -> None:
    """A list of recipes; one that is chosen sets all other controls."""
    settle()
    chosen = fields.shown("recipe")
    same = chosen != CHANGED
    names = [*RECIPES] if same else [*RECIPES, CHANGED]
    st.selectbox(
        say("Recipe"),
        names,
        names.index(chosen),
        key="recipe",
        format_func=lambda name: RECIPES[name].title if name else "Own settings",
        on_change=_follow,
        help=say("A published experiment or a good start. Choosing one sets every control below."),
    )
    st.button(
        say("Back to the recipe"),
        type="tertiary",
        icon=":material/undo:",
        on_click=follow,
        args=(controls.recipe().name,),
        disabled=same,
        help=say(
            "Sets every control as the recipe “{title}” has it.", title=controls.recipe().title
        ),
        key="reset",
    )


def follow(name: str) -> None:
    """Set every control as a recipe says."""
    st.session_state.update(values_of(RECIPES[name].experiment), recipe=name, base=name)


def settle() -> None:
    """Name the recipe only while every control shows what it says."""
    state = st.session_state
    if state.get("recipe", CHANGED) != CHANGED:
        state["base"] = state["recipe"]
    state["recipe"] = state["base"] if _is_unchanged() else CHANGED


def about() -> None:
    """What the recipe shows and what to expect of it, while its series is the one chosen."""
    recipe = controls.recipe()
    if controls.values()["signal"] != values_of(recipe.experiment)["signal"]:
        return
    st.caption(f"**{say(recipe.title)}** · {say(recipe.about)}")
    expected = say("What to expect of the recipe's own settings")
    if st.session_state["recipe"] != CHANGED:
        expected = say("What to expect")
    st.caption(f"**{expected}** · {say(recipe.expect)}")
    if _is_wrong(recipe):
        st.warning(
            say("**Wrong on purpose.** {broken}", broken=recipe.broken), icon=":material/gavel:"
        )


def _is_wrong(recipe: Recipe) -> bool:
    """Whether the settings have the recipe's fault now."""
    try:
        return recipe.is_wrong(controls.experiment())
    except ValueError:
        return False


def _is_unchanged() -> bool:
    """Whether every control shows what the recipe says."""
    shown, wanted = controls.values(), values_of(controls.recipe().experiment)
    return all(shown[name] == wanted[name] for name in controls.NAMES)


def _follow() -> None:
    name = st.session_state["recipe"]
    if name != CHANGED:
        follow(name)
