"""Three ways to the gradient on the page inside the cells, without a browser."""

import pytest

from forecasting.dashboard import inside_gradient
from forecasting.inspection import gradient_costs
from tests.dashboard.driver import SMALL, assert_calm, charts_of, open_app, texts, train

CELLS = ("RNN", "LSTM", "GRU")
ANGLE = "angle to BPTT, in degrees, for RNN, LSTM, GRU"
SHARE = "length, as a share of BPTT's, for RNN, LSTM, GRU"
COSTS = {
    f"{measure} by {over}"
    for measure in ("milliseconds", "kilobytes at the peak")
    for over in ("length of the window", "hidden size")
}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Few sizes are measured, and how often is noted."""
    measured = []
    whole = gradient_costs.costs_table

    def noting(architecture, unrolling):
        measured.append(architecture.cell)
        return whole(architecture, unrolling, seconds=60)

    monkeypatch.setattr(gradient_costs, "WINDOWS", (2, 3))
    monkeypatch.setattr(gradient_costs, "HIDDEN_SIZES", (2, 3))
    monkeypatch.setattr(inside_gradient, "costs_table", noting)
    return measured


def compared(**query):
    app = train(open_app("inside", **{**SMALL, **query}))
    app.button(key="inside_ways").click().run()
    assert_calm(app)
    return app


def sentences(app):
    return [text for text in texts(app.markdown) if "the gradient by BPTT is" in text]


def test_nothing_is_computed_before_somebody_asks(quick):
    app = train(open_app("inside", **SMALL))
    assert_calm(app)
    assert not sentences(app)
    assert not {ANGLE, SHARE, *COSTS} & set(charts_of(app))
    assert not quick


def test_the_three_are_compared(quick):
    app = compared(truncation="3")
    told = sentences(app)
    assert [text.split(",")[0] for text in told] == list(CELLS)
    for text in told:
        assert ", which is no more than rounding." in text
        assert "Truncated at 3 of 8 steps it points " in text
    assert {ANGLE, SHARE, *COSTS} <= set(charts_of(app))
    assert quick == ["RNN"]


def test_at_the_whole_window_nothing_is_cut():
    app = compared(truncation="8")
    for text in sentences(app):
        assert text.endswith("Truncated at 8 steps it is the same, for the window has 8.")


def test_another_cell_is_measured_when_it_is_asked_for_and_once(quick):
    app = compared()
    for cell in ("LSTM", "RNN", "LSTM"):
        app.segmented_control(key="inside_costs_of").set_value(cell).run()
        assert_calm(app)
        assert any(f"for one {cell} in double precision" in text for text in texts(app.caption))
    assert quick == ["RNN", "LSTM"]


def test_other_weights_have_another_gradient():
    app = compared()
    before = sentences(app)
    app.select_slider[0].set_value(0).run()
    assert_calm(app)
    assert len(sentences(app)) == 3
    assert sentences(app) != before


def test_what_would_take_too_long_is_said(monkeypatch):
    monkeypatch.setattr("forecasting.inspection.gradient_ways.MOST_CARRIED", 10)
    (first, *_) = sentences(compared())
    assert (
        "with a hidden size of 4 and windows of 8 values, to carry the derivatives forward (RTRL) "
        "would take too long." in first
    )
    assert "differs from that" not in first


def test_a_window_of_one_value_has_nothing_to_cut():
    app = compared(window="1")
    assert len(sentences(app)) == 3
    assert not {ANGLE, SHARE} & set(charts_of(app))
    assert set(charts_of(app)) >= COSTS
