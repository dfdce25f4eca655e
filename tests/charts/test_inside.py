"""The charts of the inside: constant specifications, one axis, what is marked."""

import numpy as np
import pandas as pd
import pytest

from forecasting import charts
from forecasting.charts.listening_chart import COLUMNS
from forecasting.charts.window import GATE_STYLES, LEFT_PIXELS, NEGATIVE, POSITIVE
from forecasting.inspection import (
    Glance,
    felt_table,
    inside_table,
    lag_curves,
    listening_table,
    look,
    means_table,
    window_table,
)
from tests.charts.specs import contrast, layers_of, mark_of, scale_of
from tests.charts.test_style import BACKGROUNDS


def seen_at(subject, epoch, origin):
    glance = Glance("LSTM", 0, epoch, origin)
    return glance, look(subject, glance)


def curves_at(subject, epoch):
    return lag_curves(listening_table(subject, epoch))


def test_a_scrubber_changes_data_alone(subject):
    first, last = subject.origins[0], subject.origins[-1]
    made = []
    for epoch, origin, step in ((0, first, 1), (4, first, 5), (4, last, 8)):
        glance, seen = seen_at(subject, epoch, origin)
        inside, window = inside_table(seen), window_table(subject, glance, seen, "sine")
        units = inside[inside["quantity"] == "forget"]
        made.append(
            [
                charts.at_step(charts.window_chart(window, "LSTM", "sine"), step),
                charts.at_step(charts.units_chart(units, "LSTM", "forget", True), step),
                charts.at_step(charts.gates_chart(means_table(seen), "LSTM", 8), step),
                charts.felt_chart(felt_table(subject, glance, "sine"), "LSTM", "sine"),
            ]
        )
    for one, other in zip(made[0], made[-1], strict=True):
        assert one.spec is other.spec
    for figure in made[1][:3]:
        assert figure.data["now"].to_numpy().tolist() == [[5, 4.5, 5.5]]


def test_all_that_stands_below_each_other_has_one_axis(subject):
    glance, seen = seen_at(subject, 4, subject.origins[0])
    inside = inside_table(seen)
    units = inside[inside["quantity"] == "memory cell"]
    figures = [
        charts.window_chart(window_table(subject, glance, seen, "sine"), "LSTM", "sine"),
        charts.units_chart(units, "LSTM", "memory cell", False),
        charts.gates_chart(means_table(seen), "LSTM", 8),
        charts.felt_chart(felt_table(subject, glance, "sine"), "LSTM", "sine"),
    ]
    for figure in figures:
        assert scale_of(figure.spec, "x") == {"domain": [0.5, 9.5], "nice": False}
        axes = [
            layer["encoding"]["y"].get("axis", {})
            for layer in layers_of(figure.spec)
            if "y" in layer["encoding"]
        ]
        widths = {(axis.get("minExtent"), axis.get("maxExtent")) for axis in axes if axis}
        assert widths == {(LEFT_PIXELS, LEFT_PIXELS)}


def test_the_colours_of_a_gate_go_from_shut_to_open(subject):
    _, seen = seen_at(subject, 4, subject.origins[0])
    inside = inside_table(seen)
    for quantity, domain in (("forget", [0, 0.5, 1]), ("hidden state", [-1, 0, 1])):
        units = inside[inside["quantity"] == quantity]
        spec = charts.units_chart(units, "LSTM", quantity, quantity == "forget").spec
        scale = layers_of(spec)[1]["encoding"]["color"]["scale"]
        assert scale["domain"] == domain
        assert (scale["range"][0], scale["range"][2]) == (NEGATIVE, POSITIVE)


def test_what_happens_to_be_above_zero_is_no_gate():
    rows = pd.DataFrame({"place": 1, "step": [1, 2], "value": [0.1, 0.9]})
    for is_gate, domain in ((False, [-1, 0, 1]), (True, [0, 0.5, 1])):
        spec = charts.units_chart(rows, "LSTM", "candidate", is_gate).spec
        assert layers_of(spec)[1]["encoding"]["color"]["scale"]["domain"] == domain


@pytest.mark.parametrize(("most", "end"), [(0.9, 1), (-3.0, 5), (40.0, 100), (5000.0, 1000)])
def test_the_colours_of_a_memory_seldom_change_their_ends(most, end):
    rows = pd.DataFrame({"place": 1, "step": [1, 2], "value": [-0.1, most]})
    spec = charts.units_chart(rows, "LSTM", "memory cell", False).spec
    assert layers_of(spec)[1]["encoding"]["color"]["scale"]["domain"] == [-end, 0, end]


def test_curves_of_another_epoch_only_swap_rows(subject):
    start, early, end = (curves_at(subject, epoch) for epoch in (0, 3, 4))
    one, other = (charts.listening_chart(rows, start, "norm") for rows in (early, end))
    assert one.spec is other.spec
    none = charts.listening_chart(end, start.iloc[:0], "norm")
    assert none.data["before"]["norm_median"].isna().all()


def test_the_needed_lag_is_marked_where_it_is_known_and_in_the_window(subject):
    rows = curves_at(subject, 4)
    for needed, seen in ((None, False), (0, True), (5, True), (19, False)):
        data = charts.listening_chart(rows, rows.iloc[:0], "norm", needed).data["needed"]
        assert data["is_seen"].tolist() == [seen]
    assert data["lag"].tolist() == [19]


def test_what_is_nothing_leaves_a_logarithmic_axis_alone(subject):
    rows = curves_at(subject, 4)
    gone = rows.assign(
        norm_lowest=0.0, norm_median=rows["norm_median"].where(rows["lag"] < 7, 1e-30)
    )
    figure = charts.listening_chart(gone, rows.iloc[:0], "norm")
    drawn = figure.data["curves"]
    low, high = scale_of(figure.spec, "y")["domain"]
    # The band goes on to the end of the axis: it is the line alone that ends.
    assert (drawn["norm_lowest"] == low).all()
    assert drawn.loc[drawn["lag"] == 7, "norm_median"].isna().all()
    assert high / low <= 1.0001e7
    assert np.log10([low, high]) == pytest.approx(np.log10([low, high]).round())


def test_curves_below_the_chart_are_named(subject):
    rows = curves_at(subject, 4)
    none = rows.iloc[:0]
    assert charts.below_the_chart(rows, none)[1:] == ([], [])
    lost, cut = rows["curve"] == "LSTM", (rows["curve"] == "GRU") & (rows["lag"] > 5)
    less = rows.assign(**{name: rows[name].mask(lost | cut, 1e-30) for name in COLUMNS})
    low, nothing, part = charts.below_the_chart(less, none)
    assert (nothing, part) == (["LSTM"], ["GRU"])
    drawn = charts.listening_chart(less, none, "norm")
    assert low == scale_of(drawn.spec, "y")["domain"][0]
    assert drawn.data["curves"].query("curve == 'LSTM'")[["norm_lowest"]].isna().all().all()


def test_a_cell_that_feels_nothing_has_no_points(subject):
    glance, _ = seen_at(subject, 4, subject.origins[0])
    spec = charts.felt_chart(felt_table(subject, glance, "sine"), "LSTM", "sine").spec
    (points,) = [one["encoding"] for one in layers_of(spec) if mark_of(one)["type"] == "point"]
    for channel in ("opacity", "size"):
        assert points[channel]["scale"]["range"][0] == 0
        assert points[channel]["scale"]["domain"] == [0, 1]


@pytest.mark.parametrize("length", [1, 2])
def test_what_one_value_gives_is_seen_as_a_dot(length):
    steps = range(1, length + 2)
    window = pd.DataFrame({"step": steps, "time": steps, "observed": 0.5, "forecast": 0.4})
    means = pd.DataFrame(
        {"quantity": "input", "step": steps[:-1], "mean": 0.5, "lowest": 0.1, "highest": 0.9}
    )
    for figure in (
        charts.window_chart(window, "LSTM", "sine"),
        charts.gates_chart(means, "LSTM", length),
    ):
        line = [one for one in layers_of(figure.spec) if mark_of(one)["type"] == "line"][-1]
        assert bool(mark_of(line).get("point")) == (length == 1)


def test_gates_are_told_apart_by_colour_and_dash(subject):
    _, seen = seen_at(subject, 4, subject.origins[0])
    spec = charts.gates_chart(means_table(seen), "LSTM", 8).spec
    (line,) = [layer for layer in layers_of(spec) if mark_of(layer)["type"] == "line"]
    assert line["encoding"]["color"]["scale"]["domain"] == ["input", "forget", "output"]
    assert len({colour for colour, _ in GATE_STYLES}) == len({str(d) for _, d in GATE_STYLES}) == 4
    for background in BACKGROUNDS.values():
        assert all(contrast(colour, background) >= 3 for colour, _ in GATE_STYLES)
