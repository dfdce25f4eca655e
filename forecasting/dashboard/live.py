"""A job on the page while it waits and runs: redrawn a few times a second, from outside it."""

import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import parts, work
from forecasting.experiment import TrainingLog, tables
from forecasting.jobs import JobStatus

TICK_SECONDS = 0.4
QUEUE_TICK_SECONDS = 1.0
SIDEBAR_TICK_SECONDS = 0.4


def watch_in_sidebar() -> None:
    """Progress, on every page."""
    active = work.is_active()
    st.fragment(_sidebar, run_every=SIDEBAR_TICK_SECONDS if active else None)(active)


def watch_training() -> None:
    """The growing curves, on the training page while a job is active."""
    now = work.status()
    waits = now is not None and now.state == "queued"
    st.fragment(_training, run_every=QUEUE_TICK_SECONDS if waits else TICK_SECONDS)(waits)


def ended() -> None:
    """Why the latest job ended without a result, if it did."""
    now = work.status()
    if now is not None and not now.active:
        progress(now)


def _sidebar(was_active: bool) -> None:
    now = work.status()
    if now is None:
        return
    progress(now)
    if now.active:
        st.button("Stop", on_click=work.stop, icon=":material/stop:", width="stretch", key="stop")
    elif was_active:
        st.rerun()


def _training(waited: bool) -> None:
    """What the page was drawn for may be over: then it is drawn anew, with what is now."""
    now = work.status()
    if now is None:
        return
    bar, button = st.columns([5, 1], vertical_alignment="bottom")
    with bar:
        progress(now)
    if now.active:
        button.button("Stop", on_click=work.stop, icon=":material/stop:", key="stop_here")
    curves(now.log or TrainingLog(now.experiment))
    if not now.active or waited != (now.state == "queued"):
        st.rerun()


def progress(now: JobStatus) -> None:
    """A bar with epoch, time left and speed; or why there is none."""
    if now.state == "queued":
        st.progress(0.0, f"Waiting: place {now.place} in the queue")
    elif now.state == "running":
        st.progress(now.fraction, _progress_text(now))
    elif now.state == "failed":
        st.error(now.message, icon=":material/error:")
    elif now.state == "stopped" and now.message:
        st.info(now.message, icon=":material/stop_circle:")


def _progress_text(now: JobStatus) -> str:
    if now.stopping:
        return "Stopping after this epoch"
    if now.epoch == 0:
        return "Starting"
    text = f"Epoch {now.epoch} of {now.epochs}"
    if now.seconds_left is not None:
        text += f" · {now.seconds_left:.0f} s left"
    if now.awaits_kernels:
        return f"{text} · PyTorch trains until the fast kernels are compiled"
    if now.updates_per_second is not None:
        text += f" · {digits.whole(round(now.updates_per_second))} updates/s"
    return text


def curves(log: TrainingLog, epoch: int | None = None) -> None:
    """The loss of each cell side by side on one scale; below, what each forecasts.

    Args:
        log: What is written down so far.
        epoch: The snapshot whose rollouts are drawn; the latest if not given.
    """
    x = log.experiment
    losses, span = log.loss_curves(), tables.loss_range(log)
    for cell, column in zip(x.cells, st.columns(len(x.cells)), strict=True):
        with column:
            figure = charts.loss_chart(losses, cell, x.training.epochs, span)
            parts.draw(figure, f"loss_{cell}")
    st.caption(_about_losses(log))
    task = work.task(x.source, x.split)
    variable = task.series.variables[0]
    rollouts, ranges = tables.snapshot_rollouts(log, variable, epoch), tables.ranges(task, variable)
    for cell, column in zip(x.cells, st.columns(len(x.cells)), strict=True):
        with column:
            figure = charts.rollout_chart(rollouts, cell, ranges, task.series.time_name)
            parts.draw(figure, f"rollout_{cell}")
    st.caption(_about_rollouts(log, epoch))


def _about_losses(log: TrainingLog) -> str:
    """What line and band of the losses are."""
    if len(log.experiment.seeds) == 1:
        return "Line: the loss of the one seed. There is no band, which would need several seeds."
    return "Line: the loss of the median seed. Band: from the lowest to the highest seed."


def _about_rollouts(log: TrainingLog, epoch: int | None) -> str:
    """Of which epoch the forecasts are, and what line, band and dots are."""
    epochs = [snapshot.epoch for snapshot in log.snapshots]
    if not epochs:
        return "The first forecasts appear here once some epochs are done."
    one = len(log.experiment.seeds) == 1
    line = "the one seed" if one else "the median seed; band: from the lowest to the highest seed"
    shown = epochs[-1] if epoch is None else epoch
    return (
        f"Forecasts after epoch {digits.whole(shown)}, from the first starting point. "
        f"Line: {line}. Dots: observed values."
    )
