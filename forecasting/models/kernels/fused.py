"""An `Ensemble` trained and rolled out by the kernels.

The parameters of the ensemble stay the truth: each call reads them and leaves the new ones there.
"""

import math
from collections.abc import Callable, Collection
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.optim import Optimizer

from forecasting.models.ensemble import Ensemble
from forecasting.models.kernels.calls import Caller
from forecasting.models.kernels.layout import Layout, layout_of
from forecasting.models.kernels.machine import kernels
from forecasting.models.kernels.plans import ROLLED_ROWS, Plan, Step
from forecasting.threads import run_jobs

KEPT_BY_TORCH = (("momentum_buffer", "exp_avg"), ("exp_avg_sq",))
"""What its optimizers call the first and the second row of our moments."""


class FusedEpochs:
    """Trains one stack, an epoch at a time, by the kernels: a `StackEpochs`.

    Args:
        ensemble: The stack, on the CPU.
        sequences: Windows each with the value after it (window, time + 1, variable); with a
            leading axis member if each has windows of its own.
        plan: What is learned.
        step: How the weights move.

    Attributes:
        gradients: Of each member's latest epoch the mean norm of its gradient, and how many of its
            updates were clipped (2, member).
    """

    optimizer = None
    """The kernels keep its rows themselves."""

    failure = None
    """Nothing of what they were compiled for can fail."""

    def __init__(self, ensemble: Ensemble, sequences: Tensor, plan: Plan, step: Step) -> None:
        self._sequences = _for_each_member(sequences, len(ensemble.seeds))
        self._tasks, self._caller = (plan, step), _caller(ensemble)
        members, dtype = len(ensemble.seeds), self._sequences[0].dtype
        self.gradients = np.full((2, members), np.nan)
        self._moments = np.zeros((members, 2, self._caller.panels), dtype)
        self._layout = _layout(ensemble)
        self._stack = _Stack(ensemble, self._layout)

    def take_over(self, ensemble: Ensemble, optimizer: Optimizer) -> None:
        """Go on where PyTorch's optimizer of the same kind has come to."""
        offsets = self._layout.offsets.weights
        for row, names in enumerate(KEPT_BY_TORCH):
            found = [optimizer.state[getattr(ensemble, name)] for name in self._layout.names]
            kept = [state[name].flatten(1) for state in found for name in names if name in state]
            if kept:
                self._moments[:, row, offsets] = torch.cat(kept, dim=1).numpy()

    def jobs(
        self, order: Tensor, updates: int, resting: Collection[int] = ()
    ) -> list[Callable[[], list[float]]]:
        """One epoch of each member; each job gives the member's mean loss."""
        members = zip(self._stack.members(), order.numpy(), strict=True)
        return [
            partial(list, [math.nan])
            if index in resting
            else partial(self._epoch, index, weights, own, updates)
            for index, (weights, own) in enumerate(members)
        ]

    def _epoch(
        self, index: int, weights: list[np.ndarray], order: np.ndarray, updates: int
    ) -> list[float]:
        own = np.concatenate(weights)
        sequences, member = self._sequences[index], (own, self._moments[index])
        loss, *gradient = self._caller.train(self._tasks, sequences, order, member, updates)
        self.gradients[:, index] = gradient
        at = 0
        for part in weights:
            part[:] = own[at : at + len(part)]
            at += len(part)
        return [loss]


def fused_rollout(
    ensemble: Ensemble,
    contexts: Tensor,
    horizon: int,
    carries_state: bool,
    observed: Tensor | None = None,
) -> Tensor:
    """Recursive forecasts (member, window, step, variable).

    Args:
        ensemble: Members that forecast, on the CPU.
        contexts: (window, time, variable), or (member, window, time, variable).
        horizon: Steps ahead.
        carries_state: Whether the state is carried on, or each step starts from zero.
        observed: True values (window, step, variable) to feed back in place of forecasts.
    """
    caller, (windows, _, variables) = _caller(ensemble), contexts.shape[-3:]
    result = contexts.new_empty((len(ensemble.seeds), windows, horizon, variables))
    seen = _for_each_member(contexts, len(ensemble.seeds))
    fed = None if observed is None else np.ascontiguousarray(observed.numpy())
    jobs: list[Callable[[], None]] = []
    costs: list[float] = []
    members = _Stack(ensemble, _layout(ensemble)).members()
    for weights, own_seen, forecasts in zip(members, seen, result.numpy(), strict=True):
        own = np.concatenate(weights)
        for strip in _strips(windows):
            known = forecasts[strip] if fed is None else fed[strip]
            values = (own_seen[strip], known, forecasts[strip])
            costs.append(len(values[0]))
            jobs.append(partial(caller.roll_out, own, carries_state, *values))
    run_jobs(jobs, costs)
    return result


def _for_each_member(values: Tensor, members: int) -> list[np.ndarray]:
    """What each member sees: the same array for all, or one each."""
    array = np.ascontiguousarray(values.numpy())
    return [array] * members if values.dim() == 3 else list(array)


def _strips(windows: int) -> list[slice]:
    return [slice(at, at + ROLLED_ROWS) for at in range(0, windows, ROLLED_ROWS)]


def _caller(ensemble: Ensemble) -> Caller:
    precision = str(next(ensemble.parameters()).dtype).removeprefix("torch.")
    return Caller(kernels(precision).work(), _layout(ensemble))


def _layout(ensemble: Ensemble) -> Layout:
    return layout_of(ensemble.architecture, next(ensemble.parameters()).element_size())


class _Stack:
    """The parameters of an ensemble as NumPy sees them, in the same workspace."""

    def __init__(self, ensemble: Ensemble, layout: Layout) -> None:
        self._parameters = [getattr(ensemble, name) for name in layout.names]
        self._seen: list[int] = []
        self._members: list[list[np.ndarray]] = []

    def members(self) -> list[list[np.ndarray]]:
        """Each member's parameters (weight,)."""
        where = [p.data_ptr() for p in self._parameters]
        if where != self._seen:  # someone may have moved them
            flat = [p.detach().view(len(p), -1).numpy() for p in self._parameters]
            self._members = [list(member) for member in zip(*flat, strict=True)]
            self._seen = where
        return self._members
