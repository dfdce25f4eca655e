"""The thin ribbons below the errors: which cell is shown to be better at which step."""

import itertools

import pytest

from forecasting.charts import CELL_STYLES, errors_chart, with_ribbons
from forecasting.evaluation import ribbon_table

ANSWERS = {"GRU": "beats", "RNN": "leads", "": "open"}


def table(*told, pairs=(("RNN", "GRU"),), least=7):
    rows = ribbon_table({}, ("RNN",))
    for (one, other), (step, name) in itertools.product(pairs, enumerate(told, start=1)):
        row = [one, other, step, name, ANSWERS[name], 0.01, 6, 8, least, f"told at {step}"]
        rows.loc[len(rows)] = row
    return rows


@pytest.fixture
def plain(drawn):
    return errors_chart(drawn.figures["errors"].data["curves"], 2.0)


def test_a_step_where_a_cell_is_better_has_its_colour_and_is_thick(plain):
    rows = with_ribbons(plain, table("", "GRU", "RNN", "GRU"), "words").data["ribbons"]
    colours = [CELL_STYLES[cell][0] for cell in ("GRU", "RNN", "GRU")]
    assert rows["colour"].tolist()[1:] == colours
    thick = (rows["bottom"] - rows["top"]).tolist()
    assert thick[0] < thick[2] < thick[1] == thick[3]
    assert rows["start"].tolist() == [1, 1.5, 2.5, 3.5]
    assert rows["end"].tolist() == [1.5, 2.5, 3.5, 4]
    assert rows["told"].tolist() == [f"told at {step}" for step in range(1, 5)]


def test_each_pair_has_a_line_of_its_own_and_words_above_it(plain):
    pairs = (("RNN", "LSTM"), ("RNN", "GRU"), ("LSTM", "GRU"))
    figure = with_ribbons(plain, table("", "GRU", pairs=pairs), "words")
    labels = figure.data["ribbon_labels"]
    assert labels["label"].iloc[0] == "RNN · LSTM: GRU better at 1 of 2 steps"
    middles = figure.data["ribbons"].groupby("pair", sort=False)["top"].max()
    assert (middles.to_numpy() > labels["y"].to_numpy()).all()
    assert labels["y"].is_monotonic_increasing
    nothing = with_ribbons(plain, table("", ""), "words").data["ribbon_labels"]
    assert nothing["label"].tolist() == ["RNN · GRU: at no single step a difference shown"]
    few = with_ribbons(plain, table("", "", least=9), "words").data["ribbon_labels"]
    assert few["label"].tolist() == ["RNN · GRU: too few seeds to show a difference at any step"]


def test_the_axis_of_steps_makes_room_in_every_layer(plain):
    figure = with_ribbons(plain, table("GRU"), "words")
    x = [layer["encoding"]["x"] for layer in figure.spec["layer"] if "encoding" in layer]
    assert {one["axis"]["offset"] for one in x} == {34}
    assert {one["title"] for one in x} == {"steps ahead"}
    assert not any("offset" in layer["encoding"]["x"]["axis"] for layer in plain.spec["layer"])


def test_the_plot_keeps_its_height(plain):
    assert with_ribbons(plain, table("GRU"), "").spec["height"] == plain.spec["height"] + 34


def test_the_words_are_for_those_who_cannot_see_it(plain):
    assert with_ribbons(plain, table("GRU"), "The GRU.").alt == f"{plain.alt}. The GRU."


def test_without_pairs_the_figure_stays(plain):
    assert with_ribbons(plain, ribbon_table({}, ("RNN",)), "") is plain
