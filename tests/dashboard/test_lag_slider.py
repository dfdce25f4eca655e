"""The lag of a series as a slider, which moves its cycles."""

import pytest

from tests.dashboard.driver import assert_calm, open_app


def test_it_moves_the_cycles_and_the_link():
    app = open_app("data_generation", recipe="moving_lag")
    assert_calm(app)
    slider = app.slider(key="lag")
    assert (slider.label, slider.value, slider.min, slider.max) == ("Lag", 4, 4, 60)
    slider.set_value(8).run()
    assert_calm(app)
    assert app.slider(key="lag").value == 8
    assert app.number_input(key="cycles").value == 125.0
    assert app.query_params["cycles"] == "125"


@pytest.mark.parametrize("lag", [7, 13, 60])
def test_every_lag_comes_back_from_the_link(lag):
    app = open_app("evaluation", recipe="gates_win")
    app.slider(key="lag").set_value(lag).run()
    cycles = app.query_params["cycles"]
    again = open_app("training", recipe="gates_win", cycles=cycles)
    assert again.slider(key="lag").value == lag


def test_it_follows_the_cycles():
    app = open_app("data_generation", recipe="long_memory")
    assert app.slider(key="lag").value == 20
    app.number_input(key="cycles").set_value(5.0).run()
    assert app.slider(key="lag").value == 120
    assert app.slider(key="lag").max == 120
    assert_calm(app)


def test_a_series_without_a_lag_has_none():
    app = open_app("data_generation")
    assert not [slider for slider in app.slider if slider.key == "lag"]
