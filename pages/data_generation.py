"""What the cells learn from: the series, its noise, its windows."""

from forecasting.dashboard import bring, controls, frame, series, status, work

frame.enter()

bring.section()
if not bring.is_awaited():
    status.on_page()
source = controls.source()
if source is not None:
    series.about(source)
    if work.refusal() is None:
        series.windows(controls.experiment())
    else:
        series.alone(source, controls.values()["train"])
