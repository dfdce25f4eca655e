"""A visitor's own series: brought, changed, trained, kept to the session."""

import re

import numpy as np
import pandas as pd
import pytest

from forecasting import Experiment
from forecasting.dashboard.markdown import plain
from forecasting.dashboard.values import experiment_from, suited, values_of
from forecasting.data import Series, UploadedSeries, period_of
from tests.dashboard.driver import assert_calm, go, job_of, open_app, texts, train

MONTHS = pd.date_range("2010-01-01", periods=72, freq="MS")
SALES = 50 + np.arange(72) + 10 * np.sin(np.arange(72) * np.pi / 6)
TABLE = pd.DataFrame({"month": MONTHS.strftime("%Y-%m-%d"), "sales": SALES.round(3)})
CSV = TABLE.to_csv(index=False).encode()
SMALL = {"hidden": "3", "epochs": "2", "seeds": "2", "signal": "own"}


def bring(data=CSV, name="sales.csv", **query):
    app = open_app(**{**SMALL, **query})
    app.file_uploader(key="own_file").upload(name, data, "text/csv").run()
    return app


def own_of(app):
    return app.session_state["own"]


def choice(app, field):
    """The control of one choice, whose name ends in a mark of the file."""
    kinds = (app.selectbox, app.multiselect, app.number_input, app.text_input)
    return next(c for kind in kinds for c in kind if str(c.key).startswith(f"own_{field}_"))


def test_without_a_file_the_page_says_what_to_do():
    app = open_app(signal="own")
    assert_calm(app)
    assert not app.error
    assert texts(app.info) == ["Bring a file or paste cells. The series is shown here then."]
    assert "Bring its file" in texts(go(app, "training").error)[0]


def test_a_file_is_read_and_settings_that_suit_it_are_made():
    app = bring()
    assert_calm(app)
    assert not app.error
    series = own_of(app).series
    assert (len(series), series.variables, period_of(series)) == (72, ("sales",), 12.0)
    assert series.dates[0] == np.datetime64("2010-01-01")
    assert app.slider(key="window").value == 12
    assert app.number_input(key="season").value == 12
    assert any("72 rows" in text for text in texts(app.markdown))


def test_it_can_be_trained_and_forecast_past_its_end_with_dates():
    app = go(train(go(bring(), "training")), "evaluation")
    assert_calm(app)
    comparison = job_of(app).comparison
    assert comparison.experiment.source == own_of(app)
    assert comparison.future["forecast"].between(50, 250).all()


def test_it_stays_when_one_looks_at_other_pages():
    app = bring()
    before = own_of(app)
    for page in ("training", "evaluation", "data_generation"):
        go(app, page)
        assert_calm(app)
        assert own_of(app) == before
    assert app.selectbox(key="signal").value == "own"


def test_another_visitor_does_not_have_it():
    app = bring()
    link = {name: str(value) for name, value in app.query_params.items()}
    other = open_app(**link)
    assert "own" not in other.session_state
    assert texts(other.info)[0].startswith("Bring a file")


def test_choices_make_the_series_again():
    app = bring()
    choice(app, "resample").set_value("quarters").run()
    assert_calm(app)
    assert len(own_of(app).series) == 24
    choice(app, "start").set_value("2012").run()
    assert own_of(app).series.dates[0] == np.datetime64("2012-01-01")
    choice(app, "period").set_value(4).run()
    assert own_of(app).series.period_steps == 4.0


def test_a_choice_that_cannot_work_says_why_and_can_be_taken_back():
    app = bring()
    choice(app, "start").set_value("yesterday").run()
    assert_calm(app)
    assert "own" not in app.session_state
    assert any("yesterday" in text for text in texts(app.error))
    choice(app, "start").set_value("").run()
    assert len(own_of(app).series) == 72


def test_no_values_chosen_says_so():
    app = bring()
    choice(app, "value_columns").set_value([]).run()
    assert_calm(app)
    assert any("choose 1 to 8" in text for text in texts(app.error))


def test_a_long_table():
    rows = [TABLE.assign(unique_id=k, sales=TABLE["sales"] * (k + 1)) for k in range(3)]
    long = pd.concat(rows).rename(columns={"month": "ds", "sales": "y"})
    app = bring(long.to_csv(index=False).encode())
    assert len(own_of(app).variables) == 1
    choice(app, "series_ids").set_value(["0", "2"]).run()
    assert own_of(app).variables == ("0", "2")


def test_pasted_cells():
    app = open_app(**SMALL)
    app.text_area(key="own_text").set_value(TABLE.to_csv(index=False, sep="\t")).run()
    app.button(key="own_paste").click().run()
    assert_calm(app)
    assert len(own_of(app).series) == 72


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a,b\n",
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"PK\x03\x04" + bytes(99),
        b"name\nx\ny\nz\n",
    ],
    ids=["empty", "header", "image", "zip", "text"],
)
def test_what_is_no_table_gives_a_message_and_loses_nothing(data):
    app = bring()
    before = own_of(app)
    app.file_uploader(key="own_file").clear().run()
    app.file_uploader(key="own_file").upload("x.csv", data, "text/csv").run()
    assert_calm(app)
    assert len(app.error) == 1
    assert own_of(app) == before


HOSTILE = "<script>alert(1)</script> [x](javascript:y) **b** :red[c] $z$"


def test_a_name_with_markup_is_shown_as_it_is():
    table = TABLE.rename(columns={"sales": HOSTILE})
    app = bring(table.to_csv(index=False).encode(), f"{HOSTILE}.csv".replace("/", ""))
    assert_calm(app)
    assert own_of(app).variables == (" ".join(HOSTILE.split()),)
    told = [element.value for kind in (app.markdown, app.caption) for element in kind]
    shown = [text for text in told if "script" in text]
    assert shown
    assert not any(re.search(r"(?<!\\)(<script|\]\(|\*\*b|:red)", text) for text in shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "a b"),
        ("a*b", r"a\*b"),
        ("<b>", r"\<b\>"),
        (":x:", r"\:x\:"),
        ("a\n\n# b", r"a \# b"),
    ],
)
def test_plain_words(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize("length", [20, 60, 500, 5000])
@pytest.mark.parametrize("period", [None, 2.0, 12.0, 365.25])
def test_settings_that_suit_a_series_work(length, period):
    values = np.random.default_rng(0).normal(size=(length, 1))
    source = UploadedSeries.of(Series("s", np.arange(length), values, period_steps=period))
    state = values_of(Experiment()) | {"signal": "own", "own": source}
    experiment_from(state | suited(source.series)).split.check(length)
