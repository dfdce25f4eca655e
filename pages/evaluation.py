"""How far ahead each cell forecasts."""

from forecasting.dashboard import export, frame, jobs, main_chart, results, status, verdict_section
from forecasting.dashboard.language import say

frame.enter()

above = frame.above()
export.open_control()
status.on_page(say("below, the result of earlier settings"))
shown = jobs.shown()
if shown is None:
    main_chart.nothing_yet()
else:
    comparison = shown.comparison
    variable, measure = verdict_section.controls(comparison)
    with above:
        verdict_section.answer(comparison, variable, measure)
    step = verdict_section.step_control(comparison)
    verdict_section.figures(comparison, step, variable, measure)
    main_chart.section(comparison, step, variable, measure)
    results.diverged(comparison)
    verdict_section.section(comparison, step, variable, measure)
    results.details(comparison, variable, measure)
