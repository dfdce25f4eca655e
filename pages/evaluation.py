"""How far ahead each cell forecasts."""

from forecasting.dashboard import curves, frame, results, status, takeaway, verdict, work

frame.enter()

takeaway.open_control()
status.on_page("below, the result of earlier settings")
shown = work.shown()
if shown is None:
    curves.nothing_yet()
else:
    comparison = shown.comparison
    variable = verdict.variable_control(comparison)
    verdict.answer(comparison, variable)
    step = verdict.step_control(comparison)
    verdict.figures(comparison, step, variable)
    curves.section(comparison, step, variable)
    results.diverged(comparison)
    verdict.section(comparison, step, variable)
    results.details(comparison, variable)
