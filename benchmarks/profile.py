"""Where the time of one update goes, part by part, on one core."""

import time
from typing import Any

import numba
import numpy as np

from benchmarks.headline import Row
from benchmarks.machine_limit import useful_operations
from benchmarks.workload import Workload
from forecasting.models import Architecture
from forecasting.models.kernels import equations, network, products, update_rules, workspace
from forecasting.models.kernels.layout import layout_of
from forecasting.models.kernels.plans import parts_of
from forecasting.models.kernels.views import view

PARTS = {
    "steps forward": "whole",
    "products with the hidden state": "part",
    "curves of the gates": "part",
    "steps backward": "whole",
    "products back to the state": "part",
    "gradients of the gates": "part",
    "gradients by the weights": "whole",
    "weights moved": "whole",
    "weights transposed": "whole",
}

_compiled = numba.njit(error_model="numpy", fastmath={"contract"})


@_compiled
def _work(part, times, net, weights, grads, held):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0913, PLR0917
    last, at = held.times - 1, net.from_hidden_at
    panels = view(weights.panels, workspace.panels_of(weights, 1))
    transposed = view(weights.transposed, workspace.transposed_of(weights, 1))
    grad = workspace.grads_of_states(net, held, 0)
    for _ in range(times):
        if part == 6:
            network.accumulate_weight_grads(net, grads, held, last)
        elif part == 7:
            update_rules.sgd(weights.panels, grads.panels, 0.0)
        elif part == 8:
            network.transpose_all(net, weights, 1)
        else:
            for t in range(held.times):
                gates = view(held.values, workspace.of_gates(net, held, 0, t))
                before = workspace.states(net, held, 0, t)
                after = workspace.states(net, held, 0, t + 1)
                if part == 0:
                    network.step_forward(net, weights, held, t, t if t > 0 else -1, t + 1)
                elif part == 1 and t > 0:
                    products.product(before[0], 0, net.hidden, panels, gates, at)
                elif part == 2:
                    equations.forward(net.cell, gates, before, after)
                elif part == 3:
                    network.step_backward(net, weights, held, t)
                elif part == 4 and t > 0:
                    products.product(gates, at, transposed.shape[1] - 1, transposed, grad[0], 0)
                elif part == 5:
                    equations.backward(net.cell, gates, before, after, grad)


def profile(setting: Workload, repeats: int) -> list[Row]:
    """Microseconds of each part of an update, and the rate of the arithmetic counted as useful."""
    rows: list[Row] = []
    for cell in setting.cells:
        micros = _of_cell(cell, setting, repeats)
        whole = sum(micros[part] for part, kind in PARTS.items() if kind == "whole")
        one = useful_operations(Workload(**{**setting.__dict__, "cells": (cell,)}))
        for part, kind in PARTS.items():
            name = part if kind == "whole" else f"  of these: {part}"
            share = round(micros[part] / whole, 3)
            rows.append({"cell": cell, "part": name, "µs": round(micros[part], 2), "share": share})
        rate = f"sum, {one / whole / 1e3:.1f} GFLOP/s"
        rows.append({"cell": cell, "part": rate, "µs": round(whole, 2), "share": 1.0})
    return rows


def _of_cell(cell: str, setting: Workload, repeats: int) -> dict[str, float]:
    layout = layout_of(Architecture(cell, setting.variables, setting.hidden), 4)
    net, (table, lie) = layout.network, layout.offsets
    panels = np.zeros(table[-1, 2], np.float32)
    panels[lie] = np.random.default_rng(0).uniform(-0.1, 0.1, len(lie))
    weights = workspace.Weights(table, panels, np.zeros(table[-1, 5], np.float32))
    grads = workspace.Weights(table, np.zeros_like(panels), weights.transposed)
    parts = parts_of(net, setting.window, setting.batch)
    values = np.zeros(parts.end, np.float32)
    held = workspace.Workspace(values, parts, setting.window, setting.batch)
    arguments = (net, weights, grads, held)
    return {
        part: _microseconds(number, arguments, held, repeats) for number, part in enumerate(PARTS)
    }


def _microseconds(part: int, arguments: tuple[Any, ...], held: Any, repeats: int) -> float:
    times, found, parts = 50, [], held.parts
    for _ in range(repeats + 1):
        # Numbers that stay numbers, and of the usual size.
        held.values[parts.gates : parts.grad_entry] = 0.1
        held.values[parts.grad_h : parts.grad_outputs] = 0.01
        start = time.perf_counter()
        _work(part, times, *arguments)
        found.append(time.perf_counter() - start)
    return min(found[1:]) / times * 1e6
