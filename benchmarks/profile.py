"""Where the time of one update goes, part by part, on one core."""

import time
from typing import Any

import numba
import numpy as np

from benchmarks.headline import Row
from benchmarks.limits import useful_operations
from benchmarks.setting import Setting
from forecasting.models import Architecture
from forecasting.models.kernels import equations, network, optimizers, products
from forecasting.models.kernels.epoch import unpack
from forecasting.models.kernels.layout import layout_of

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
def _work(part, times, net, weights, slopes, memory, steps):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0913, PLR0917
    first = network.FIRST
    gates, h, c = memory.gates[0], memory.h[0], memory.c[0]
    for _ in range(times):
        if part == 6:
            network.blame_weights(net, slopes, memory, steps - 1)
        elif part == 7:
            optimizers.sgd(weights.ahead, slopes.ahead, 0.0)
        elif part == 8:
            network.turn_all(weights, first + 1)
        else:
            for t in range(steps):
                c_before, c_after = (c[t], c[t + 1]) if len(c) > 1 else (c[0], c[0])
                before, after = (h[t], c_before), (h[t + 1], c_after)
                if part == 0:
                    network.step_ahead(net, weights, memory, t, (t if t > 0 else -1, t + 1))
                elif part == 1 and t > 0:
                    panels = network.ahead(weights, first + 1)
                    products.product(h[t], first, net.hidden, panels, gates[t], net.from_hidden_at)
                elif part == 2:
                    equations.advance(net.cell, gates[t], before, after)
                elif part == 3:
                    network.step_back(net, weights, memory, t)
                elif part == 4 and t > 0:
                    panels = network.back(weights, first + 1)
                    depth = panels.shape[1] - 1
                    products.product(
                        gates[t], net.from_hidden_at, depth, panels, memory.slope_h[0], first
                    )
                elif part == 5:
                    slope = (memory.slope_h[0], memory.slope_c[0])
                    equations.retreat(net.cell, gates[t], before, after, slope)


@_compiled
def _prepare(net, places, own, steps, rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    weights = unpack(places, own)
    network.turn_all(weights, network.FIRST)
    slopes = network.Weights(places.table, np.zeros_like(weights.ahead), weights.back)
    return weights, slopes, network.make_memory(net, steps, rows, own)


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
    net, places = layout.network, layout.places
    own = np.random.default_rng(0).uniform(-0.1, 0.1, len(places.weights)).astype(np.float32)
    weights, slopes, memory = _prepare(net, places, own, setting.window, setting.batch)
    arguments = (net, weights, slopes, memory, setting.window)
    return {
        part: _microseconds(number, arguments, memory, repeats) for number, part in enumerate(PARTS)
    }


def _microseconds(part: int, arguments: tuple[Any, ...], memory: Any, repeats: int) -> float:
    times, found = 50, []
    for _ in range(repeats + 1):
        memory.gates.fill(0.1)  # numbers that stay numbers, and of the usual size
        memory.slope_h.fill(0.01)
        memory.slope_c.fill(0.01)
        start = time.perf_counter()
        _work(part, times, *arguments)
        found.append(time.perf_counter() - start)
    return min(found[1:]) / times * 1e6
