"""Where training stands: a line of fixed height on every page, so that nothing moves with it."""

from collections.abc import Iterator, Sequence

import streamlit as st

from forecasting import digits
from forecasting.dashboard import components, jobs
from forecasting.dashboard.jobs import ShownComparison
from forecasting.dashboard.language import say
from forecasting.jobs import JobStatus
from forecasting.messages import Message, phrase

TICK_SECONDS = 0.4
REST_TICK_SECONDS = 0.2
"""Between two looks at the clock while the controls come to rest."""


def tick() -> float | None:
    """How often what waits for training is drawn anew; not at all while nothing goes on."""
    if jobs.is_pending():
        return REST_TICK_SECONDS
    return TICK_SECONDS if jobs.is_active() else None


def in_sidebar() -> None:
    """On every page. Whatever happens by itself happens here: a start after a rest, an end."""
    with st.container(key="status_sidebar"):
        st.session_state["sidebar_fresh"] = True
        st.fragment(_sidebar, run_every=tick())(tick() is not None)


def on_page(meanwhile: str = "") -> None:
    """Above the result that it is about.

    Args:
        meanwhile: What stands below while other settings are trained; nothing if that is those.
    """
    with st.container(key="status_page"):
        trouble = jobs.refusal()
        if trouble is not None:
            components.cannot_work(trouble)
            return
        st.fragment(_page, run_every=tick())(meanwhile)


def _sidebar(was_busy: bool) -> None:
    jobs.start_when_at_rest()
    if not st.session_state.pop("sidebar_fresh", False):
        jobs.await_end(TICK_SECONDS)
    now = jobs.status()
    if now is not None and now.active:
        _bar(now, [words(now)], "stop")
    elif jobs.is_pending():
        st.progress(0.0, say("Starts soon"))
    else:
        st.caption(_in_short(now))
    if was_busy and tick() is None:
        st.rerun()


def _page(meanwhile: str) -> None:
    now, shown = jobs.status(), jobs.shown()
    if now is not None and now.active:
        aside = [meanwhile] if meanwhile and shown and not shown.current else []
        _bar(now, [words(now), *_pace(now), *aside], "stop_here")
    elif jobs.is_pending():
        st.progress(0.0, say("The settings have changed: training starts in a moment"))
    elif now is not None and now.state == "failed":
        st.error(say(now.message), icon=":material/error:")
    else:
        st.caption(_at_rest(shown, now))


def _bar(now: JobStatus, told: Sequence[str], key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="top"):
        st.progress(now.fraction, " · ".join(map(say, told)))
        st.button(say("Stop"), on_click=jobs.stop, icon=":material/stop:", key=key)


def words(now: JobStatus) -> Message:
    """How far a job is."""
    if now.state == "queued":
        return phrase("Waiting: place {place} in the queue", place=now.place)
    if now.stopping:
        return phrase("Stopping after this epoch")
    if now.epoch:
        return phrase("Epoch {epoch:,} of {epochs:,}", epoch=now.epoch, epochs=now.epochs)
    return phrase("Starting")


def _pace(now: JobStatus) -> Iterator[Message]:
    """Time left and speed, once they are known."""
    if now.awaits_kernels:  # and then everything is faster, nobody knows how soon
        yield phrase("PyTorch trains until the fast kernels are compiled")
        return
    if now.seconds_left is not None:
        yield phrase("{seconds:.0f} s left", seconds=now.seconds_left)
    if now.updates_per_second is not None:
        speed = digits.whole(round(now.updates_per_second))
        yield phrase("{speed} updates per second", speed=speed)


def _at_rest(shown: ShownComparison | None, now: JobStatus | None) -> str:
    """Which settings the result on the page is of."""
    if now is not None and now.state == "stopped" and now.message:
        return f":material/stop_circle: {say(now.message)}"
    if shown is None:
        return say(":material/play_arrow: Nothing is trained yet. Press **Train** in the sidebar.")
    if shown.opened:
        return f":material/folder_open: {_of_file(shown)}"
    if not shown.current:
        return say(
            ":material/history: This result is of earlier settings. Press **Train** to bring it up "
            "to date."
        )
    epoch = shown.comparison.stopped_at
    if epoch is not None:
        epochs = shown.comparison.experiment.training.epochs
        return say(
            ":material/stop_circle: Stopped at epoch {epoch:,} of {epochs:,}.",
            epoch=epoch,
            epochs=epochs,
        )
    return say(":material/check: This result is of the settings shown.")


def _of_file(shown: ShownComparison) -> str:
    """What the controls have to do with a comparison that was opened."""
    if shown.current:
        return say("This comparison was opened from a file; the controls show its settings.")
    if not st.session_state["opened_whole"]:
        return say(
            "This comparison was opened from a file. The controls cannot show all of its settings."
        )
    return say(
        "This comparison was opened from a file. The controls have been moved since: press "
        "**Train** for what they say."
    )


def _in_short(now: JobStatus | None) -> str:
    shown = jobs.shown()
    if now is not None and now.state == "failed":
        return say(":material/error: Training failed.")
    if jobs.refusal() is not None:
        return say(":material/error: These settings cannot work.")
    if shown is None:
        return say("Nothing is trained yet.")
    if shown.opened:
        return say(":material/folder_open: A file is open.")
    if not shown.current:
        return say(":material/history: The settings have changed since.")
    return say(":material/check: Trained with these settings.")
