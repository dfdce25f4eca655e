"""Which recurrent cell forecasts this series further ahead, and is the difference real?

Run it with `streamlit run streamlit_app.py`.
"""

from forecasting.dashboard import frame

frame.show()
