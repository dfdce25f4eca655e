"""The recipes as cards: what each shows, what to expect, and a button that trains it."""

import streamlit as st

from forecasting.dashboard import jobs
from forecasting.dashboard import recipe_control as chosen
from forecasting.dashboard.language import say
from forecasting.recipes import RECIPES, Recipe

COLUMNS = 3


def section() -> None:
    """All recipes; a page beside another where there is room."""
    st.subheader(say("Recipes"), anchor=False)
    st.caption(say("Published experiments and good starts. Each sets every control."))
    names = list(RECIPES)
    for first in range(0, len(names), COLUMNS):
        row = names[first : first + COLUMNS]
        for name, column in zip(row, st.columns(COLUMNS)[: len(row)], strict=True):
            with column:
                _card(RECIPES[name])


def _card(recipe: Recipe) -> None:
    with st.container(border=True, height="stretch", key=f"card_{recipe.name}"):
        st.markdown(f"**{say(recipe.title)}**")
        if recipe.broken:
            st.markdown(say(":material/gavel: Wrong on purpose."))
        st.markdown(say(recipe.about))
        st.caption(say("Expect: {expect}", expect=recipe.expect))
        st.button(
            say("Train this"),
            key=f"choose_{recipe.name}",
            icon=":material/play_arrow:",
            on_click=_choose,
            args=(recipe.name,),
            help=say(
                "Sets every control to “{title}” and shows its cells learning.", title=recipe.title
            ),
        )


def _choose(name: str) -> None:
    chosen.follow(name)
    jobs.train()
    st.session_state["go_to"] = "training"
