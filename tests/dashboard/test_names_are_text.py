"""What a file, a link or a saved comparison calls things is text wherever Markdown is read.

A picture of elsewhere in a name would tell its owner who looks at the page.
"""

import json
import re
from functools import cache

import numpy as np
import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message as Proto

from forecasting import Experiment, Series, TrainingConfig, compare
from forecasting.dashboard.markdown import JOINER, plain
from forecasting.experiment import ON_PAGES
from forecasting.saving import save
from tests.dashboard.driver import PAGES, assert_calm, go, open_app, open_tab, texts, train
from tests.saving.cases import parts_of
from tests.saving.mutations import signed

MARK = "![p](http://elsewhere.example/p.png)$q^2$:red[r]"
READ = re.compile(r"(?<!\\)!\[p\]\(|(?<!\\)\$q|(?<!\\):red\[|http\\?://elsewhere", re.IGNORECASE)
"""The mark, where Markdown would make something of a part of it."""
NOT_MARKDOWN = {
    "vega_lite_chart.spec",
    "vega_lite_chart.alt",
    "selectbox.options",
    "multiselect.options",
    "code.code_text",
    "file_uploader.label",
}
"""Where texts are shown as they are."""
TABS = ("Settings and scores", "Rollouts", "Future forecast", "During training", "Export")
SMALL = {"hidden": "3", "epochs": "2", "seeds": "2", "signal": "own", "snapshots": "1"}


def marked(kind):
    """A name with a picture, a formula and a colour in it."""
    return f"{kind}{MARK}"


VALUES = np.random.default_rng(2).normal(size=(90, 2)).cumsum(axis=0)
ROWS = [f"{k},{a:.4f},{b:.4f}" for k, (a, b) in enumerate(VALUES)]
CSV = "\n".join([",".join(f'"{marked(name)}"' for name in "tab"), *ROWS]).encode()


def texts_of(proto, path):
    """Every text in a message of the page, with where it stands."""
    for field, value in proto.ListFields():
        here = f"{path}.{field.name}"
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Proto):
                yield from texts_of(one, here)
            elif field.type == FieldDescriptor.TYPE_STRING:
                yield here, one


def nodes_of(block):
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from nodes_of(child)


def all_texts(app):
    nodes = [node for node in nodes_of(app._tree) if node.proto is not None]
    return [found for node in nodes for found in texts_of(node.proto, node.type)]


def read_as_markdown(app):
    """Where Markdown is read and a mark stands that is not text."""
    assert_calm(app)
    found = [(where, text) for where, text in all_texts(app) if READ.search(text)]
    shown = [(where, text) for where, text in found if not where.endswith(".id")]
    return [(where, text[:200]) for where, text in shown if where not in NOT_MARKDOWN]


def bring(app, name, data):
    return app.file_uploader(key="own_file").upload(name, data, "text/csv").run()


def test_names_of_a_file_on_every_page_before_and_after_training():
    app = bring(open_app(**SMALL), f"{marked('f')}.csv", CSV)
    assert app.session_state["own"].variables == (marked("a"), marked("b"))
    seen = 0
    for trained in (False, True):
        if trained:
            train(go(app, "training"))
        for page in PAGES:
            go(app, page)
            assert read_as_markdown(app) == [], page
            seen += sum("elsewhere" in text for _, text in all_texts(app))
    for tab in TABS:
        assert read_as_markdown(open_tab(go(app, "evaluation"), tab)) == [], tab
    app.segmented_control(key="variable").set_value(marked("b")).run()
    for tab in TABS:
        assert read_as_markdown(open_tab(app, tab)) == [], tab
    assert seen > 30  # they are shown, though


REFUSED = {
    "no table": b"%PDF-1.4\x00" * 9,
    "no numbers": f'"{marked("a")}"\nx\ny\nz\n'.encode(),
    "words among numbers": "\n".join([f'"{marked("a")}"', *["1", marked("w")] * 40]).encode(),
    "one row": f'"{marked("a")}"\n1\n'.encode(),
    "odd times": "\n".join(
        [f'"{marked("t")}","{marked("a")}"', *(f"{marked('w')},{k}" for k in range(60))]
    ).encode(),
    "series below each other": "\n".join(
        ["unique_id,ds,y", *(f'"{marked(n)}",{k},{k * k % 7}' for n in "ab" for k in range(60))]
    ).encode(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_said_of_a_file(name):
    app = bring(open_app(**SMALL), f"{marked('f')}.csv", REFUSED[name])
    for page in ("data_generation", "training"):
        assert read_as_markdown(go(app, page)) == []


@pytest.mark.parametrize("value", [MARK, f"{MARK} 1", "nan", "x" * 999])
def test_what_a_link_says(value):
    app = open_app(**dict.fromkeys([*ON_PAGES, "recipe", value], value))
    assert read_as_markdown(app) == []
    assert len(app.warning) > 20
    assert "which no setting is called; it changes nothing." in texts(app.warning)[-1]
    assert value[:30] in texts(app.warning)[0]


@cache
def saved(with_series):
    names = (marked("a"), marked("b"))
    series = Series(marked("s"), np.arange(90), VALUES, None, names, marked("t"))
    training = TrainingConfig(hidden_size=3, epochs=2)
    made = compare(Experiment(series, 8, 4, seeds=(0, 1), training=training), "cpu")
    parts = parts_of(save(made, with_series))
    manifest = json.loads(parts["manifest.json"])
    manifest["device"] = {"kind": "cpu", "name": MARK}
    return signed(parts | {"manifest.json": json.dumps(manifest).encode()})


def altered(name, **changes):
    parts = parts_of(saved(True))
    values = json.loads(parts[name]) | changes
    return signed(parts | {name: json.dumps(values).encode()})


@pytest.mark.parametrize("with_series", [True, False])
def test_what_a_saved_comparison_calls_things(with_series):
    app = open_app("evaluation")
    app.file_uploader(key="upload").upload("c.zip", saved(with_series), "application/zip").run()
    for page in PAGES:
        assert read_as_markdown(go(app, page)) == []
    for tab in TABS:
        assert read_as_markdown(open_tab(go(app, "evaluation"), tab)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"cells": [MARK]},
        {MARK: 1},
        {"source": {"kind": MARK}},
        {"feedback": MARK},
        {"horizon": MARK},
    ],
)
def test_why_a_saved_comparison_is_refused(changes):
    app = open_app("evaluation")
    data = altered("experiment.json", **changes)
    app.file_uploader(key="upload").upload("c.zip", data, "application/zip").run()
    assert read_as_markdown(app) == []
    assert "elsewhere" in texts(app.error)[0]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sales", "sales"),
        ("1. sales", "1\\. sales"),
        ("- x", "\\- x"),
        ("-12.5", "\\-12.5"),
        ("12", "12"),
        ("a*b_c", "a\\*b\\_c"),
        ("http://x.y", f"http\\:{JOINER}//x.y"),
        ("WWW.x.y", f"WWW{JOINER}.x.y"),
        ("a@b.c", f"a@{JOINER}b.c"),
        ("a->b--c", f"a-{JOINER}\\>b-{JOINER}-c"),
        ("a\n\n# b", "a \\# b"),
    ],
)
def test_what_is_made_of_a_name(name, shown):
    assert plain(name) == shown
