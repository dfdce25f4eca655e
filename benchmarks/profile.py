"""Where the time of one update goes, part by part, on one core."""

import time
from typing import Any

import numba
import numpy as np

from benchmarks.headline import Row
from benchmarks.limits import useful_operations
from benchmarks.setting import Setting
from forecasting.models import Architecture
from forecasting.models.kernels import equations, network, products, update_rules
from forecasting.models.kernels import memory as places
from forecasting.models.kernels.layout import layout_of
from forecasting.models.kernels.plans import parts_of
from forecasting.models.kernels.views import view

PARTS = {
    "steps ahead": "whole",
    "products with the hidden state": "part",
    "curves of the gates": "part",
    "steps back": "whole",
    "products back to the state": "part",
    "slopes of the gates": "part",
    "slopes by the weights": "whole",
    "weights moved": "whole",
    "weights turned": "whole",
}

_compiled = numba.njit(error_model="numpy", fastmath={"contract"})


@_compiled
def _work(part, times, net, weights, slopes, memory):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0913, PLR0917
    last, at = memory.times - 1, net.from_hidden_at
    ahead = view(weights.ahead, places.panels_of(weights, 1))
    back = view(weights.back, places.turned_of(weights, 1))
    slope = places.slopes_of_states(net, memory, 0)
    for _ in range(times):
        if part == 6:
            network.blame_weights(net, slopes, memory, last)
        elif part == 7:
            update_rules.sgd(weights.ahead, slopes.ahead, 0.0)
        elif part == 8:
            network.turn_all(net, weights, 1)
        else:
            for t in range(memory.times):
                gates = view(memory.values, places.of_gates(net, memory, 0, t))
                before = places.states(net, memory, 0, t)
                after = places.states(net, memory, 0, t + 1)
                if part == 0:
                    network.step_ahead(net, weights, memory, t, t if t > 0 else -1, t + 1)
                elif part == 1 and t > 0:
                    products.product(before[0], 0, net.hidden, ahead, gates, at)
                elif part == 2:
                    equations.advance(net.cell, gates, before, after)
                elif part == 3:
                    network.step_back(net, weights, memory, t)
                elif part == 4 and t > 0:
                    products.product(gates, at, back.shape[1] - 1, back, slope[0], 0)
                elif part == 5:
                    equations.retreat(net.cell, gates, before, after, slope)


def profile(setting: Setting, repeats: int) -> list[Row]:
    """Microseconds of each part of an update, and the rate of the arithmetic counted as useful."""
    rows: list[Row] = []
    for cell in setting.cells:
        micros = _of_cell(cell, setting, repeats)
        whole = sum(micros[part] for part, kind in PARTS.items() if kind == "whole")
        one = useful_operations(Setting(**{**setting.__dict__, "cells": (cell,)}))
        for part, kind in PARTS.items():
            name = part if kind == "whole" else f"  of these: {part}"
            share = round(micros[part] / whole, 3)
            rows.append({"cell": cell, "part": name, "µs": round(micros[part], 2), "share": share})
        rate = f"sum, {one / whole / 1e3:.1f} GFLOP/s"
        rows.append({"cell": cell, "part": rate, "µs": round(whole, 2), "share": 1.0})
    return rows


def _of_cell(cell: str, setting: Setting, repeats: int) -> dict[str, float]:
    layout = layout_of(Architecture(cell, setting.variables, setting.hidden), 4)
    net, (table, lie) = layout.network, layout.places
    ahead = np.zeros(table[-1, 2], np.float32)
    ahead[lie] = np.random.default_rng(0).uniform(-0.1, 0.1, len(lie))
    weights = places.Weights(table, ahead, np.zeros(table[-1, 5], np.float32))
    slopes = places.Weights(table, np.zeros_like(ahead), weights.back)
    parts = parts_of(net, setting.window, setting.batch)
    values = np.zeros(parts.end, np.float32)
    held = places.Memory(values, parts, setting.window, setting.batch)
    arguments = (net, weights, slopes, held)
    return {
        part: _microseconds(number, arguments, held, repeats) for number, part in enumerate(PARTS)
    }


def _microseconds(part: int, arguments: tuple[Any, ...], memory: Any, repeats: int) -> float:
    times, found, parts = 50, [], memory.parts
    for _ in range(repeats + 1):
        # Numbers that stay numbers, and of the usual size.
        memory.values[parts.gates : parts.slope_entry] = 0.1
        memory.values[parts.slope_h : parts.slope_outputs] = 0.01
        start = time.perf_counter()
        _work(part, times, *arguments)
        found.append(time.perf_counter() - start)
    return min(found[1:]) / times * 1e6
