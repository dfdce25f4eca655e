"""What holds for every figure, read from its Vega-Lite."""

import altair as alt
import numpy as np
import pytest

from forecasting.charts import CELL_STYLES, errors_chart
from tests.charts.specs import columns_of, data_name_of, layers_of, mark_of, styles_of
from tests.conftest import TINY

NAMES = [
    "series",
    "real series",
    "empty",
    "errors",
    "errors on a logarithmic axis",
    "errors of single seeds",
    "skill",
    "skill of single seeds",
    "forecasts",
    "future",
    "listening",
    "truncation",
    "costs",
    *(f"gates of {cell}" for cell in ("LSTM", "GRU")),
    *(
        f"{kind} of {cell}"
        for kind in ("loss", "validation", "rollout", "snapshots", "felt", "window", "units")
        for cell in TINY.cells
    ),
]


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def figure(drawn, name):
    return drawn.figures[name]


def test_no_figure_is_forgotten(drawn):
    assert sorted(drawn.figures) == sorted(NAMES)


def test_it_is_valid_vega_lite(figure):
    whole = figure.to_dict()
    assert whole["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
    chart = alt.Chart.from_dict(whole)
    assert len(layers_of(chart.to_dict())) == len(layers_of(figure.spec))


def test_every_name_has_a_table_and_every_table_is_drawn(figure):
    drawn_names = {data_name_of(layer, figure.spec) for layer in layers_of(figure.spec)}
    assert drawn_names <= set(figure.data)
    assert set(figure.data) - drawn_names <= {"clean"}
    assert set(figure.to_dict()["datasets"]) == set(figure.data)
    for data in drawn_names:
        assert len(figure.data[data]) > 0


def test_every_column_that_it_reads_is_there(figure):
    for layer in layers_of(figure.spec):
        table = figure.data[data_name_of(layer, figure.spec)]
        columns = columns_of(layer)
        assert columns
        assert columns <= set(table.columns)


def test_it_draws_no_infinite_number(figure):
    for table in figure.data.values():
        assert not np.isinf(table.select_dtypes("number")).any(axis=None)


def test_a_cell_looks_the_same_everywhere(drawn, name):
    figure, cells = drawn.figures[name], drawn.cells[name]
    for cell, (colours, dashes) in styles_of(figure.spec, cells).items():
        colour, dash = CELL_STYLES[cell]
        assert colours == {colour}
        # Opacity tells the epochs of the snapshots apart; their lines are whole.
        assert dashes == (set() if name.startswith("snapshots") else {tuple(dash)})


def test_it_says_in_words_what_it_shows(drawn, name, figure):
    assert len(figure.alt.split()) >= 4
    assert "nan" not in figure.alt
    for cell in drawn.cells[name]:
        assert cell in figure.alt


@pytest.mark.parametrize("name", [name for name in NAMES if name != "empty"])
def test_what_one_points_at_is_told(figure):
    """A line at the nearest place, above all marks, with a text for each thing that is there."""
    rule = layers_of(figure.spec)[-1]
    assert mark_of(rule)["type"] == "rule"
    (nearest,) = [one for one in figure.spec["params"] if one["name"] == "place"]
    assert nearest["select"]["nearest"] is True
    assert nearest["select"]["fields"] == [rule["encoding"]["x"]["field"]]
    told = figure.data["hover"]
    texts = told.drop(columns=nearest["select"]["fields"])
    assert texts.map(lambda text: isinstance(text, str) and text != "").all(axis=None)
    assert columns_of(rule) == set(told)
    assert told[nearest["select"]["fields"][0]].is_monotonic_increasing


@pytest.mark.parametrize("kind", ["errors", "skill", "forecasts", "future"])
def test_a_click_in_the_legend_brings_out_one_curve(drawn, kind):
    params = drawn.figures[kind].spec["params"]
    (param,) = [one for one in params if one["name"] == "highlight"]
    assert param["bind"] == "legend"
    assert param["select"]["fields"] == ["curve"]
    faded = [
        layer
        for layer in layers_of(drawn.figures[kind].spec)
        if layer["encoding"].get("opacity", {}).get("condition", {}).get("param") == param["name"]
    ]
    assert len(faded) == 3 + 1  # a band for each cell, and the lines


@pytest.mark.parametrize("kind", ["errors", "skill"])
def test_a_click_in_the_legend_fades_single_seeds_too(drawn, kind):
    layers = layers_of(drawn.figures[f"{kind} of single seeds"].spec)
    thin = [layer for layer in layers if "detail" in layer["encoding"]]
    assert len(thin) == 3
    for layer in thin:
        assert layer["encoding"]["detail"]["field"] == "seed"
        assert layer["encoding"]["opacity"]["condition"]["param"] == "highlight"
        assert mark_of(layer)["strokeWidth"] < 1


def test_one_seed_has_no_band(drawn):
    curves = drawn.figures["errors"].data["curves"]
    alone = curves.assign(rmse_lower=np.nan, rmse_upper=np.nan)
    marks = [mark_of(layer)["type"] for layer in layers_of(errors_chart(alone, 2.0).spec)]
    assert "area" not in marks
    assert marks.count("line") == 1


def test_the_validation_loss_is_a_thin_dashed_line_of_its_cells_colour(drawn):
    for cell, (colour, _) in ((cell, CELL_STYLES[cell]) for cell in TINY.cells):
        spec = drawn.figures[f"validation of {cell}"].spec
        (thin,) = [layer for layer in layers_of(spec) if reads(layer, "validation_median")]
        assert mark_of(thin)["color"] == colour
        assert mark_of(thin)["strokeDash"]
        assert mark_of(thin)["strokeWidth"] < 2


def reads(layer, column):
    return layer["encoding"].get("y", {}).get("field") == column


@pytest.mark.parametrize(
    ("kind", "has_clean"),
    [("series", True), ("real series", False), ("forecasts", True), ("future", True)],
)
def test_a_clean_line_only_where_it_is_known(drawn, kind, has_clean):
    spec = drawn.figures[kind].spec
    names = [data_name_of(layer, spec) for layer in layers_of(spec)]
    assert ("clean" in names) == has_clean
    assert len(drawn.figures[kind].data["clean"]) > 0 or not has_clean


def test_years_stand_on_the_axis_of_a_real_series(drawn):
    spec = drawn.figures["real series"].spec
    titles = [layer["encoding"]["x"].get("title") for layer in layers_of(spec)]
    assert "year" in titles
    axes = [layer["encoding"]["x"].get("axis", {}) for layer in layers_of(spec)]
    assert any("format(datum.value, 'd')" in axis.get("labelExpr", "") for axis in axes)
    assert drawn.figures["real series"].data["hover"]["at"].iloc[0] == "1700"  # not 1,700


def test_a_range_of_few_seeds_is_called_so_at_the_pointer(drawn):
    curves = drawn.figures["errors"].data["curves"]
    told = {
        name: errors_chart(curves.assign(interval=name), 2.0).data["hover"]["c0"].iloc[0]
        for name in ("range", "95 % interval")
    }
    assert "(range " in told["range"]
    assert told["range"].replace("range ", "") == told["95 % interval"]
