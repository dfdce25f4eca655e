"""What the cells learn from: the series, its noise, its windows."""

from forecasting.dashboard import controls, frame, parts, series

frame.enter()

try:
    experiment = controls.experiment()
except ValueError as error:
    parts.cannot_work(error)
else:
    series.about(experiment)
    series.windows(experiment)
