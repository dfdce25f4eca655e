"""Three cells learning side by side."""

import streamlit as st

from forecasting.dashboard import controls, frame, jobs, live, results, status
from forecasting.dashboard.language import say

frame.enter()

status.on_page()
st.caption(f":material/memory: {say(controls.device_reason())}")
shown = jobs.shown()
live.learning(shown)
if shown is not None and not jobs.is_active():
    results.learning(shown.comparison)
    st.page_link(
        "pages/evaluation.py",
        label=say("How far ahead can each cell forecast?"),
        icon=":material/query_stats:",
    )
