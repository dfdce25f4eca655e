"""The gradient of training windows in three ways: how far they differ, in angle and in length."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.inspection.subject import Subject
from forecasting.inspection.walk import Stack
from forecasting.later import Later
from forecasting.messages import Message, message
from forecasting.models.one_core import one_core
from forecasting.training import Unrolling, loss_of

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
else:
    torch = Later("torch")

MOST_WINDOWS = 8
"""Of the training part, evenly spread, of which the gradient is taken."""
MOST_TRUNCATIONS = 20
"""Of a long window, from one step to all of it."""
MOST_OPERATIONS = 2_000_000_000
"""That the curves of one cell may take; above it fewer windows and members are looked at."""
MOST_CARRIED = 2**22
"""Derivatives that are carried forward for one window; of a larger network they are not shown."""
MOST_CARRIED_OPERATIONS = 4_000_000_000
"""That carrying them may take; above it fewer windows are looked at, of which one must fit."""


@one_core()
def ways_table(subject: Subject, epoch: int, seeds: dict[str, int]) -> pd.DataFrame:
    """How far each way to the gradient is from backpropagation through the whole window.

    It is the gradient of the mean loss over some training windows, by all weights of one member of
    each cell, in double precision.

    Args:
        subject: The cells.
        epoch: After which their weights are looked at.
        seeds: The member of each cell.

    Returns:
        cell, seed, windows, way, length (its norm), largest_difference (of any weight's derivative
        from that of backpropagation), angle (to it, in degrees). A cell for which carrying
        derivatives forward would take too long has no row for that; one whose weights are no
        numbers has none.
    """
    rows: list[tuple[object, ...]] = []
    for cell, seed in seeds.items():
        if seed in subject.sound_seeds(cell, epoch):
            rows += _ways_of(subject, subject.members(cell, epoch).only((seed,)))
    names = ["cell", "seed", "windows", "way", "length", "largest_difference", "angle"]
    return pd.DataFrame(rows, columns=names)


def _ways_of(subject: Subject, stack: Stack) -> Iterator[tuple[object, ...]]:
    unrolling, window = subject.experiment.training.unrolling, subject.experiment.window_length
    windows = carried_windows(stack, window)
    sequences = _sequences(subject, stack, windows or MOST_WINDOWS)
    ensemble = ensemble_of(stack)
    usual = gradient_of(ensemble, sequences, "bptt", unrolling)
    unrollings = {
        "bptt": ("bptt", unrolling),
        "rtrl": ("rtrl", unrolling),
        "whole": ("truncated", replace(unrolling, truncation=window)),
        "truncated": ("truncated", unrolling),
    }
    for way, (gradient, own) in unrollings.items():
        if way != "rtrl" or windows:
            found = gradient_of(ensemble, sequences, gradient, own)
            (angle,), (length,) = angles_and_lengths(found, usual)
            norm, differs = float(usual.norm()), float((found - usual).abs().max())
            count = sequences.shape[1]
            yield stack.cell.name, stack.seeds[0], count, way, length * norm, differs, angle


def carried_windows(stack: Stack, window: int) -> int:
    """Of how many windows one can carry the derivatives forward while somebody waits."""
    a = stack.architecture
    states = len(stack.cell.states) * a.hidden_size
    carried = a.layers * states * stack.parameter_count
    one = 2 * window * states * carried
    if carried > MOST_CARRIED or one > MOST_CARRIED_OPERATIONS:
        return 0
    return min(MOST_WINDOWS, MOST_CARRIED_OPERATIONS // one)


def why_not_carried(subject: Subject, epoch: int, cell: str) -> Message | None:
    """Why nothing is carried forward for a cell, None if it is."""
    stack, window = subject.members(cell, epoch), subject.experiment.window_length
    if carried_windows(stack, window):
        return None
    return message(
        "{cell}: with a hidden size of {hidden} and windows of {window} values, to carry the "
        "derivatives forward (RTRL) would take too long. Train with a hidden size of 32 or less, "
        "and a shorter window.",
        cell=cell,
        hidden=stack.architecture.hidden_size,
        window=window,
    )


@one_core()
def truncation_table(subject: Subject, epoch: int) -> pd.DataFrame:
    """How the gradient of training windows changes as fewer steps of the way back are left.

    Returns:
        cell, seed, steps (of the truncated way back), angle (in degrees, to the whole gradient),
        share (its length as a share of that of the whole gradient).
    """
    window, unrolling = subject.experiment.window_length, subject.experiment.training.unrolling
    tables = []
    for cell in subject.experiment.cells:
        stack = subject.members(cell, epoch)
        members, windows = _effort(stack, window)
        some = stack.only(subject.sound_seeds(cell, epoch)[:members])
        if not some.seeds:
            continue
        ensemble, sequences = ensemble_of(some), _sequences(subject, some, windows)
        usual = gradient_of(ensemble, sequences, "bptt", unrolling)
        for steps in truncations(window):
            own = replace(unrolling, truncation=steps)
            found = gradient_of(ensemble, sequences, "truncated", own)
            angles, lengths = angles_and_lengths(found, usual)
            given = {"cell": cell, "seed": some.seeds, "steps": steps}
            tables.append(pd.DataFrame({**given, "angle": angles, "share": lengths}))
    columns = ["cell", "seed", "steps", "angle", "share"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def truncation_curves(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """The middle one of the seeds, the lowest and the highest, of "angle" or "share".

    Returns:
        curve (the cell), steps, `<value>_median`, `<value>_lowest`, `<value>_highest`.
    """
    groups = table.groupby(["cell", "steps"], sort=False)[value]
    found = groups.agg(["median", "min", "max"]).reset_index()
    names = [f"{value}_{name}" for name in ("median", "lowest", "highest")]
    return found.set_axis(["curve", "steps", *names], axis=1)


def truncations(window: int) -> list[int]:
    """Steps of the way back, from one to the whole window, closer together where they are few."""
    if window <= MOST_TRUNCATIONS:
        return [*range(1, window + 1)]
    spread = np.geomspace(1, window, MOST_TRUNCATIONS).round().astype(int)
    return [int(steps) for steps in np.unique(spread)]


def gradient_of(
    ensemble: Ensemble, sequences: Tensor, gradient: str, unrolling: Unrolling
) -> Tensor:
    """The gradient of the loss by all weights of each member (member, weight)."""
    weights = list(ensemble.parameters())
    losses = loss_of(gradient, unrolling)(ensemble, sequences)
    found = torch.autograd.grad(losses.sum(), weights)
    return torch.cat([one.flatten(1) for one in found], dim=1)


def angles_and_lengths(found: Tensor, usual: Tensor) -> tuple[list[float], list[float]]:
    """Of each member the angle between two gradients in degrees, and the ratio of their lengths.

    Args:
        found: (member, weight).
        usual: Likewise. Where it is zero there is no angle and no ratio: NaN.
    """
    one, other = found.norm(dim=1), usual.norm(dim=1)
    # By the half angle's sine and cosine, as an arccosine knows no angle below 1e-8.
    first, second = found / one.unsqueeze(1), usual / other.unsqueeze(1)
    half = torch.atan2((first - second).norm(dim=1), (first + second).norm(dim=1))
    return (half * (360 / math.pi)).tolist(), (one / other).tolist()


def ensemble_of(stack: Stack) -> Ensemble:
    """The same members as something that learns."""
    from forecasting.models import Ensemble  # noqa: PLC0415 - it needs torch

    ensemble = Ensemble(stack.architecture, stack.seeds).double()
    ensemble.load_state_dict(dict(stack.weights))
    return ensemble


def _effort(stack: Stack, window: int) -> tuple[int, int]:
    """Members and windows that can be looked at while somebody waits."""
    one = 6 * window * stack.parameter_count * len(truncations(window))
    members = max(1, min(len(stack.seeds), MOST_OPERATIONS // one))
    return members, max(1, min(MOST_WINDOWS, MOST_OPERATIONS // (one * members)))


def _sequences(subject: Subject, stack: Stack, windows: int) -> Tensor:
    """Training windows each with the value after it (member, window, time + 1, variable)."""
    parts = [subject.task_of(seed).training for seed in stack.seeds]
    whole = [np.concatenate([part.contexts, part.targets], axis=1) for part in parts]
    count = min(len(one) for one in whole)
    at = np.unique(np.linspace(0, count - 1, min(windows, count)).round().astype(int))
    return torch.tensor(np.stack([one[at] for one in whole]), dtype=torch.float64)
