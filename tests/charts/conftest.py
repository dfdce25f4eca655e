"""Every figure that the pages draw, from one small comparison."""

from dataclasses import dataclass, field

import pandas as pd
import pytest

from forecasting import SampleSeries, charts
from forecasting.data import Split, prepare
from forecasting.evaluation import summarize_over_seeds
from forecasting.experiment import axis_ends, curves, tables
from forecasting.inspection import (
    Glance,
    felt_table,
    inside_table,
    lag_curves,
    listening_table,
    look,
    means_table,
    subject_of,
    truncation_curves,
    truncation_table,
    window_table,
)
from forecasting.models import CELLS

charts.use_cells(CELLS)

COSTS = pd.DataFrame(
    [
        (way, "window", size, milliseconds)
        for way, times in {"bptt": (0.7, 1.2, 1.9), "rtrl": (5.4, 9.9, 20.8)}.items()
        for size, milliseconds in zip((5, 10, 20), times, strict=True)
    ],
    columns=["gradient", "over", "size", "milliseconds"],
)


@dataclass
class Drawn:
    """Figures by name; `cells` gives the cells that each shows."""

    figures: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)

    def add(self, name, figure, *cells):
        self.figures[name] = figure
        self.cells[name] = cells


@pytest.fixture(scope="session")
def drawn(tiny_comparison):
    made, c = Drawn(), tiny_comparison
    cells = c.experiment.cells
    rows, window = tables.series_table(c.task), tables.window_table(c.task, 3)
    made.add("series", charts.series_chart(rows, window, "sine"))
    made.add("empty", charts.empty_chart())
    add_those_over_the_steps(made, c)
    for name, origin in (("forecasts", 41), ("future", None)):
        rollouts, truth = (f(c, "sine", origin) for f in (tables.rollout_table, tables.truth_table))
        made.add(name, charts.forecasts_chart(rollouts, truth, "sine"), *cells)
    add_those_of_one_cell(made, c)
    add_those_of_a_real_series(made)
    add_those_of_the_inside(made, c)
    return made


def add_those_over_the_steps(made, comparison):
    cells = comparison.experiment.cells
    errors, runs = curves.error_curves(comparison), curves.error_runs(comparison)
    seeds = runs[runs["kind"] == "cell"]
    made.add("errors", charts.errors_chart(errors, 2.0), *cells)
    made.add("errors on a logarithmic axis", charts.errors_chart(errors), *cells)
    made.add("errors of single seeds", charts.errors_chart(errors, 2.0, seeds), *cells)
    skill, runs = (f(comparison, "naive") for f in (curves.skill_curves, curves.skill_runs))
    seeds = runs[runs["kind"] == "cell"]
    made.add("skill", charts.skill_chart(skill, "naive", -1.0), *cells)
    made.add("skill of single seeds", charts.skill_chart(skill, "naive", -1.0, seeds), *cells)


def add_those_of_one_cell(made, comparison):
    log = comparison.log
    losses, rollouts = log.loss_curves(), tables.snapshot_rollouts(log, "sine")
    ranges = tables.ranges(comparison.task, "sine")
    total = comparison.snapshots.query("variable == 'Total'")
    errors = summarize_over_seeds(total, by=["cell", "epoch", "steps_ahead"])
    for cell in comparison.experiment.cells:
        span = axis_ends.loss_range(log)
        made.add(f"loss of {cell}", charts.loss_chart(losses, cell, 4, span), cell)
        validated = losses.assign(validation_median=losses["loss_median"] * 1.1)
        made.add(f"validation of {cell}", charts.loss_chart(validated, cell, 4, span), cell)
        made.add(f"rollout of {cell}", charts.rollout_chart(rollouts, cell, ranges), cell)
        made.add(f"snapshots of {cell}", charts.snapshots_chart(errors, cell, 2.0), cell)


def add_those_of_a_real_series(made):
    task = prepare(SampleSeries("sunspots").load(), Split(window_length=11, horizon=5))
    rows, window = tables.series_table(task), tables.window_table(task, 1)
    made.add("real series", charts.series_chart(rows, window, "sunspots", "year"))


def add_those_of_the_inside(made, comparison):
    cells, subject = comparison.experiment.cells, subject_of(comparison)
    start, end = (lag_curves(listening_table(subject, epoch)) for epoch in (0, 4))
    made.add("listening", charts.listening_chart(end, start, "norm", 3), *cells)
    angles = truncation_curves(truncation_table(subject, 4), "angle")
    made.add("truncation", charts.truncation_chart(angles, "angle", "angle in degrees"), *cells)
    costs, ways = COSTS[COSTS["over"] == "window"], {"bptt": "BPTT", "rtrl": "RTRL"}
    titles = "length of the window", "milliseconds"
    made.add("costs", charts.cost_chart(costs, "milliseconds", titles, ways))
    for cell in cells:
        glance = Glance(cell, 3, 4, subject.origins[0])
        seen = look(subject, glance)
        felt, inside = felt_table(subject, glance, "sine"), inside_table(seen)
        window, means = window_table(subject, glance, seen, "sine"), means_table(seen)
        units = inside[inside["quantity"] == "hidden state"]
        made.add(f"felt of {cell}", charts.felt_chart(felt, cell, "sine"))
        made.add(f"window of {cell}", charts.window_chart(window, cell, "sine"), cell)
        made.add(f"units of {cell}", charts.units_chart(units, cell, "hidden state", False))
        if len(means):
            made.add(f"gates of {cell}", charts.gates_chart(means, cell, 8))
