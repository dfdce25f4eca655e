"""By which measure errors are shown and compared: one choice on the page drives all of it."""

import pytest

from forecasting import digits
from forecasting.dashboard import verdict_section
from forecasting.evaluation import MEASURES
from forecasting.experiment import tables
from forecasting.experiment.curves import unit_of
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    charts_of,
    figures_of,
    go,
    job_of,
    open_app,
    train,
    unfold,
)
from tests.dashboard.test_training import TOTAL, drawn, table_with


@pytest.fixture
def app():
    """A session whose small comparison is finished, on the evaluation page."""
    return go(train(open_app("training", **SMALL)), "evaluation")


@pytest.mark.parametrize("measure", MEASURES)
def test_one_choice_drives_everything(app, measure):
    app.segmented_control(key="measure").set_value(measure).run()
    assert_calm(app)
    label, comparison = MEASURES[measure].label, job_of(app).comparison
    unit = unit_of(comparison, measure=measure)
    assert f'"title": "{label} ({unit})"' in drawn(app)
    assert f" {label} " in figures_of(app)
    named = any(f"together, by {label}." in c.value for c in app.caption)
    judged = any(f", judged by {label}, " in c.value for c in app.caption)
    assert (named, judged) == (measure != "rmse",) * 2
    rows = tables.cells_table(comparison)
    ends = [rows[f"{measure}_5{end}"].tolist() for end in ("", "_lower", "_upper")]
    assert table_with(app, "Parameters")[f"{label} at step 5"].tolist() == digits.ranged(*ends)
    unfold(app, "numbers_errors")
    assert {measure, f"{measure}_lower"} <= set(table_with(app, "curve").columns)
    app.segmented_control(key="view").set_value("Skill").run()
    assert any(f"Skill is 1 − {label} / {label} of " in c.value for c in app.caption)


def test_all_of_them_stand_beside_each_other(app):
    table = table_with(app, "Forecast by")
    assert list(table) == ["Forecast by", *(m.label for m in MEASURES.values())]
    comparison = job_of(app).comparison
    assert table["Forecast by"].tolist()[:3] == ["RNN", "LSTM", "GRU"]
    rows = tables.measures_table(comparison, 5)
    assert "csv_measures" in {button.key for button in app.download_button}
    for name, measure in MEASURES.items():
        ends = [rows[f"{name}{end}"].tolist() for end in ("", "_lower", "_upper")]
        assert table[measure.label].tolist() == digits.ranged(*ends)


def test_smape_has_no_noise_floor_and_nothing_says_so(app):
    assert any("baselines and the noise itself" in c.value for c in app.caption)
    app.segmented_control(key="measure").set_value("smape").run()
    assert not any("the noise itself" in c.value for c in app.caption)
    assert "noise" not in next(iter(charts_of(app)))
    app.segmented_control(key="against").set_value("Clean signal").run()
    assert_calm(app)


def test_it_stays_while_other_pages_are_looked_at(app):
    app.segmented_control(key="measure").set_value("mase").run()
    go(go(app, "training"), "evaluation")
    assert app.segmented_control(key="measure").value == "mase"
    assert " MASE " in figures_of(app)


def test_the_total_of_what_has_no_units_is_not_called_standard_deviations():
    app = go(train(open_app("training", signal="sine_cosine", **SMALL)), "evaluation")
    assert app.segmented_control(key="variable").options == [TOTAL, "sine", "cosine"]
    app.segmented_control(key="measure").set_value("smape").run()
    assert app.segmented_control(key="variable").options == ["Total", "sine", "cosine"]
    (scope,) = [c.value for c in app.caption if "judged by sMAPE" in c.value]
    assert "standard deviations" not in scope + figures_of(app)


def test_one_that_is_not_known_of_the_result_is_not_offered(app, monkeypatch):
    app.segmented_control(key="measure").set_value("mase").run()
    known = ("rmse", "mae", "smape")
    monkeypatch.setattr(verdict_section, "measures_of", lambda *_: known)
    app.run()
    assert_calm(app)
    assert app.segmented_control(key="measure").options == ["RMSE", "MAE", "sMAPE"]
    assert app.segmented_control(key="measure").value == "rmse"
