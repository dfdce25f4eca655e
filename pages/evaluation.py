"""How far ahead each cell can see."""

import streamlit as st

from forecasting.dashboard import controls, curves, frame, parts, results, takeaway, work

frame.enter()

try:
    controls.experiment()
except ValueError as error:
    parts.cannot_work(error)

takeaway.open_control()
shown = work.shown()
if shown is None:
    curves.nothing_yet()
else:
    comparison = shown.comparison
    parts.origin(shown)
    st.subheader("How far ahead can each cell see?", anchor=False)
    step = results.answer(comparison)
    curves.section(comparison)
    results.diverged(comparison)
    results.verdict(comparison, step)
    results.details(comparison)
