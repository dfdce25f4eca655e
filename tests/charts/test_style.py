"""Colours and dashes: told apart by anybody, on light and on dark."""

import itertools
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from forecasting import charts
from forecasting.charts import style
from forecasting.evaluation import BASELINES
from forecasting.experiment.noise_floor import MEAN_NOISE, NOISE_FLOOR
from forecasting.models import CELLS
from tests.charts.specs import contrast, styles_of

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
THEMES = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
charts.use_cells(CELLS)
BACKGROUNDS = {mode: THEMES[mode]["backgroundColor"] for mode in ("light", "dark")}
COLOURS = {
    **{name: look[0] for name, look in (style.CELL_STYLES | style.BASELINE_STYLES).items()},
    "a new cell": style.OTHER_STYLE[0],
    "observed": style.TRUTH_COLOUR,
    "window": style.ACCENT,
}


def test_the_contrast_of_known_pairs():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("mode", BACKGROUNDS)
@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_stands_out(name, mode):
    assert contrast(COLOURS[name], BACKGROUNDS[mode]) >= 3


@pytest.mark.parametrize("mode", BACKGROUNDS)
def test_text_is_readable(mode):
    theme = THEMES[mode]
    for background in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["textColor"], background) >= 4.5
    assert contrast(theme["linkColor"], theme["backgroundColor"]) >= 4.5
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) >= 3


def test_every_cell_has_a_style_of_its_own():
    assert list(style.CELL_STYLES) == list(CELLS)
    for one, other in itertools.combinations([*style.CELL_STYLES.values(), style.OTHER_STYLE], 2):
        assert one[1] != other[1]
        assert distance(one[0], other[0]) > 60


def distance(one, other):
    parts = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*parts, strict=True)) ** 0.5


def test_baselines_differ_by_dash_and_look_like_no_cell():
    names = [*BASELINES, NOISE_FLOOR]
    assert sorted([*names, MEAN_NOISE]) == sorted(style.BASELINE_STYLES)
    dashes = [tuple(style.dash_of(name)) for name in names]
    assert len(set(dashes)) == len(dashes)
    of_cells = {colour for colour, _ in style.CELL_STYLES.values()}
    assert not {style.colour_of(name) for name in names} & of_cells


def test_an_unknown_cell_gets_a_style():
    colour, dash = style.OTHER_STYLE
    assert (style.colour_of("xLSTM"), style.dash_of("xLSTM")) == (colour, dash)
    row = {"epoch": [1], "loss_median": [0.5], "loss_lowest": [0.4], "loss_highest": [0.6]}
    loss = charts.loss_chart(pd.DataFrame({"cell": ["xLSTM"], **row}), "xLSTM", 3, (0.1, 1.0))
    error = {"rmse": [0.5], "rmse_lower": [0.4], "rmse_upper": [0.6], "steps_ahead": [1]}
    error |= {"seeds": [3], "diverged": [0]}
    curve = pd.DataFrame({"curve": ["xLSTM"], "kind": ["cell"], **error})
    for figure in (loss, charts.errors_chart(curve), charts.errors_chart(curve, 1.0)):
        assert styles_of(figure.spec, ["xLSTM"]) == {"xLSTM": ({colour}, {tuple(dash)})}


def test_a_legend_has_as_many_columns_as_fit():
    text = style.curve_colour(("RNN", "LSTM", "linear autoregression")).to_dict()
    choice = text["legend"]["columns"]["expr"]
    widths = [int(width) for width in re.findall(r"width > (\d+) \? \d", choice)]
    counts = re.findall(r"\? (\d)", choice)
    assert widths == sorted(widths, reverse=True)
    assert counts == ["3", "2"]
    assert choice.endswith(": 1")
    letters = len("RNN" + "LSTM" + "linear autoregression")
    assert widths[0] == 3 * style.SYMBOL_PIXELS + letters * style.LETTER_PIXELS
