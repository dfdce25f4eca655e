"""A comparison that was saved, here or on another machine, comes back through the page."""

import pytest

from forecasting import saving
from tests.conftest import TINY
from tests.dashboard.driver import (
    SMALL,
    assert_calm,
    figures_of,
    go,
    job_of,
    open_app,
    status,
    texts,
    train,
)


@pytest.fixture(scope="module")
def file(tiny_comparison):
    return saving.save(tiny_comparison)


def upload(app, data):
    app.file_uploader(key="upload").upload("c.zip", data, "application/zip").run()
    return app


def test_a_saved_comparison_is_shown(file):
    app = upload(open_app("evaluation"), file)
    assert_calm(app)
    assert status(app) == "This comparison was opened from a file."
    assert f"At {TINY.horizon} steps ahead: RMSE " in " ".join(texts(app.caption))
    assert job_of(app) is None


def test_it_stays_when_one_looks_at_other_pages(file):
    app = upload(open_app("evaluation"), file)
    for page in ("training", "evaluation", "data_generation", "evaluation"):
        go(app, page)
        assert_calm(app)
    assert status(app) == "This comparison was opened from a file."


def test_it_can_be_closed(file):
    app = upload(open_app("evaluation"), file)
    go(go(app, "training"), "evaluation").button(key="close_opened").click().run()
    assert_calm(app)
    assert status(app).endswith("Press **Train** in the sidebar.")
    app = upload(open_app("evaluation"), file)
    app.file_uploader(key="upload").clear().run()
    assert status(app).endswith("Press **Train** in the sidebar.")


def test_training_takes_its_place(file):
    app = upload(open_app("evaluation", **SMALL), file)
    train(app)
    assert not app.info
    assert figures_of(app).startswith("At 5 steps ahead: RMSE ")


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04"])
def test_a_damaged_one_gives_a_message(data):
    app = upload(open_app("evaluation"), data)
    assert_calm(app)
    assert len(app.error) == 1
    assert status(app).endswith("Press **Train** in the sidebar.")
    app.file_uploader(key="upload").clear().run()
    assert not app.error


def test_half_a_file(file):
    app = upload(open_app("evaluation"), file[: len(file) // 2])
    assert_calm(app)
    assert len(app.error) == 1
