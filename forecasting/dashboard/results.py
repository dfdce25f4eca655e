"""A finished comparison, section by section."""

from typing import Any

import pandas as pd
import streamlit as st

from forecasting import charts
from forecasting.dashboard import live, parts
from forecasting.evaluation import TOTAL, spread
from forecasting.experiment import Comparison, findings, headline, tables
from forecasting.recipes import published_beside_ours, recipe_of


def learning(comparison: Comparison) -> None:
    """How the cells learnt: losses, the rollout of each snapshot, published figures."""
    epochs = [snapshot.epoch for snapshot in comparison.log.snapshots]
    epoch = epochs[-1]
    if len(epochs) > 1:
        epoch = st.select_slider("Rollout after epoch", epochs, epochs[-1], key="snapshot")
    live.curves(comparison.log, epoch)
    published(comparison)
    diverged(comparison)
    parts.table(comparison.log.loss_curves(), "losses")


def published(comparison: Comparison) -> None:
    """The figures of the article that an experiment repeats, next to ours."""
    recipe = recipe_of(comparison.experiment)
    if recipe is None or not recipe.published:
        return
    st.subheader("Published and ours", anchor=False)
    st.caption(f"{recipe.about} Source: {recipe.source}. Epoch 0 of the article is epoch 1 here.")
    rows = published_beside_ours(recipe, comparison)
    st.dataframe(rows, hide_index=True, column_config=PUBLISHED_COLUMNS)


def diverged(comparison: Comparison) -> None:
    """Members whose loss became NaN or infinite: named, counted, never dropped."""
    for row in comparison.diverged.itertuples():
        st.warning(f"{row.cell}, seed {row.seed}: the loss diverged in epoch {row.epoch}.")


def answer(comparison: Comparison) -> int:
    """The answer in one sentence, at a step ahead that the person picks; gives that step."""
    horizon = comparison.experiment.horizon
    step = horizon
    if horizon > 1:
        step = st.slider("Steps ahead", 1, horizon, horizon, key=f"step_{horizon}")
    st.markdown(f"### {headline(comparison, step)}")
    if comparison.experiment.judged_on == "training":
        st.caption("Judged on the training span from its first window, as the article does.")
    return step


def verdict(comparison: Comparison, step: int) -> None:
    """Whether the differences are more than luck, at this step and over all."""
    with st.container(border=True):
        st.markdown("**Is the difference real?**")
        *sentences, scope = findings(comparison, step)
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
        with st.expander("Over all steps together"):
            *sentences, _ = findings(comparison)
            st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
        st.caption(
            f"{scope} A difference counts if the sign-flip test over paired seeds, corrected for "
            "all pairs, gives p below 0.05, its 95 % interval excludes 0, and one of the two is "
            "better at three of four seeds."
        )


def errors(comparison: Comparison) -> None:
    """RMSE by steps ahead: the main chart."""
    variable = variable_control(comparison, with_total=True)
    log = st.toggle("Logarithmic", key="log_rmse", persist_state="session")
    curves = tables.error_curves(comparison, variable)
    highest = None if log else tables.round_up(curves[curves["kind"] == "cell"]["rmse_highest"])
    parts.draw(charts.errors_chart(curves, highest), "errors")
    st.caption(
        "Line: median over seeds. Band: from the best to the worst seed. Thin: baselines and "
        "the noise itself; one that leaves the chart is worse than every cell, and a logarithmic "
        "axis shows it. Click the legend to bring out one curve."
    )
    parts.table(curves, "errors")


def cells(comparison: Comparison) -> None:
    """What each cell cost and how well it forecasts near, midway and far."""
    rows = tables.cells_table(comparison)
    st.dataframe(readable_cells(rows), hide_index=True, width="stretch")
    parts.csv(rows, "cells")


def readable_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The table of cells with units, and ranges in brackets."""
    shown = pd.DataFrame({"Cell": rows["cell"], "Parameters": rows["parameters"]})
    shown["Training, all seeds"] = rows["train_seconds"].map("{:.1f} s".format)
    for name in [
        c for c in rows.columns.astype(str) if c.startswith("rmse_") and c.count("_") == 1
    ]:
        low, high = rows[f"{name}_lowest"], rows[f"{name}_highest"]
        shown[f"RMSE at step {name.removeprefix('rmse_')}"] = [
            f"{m:.3g} ({a:.3g} to {b:.3g})" for m, a, b in zip(rows[name], low, high, strict=True)
        ]
    return shown


def while_training(comparison: Comparison) -> None:
    """The error curve at each snapshot, as article 4 shows it."""
    snapshots = comparison.snapshots
    rows = snapshots[snapshots["variable"] == TOTAL]
    curves = spread(rows, by=["cell", "epoch", "steps_ahead"])
    highest = tables.round_up(curves["rmse_median"])
    names = comparison.experiment.cells
    for cell, column in zip(names, st.columns(len(names)), strict=True):
        with column:
            parts.draw(charts.snapshots_chart(curves, cell, highest), f"snapshots_{cell}")
    parts.table(curves, "errors_while_training")


def rollouts(comparison: Comparison) -> None:
    """Forecasts from one origin against the truth."""
    origins = comparison.origins
    origin = origins[0]
    if len(origins) > 1:
        origin = st.slider("Origin", origins[0], origins[-1], origins[0], key=f"o_{origins[0]}")
    forecasts(comparison, "rollouts", origin)


def future(comparison: Comparison) -> None:
    """Forecasts past the end of the data."""
    forecasts(comparison, "future", None)
    parts.csv(tables.future_table(comparison), "forecast", "Download the forecast as CSV")


def forecasts(comparison: Comparison, key: str, origin: int | None) -> None:
    """One chart per variable."""
    series = comparison.task.series
    for variable in series.variables:
        rows = tables.rollout_table(comparison, variable, origin)
        truth = tables.truth_table(comparison, variable, origin)
        figure = charts.forecasts_chart(rows, truth, variable, series.time_name)
        parts.draw(figure, f"{key}_{variable}")
        parts.table(rows, f"{key}_{variable}")


def variable_control(comparison: Comparison, with_total: bool) -> str:
    """Which variable to look at; nothing to choose where there is one."""
    names = list(comparison.task.series.variables)
    options = [TOTAL, *names] if with_total else names
    if len(names) == 1:
        return options[0]
    chosen = st.segmented_control("Variable", options, default=options[0], key="variable")
    return chosen or options[0]


PUBLISHED_COLUMNS: Any = {
    "cell": "Cell",
    "epoch": "Epoch",
    "published": st.column_config.NumberColumn("Published loss", format="%.4f"),
    "loss_median": st.column_config.NumberColumn("Ours, median seed", format="%.4f"),
    "loss_lowest": st.column_config.NumberColumn("lowest", format="%.4f"),
    "loss_highest": st.column_config.NumberColumn("highest", format="%.4f"),
    "inside": "Within our range",
}
