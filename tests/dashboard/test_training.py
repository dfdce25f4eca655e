"""From the settings to a finished comparison, as a person clicks through the app."""

import pandas as pd
import pytest

from forecasting import digits
from forecasting.dashboard import jobs, results
from forecasting.experiment import tables
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    charts_of,
    figures_of,
    go,
    job_of,
    open_app,
    open_tab,
    press_train,
    status,
    texts,
    train,
    unfold,
    wait_for_end,
)

RIBBONS = ("ribbons", "ribbon_labels")
TOTAL = "Total, in standard deviations"
OLDER = "This result is of earlier settings. Press **Train** to bring it up to date."
CURRENT = "This result is of the settings shown."


@pytest.fixture
def app():
    """A session whose small comparison is finished, on the evaluation page."""
    return go(train(open_app("training", **SMALL)), "evaluation")


ANSWER = "With 2 seeds no difference between the cells can be shown (at least 7 are needed)."


def drawn(app):
    """The specifications of all charts, as one text."""
    return "".join(element.proto.spec for element in app.get("vega_lite_chart"))


def table_with(app, *columns):
    tables = [*app.dataframe, *app.table]
    (found,) = [d.value for d in tables if set(columns) <= set(d.value.columns)]
    return found


class TestFinished:
    def test_the_answer_and_the_charts(self, app):
        assert_calm(app)
        assert not app.warning
        assert not app.error
        assert ANSWER in [subheader.value for subheader in app.subheader]
        figures = figures_of(app)
        assert figures.startswith("At 5 steps ahead: RMSE ")
        assert "Interquartile mean over 2 seeds" in figures
        drawn = charts_of(app)
        assert {"RNN", "LSTM", "GRU", "naive"} <= set(next(iter(drawn)).replace(",", "").split())
        assert drawn == {next(iter(drawn)): {"curves", "step", "hover", *RIBBONS}}

    @pytest.mark.parametrize(
        ("tab", "charts"),
        [
            ("Settings and scores", 0),
            ("Rollouts", 1),
            ("Future forecast", 1),
            ("During training", 3),
            ("Export", 0),
        ],
    )
    def test_only_the_open_tab_is_drawn(self, app, tab, charts):
        assert tab in [found.label for found in app.tabs]
        open_tab(app, tab)
        assert_calm(app)
        assert len(charts_of(app)) == 1 + charts
        filled = [found.label for found in app.tabs[:5] if len(found.children)]
        assert filled == [tab]

    def test_the_answer_follows_the_step(self, app):
        app.slider(key="step_5").set_value(1).run()
        assert figures_of(app).startswith("At 1 step ahead: RMSE ")
        assert ANSWER in [subheader.value for subheader in app.subheader]

    def test_the_table_of_cells(self, app):
        table = table_with(app, "Parameters")
        assert table["Cell"].tolist() == ["RNN", "LSTM", "GRU"]
        comparison = job_of(app).comparison
        assert table["Parameters"].tolist() == [
            digits.whole(n) for n in comparison.costs["parameters"]
        ]
        assert all(text.endswith(" s") for text in table["Training, all seeds"])
        assert table["Epochs"].tolist() == comparison.costs["epochs_most"].astype(str).tolist()
        rows = tables.cells_table(comparison).set_index("cell")
        for step in (1, 3, 5):
            ends = [rows[f"rmse_{step}{end}"].tolist() for end in ("", "_lower", "_upper")]
            assert table[f"RMSE at step {step}"].tolist() == digits.ranged(*ends)

    @pytest.mark.parametrize(
        ("tab", "folded", "buttons"),
        [
            ("Settings and scores", "errors", {"csv_errors", "csv_cells"}),
            ("Rollouts", "rollouts_sine", {"csv_rollouts_sine"}),
            ("Future forecast", "future", {"csv_forecast", "csv_forecast_of_every_seed"}),
            ("During training", "errors_while_training", {"csv_errors_while_training"}),
            ("Export", "errors", {"save", "take_member", "take_settings"}),
        ],
    )
    def test_every_table_can_be_taken_away(self, app, tab, folded, buttons):
        unfold(open_tab(app, tab), f"numbers_{folded}")
        assert_calm(app)
        assert buttons <= {button.key for button in app.download_button}

    def test_numbers_are_made_when_they_are_unfolded(self, app):
        assert not app.dataframe
        unfold(app, "numbers_errors")
        table = table_with(app, "rmse_lower")
        assert table["curve"].unique().tolist()[:3] == ["RNN", "LSTM", "GRU"]

    @pytest.mark.parametrize(
        ("page", "name"), [("training", "losses"), ("data_generation", "series")]
    )
    def test_so_can_those_of_other_pages(self, app, page, name):
        unfold(go(app, page), f"numbers_{name}")
        assert f"csv_{name}" in {button.key for button in app.download_button}

    def test_snippets(self, app):
        member, rerun = texts(open_tab(app, "Export").code)
        assert "torch" in member
        assert "import" in rerun
        for code in (member, rerun):
            compile(code, "snippet", "exec")

    def test_sentences_over_all_steps_or_at_the_chosen_one(self, app):
        def sentences():
            return [text for text in texts(app.markdown) if text.startswith("- No difference")]

        assert sentences() == []
        unfold(app, "verdict_sentences")
        assert_calm(app)
        assert len(sentences()) == 1
        app.session_state["verdict_steps"] = "one"
        assert_calm(app.run())
        assert len(sentences()) == 1

    def test_the_logarithmic_axis(self, app):
        app.toggle(key="log_rmse").set_value(True).run()
        assert_calm(app)
        assert '"log"' in app.get("vega_lite_chart")[0].proto.spec

    def test_single_seeds(self, app):
        app.toggle(key="single_seeds").set_value(True).run()
        assert_calm(app)
        assert list(charts_of(app).values()) == [{"curves", "seeds", "step", "hover", *RIBBONS}]

    def test_skill(self, app):
        app.segmented_control(key="view").set_value("Skill").run()
        assert_calm(app)
        box = app.selectbox(key="skill_of")
        assert box.options == ["naive", "seasonal naive", "linear autoregression"]
        (words,) = charts_of(app)
        assert words.startswith("Skill by steps ahead against linear autoregression for RNN, ")
        box.set_value("naive").run()
        app.toggle(key="single_seeds").set_value(True).run()
        assert_calm(app)
        ((words, names),) = charts_of(app).items()
        assert words.startswith("Skill by steps ahead against naive for RNN, ")
        assert names == {"curves", "seeds", "step", "hover", *RIBBONS}

    def test_against_the_clean_signal(self, app):
        app.segmented_control(key="against").set_value("Clean signal").run()
        assert_calm(app)
        (words,) = charts_of(app)
        assert words == "RMSE by steps ahead for RNN, LSTM, GRU, noise σ"

    def test_the_training_page_shows_how_they_learnt(self, app):
        go(app, "training")
        assert_calm(app)
        words = [f"Training loss of the {cell}" for cell in ("RNN", "LSTM", "GRU")]
        words += [f"Rollout of the {c} against the observed values" for c in ("RNN", "LSTM", "GRU")]
        assert sorted(charts_of(app)) == sorted(words)
        assert app.select_slider(key="snapshot").options == ["1", "2", "3"]
        assert not app.progress

    def test_it_stays_on_every_page_and_after_a_reload(self, app):
        answer = figures_of(app)
        assert figures_of(go(go(app, "training"), "evaluation")) == answer
        reloaded = open_app("evaluation", **app.query_params)
        assert figures_of(reloaded) == answer
        assert not reloaded.warning


class TestOlder:
    def test_a_moved_slider_marks_the_result(self, app):
        answer = figures_of(app)
        app.slider(key="noise").set_value(0.3).run()
        assert status(app) == OLDER
        assert figures_of(app) == answer
        assert status(go(app, "training")) == OLDER
        app.slider(key="noise").set_value(0.1).run()
        assert status(app) == CURRENT

    def test_training_again_replaces_it(self, app):
        answer = figures_of(app)
        app.slider(key="noise").set_value(0.9).run()
        train(app)
        assert status(app) == CURRENT
        assert figures_of(app) != answer

    def test_controls_of_the_old_result_do_not_hurt_the_new_one(self, app):
        """Its origins, seeds, cells, variables and steps may not be there any more."""
        open_tab(app, "Rollouts").slider(key="o_41").set_value(54).run()
        app.slider(key="step_5").set_value(4).run()
        app.toggle(key="single_seeds").set_value(True).run()
        app.segmented_control(key="against").set_value("Clean signal").run()
        app.segmented_control(key="view").set_value("Skill").run()
        app.selectbox(key="skill_of").set_value("seasonal naive").run()
        open_tab(app, "Export").selectbox(key="take_cell").set_value("GRU").run()
        app.selectbox(key="take_seed").set_value(1).run()
        go(app, "training").select_slider(key="snapshot").set_value(3).run()
        app.pills(key="cells").set_value(["RNN"])
        app.number_input(key="seeds").set_value(1)
        app.number_input(key="horizon").set_value(12)
        app.number_input(key="epochs").set_value(2).run()
        train(app)
        assert_calm(app)
        go(app, "evaluation")
        assert_calm(app)
        assert not app.warning
        assert figures_of(app).startswith("At 12 steps ahead: RMSE RNN ")

    def test_a_variable_that_is_gone(self):
        app = go(train(open_app("training", signal="sine_cosine", **SMALL)), "evaluation")
        assert len(charts_of(app)) == 1
        assert len(charts_of(open_tab(app, "Rollouts"))) == 1 + 2
        app.segmented_control(key="variable").set_value("cosine").run()
        assert_calm(app)
        app.selectbox(key="signal").set_value("lorenz").run()
        app.number_input(key="length").set_value(60)
        app.number_input(key="cycles").set_value(5.0).run()
        train(app)
        assert_calm(app)
        assert app.segmented_control(key="variable").options == [TOTAL, "x", "y", "z"]

    def test_one_choice_of_a_variable_drives_everything(self):
        app = go(train(open_app("training", signal="sine_cosine", **SMALL)), "evaluation")
        total = "in standard deviations of the training part"
        assert total in figures_of(app)
        assert f"RMSE ({total[3:]})" in drawn(app)
        assert app.segmented_control(key="variable").options == [TOTAL, "sine", "cosine"]
        before = figures_of(app)
        app.segmented_control(key="variable").set_value("cosine").run()
        assert_calm(app)
        assert total not in figures_of(app)
        assert figures_of(app) != before
        assert "RMSE (units of the series)" in drawn(app)
        captions = [caption.value for caption in app.caption]
        assert any("steps together of cosine." in words for words in captions)
        assert any("its variable “cosine”" in words for words in captions)


def test_published_figures_stand_beside_ours():
    query = {"recipe": "article_2_rnn", "seeds": "1"}
    app = train(open_app("training", **query))
    for page in ("training", "evaluation"):
        rows = table_with(go(app, page), "Published loss")
        assert rows["Published loss"].tolist()[:2] == ["0.4599", "0.0468"]
        assert rows["Epoch"].tolist() == [1, 11, 21, 31, 51, 71, 100]
        assert any("Epoch 0 of the article is epoch 1 here." in c.value for c in app.caption)
    assert any("on the training span from its first window" in c.value for c in app.caption)


def test_how_long_forecasts_follow_chaos():
    query = SMALL | {"signal": "lorenz", "length": "80"}
    app = go(train(open_app("training", **query)), "evaluation")
    assert_calm(app)
    table = table_with(app, "Lyapunov times")
    assert table["Cell"].tolist() == ["RNN", "LSTM", "GRU"]
    assert "csv_prediction_times" in {button.key for button in app.download_button}
    assert any("Sprott" in caption.value for caption in app.caption)


def test_a_table_of_times_is_readable():
    rows = pd.DataFrame({"cell": ["GRU"], "beyond": [1]}).assign(
        steps_median=13.5,
        steps_lowest=7,
        steps_highest=30,
        lyapunov_median=0.614,
        lyapunov_lowest=0.3181,
        lyapunov_highest=1.364,
    )
    (row,) = results.readable_times(rows).to_dict("records")
    assert row["Networks that last for the whole horizon"] == 1
    assert (row["Steps"], row["Lyapunov times"]) == ("13.5 (7 to 30)", "0.614 (0.318 to 1.364)")


def test_one_seed_has_nothing_to_tell_apart():
    app = go(train(open_app("training", **SMALL | {"seeds": "1"})), "evaluation")
    assert_calm(app)
    assert "single_seeds" not in {toggle.key for toggle in app.toggle}
    assert any("One seed: no interval" in caption.value for caption in app.caption)


def test_a_measured_series_has_no_clean_signal():
    query = {"signal": "sunspots", "seeds": "2", "epochs": "1", "hidden": "4"}
    app = go(train(open_app("training", **query)), "evaluation")
    assert_calm(app)
    assert "against" not in {control.key for control in app.segmented_control}


def test_no_published_figures_where_they_do_not_apply(app):
    assert not any("published" in d.value.columns for d in app.dataframe)
    assert "Published and ours" not in texts(app.subheader)


def test_the_curves_are_there_before_the_first_epoch(gate):
    app = go(press_train(open_app(**SMALL)), "training")
    assert job_of(app).active
    assert len(charts_of(app)) == 6
    gate.let(3)
    wait_for_end(app)
    assert_calm(app.run())


@pytest.mark.usefixtures("gate")
def test_while_it_trains_every_page_stays_usable():
    app = press_train(open_app("evaluation", **SMALL))
    for page in ("data_generation", "training", "evaluation"):
        assert_calm(go(app, page))
        app.slider(key="noise").set_value(0.2).run()
        assert_calm(app)
        assert "Stop" in {button.label for button in app.button}
    assert job_of(app).active


def test_two_sessions_do_not_see_each_other(gate):
    one, other = open_app("training", **SMALL), open_app("training", **SMALL)
    press_train(one)
    assert job_of(one).active
    assert job_of(other) is None
    other.run()
    assert not charts_of(other)
    assert "Stop" not in {button.label for button in other.button}
    other.slider(key="noise").set_value(0.5).run()
    press_train(other)
    assert job_of(other).status().place == 1
    assert job_of(one).experiment != job_of(other).experiment
    gate.let(6)
    for app in (one, other):
        wait_for_end(app)
        assert jobs.manager().latest_result(app.session_state["owner"]).experiment == (
            job_of(app).experiment
        )
