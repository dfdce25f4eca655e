"""In words: what the curves of how far back a cell listens are made of, and what is left out."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from forecasting import digits
from forecasting.data import Transform
from forecasting.inspection.subject import Subject
from forecasting.messages import Message, listed, message, phrase, plural


def about_curves(subject: Subject, curves: pd.DataFrame, of_states: bool) -> Message:
    """What a curve and its band are.

    Args:
        subject: The cells.
        curves: As `lag_curves` gives them; at least one row.
        of_states: Whether they are of `state_table`.
    """
    what = _of_states() if of_states else _of_values(subject)
    windows = _over_windows(subject, curves["windows"])
    if curves["seeds"].max() == 1:
        return message("Line: {what}; {windows}.", what=what, windows=windows)
    return message(
        "Line: {what}; {windows}, then the median over the seeds; band: from the lowest to the "
        "highest seed.",
        what=what,
        windows=windows,
    )


def _of_states() -> Message:
    return phrase(
        "how much the last hidden state changes with all that the cell carried some steps before "
        "(of a cell with a memory cell: that and the hidden state), as the Frobenius norm of the "
        "derivatives, divided by the root of the number of hidden units: 1 for a state that is "
        "only handed on"
    )


def _of_values(subject: Subject) -> Message:
    variables = len(subject.tasks[0].series.variables)
    if variables == 1:
        return phrase(
            "how much the forecast changes with the value some steps back; lag 0 is the last value "
            "of the window, one step before the value that is forecast"
        )
    unit = phrase("the units of the series")
    if subject.experiment.scaled:
        unit = phrase("scaled units")
    return phrase(
        "how much the forecasts of all {variables} variables change with their values some steps "
        "back, in {unit} and as the Frobenius norm; lag 0 is the last value of the window, one "
        "step before the value that is forecast",
        variables=variables,
        unit=unit,
    )


def _over_windows(subject: Subject, windows: pd.Series) -> Message:
    """Over how many of the windows the median is."""
    most, fewest, there = int(windows.max()), int(windows.min()), len(subject.origins)
    given = {"there": digits.whole(there), "fewest": fewest}
    if there == 1:
        return phrase("for the one window that the cells are judged on")
    if fewest == there:
        return phrase("median over the {there} windows that the cells are judged on", **given)
    if fewest < most:
        return phrase(
            "median over {fewest} to {most} of the {there} windows that the cells are judged on, "
            "more for a smaller cell",
            most=most,
            **given,
        )
    return plural(
        "for {count} of the {there} windows that the cells are judged on",
        "median over {count} of the {there} windows that the cells are judged on, evenly spread",
        count=most,
        **given,
    )


def left_out(subject: Subject, epoch: int, curves: pd.DataFrame) -> Iterator[Message]:
    """Of which cells not all seeds or units are in the curves, and why."""
    shown = {row.curve: row for row in curves.drop_duplicates("curve").itertuples()}
    for cell in subject.experiment.cells:
        seeds, sound = subject.experiment.seeds, subject.sound_seeds(cell, epoch)
        if len(sound) < len(seeds):
            yield _diverged(cell, len(seeds) - len(sound), len(seeds))
        if cell in shown:
            yield from _too_long(subject, epoch, shown[cell])


def _diverged(cell: str, lost: int, seeds: int) -> Message:
    if lost == seeds:
        return message("{cell}: every network has diverged, so it has no curve.", cell=cell)
    return plural(
        "{cell}: {count} of {seeds} networks has diverged and is left out.",
        "{cell}: {count} of {seeds} networks have diverged and are left out.",
        count=lost,
        cell=cell,
        seeds=seeds,
    )


def _too_long(subject: Subject, epoch: int, row: Any) -> Iterator[Message]:
    """A row of curves, as `itertuples` gives it."""
    cell, sound = row.curve, len(subject.sound_seeds(row.curve, epoch))
    if row.seeds < sound:
        yield message(
            "{cell}: {count} of {sound} seeds, evenly spread; all of them would take too long.",
            cell=cell,
            count=row.seeds,
            sound=sound,
        )
    hidden = subject.members(cell, epoch).architecture.hidden_size
    if getattr(row, "units", hidden) < hidden:
        yield message(
            "{cell}: {count} of {hidden} units of the last hidden state, evenly spread; all of "
            "them would take too long.",
            cell=cell,
            count=row.units,
            hidden=hidden,
        )


def as_seen(subject: Subject) -> Message | None:
    """What values and forecasts are for the cells, where the series is transformed."""
    transform = subject.experiment.transform
    if transform.is_identity:
        return None
    return message(
        "The cells see this series after {steps}. What they listen to are those values, and so is "
        "what they forecast.",
        steps=listed([*_steps(transform)]),
    )


def _steps(transform: Transform) -> Iterator[Message]:
    """What is done, in its order."""
    if transform.log:
        yield phrase("a logarithm")
    if transform.seasonal_period:
        yield phrase("a difference over {period} steps", period=transform.seasonal_period)
    if transform.difference:
        yield phrase("a difference from value to value")
