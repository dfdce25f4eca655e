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
    verdict.answer(comparison)
    step = verdict.step_control(comparison)
    verdict.figures(comparison, step)
    curves.section(comparison, step)
    results.diverged(comparison)
    verdict.section(comparison, step)
    results.details(comparison)
