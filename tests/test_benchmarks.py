"""The benchmark is not timed here: it only has to run."""

import json

import torch

from benchmarks import articles
from benchmarks.__main__ import main
from benchmarks.limits import useful_operations
from benchmarks.setting import Setting


def test_quick_benchmark_prints_and_writes(tmp_path, capsys):
    main(["--quick", "--out", str(tmp_path)])
    printed = capsys.readouterr().out
    assert (tmp_path / "results.md").read_text(encoding="utf-8") in printed
    tables = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["tables"]
    assert len(tables) == 6
    assert all(tables.values())


def test_useful_operations_are_those_of_the_issue():
    millions = {c: useful_operations(Setting(cells=(c,))) / 1e6 for c in ("RNN", "LSTM", "GRU")}
    assert {cell: round(value, 1) for cell, value in millions.items()} == {
        "RNN": 2.0,
        "LSTM": 7.9,
        "GRU": 5.9,
    }


def test_the_articles_rollout_feeds_back_one_value_at_a_time():
    setting = Setting(hidden=4)
    network = articles.Network("RNN", setting)
    window = torch.randn(setting.window, 1)
    forecasts = articles.forecast(network, window, 3)
    assert torch.equal(forecasts[:1], network(window[None]))
    longer = torch.cat([window, forecasts])[2 : 2 + setting.window]
    torch.testing.assert_close(forecasts[2:], network(longer[None]))
