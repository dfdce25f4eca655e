"""The cells while they learn, and as they learnt: the same places, so that nothing moves."""

import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import components, jobs, status
from forecasting.dashboard.jobs import ShownComparison
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.experiment import Experiment, TrainingLog, axis_ends, tables
from forecasting.messages import Message, in_turn, message, phrase


def learning(shown: ShownComparison | None) -> None:
    """The curves of the job that runs, else of the result that is shown."""
    st.fragment(_learning, run_every=status.tick())(shown)


def _learning(shown: ShownComparison | None) -> None:
    now = jobs.status()
    if now is not None and now.active and (now.log or shown is None):
        log = now.log or TrainingLog(now.experiment)
        with st.container(key="snapshot_slot"):
            epoch = _latest(log)
    elif shown is not None:
        log = shown.comparison.log
        with st.container(key="snapshot_slot"):
            epoch = _snapshot(log)
    else:
        components.nothing_yet(say("The loss of each cell is drawn here, epoch by epoch."))
        return
    curves(log, epoch)


def _latest(log: TrainingLog) -> int | None:
    """Of which epoch the rollouts are while the cells learn."""
    epochs = [snapshot.epoch for snapshot in log.snapshots]
    st.caption(
        say("Rollout after epoch {epoch}", epoch=digits.whole(epochs[-1]))
        if epochs
        else say("Rollout: not made yet")
    )
    return None


def _snapshot(log: TrainingLog) -> int:
    """Of which epoch the rollouts shall be."""
    epochs = [snapshot.epoch for snapshot in log.snapshots]
    if len(epochs) > 1:
        label = say("Rollout after epoch")
        return int(st.select_slider(label, epochs, epochs[-1], key="snapshot"))
    st.caption(say("Rollout after epoch {epoch}", epoch=digits.whole(epochs[-1])))
    return epochs[-1]


def curves(log: TrainingLog, epoch: int | None = None) -> None:
    """The loss of each cell side by side on one scale; below, what each forecasts.

    Args:
        log: What is written down so far.
        epoch: The snapshot whose rollouts are drawn; the latest if not given.
    """
    experiment = log.experiment
    losses, span = log.loss_curves(), axis_ends.loss_range(log)
    for cell, column in zip(experiment.cells, st.columns(len(experiment.cells)), strict=True):
        with column:
            figure = charts.loss_chart(losses, cell, experiment.training.epochs, span)
            components.draw(figure, f"loss_{cell}")
    st.caption(say(_about_losses(log)))
    task = jobs.task(experiment.pieces[0], experiment.split)
    variable = _variable(task.series.variables)
    rollouts, ranges = tables.snapshot_rollouts(log, variable, epoch), tables.ranges(task, variable)
    for cell, column in zip(experiment.cells, st.columns(len(experiment.cells)), strict=True):
        with column:
            figure = charts.rollout_chart(rollouts, cell, ranges, task.series.time_name)
            components.draw(figure, f"rollout_{cell}")
    st.caption(say(_about_rollouts(log, epoch)))


def _variable(names: tuple[str, ...]) -> str:
    """Whose forecasts are drawn, a choice where there are several."""
    if len(names) == 1:
        return names[0]
    return st.segmented_control(
        say("Forecasts of"),
        names,
        default=names[0],
        required=True,
        format_func=plain,
        key="live_variable",
    )


def _about_losses(log: TrainingLog) -> str:
    """What line and band of the losses are."""
    if (stretches := log.experiment.stretches) > 1:
        line = message(
            "Line: the median of all seeds at all {stretches} stretches. Band: all of them.",
            stretches=stretches,
        )
    elif len(log.experiment.seeds) == 1:
        line = message("Line: the one seed. There is no band, which would need several seeds.")
    else:
        line = message("Line: the median seed. Band: from the lowest to the highest seed.")
    if not log.experiment.scaled:
        return line
    unit = message(
        "The loss is of the series scaled to a standard deviation of 1, so it has no units."
    )
    return in_turn([unit, line])


def _about_rollouts(log: TrainingLog, epoch: int | None) -> str:
    """Of which epoch the forecasts are, and what line, band and dots are."""
    epochs = [snapshot.epoch for snapshot in log.snapshots]
    if not epochs:
        return message("The first forecasts appear here once some epochs are done.")
    told = message(
        "Forecasts after epoch {epoch}, from the first starting point. Line: {line}. Dots: "
        "observed values.",
        epoch=digits.whole(epochs[-1] if epoch is None else epoch),
        line=_line(log.experiment),
    )
    if (stretches := log.experiment.stretches) == 1:
        return told
    first = message("They are of the first of {stretches} stretches.", stretches=stretches)
    return in_turn([told, first])


def _line(experiment: Experiment) -> Message:
    if len(experiment.comparable_seeds) > 1:
        return phrase("the median seed; band: from the lowest to the highest seed")
    if len(experiment.seeds) == 1:
        return phrase("the one seed")
    return phrase("seed {seed}, whose signal is shown", seed=experiment.comparable_seeds[0])
