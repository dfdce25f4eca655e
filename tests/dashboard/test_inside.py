"""The page inside the cells, without a browser."""

from dataclasses import replace
from itertools import product

import pytest

from forecasting import compare
from forecasting.dashboard import inside_steps, inside_subject, inside_texts, jobs
from forecasting.experiment import kept_weights
from forecasting.inspection import listening_table
from forecasting.models import CELLS
from forecasting.saving import load, save
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    charts_of,
    job_of,
    open_app,
    press_train,
    texts,
    train,
    wait_until,
)
from tests.faults import with_broken

DEEP = {**SMALL, "layers": "2"}


@pytest.fixture
def trained():
    app = train(open_app("inside", **SMALL))
    assert_calm(app)
    return app


def steps(app):
    """The line that says where in the window one is."""
    (found,) = [text for text in texts(app.markdown) if text.startswith("**Step ")]
    return found


def told(app):
    """All captions in one, icons and all."""
    return " ".join(texts(app.caption))


def formulas(app):
    found = [element.value for element in app.markdown if element.value.startswith("$")]
    return [text.strip("$") for text in found]


def table_of(app, words, name):
    """The data of a chart, as sent."""
    for element in app.get("vega_lite_chart"):
        if element.proto.alt.startswith(words):
            (found,) = [d for d in element.proto.datasets if d.name == name]
            return found.data.data
    raise AssertionError(words)


def test_before_training_it_says_what_will_be_there():
    app = open_app("inside", **SMALL)
    assert_calm(app)
    assert texts(app.info) == ["What happens inside the cells is drawn here once they are trained."]
    said = texts(app.markdown)
    assert all(f"**{text.title}.** {text.words}" in said for text in ALL_TEXTS)


def test_it_shows_all_cells_side_by_side(trained):
    drawn = list(charts_of(trained))
    assert drawn[0].startswith("sine over 60 values")
    assert "How strongly steps back are felt by RNN, LSTM, GRU" in drawn
    for cell in ("RNN", "LSTM", "GRU"):
        assert f"The window as the forecast of the {cell} feels it" in drawn
        assert f"One window of sine and what the {cell} forecast at every step" in drawn
        assert f"The hidden state of 4 units of the {cell} at every step" in drawn
        assert any(f"gates of the {cell} are open" in w for w in drawn) == (cell != "RNN")
    assert any(
        "The RNN has no gates, and that is the point" in text for text in texts(trained.info)
    )
    sentences = [
        text for text in texts(trained.markdown) if "The forecast of the RNN feels " in text
    ]
    assert len(sentences) == 1
    assert "The forecast of the GRU" in sentences[0]


def test_where_the_series_needs_a_lag_the_cells_are_compared_there():
    echo = {"signal": "long_memory", "length": "200", "cycles": "33", "noise": "0"}
    app = train(open_app("inside", **{**SMALL, **echo}))
    assert_calm(app)
    (said,) = [text for text in texts(app.markdown) if text.startswith("At lag 5, where the")]
    assert said.count(" times") == 3
    assert "Dashed line: " in told(app)


def test_the_scrubber_moves_through_the_window(trained):
    assert steps(trained).startswith("**Step 8** of the window, step 41 of the series: sine is ")
    before = table_of(trained, "The hidden state of 4 units of the LSTM", "now")
    line = formulas(trained)[1]
    trained.slider(key="inside_step_8").set_value(3).run()
    assert_calm(trained)
    assert steps(trained).startswith("**Step 3** of the window, step 36 of the series: sine is ")
    assert table_of(trained, "The hidden state of 4 units of the LSTM", "now") != before
    assert formulas(trained)[1] != line


def test_another_window_shows_other_values(trained):
    slider = trained.slider(key="inside_origin_41_54")
    before = table_of(trained, "One window of sine and what the RNN", "window")
    slider.set_value(50).run()
    assert_calm(trained)
    assert "step 50 of the series" in steps(trained)
    assert table_of(trained, "One window of sine and what the RNN", "window") != before


def test_another_epoch_has_other_weights(trained):
    slider = trained.select_slider[0]
    assert slider.options == ["at the start", "after epoch 1", "after epoch 2", "at the end"]
    assert slider.value == 3
    before = table_of(trained, "How strongly steps back", "curves")
    slider.set_value(0).run()
    assert_calm(trained)
    assert any(text.startswith("Weights at the start.") for text in texts(trained.caption))
    assert table_of(trained, "How strongly steps back", "curves") != before


def test_the_states_are_the_other_question(trained):
    before = table_of(trained, "How strongly steps back", "curves")
    trained.segmented_control(key="inside_of").set_value("The states").run()
    assert_calm(trained)
    assert table_of(trained, "How strongly steps back", "curves") != before
    assert any("the last hidden state changes" in text for text in texts(trained.caption))


def test_another_member_forecasts_something_else(trained):
    before = [steps(trained)]
    assert trained.selectbox(key="inside_member").options == [
        "Median of each cell",
        "Seed 0",
        "Seed 1",
    ]
    for seed in (0, 1):
        trained.selectbox(key="inside_member").set_value(seed).run()
        assert_calm(trained)
        before.append(steps(trained))
    assert before[1] != before[2]


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
def test_each_cell_has_its_formula_with_numbers(trained, cell):
    trained.segmented_control(key="inside_cell").set_value(cell).run()
    assert_calm(trained)
    shown = formulas(trained)
    assert shown[::2] == list(CELLS[cell].formula)
    assert all(r"\underbrace" in line for line in shown[1::2])
    first = shown[1]
    trained.number_input(key="inside_unit_4").set_value(3).run()
    assert formulas(trained)[1] != first


def test_a_heat_map_of_a_gate(trained):
    trained.selectbox(key="inside_quantity").set_value("forget").run()
    assert_calm(trained)
    drawn = list(charts_of(trained))
    assert "The forget gate of 4 units of the LSTM at every step" in drawn
    # A cell that has no such gate shows its hidden state.
    assert "The hidden state of 4 units of the RNN at every step" in drawn


def test_of_many_units_a_part_is_shown_and_said():
    app = train(open_app("inside", **{**SMALL, "hidden": "100", "cells": "RNN"}))
    assert_calm(app)
    assert "The hidden state of 50 units of the RNN at every step" in charts_of(app)
    assert "Of many units an even part is shown: RNN 50 of 100." in told(app)


def test_one_cell_without_gates_is_not_told_of_gates_or_of_others():
    app = train(open_app("inside", **{**SMALL, "cells": "RNN"}))
    assert_calm(app)
    assert "each gate" not in told(app)
    assert r"\sigma" not in told(app)
    assert "Forecast of the next value, which is " in steps(app)


@pytest.mark.parametrize("seeds", ["1", "2"])
def test_members_are_a_choice_where_there_are_several(seeds):
    app = train(open_app("inside", **{**SMALL, "seeds": seeds}))
    assert_calm(app)
    assert len([box for box in app.selectbox if box.key == "inside_member"]) == int(seeds) - 1
    assert ("band:" in told(app)) == (seeds == "2")


def test_the_letters_of_a_cell_are_its_own(trained):
    for cell, words in (
        ("RNN", "of which the sum is shown."),
        ("LSTM", "$c_t$ is the memory cell"),
        ("GRU", "the $c$ of the candidate stands beside its recurrent part"),
    ):
        trained.segmented_control(key="inside_cell").set_value(cell).run()
        assert words in told(trained)


def test_layers_can_be_chosen():
    app = train(open_app("inside", **DEEP))
    assert_calm(app)
    before = formulas(app)[1]
    app.segmented_control(key="inside_layer").set_value(2).run()
    assert_calm(app)
    assert formulas(app)[1] != before


def test_the_peephole_lstm_shows_its_term():
    app = train(open_app("inside", **{**SMALL, "cells": "RNN Peephole-LSTM"}))
    app.segmented_control(key="inside_cell").set_value("Peephole-LSTM").run()
    assert_calm(app)
    assert sum("peephole part" in line for line in formulas(app)) == 3


def test_dates_are_told_as_dates():
    app = train(open_app("inside", recipe="co2", epochs="1", seeds="2", hidden="4"))
    assert_calm(app)
    assert "of the window, 1 Oct 1988 of the series: CO2 (ppmv) is " in steps(app)


def test_one_of_several_variables():
    app = train(open_app("inside", **SMALL, signal="sine_cosine"))
    assert_calm(app)
    assert "of the series: sine is " in steps(app)
    before = table_of(app, "The window as the forecast of the GRU feels it", "felt")
    app.selectbox(key="inside_variable").set_value("cosine").run()
    assert_calm(app)
    assert "of the series: cosine is " in steps(app)
    assert table_of(app, "The window as the forecast of the GRU feels it", "felt") != before


def test_play_goes_step_by_step_and_ends(trained, monkeypatch):
    trained.slider(key="inside_step_8").set_value(6).run()
    now = [100.0]
    monkeypatch.setattr(inside_steps.time, "monotonic", lambda: now[0])
    trained.button(key="inside_play").click().run()
    assert trained.button(key="inside_play").label == "Pause"
    for step in (6, 7):
        assert steps(trained).startswith(f"**Step {step}**")
        now[0] += inside_steps.PLAY_SECONDS
        trained.run()
    assert_calm(trained)
    assert steps(trained).startswith("**Step 8**")
    trained.run()
    assert trained.button(key="inside_play").label == "Play"


def test_from_the_last_step_it_plays_from_the_first(trained, monkeypatch):
    monkeypatch.setattr(inside_steps.time, "monotonic", lambda: 100.0)
    trained.button(key="inside_play").click().run()
    assert steps(trained).startswith("**Step 1**")
    trained.button(key="inside_play").click().run()
    assert trained.button(key="inside_play").label == "Play"


def test_it_looks_into_cells_that_still_learn(gate):
    app = open_app("inside", **SMALL)
    press_train(app)
    assert texts(app.info) == ["The cells can be looked into after the first epoch."]
    gate.let(1)
    wait_until(lambda: job_of(app).status().epoch == 1)
    app.run()
    assert_calm(app)
    assert any(text == "Weights after epoch 1" for text in texts(app.caption))
    before = table_of(app, "How strongly steps back", "curves")
    gate.let(1)
    wait_until(lambda: job_of(app).status().epoch == 2)
    app.run()
    assert any(text == "Weights after epoch 2" for text in texts(app.caption))
    assert table_of(app, "How strongly steps back", "curves") != before


def test_curves_of_weights_that_were_kept_are_made_once(gate, monkeypatch):
    """Those of the start are drawn, faintly, at each look."""
    made = []

    def counted(subject, epoch):
        made.append(epoch)
        return listening_table(subject, epoch)

    monkeypatch.setattr(inside_subject, "listening_table", counted)
    app = open_app("inside", **SMALL)
    press_train(app)
    for epoch in (1, 2):
        gate.let(1)
        wait_until(lambda done=epoch: job_of(app).status().epoch == done)
        app.run()
        assert "Faint: before training." in told(app)
    assert sorted(made) == [0, 1, 2]


def test_networks_too_large_to_be_kept_are_not_promised_after_the_first_epoch(gate, monkeypatch):
    monkeypatch.setattr(kept_weights, "MOST_BYTES", 1000)
    app = open_app("inside", **SMALL)
    press_train(app)
    gate.let(1)
    wait_until(lambda: job_of(app).status().epoch == 1)
    app.run()
    assert_calm(app)
    (said,) = texts(app.info)
    assert said.startswith("The cells can be looked into at the end: ")


def put(app, comparison):
    app.session_state["opened"] = comparison
    app.session_state["opened_whole"] = True
    return app.run()


def shown_by(app):
    return job_of(app).status().comparison


def test_a_file_has_the_weights_of_the_end(trained):
    put(trained, load(save(shown_by(trained))))
    assert_calm(trained)
    assert not trained.select_slider
    said = [text for text in texts(trained.caption) if "Only the weights of the end" in text]
    assert "a file holds no others" in said[0]
    assert any("How strongly" in words for words in charts_of(trained))


def test_a_member_that_diverged_says_so_and_the_others_are_shown(trained):
    put(trained, with_broken(shown_by(trained), ("LSTM", 0), ("LSTM", 1)))
    assert_calm(trained)
    (said,) = texts(trained.warning)
    assert "The LSTM with seed" in said
    assert "has diverged" in said
    assert "LSTM: every network has diverged, so it has no curve." in told(trained)
    drawn = list(charts_of(trained))
    assert "How strongly steps back are felt by RNN, GRU" in drawn
    assert not any("units of the LSTM" in words for words in drawn)


def test_where_all_diverged_nothing_is_drawn(trained):
    everyone = product(("RNN", "LSTM", "GRU"), (0, 1))
    put(trained, with_broken(shown_by(trained), *everyone))
    assert_calm(trained)
    assert any(text.startswith("All networks have diverged") for text in texts(trained.warning))
    assert len(charts_of(trained)) == 1


def test_a_window_that_left_the_test_part_is_told(trained):
    trained.slider(key="inside_origin_41_54").set_value(43).run()
    comparison = jobs.manager().latest_result(trained.session_state["owner"])
    later = replace(comparison.experiment, train_fraction=0.8)
    put(trained, compare(later, "cpu"))
    assert_calm(trained)
    words = "The window that you looked at ended at value 43: no window ends there now."
    for _ in range(2):
        assert words in told(trained)
        trained.run()
    first = trained.slider(key="inside_origin_47_54")
    first.set_value(50).run()
    assert words not in told(trained)
    first.set_value(47).run()
    assert words not in told(trained)


def test_who_chose_no_window_is_not_told_that_one_is_gone(trained):
    later = replace(shown_by(trained).experiment, train_fraction=0.8)
    put(trained, compare(later, "cpu"))
    assert_calm(trained)
    assert "The window that you looked at" not in told(trained)


def test_curves_below_the_chart_are_told(trained):
    assert "below the chart" not in told(trained)
    comparison = shown_by(trained)
    for name, weights in comparison.models["GRU"].named_parameters():
        if name == "head_weight":
            weights.data *= 1e-30
    put(trained, load(save(comparison)))
    assert_calm(trained)
    words = "The lines of these weights lie below the chart, under "
    assert words in told(trained)
    assert "at every lag: GRU. There half" in told(trained)


def test_a_window_of_one_value_has_nothing_before_it():
    app = train(open_app("inside", **{**SMALL, "window": "1"}))
    assert_calm(app)
    assert steps(app).startswith("**Step 1**")
    assert any(text.startswith("The window is one value") for text in texts(app.info))
    assert not any("feel" in text for text in [*texts(app.markdown), *texts(app.caption)])
    assert not any("felt" in words or "feels" in words for words in charts_of(app))
    assert not [button for button in app.button if button.key == "inside_play"]


ALL_TEXTS = (
    *inside_texts.LISTENING,
    *inside_texts.STEPS,
    *inside_texts.FORMULAS,
    *inside_texts.GRADIENTS,
)


@pytest.mark.parametrize("text", ALL_TEXTS, ids=lambda text: text.title)
def test_a_short_text_is_short_has_a_source_and_something_to_try(text, trained):
    assert 1 < text.words.count(". ") + 1 <= 4
    assert "doi:10." in text.source
    assert text.attempt[-1] in ".?"
    said = texts(trained.markdown)
    assert f"**{text.title}.** {text.words}" in said


def test_the_texts_name_all_that_the_articles_write_about():
    said = " ".join(f"{text.title} {text.words}" for text in ALL_TEXTS).lower()
    for word in (
        "hidden state",
        "memory cell",
        "gate",
        "gradient",
        "vanish",
        "explode",
        "clipping",
        "peephole",
        "backpropagation through time",
        "real-time recurrent learning",
    ):
        assert word in said
