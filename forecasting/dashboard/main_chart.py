"""The main chart: errors, or skill, by steps ahead, and the ways to look at them."""

import math
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from forecasting import charts
from forecasting.dashboard import audit_list, components, verdict_section
from forecasting.dashboard.language import say
from forecasting.evaluation import MEASURES, RMSE, TOTAL, ribbon_sentences
from forecasting.experiment import Comparison, axis_ends, baseline_errors, curves, places
from forecasting.messages import Message, in_turn, message, phrase

ERROR, SKILL = phrase("Error"), phrase("Skill")
AGAINST: dict[str, curves.Against] = {
    phrase("Observed values"): "observed",
    phrase("Clean signal"): "clean",
}
LEAST_SKILL = -1.0
"""End of the axis of skill: there the error is twice the baseline's."""


@dataclass(frozen=True)
class View:
    """What a person wants to see of a comparison.

    Attributes:
        variable: Which one, or "Total".
        baseline: What the skill is against; None to see the errors themselves.
        against: What forecasts are measured against.
        log: Whether the axis is logarithmic.
        single: Whether each seed is drawn.
        step: The step ahead that is marked.
        measure: Of the errors, a name in `MEASURES`.
    """

    variable: str = TOTAL
    baseline: str | None = None
    against: curves.Against = "observed"
    log: bool = False
    single: bool = False
    step: int | None = None
    measure: str = RMSE


def nothing_yet() -> None:
    """Where the chart will be."""
    components.nothing_yet(say("Results appear here after training."))
    components.draw(charts.empty_chart(), "no_errors")


@st.fragment
def section(
    comparison: Comparison,
    step: int | None = None,
    variable: str = TOTAL,
    measure: str = RMSE,
) -> None:
    """The chart below its controls; they redraw nothing else. A step ahead is marked by a line."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = replace(_view(comparison), variable=variable, measure=measure, step=step)
    points, seeds = _tables(comparison, view)
    figure, told = _figure(comparison, view, points, seeds), ""
    if view.against == "observed":
        found = verdict_section.ribbons_of(comparison, view.variable, view.measure)
        told = in_turn(ribbon_sentences(found))
        figure = charts.with_ribbons(figure, found, told)
    components.draw(figure, "errors")
    if told:
        doubtful = audit_list.has_failed(comparison)
        (st.caption if doubtful else st.markdown)(say(told))
    st.caption(say(_caption(view, len(comparison.experiment.seeds), points)))
    if means := places.means_note(comparison.experiment):
        st.caption(say(means))
    if note := baseline_errors.note_of(comparison.task):
        st.caption(say(note))
    components.table(points, "errors")


def _view(comparison: Comparison) -> View:
    kind = st.segmented_control(
        say("Show"),
        [ERROR, SKILL],
        default=ERROR,
        format_func=say,
        required=True,
        key="view",
        persist_state="session",
    )
    chosen = View(baseline=_baseline(comparison)) if kind == SKILL else _error(comparison)
    if len(comparison.experiment.seeds) == 1:
        return chosen
    single = st.toggle(say("Single seeds"), key="single_seeds", persist_state="session")
    return replace(chosen, single=single)


def _baseline(comparison: Comparison) -> str:
    names = list(comparison.baselines["baseline"].unique())
    return st.selectbox(say("Against"), names, index=len(names) - 1, key="skill_of", width=220)


def _error(comparison: Comparison) -> View:
    against: curves.Against = "observed"
    if comparison.task.series.noise_std:
        options = list(AGAINST)
        chosen = st.segmented_control(
            say("Against"),
            options,
            default=options[0],
            format_func=say,
            required=True,
            key="against",
        )
        against = AGAINST[chosen]
    log = st.toggle(say("Logarithmic"), key="log_rmse", persist_state="session")
    return View(against=against, log=log)


def _tables(comparison: Comparison, view: View) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The curves, and single seeds if they are to be seen."""
    if view.baseline:
        skill = view.baseline, view.variable, view.measure
        points = curves.skill_curves(comparison, *skill)
        runs = curves.skill_runs(comparison, *skill) if view.single else None
    else:
        error = view.variable, view.against, view.measure
        points = curves.error_curves(comparison, *error)
        runs = curves.error_runs(comparison, *error) if view.single else None
    return points, None if runs is None else curves.gaps(runs[runs["kind"] == "cell"])


def _figure(
    comparison: Comparison, view: View, points: pd.DataFrame, seeds: pd.DataFrame | None
) -> charts.Figure:
    ends = _held(view, points)
    if view.baseline:
        lowest = _lowest_skill(ends, seeds)
        return charts.skill_chart(points, view.baseline, lowest, seeds, view.step)
    if view.log:
        return charts.errors_chart(points, None, seeds, None, view.step)
    value = view.measure
    shown = [axis_ends.to_hold(ends, value), *([] if seeds is None else [seeds[value]])]
    place = f"errors_{view.variable}_{view.against}_{value}"
    highest = components.axis_end(place, comparison, pd.concat(shown))
    return charts.errors_chart(points, highest, seeds, None, view.step)


def _held(view: View, points: pd.DataFrame) -> pd.DataFrame:
    """What the axis has to hold; a baseline may leave the chart."""
    return points if view.against == "clean" else points[points["kind"] == "cell"]


def _lowest_skill(*tables_shown: pd.DataFrame | None) -> float:
    """The end of the axis of skill, in tenths."""
    lows = [t.filter(["skill", "skill_lower"]).min().min() for t in tables_shown if t is not None]
    least = min((math.floor(10 * low) / 10 for low in lows if math.isfinite(low)), default=0.0)
    return max(LEAST_SKILL, min(-0.1, least))


def _caption(view: View, seeds: int, points: pd.DataFrame) -> str:
    """How to read the chart."""
    linear = not (view.baseline or view.log)
    line = axis_ends.band_caption(_held(view, points), view.measure, seeds, cut=linear)
    told = [line, _reference(view, points), message("Click the legend to bring out one curve.")]
    return in_turn([words for words in told if words])


def _reference(view: View, points: pd.DataFrame) -> Message | None:
    floor = bool((points["kind"] == "floor").any())
    if view.baseline:
        return _about_skill(view, floor)
    if view.against == "clean":
        return _below_the_noise(view.measure) if floor else None
    return axis_ends.thin_caption(points)


def _about_skill(view: View, floor: bool) -> Message:
    given = {"measure": MEASURES[view.measure].label, "baseline": view.baseline}
    if floor:
        return message(
            "Skill is 1 − {measure} / {measure} of {baseline}: 1 is perfect, 0 no better than "
            "that. Thin: the baselines, and what the noise leaves to be had.",
            **given,
        )
    return message(
        "Skill is 1 − {measure} / {measure} of {baseline}: 1 is perfect, 0 no better than that. "
        "Thin: the baselines.",
        **given,
    )


def _below_the_noise(measure: str) -> Message:
    """What it means to be below the noise, measured against the signal."""
    if measure == RMSE:
        return message(
            "Below σ, a forecast is closer to the signal than the observed value itself is."
        )
    return message(
        "Below the noise, a forecast is closer to the signal than the observed value itself is."
    )
