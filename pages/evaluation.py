"""How far ahead each cell can see."""

from forecasting.dashboard import controls, curves, frame, parts, results, takeaway, verdict, work

frame.enter()

try:
    controls.experiment()
except ValueError as error:
    parts.cannot_work(error)

takeaway.open_control()
shown = work.shown()
if shown is None:
    curves.nothing_yet()
else:
    comparison = shown.comparison
    parts.origin(shown)
    verdict.answer(comparison)
    step = verdict.step_control(comparison)
    verdict.figures(comparison, step)
    curves.section(comparison, step)
    results.diverged(comparison)
    verdict.section(comparison, step)
    results.details(comparison)
