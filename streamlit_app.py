"""Which recurrent cell forecasts this series further ahead, and is the difference real?

Run it with `streamlit run streamlit_app.py`.
"""

import streamlit as st

if __name__ == "__main__":
    from forecasting.dashboard import frame

    frame.show()
else:
    # The server imports this file once, at its start; then it runs it for every visitor.
    from forecasting.dashboard import server

    app = st.App(__file__, lifespan=server.lifespan)
