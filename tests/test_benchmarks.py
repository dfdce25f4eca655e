"""The benchmark is not timed here: it only has to run."""

import asyncio
import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import (
    adding,
    articles,
    calibration,
    coverage,
    power,
    rates,
    recipes_claims,
    stretches,
)
from benchmarks.__main__ import main
from benchmarks.client import Client
from benchmarks.machine_limit import useful_operations
from benchmarks.workload import Workload
from forecasting import RECIPES
from forecasting.data.dynamics import echo_lag


def test_quick_benchmark_prints_and_writes(tmp_path, capsys):
    main(["--quick", "--out", str(tmp_path)])
    printed = capsys.readouterr().out
    assert (tmp_path / "results.md").read_text(encoding="utf-8") in printed
    tables = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["tables"]
    assert len(tables) == 6
    assert all(tables.values())


def test_useful_operations_are_those_of_the_issue():
    millions = {c: useful_operations(Workload(cells=(c,))) / 1e6 for c in ("RNN", "LSTM", "GRU")}
    assert {cell: round(value, 1) for cell, value in millions.items()} == {
        "RNN": 2.0,
        "LSTM": 7.9,
        "GRU": 5.9,
    }


def test_the_articles_rollout_feeds_back_one_value_at_a_time():
    setting = Workload(hidden=4)
    network = articles.Network("RNN", setting)
    window = torch.randn(setting.window, 1)
    forecasts = torch.tensor(articles.forecast(network, window, 3))[:, None]
    assert torch.equal(forecasts[:1], network(window[None]))
    longer = torch.cat([window, forecasts])[2 : 2 + setting.window]
    torch.testing.assert_close(forecasts[2:], network(longer[None]))


def test_quick_calibration_counts_false_verdicts_and_power_in_parts(tmp_path, capsys):
    out = tmp_path / "calibration.json"
    for first in (0, 1):  # what is done later is added to what is there, or takes its place
        ends = [str(first), str(first + 2)]
        parts = ["--draws", *ends, "--power", *(ends if first else ["0", "0"])]
        calibration.main(["--quick", "--out", str(out), *parts])
    text = out.with_suffix(".md").read_text(encoding="utf-8")
    assert text in capsys.readouterr().out
    tables = json.loads(out.read_text(encoding="utf-8"))["tables"]
    identical, kinds, _, held, found = tables.values()
    cases = [(row["identical cells"], row["seeds"]) for row in identical]
    assert cases == list(itertools.product(("two", "three"), calibration.SEEDS))
    assert {row["comparisons"] for row in identical} == {3}
    assert len(kinds) == 3 * len(calibration.SEEDS)
    assert [row["members"] for row in held] == [*calibration.HELD]
    assert [row["seeds"] for row in found] == [*power.SEEDS] * 4
    assert {row["comparisons"] for row in found} == {2}
    assert {row["found"].split()[0] for row in found if row["seeds"] == 5} == {"0.0"}


def test_simulated_intervals_and_numbers_of_seeds(monkeypatch):
    monkeypatch.setattr(coverage, "COMPARISONS", 400)
    monkeypatch.setattr(coverage, "BOOTSTRAPPED", 100)
    monkeypatch.setattr(coverage, "RESAMPLES", 100)
    rows = coverage.intervals()
    assert len(rows) == len(coverage.ERRORS) * len(coverage.MEMBERS)
    shares = [float(row["of a cell"].split()[0]) for row in rows]
    assert 88 < min(shares) <= max(shares) < 99
    (first, *_) = coverage.seeds(1)
    assert 0 < first["a number is named"] <= first["nothing shown"] <= len(coverage.EFFECTS)


def test_simulated_stretches(monkeypatch):
    monkeypatch.setattr(stretches, "CELLS", {"two": ("A", "B")})
    monkeypatch.setattr(stretches, "STRETCHES", (1, 8))
    monkeypatch.setattr(stretches, "EFFECTS", (2.0,))
    one, eight = stretches.rows(30)
    share = {name: [float(row[name].split()[0]) for row in (one, eight)] for name in list(one)[3:]}
    assert share["of stretches in general"][0] == 0
    assert share["of stretches in general"][1] <= 20
    assert min(share["if stretches were taken for seeds"]) >= 20
    assert max(share["of these stretches"]) <= 10


def drawn_errors(generator, members, factor=1.0):
    """As of one cell; with a factor, those of its second half are that many times larger."""
    rmse = np.exp(0.2 * generator.standard_normal((members, rates.HORIZON)))
    rmse[members // 2 :] *= factor
    grid = itertools.product(["GRU"], range(members), ["Total"], range(1, rates.HORIZON + 1))
    table = pd.DataFrame(grid, columns=["cell", "seed", "variable", "steps_ahead"])
    return table.assign(rmse=rmse.ravel())


@pytest.mark.parametrize("seeds", [7, 10])
def test_a_planted_difference_is_always_found_and_none_seldom(seeds):
    generator = np.random.default_rng(0)
    asked = [
        {
            factor: calibration.shown(
                *calibration.named(drawn_errors(generator, 2 * seeds, factor), ("A", "B"), seeds)
            )
            for factor in (1.0, 5.0)
        }
        for _ in range(40)
    ]
    assert all(all(answers[5.0].values()) for answers in asked)
    for question in calibration.FALSE:
        assert 0 <= sum(answers[1.0][question] for answers in asked) / len(asked) <= 0.15


def test_twice_the_errors_are_always_found_the_right_way_at_10_seeds():
    generator = np.random.default_rng(0)
    for _ in range(20):
        errors = drawn_errors(generator, 10).assign(cell="A")
        both = pd.concat([errors, errors.assign(cell="B", rmse=2 * errors["rmse"])])
        found = power.found_in(rates.ask(both), "A")
        assert found == dict.fromkeys([*rates.QUESTIONS, "found"], True) | {"wrong way": False}
        assert power.found_in(rates.ask(both), "B")["wrong way"]


def test_parts_of_a_stack_pair_by_place_and_share_no_member():
    errors = drawn_errors(np.random.default_rng(0), 14).assign(seed=lambda t: 100 + 3 * t["seed"])
    groups = calibration.named(errors, ("A", "B"), 3)
    assert len(groups) == 2
    for parts in groups:
        assert parts.groupby("cell")["seed"].unique().map(list).to_dict() == {
            "A": [0, 1, 2],
            "B": [0, 1, 2],
        }
    used = pd.concat(groups)["rmse"].tolist()
    assert used == errors["rmse"][: 12 * rates.HORIZON].tolist()


def test_a_rate_of_false_verdicts_that_luck_does_not_explain_is_a_fault():
    table = pd.DataFrame({"identical cells": "two", "seeds": 10, "n": range(400)})
    counts = zip(calibration.FALSE, (20, 29, 31), strict=True)
    of = {name: table["n"] < count for name, count in counts}
    assert calibration.faults(table.assign(**of)) == ["('two', 10), anything at any step: 7.8 %"]
    assert rates.share(20, 400) == "5.0 (3.1 to 7.6)"


class Script:
    """Takes the place of a server: each request is answered by the next run."""

    def __init__(self, *answers):
        self.answers, self.asked, self.sent = [*answers], [], asyncio.Queue()

    async def send(self, payload):
        self.asked.append(BackMsg.FromString(payload).rerun_script)
        for message in self.answers.pop(0) if self.answers else ():
            self.sent.put_nowait(message.SerializeToString())

    async def __aiter__(self):
        while True:
            yield await self.sent.get()


def message(run, fragments=()):
    made = ForwardMsg()
    made.metadata.run.script_run_id = run
    made.metadata.run.fragment_ids.extend(fragments)
    return made


def run_of(name, *parts, fragments=()):
    """What a server sends for one run, from its beginning to its end."""
    begin, end = message(name, fragments), message(name, fragments)
    begin.new_session.config.max_cached_message_age = 1
    end.script_finished = (
        ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        if fragments
        else ForwardMsg.FINISHED_SUCCESSFULLY
    )
    return [begin, *parts, end]


def part(place, kind, **fields):
    made = ForwardMsg(hash=kind)
    made.metadata.delta_path.append(place)
    made.metadata.cacheable = kind == "markdown"
    element = getattr(made.delta.new_element, kind)
    for name, value in fields.items():
        getattr(element, name).extend(value) if isinstance(value, list) else setattr(
            element, name, value
        )
    return made


def named(place, what):
    made = ForwardMsg(ref_hash=what)
    made.metadata.delta_path.append(place)
    return made


def test_a_visitor_without_a_browser_sends_and_keeps_what_a_page_would():
    button = part(0, "button", id="$$ID-1-train_button")
    slider = part(1, "slider", id="$$ID-2-walk_9", default=[8.0], min=1, max=9, step=1)
    text, gone = part(2, "markdown", body="### Result"), part(3, "text", body="old")
    again = named(2, "markdown")
    script = Script(
        run_of("first", button, slider, text, gone),
        run_of("tick", fragments=["live"]) + run_of("second", button, slider, again),
        run_of("third", button, slider, again),
    )

    async def visit():
        client = Client(script, "epochs=3")
        await client.come("training")
        assert list(client.elements("text"))
        await client.press("train_button")
        await client.step("walk")
        client.leave()
        return client

    # In a thread: a browser test before this one may have left a loop running in the main one.
    with ThreadPoolExecutor(1) as pool:
        client = pool.submit(asyncio.run, visit()).result()
    first, second, third = script.asked
    assert (first.page_name, first.query_string) == ("training", "epochs=3")
    assert [state.trigger_value for state in second.widget_states.widgets] == [False, True]
    assert [*second.cached_message_hashes] == ["markdown"]
    assert third.widget_states.widgets[0].double_array_value.data == [9.0]
    assert [text.body for text in client.elements("markdown")] == ["### Result"]
    assert not list(client.elements("text"))
    assert client.answered == 1


def test_answering_one_in_the_adding_problem_has_an_error_of_a_sixth():
    count = 200_000
    for length in (2, 3, 10, 41):
        drawn = adding.problems(count, length, np.random.default_rng(length))
        numbers, marks = drawn[:, :-1, 0], drawn[:, :-1, 1]
        assert marks[:, : length // 2].sum(axis=1).tolist() == [1] * count
        assert marks.sum(axis=1).tolist() == [2] * count
        assert np.allclose((numbers * marks).sum(axis=1), drawn[:, -1, 0])
        squares = np.square(1 - drawn[:, -1, 0])
        found = adding.error_of(np.ones(count), drawn)
        assert abs(found - adding.ALWAYS_ONE) < 4 * squares.std() / np.sqrt(count)
        # Nobody who answers with one number for all does better.
        assert adding.error_of(np.full(count, 0.9), drawn) > found
        assert adding.error_of(np.full(count, 1.1), drawn) > found


def test_the_adding_problem_is_learnt_with_the_whole_gradient_and_not_with_a_short_one(capsys):
    training = replace(adding.TRAINING, epochs=15)
    whole = adding.learnt("GRU", 8, training, 2)
    cut = adding.learnt("GRU", 8, replace(training, gradient="truncated", truncation=1), 2)
    assert whole.max() < adding.ALWAYS_ONE / 3
    assert cut.min() > 2 * whole.max()
    adding.main(["--quick"])
    assert "| 4 | truncated | 1 |" in capsys.readouterr().out


def test_quick_claims_of_the_recipes_are_printed(capsys):
    recipes_claims.main(["--quick"])
    printed = capsys.readouterr().out
    for name in ("long_memory", "gates_win", "moving_lag"):
        assert f"| {name} | " in printed
    assert "Mackey-Glass, sMAPE of an LSTM of 50: median " in printed


@pytest.mark.parametrize("lag", recipes_claims.LAGS)
def test_the_lag_is_set_as_the_slider_sets_it(lag):
    source = recipes_claims.with_lag(RECIPES["moving_lag"].experiment, lag).source
    assert echo_lag(source.length, source.cycles) == lag
