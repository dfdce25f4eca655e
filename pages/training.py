"""Three cells learning side by side."""

import streamlit as st

from forecasting.dashboard import controls, frame, live, parts, results, work

frame.enter()

try:
    controls.experiment()
except ValueError as error:
    parts.cannot_work(error)

st.caption(f":material/memory: {controls.device_reason()}")
live.ended()
shown = work.shown()
if work.is_active():
    live.watch_training()
elif shown is None:
    parts.nothing_yet("The loss of each cell grows here, epoch by epoch.")
else:
    parts.origin(shown)
    results.learning(shown.comparison)
    st.page_link(
        "pages/evaluation.py",
        label="How far ahead can each cell see?",
        icon=":material/query_stats:",
    )
