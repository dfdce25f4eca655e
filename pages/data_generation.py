"""What the cells learn from: the series, its noise, its windows."""

from forecasting.dashboard import bring, controls, frame, parts, series

frame.enter()

bring.section()
try:
    experiment = controls.experiment()
except ValueError as error:
    if not bring.is_awaited():
        parts.cannot_work(error)
else:
    series.about(experiment)
    series.windows(experiment)
