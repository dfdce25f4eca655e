"""The first table: article 2's data and settings, three cells."""

import statistics
import time
from dataclasses import replace

import torch

from benchmarks import articles, ours
from benchmarks.machine_limit import LargeProduct, training_operations, useful_operations
from benchmarks.workload import Workload

Row = dict[str, object]

ROLLOUT_STEPS = 50


def against_the_articles(setting: Workload, repeats: int) -> list[Row]:
    """The articles' loop, 8 seeds and 1 seed of ours, and a large product, in turn."""
    one = replace(setting, seeds=1)
    sequences, product = ours.sequences_of(one), LargeProduct()
    seconds: dict[str, list[float]] = {"articles": [], "many": [], "one": []}
    rates = []
    ours.whole_run(replace(one, epochs=2))
    for _ in range(repeats):
        rates.append(product.rate())
        seconds["many"].append(_timed(lambda: ours.whole_run(setting)))
        seconds["one"].append(_timed(lambda: ours.whole_run(one)))
        seconds["articles"].append(_timed(lambda: _articles_run(one, sequences)))
    median = {name: statistics.median(times) for name, times in seconds.items()}
    rate = statistics.median(rates)
    return [
        _row(case, median["articles"] * case.seeds, median[name], rate)
        for case, name in ((setting, "many"), (one, "one"))
    ]


def _row(setting: Workload, articles_seconds: float, our_seconds: float, rate: float) -> Row:
    updates = setting.updates * setting.epochs * setting.seeds
    arithmetic = training_operations(setting) / our_seconds
    return {
        "seeds": setting.seeds,
        "articles, s": round(articles_seconds, 3),
        "ours, s": round(our_seconds, 3),
        "times faster": round(articles_seconds / our_seconds, 1),
        "articles, ms per update of 3 cells": round(1e3 * articles_seconds / updates, 4),
        "ours, ms per update of 3 cells": round(1e3 * our_seconds / updates, 4),
        "MFLOP per update": round(useful_operations(setting) / 1e6, 2),
        "useful GFLOP/s": round(arithmetic / 1e9, 1),
        "large product, GFLOP/s": round(rate / 1e9, 1),
        "share of it": round(arithmetic / rate, 3),
    }


def _articles_run(setting: Workload, sequences: torch.Tensor) -> None:
    for cell in setting.cells:
        articles.train(cell, setting, sequences, setting.epochs)


def each_cell(setting: Workload, repeats: int) -> list[Row]:
    """One cell at a time, 1 seed of the articles' loop against all seeds of ours."""
    rows: list[Row] = []
    sequences = ours.sequences_of(setting)
    for cell in setting.cells:
        case = replace(setting, cells=(cell,))
        theirs, own = [], []
        for _ in range(repeats):
            own.append(_timed(lambda case=case: ours.training(case, sequences)))
            theirs.append(
                _timed(lambda cell=cell: articles.train(cell, setting, sequences, setting.epochs))
            )
        updates = setting.updates * setting.epochs
        a = statistics.median(theirs) / updates
        b = statistics.median(own) / updates / setting.seeds
        rows.append(
            {
                "cell": cell,
                "articles, ms per update": round(1e3 * a, 4),
                "ours, ms per update and member": round(1e3 * b, 4),
                "times faster": round(a / b, 1),
            }
        )
    return rows


def rollouts(setting: Workload, repeats: int, sampled: int = 3) -> list[Row]:
    """All origins x all members, 50 steps, three cells; the articles' loop on a few origins."""
    models = ours.stacks(setting)
    windows = ours.sequences_of(setting)[:, :-1]
    contexts = windows[: max(1, setting.length - setting.window - ROLLOUT_STEPS + 1)]
    networks = [articles.Network(cell, setting) for cell in setting.cells]
    times: dict[str, list[float]] = {"window": [], "state": [], "articles": []}
    for _ in range(repeats):
        for feedback in ("window", "state"):
            times[feedback].append(
                _timed(lambda f=feedback: ours.rollouts(models, contexts, ROLLOUT_STEPS, f))
            )
        times["articles"].append(
            _timed(
                lambda: [
                    articles.forecast(network, context, ROLLOUT_STEPS)
                    for network in networks
                    for context in contexts[:sampled]
                ]
            )
        )
    median = {name: statistics.median(values) for name, values in times.items()}
    scale = len(contexts) * setting.seeds / min(sampled, len(contexts))
    return [
        {
            "feedback": feedback,
            "origins": len(contexts),
            "members": setting.seeds * len(setting.cells),
            "articles, s": round(median["articles"] * scale, 3),
            "ours, s": round(median[feedback], 5),
            "times faster": round(median["articles"] * scale / median[feedback], 1),
        }
        for feedback in ("window", "state")
    ]


def _timed(work) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
