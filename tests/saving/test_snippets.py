import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import (
    RECIPES,
    Experiment,
    SampleSeries,
    SyntheticSeries,
    TrainingConfig,
    compare,
)
from forecasting.saving import member_file, member_name, member_snippet, rerun_snippet
from tests.saving.cases import trained

MEMBERS = [
    (name, cell) for name in ("tiny", "deep", "real", "changed") for cell in trained(name).models
]


@pytest.mark.parametrize(("name", "cell"), MEMBERS)
def test_a_member_forecasts_the_same_without_us(name, cell, tmp_path, monkeypatch, capsys):
    comparison = trained(name)
    seed = comparison.experiment.seeds[-1]
    (tmp_path / member_name(cell, seed)).write_bytes(member_file(comparison, cell, seed))
    monkeypatch.chdir(tmp_path)
    exec(member_snippet(comparison, cell, seed), {})
    printed = [[float(x) for x in row.split()] for row in capsys.readouterr().out.splitlines()]
    rows = comparison.future.query("cell == @cell and seed == @seed")
    variables = list(comparison.task.series.variables)
    wanted = rows.pivot_table("forecast", "steps_ahead", "variable", observed=True)[variables]
    assert [row[0] for row in printed] == list(wanted.index)
    np.testing.assert_allclose([row[1:] for row in printed], wanted, rtol=1e-5, atol=1e-5)


def test_a_member_needs_nothing_of_ours(tmp_path):
    comparison = trained("tiny")
    snippet = member_snippet(comparison, "LSTM", 0)
    assert "forecasting" not in snippet
    assert len(snippet.splitlines()) < 50
    (tmp_path / member_name("LSTM", 0)).write_bytes(member_file(comparison, "LSTM", 0))
    (tmp_path / "forecast.py").write_text(snippet)
    command = [sys.executable, "-W", "error", "forecast.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 5


def test_who_is_not_there_is_refused():
    with pytest.raises(ValueError, match="cell is 'CNN'"):
        member_snippet(trained("tiny"), "CNN", 0)
    with pytest.raises(ValueError, match="seed 1"):
        member_snippet(trained("tiny"), "RNN", 1)


def test_running_it_again_gives_the_same(capsys):
    comparison = trained("tiny")
    names = {}
    exec(rerun_snippet(comparison.experiment).replace("(experiment)", '(experiment, "cpu")'), names)
    assert names["comparison"].errors.equals(comparison.errors)
    assert "rmse" in capsys.readouterr().out


def test_it_runs_from_the_folder_of_the_project():
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", rerun_snippet(trained("one").experiment)],
        cwd=root,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        check=True,
    )


def read(snippet):
    """The experiment of a snippet, without running it."""
    names = {}
    exec(snippet.split("comparison =")[0], names)
    return names["experiment"]


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_come_back(name):
    assert read(rerun_snippet(RECIPES[name].experiment)) == RECIPES[name].experiment


@given(
    source=st.builds(
        SyntheticSeries,
        signal=st.sampled_from(["sine", "sine_cosine"]),
        length=st.just(200),
        cycles=st.floats(1, 50),
        noise_std=st.floats(0, 1e6),
        seed=st.integers(0, 2**70),
    )
    | st.just(SampleSeries("sunspots")),
    seeds=st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=9, unique=True),
    training=st.builds(
        TrainingConfig, learning_rate=st.floats(1e-6, 10), clip_norm=st.none() | st.floats(0.1, 9)
    ),
)
def test_every_experiment_comes_back(source, seeds, training):
    experiment = Experiment(source, seeds=tuple(seeds), training=training)
    assert read(rerun_snippet(experiment)) == experiment


def test_many_seeds_stay_short():
    experiment = replace(Experiment(), seeds=tuple(range(64)))
    assert "seeds=tuple(range(64))," in rerun_snippet(experiment)


def test_a_cell_that_torch_lacks_brings_its_own_code(tmp_path, monkeypatch, capsys):
    x = Experiment(
        SyntheticSeries(length=60),
        window_length=8,
        horizon=5,
        cells=("Peephole-LSTM",),
        seeds=(2,),
        training=TrainingConfig(hidden_size=4, epochs=2, layers=2),
    )
    comparison = compare(x, "cpu")
    cell = "Peephole-LSTM"
    (tmp_path / member_name(cell, 2)).write_bytes(member_file(comparison, cell, 2))
    monkeypatch.chdir(tmp_path)
    snippet = member_snippet(comparison, cell, 2)
    assert "forecasting" not in snippet
    exec(snippet, {})
    printed = [float(row.split()[1]) for row in capsys.readouterr().out.splitlines()]
    wanted = comparison.future.sort_values("steps_ahead")["forecast"]
    np.testing.assert_allclose(printed, wanted, rtol=1e-5, atol=1e-5)
