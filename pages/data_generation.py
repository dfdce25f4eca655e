"""What the cells learn from: the series, its noise, its windows."""

from forecasting.dashboard import controls, frame, jobs, series_sections, status, upload

frame.enter()

upload.section()
if not upload.is_awaited():
    status.on_page()
source = controls.source()
if source is not None:
    series_sections.about(source)
    if jobs.refusal() is None:
        series_sections.windows(controls.experiment())
    else:
        series_sections.alone(source, controls.values()["train"])
