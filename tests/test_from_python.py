"""What a person meets who writes Python: snippets that run, and messages that help."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from forecasting import audit, compare, findings, load, save

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_there_are_snippets():
    assert len(SNIPPETS) == 2


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.split("\n")[0])
def test_a_snippet_of_the_readme_runs_as_printed(snippet):
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout


def test_a_comparison_goes_to_a_file_and_back(tiny_comparison):
    opened = load(save(tiny_comparison))
    assert opened.errors.equals(tiny_comparison.errors)
    assert findings(opened) == findings(tiny_comparison)
    assert audit(opened) == audit(tiny_comparison)


A_COMPARISON = "give a Comparison, such as compare(Experiment())."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: compare(None),
            "experiment is None; give an Experiment, such as Experiment(cells=('RNN', 'LSTM')).",
        ),
        (lambda: findings(None), f"comparison is None; {A_COMPARISON}"),
        (lambda: audit("RNN"), f"comparison is 'RNN'; {A_COMPARISON}"),
        (lambda: save(["it"]), f"comparison is ['it']; {A_COMPARISON}"),
        (
            lambda: load("comparison.zip"),
            "data is 'comparison.zip'; give bytes, such as Path('comparison.zip').read_bytes().",
        ),
    ],
)
def test_what_is_something_else_is_refused_with_the_value_and_the_remedy(call, message):
    with pytest.raises(ValueError, match="; give") as caught:
        call()
    assert str(caught.value) == message


def test_a_long_value_is_cut(tiny):
    with pytest.raises(ValueError, match=r"comparison is Experiment\(.{69}…; give a Comparison"):
        audit(tiny)
