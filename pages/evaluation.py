"""How far ahead each cell can see."""

import streamlit as st

from forecasting.dashboard import controls, frame, parts, results, takeaway, work

frame.enter()

try:
    controls.experiment()
except ValueError as error:
    parts.cannot_work(error)

takeaway.open_control()
shown = work.shown()
if shown is None:
    parts.nothing_yet("The errors of the cells stand here once they are trained.")
else:
    comparison = shown.comparison
    parts.origin(shown)
    st.subheader("How far ahead can each cell see?", anchor=False)
    step = results.answer(comparison)
    results.errors(comparison)
    results.verdict(comparison, step)
    results.published(comparison)
    st.subheader("What each cell cost", anchor=False)
    results.cells(comparison)
    results.diverged(comparison)
    st.subheader("Rollouts against the truth", anchor=False)
    results.rollouts(comparison)
    st.subheader("Past the end of the data", anchor=False)
    results.future(comparison)
    st.subheader("As training went on", anchor=False)
    results.while_training(comparison)
    st.subheader("Take it away", anchor=False)
    takeaway.section(comparison)
