"""A finished comparison, section by section."""

import re
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from forecasting import charts, digits
from forecasting.dashboard import audit_list, components, export
from forecasting.dashboard.language import say
from forecasting.evaluation import MEASURES, RMSE, TOTAL, interval_name, summarize_over_seeds
from forecasting.experiment import Comparison, axis_ends, tables
from forecasting.experiment.curves import unit_of, units_of_measures
from forecasting.experiment.future import future_summary, future_table, range_of_seeds
from forecasting.experiment.places import lost_in_words, means_note, over_stretches
from forecasting.experiment.prediction_time import chaos_of, valid_prediction_times
from forecasting.experiment.rate_selection import clipping_of
from forecasting.experiment.rate_selection import notes_of as rate_notes
from forecasting.messages import Message, in_turn, message, phrase
from forecasting.recipes import published_beside_ours, published_for

PUBLISHED_DIGITS = 3
"""Significant digits of the smallest loss, as many as the articles print of theirs."""


def learning(comparison: Comparison) -> None:
    """Below the curves: published figures, members that diverged, the numbers."""
    published(comparison)
    diverged(comparison)
    components.table(comparison.log.loss_curves(), "losses")
    components.csv(comparison.gradients, "gradients", say("Download gradient norms as CSV"))


def published(comparison: Comparison) -> None:
    """The figures of the article that an experiment repeats, next to ours."""
    recipe = published_for(comparison.experiment)
    if recipe is None:
        return
    st.subheader(say("Published and ours"), anchor=False)
    st.caption(
        say(
            "The losses printed in “{source}”, and ours with the same settings. Epoch 0 of "
            "the article is epoch 1 here.",
            source=recipe.source,
        )
    )
    st.table(readable_losses(published_beside_ours(recipe, comparison)), hide_index=True)


def readable_losses(rows: pd.DataFrame) -> pd.DataFrame:
    """The table of published losses, all of them with the same decimals."""
    columns = ["published", "loss_median", "loss_lowest", "loss_highest"]
    write = digits.writer(rows[columns].to_numpy().ravel(), PUBLISHED_DIGITS)
    published, median, lowest, highest = ([*map(write, rows[name])] for name in columns)
    ranges = [_from_to(*ends) for ends in zip(lowest, highest, strict=True)]
    return pd.DataFrame(
        {
            say("Cell"): rows["cell"],
            say("Epoch"): rows["epoch"],
            say("Published loss"): published,
            say("Ours, median seed"): median,
            say("Lowest to highest seed"): ranges,
            say("Within our range"): rows["inside"].map({True: say("yes"), False: say("no")}),
        }
    )


def _from_to(low: object, high: object) -> Message:
    return phrase("{low} to {high}", low=low, high=high)


def diverged(comparison: Comparison) -> None:
    """Members whose loss became NaN or infinite: named, counted, never dropped."""
    for row in comparison.diverged.itertuples():
        st.warning(say(lost_in_words(row)))


@st.fragment
def details(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> None:
    """All else, in tabs; only the open one is computed and sent."""
    sections: dict[Message, Callable[[Comparison], None]] = {
        phrase("Settings and scores"): partial(got, variable=variable, measure=measure),
        phrase("Rollouts"): rollouts,
        phrase("Future forecast"): future,
        phrase("During training"): partial(while_training, variable=variable),
        phrase("Export"): export.section,
    }
    tabs = st.tabs([say(name) for name in sections], on_change="rerun", key="details")
    for tab, section in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                section(comparison)


def got(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> None:
    """Settings and scores of each cell; one line for each thing there is to say."""
    cells(comparison, variable, measure)
    measures(comparison, variable)
    audit_list.section(comparison)
    prediction_times(comparison)
    published(comparison)


def cells(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> None:
    """What each cell got and how well it forecasts near, midway and far."""
    rows = tables.cells_table(comparison, variable)
    st.table(readable_cells(rows, measure), hide_index=True)
    st.caption(say(_about_cells(comparison, variable, measure)))
    if means := means_note(comparison.experiment):
        st.caption(say(means))
    for note in [*rate_notes(comparison), clipping_of(comparison)]:
        if note:
            st.caption(say(note))
    components.csv(rows, "cells")


def measures(comparison: Comparison, variable: str = TOTAL) -> None:
    """Every cell and baseline by every measure, at the last step."""
    last = comparison.experiment.horizon
    rows = tables.measures_table(comparison, last, variable)
    st.subheader(say("Every measure at step {last}", last=last), anchor=False)
    st.table(readable_measures(rows), hide_index=True)
    st.caption(say(units_of_measures(comparison, variable)))
    components.csv(rows, "measures")


def readable_measures(rows: pd.DataFrame) -> pd.DataFrame:
    """The table of measures, intervals in brackets."""
    shown = pd.DataFrame({say("Forecast by"): rows["curve"]})
    for name, measure in MEASURES.items():
        if name in rows:
            value, low, high = (rows[f"{name}{end}"] for end in ("", "_lower", "_upper"))
            shown[measure.label] = digits.ranged(value, low, high)
    return shown


def _about_cells(comparison: Comparison, variable: str, measure: str) -> Message:
    """What the errors in that table are."""
    given = {"measure": MEASURES[measure].label, "unit": unit_of(comparison, variable, measure)}
    if not (interval := interval_name(len(comparison.experiment.seeds))):
        return message("{measure} in {unit}.", **given)
    return message(
        "{measure} in {unit}: interquartile mean over seeds, and in brackets the {interval}.",
        interval=interval,
        **given,
    )


def readable_cells(rows: pd.DataFrame, measure: str = RMSE) -> pd.DataFrame:
    """The table of cells with units, and intervals in brackets; errors by one measure."""
    shown = pd.DataFrame({say("Cell"): rows["cell"]})
    for name, label in {"hidden_size": say("Hidden size"), "parameters": say("Parameters")}.items():
        shown[label] = rows[name].map(digits.whole)
    shown[say("Learning rate")] = rows["learning_rate"].map("{:g}".format)
    shown[say("Epochs")] = [
        _from_to(low, high) if low < high else str(high)
        for low, high in zip(rows["epochs_fewest"], rows["epochs_most"], strict=True)
    ]
    shown[say("Training, all seeds")] = rows["train_seconds"].map(digits.seconds)
    for name in [c for c in rows.columns.astype(str) if re.fullmatch(rf"{measure}_\d+", c)]:
        value, low, high = (rows[f"{name}{end}"] for end in ("", "_lower", "_upper"))
        label = say(
            "{measure} at step {step}",
            measure=MEASURES[measure].label,
            step=name.removeprefix(f"{measure}_"),
        )
        shown[label] = digits.ranged(value, low, high)
    return shown


def prediction_times(comparison: Comparison) -> None:
    """How long forecasts of a chaotic series follow it; nothing for any other."""
    chaos = chaos_of(comparison)
    if chaos is None:
        return
    rows = valid_prediction_times(comparison)
    st.subheader(say("How long a forecast follows the chaos"), anchor=False)
    st.table(readable_times(rows), hide_index=True)
    st.caption(
        say(
            "Valid prediction time: steps until the error against the clean signal exceeds "
            "0.4 of its standard deviation; of the median network, and in brackets of "
            "the shortest and the longest. In one Lyapunov time a small error grows by a "
            "factor of e. Its length is from {source}.",
            source=chaos.source,
        )
    )
    components.csv(rows, "prediction_times")


def readable_times(rows: pd.DataFrame) -> pd.DataFrame:
    """The table of valid prediction times, ranges in brackets."""
    shown = pd.DataFrame({say("Cell"): rows["cell"]})
    median, lowest, highest = (rows[f"steps_{end}"] for end in ("median", "lowest", "highest"))
    # The median of an even number of seeds may lie half way between two steps.
    steps = zip(median, lowest, highest, strict=True)
    write = "{:g} ({:g} to {:g})".format
    shown[say("Steps")] = [write(*of_cell) for of_cell in steps]
    median, lowest, highest = (rows[f"lyapunov_{end}"] for end in ("median", "lowest", "highest"))
    shown[say("Lyapunov times")] = digits.ranged(median, lowest, highest)
    return shown.assign(**{say("Networks that last for the whole horizon"): rows["beyond"]})


def while_training(comparison: Comparison, variable: str = TOTAL) -> None:
    """The error curve at each snapshot, as article 4 shows it."""
    snapshots = comparison.snapshots
    rows = snapshots[snapshots["variable"] == variable]
    points = ["cell", "epoch", "steps_ahead"]
    rows = over_stretches(rows, [*points, "seed"], "rmse")
    curves = summarize_over_seeds(rows, by=points)
    highest = axis_ends.round_up(curves["rmse_median"])
    names = comparison.experiment.cells
    for cell, column in zip(names, st.columns(len(names)), strict=True):
        with column:
            components.draw(charts.snapshots_chart(curves, cell, highest), f"snapshots_{cell}")
    line = phrase("the median seed")
    if len(comparison.experiment.seeds) == 1:
        line = phrase("the only seed")
    st.caption(
        say(
            "Each line is the RMSE of {line}, in {unit}, after one epoch; the stronger, the later.",
            line=line,
            unit=unit_of(comparison, variable),
        )
    )
    if means := means_note(comparison.experiment):
        st.caption(say(means))
    components.table(curves, "errors_while_training")


def rollouts(comparison: Comparison) -> None:
    """Forecasts from one origin against the truth."""
    origins = comparison.origins
    origin = origins[0]
    if len(origins) > 1 and comparison.experiment.stretches > 1:
        about = say(
            "The last value that the cells see, counted from 0, in one stretch after another."
        )
        label = say("Forecast starting point")
        origin = st.select_slider(label, origins, key=f"o_{origins[0]}", help=about)
    elif len(origins) > 1:
        origin = st.slider(
            say("Forecast starting point"),
            origins[0],
            origins[-1],
            origins[0],
            key=f"o_{origins[0]}",
            help=say(
                "The last value that the cells see, counted from 0; the forecast begins after it."
            ),
        )
    series = comparison.task.series
    last = tables.shown_times(series, series.time[origin : origin + 1])[0]
    if last != origin:
        st.caption(say("The last value that the cells see here is that of {time}.", time=last))
    forecasts(comparison, "rollouts", origin)


def future(comparison: Comparison) -> None:
    """Forecasts past the end of the data: the chart, a table to take away, and every seed."""
    _forecast_charts(comparison, "future", None)
    rows = future_summary(comparison)
    with components.folded(say("The numbers"), "numbers_future", ":material/table:") as is_open:
        if is_open:
            st.dataframe(rows, hide_index=True, width="stretch", height=260)
    with st.container(horizontal=True):
        components.csv(rows, "forecast", say("Download the forecast as CSV"))
        label = say("Download every seed as CSV")
        components.csv(future_table(comparison), "forecast_of_every_seed", label)


def forecasts(comparison: Comparison, key: str, origin: int) -> None:
    """One chart per variable, and its numbers."""
    _forecast_charts(comparison, key, origin)
    for variable in comparison.task.series.variables:
        components.table(tables.rollout_table(comparison, variable, origin), f"{key}_{variable}")


def _forecast_charts(comparison: Comparison, key: str, origin: int | None) -> None:
    series = comparison.task.series
    for variable in series.variables:
        rows = tables.rollout_table(comparison, variable, origin)
        truth = tables.truth_table(comparison, variable, origin)
        figure = charts.forecasts_chart(rows, truth, variable, series.time_name)
        components.draw(figure, f"{key}_{variable}")
    st.caption(say(in_turn([_seen(comparison), range_of_seeds(comparison)])))


def _seen(comparison: Comparison) -> Message:
    """What the grey of a chart of forecasts is."""
    if comparison.task.series.clean is None:
        return message("Dots: observed values. Shaded: the window that the cells start from.")
    return message(
        "Dots: observed values, and as a broad line the signal without noise. Shaded: the window "
        "that the cells start from."
    )
