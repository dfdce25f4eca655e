"""One call of the kernels: arrays in, numbers out."""

import threading

import numpy as np

from forecasting.messages import bad_value, message
from forecasting.models.kernels.layout import Layout
from forecasting.models.kernels.machine import Work
from forecasting.models.kernels.plans import (
    ADAM_KEPT,
    ADAM_SQUARES_KEPT,
    Call,
    Plan,
    Step,
    rollout_numbers,
    training_numbers,
)

_NO_PLAN = Plan(0, 0, 0, 0)
_LARGEST_KEPT = 2**25
_here = threading.local()


class Caller:
    """Trains and rolls out members of one shape.

    Args:
        work: `entries.work` in the precision of the layout.
        layout: What a member looks like.

    Attributes:
        weights: Weights of a member.
    """

    def __init__(self, work: Work, layout: Layout) -> None:
        self._work, self._layout = work, layout
        table, weights = layout.offsets
        self._offsets = np.concatenate([table.ravel(), weights])
        self._ends = int(table[-1, 2]), int(table[-1, 5])
        self.weights = len(weights)

    @property
    def panels(self) -> int:
        """Numbers in a member's panels, and of its optimizer's mean grads."""
        return self._ends[0]

    def train(
        self,
        tasks: tuple[Plan, Step],
        sequences: np.ndarray,
        order: np.ndarray,
        member: tuple[np.ndarray, np.ndarray],
        updates: int,
    ) -> tuple[float, float, float]:
        """One member's epoch.

        Args:
            tasks: What is learned, and how the weights move.
            sequences: (window, time + 1, variable).
            order: The windows in the order in which they are met.
            member: Its weights (weight,), which are replaced, and its moments (2, offset).
            updates: Updates so far.

        Returns:
            The mean loss, the mean norm of the gradient, and how many updates were clipped.
        """
        (plan, step), (own, moments) = tasks, member
        windows, times, _ = sequences.shape
        call = Call(windows, times, 0, 0, len(own))
        space = _space(training_numbers(self._layout.network, self._ends, plan, times - 1), own)
        kept = ADAM_KEPT**updates, ADAM_SQUARES_KEPT**updates
        rates = np.array([*step, *kept, 0.0, 0.0, 0.0])
        self._call(call, plan, rates, order, (own, sequences, moments, own, space))
        loss, norm, clipped = rates[-3:].tolist()
        return loss, norm, clipped

    def roll_out(
        self,
        own: np.ndarray,
        carries_state: bool,
        contexts: np.ndarray,
        fed: np.ndarray,
        forecasts: np.ndarray,
    ) -> None:
        """One member's forecasts (window, step, variable), written.

        Args:
            own: Its weights (weight,).
            carries_state: Whether the state is carried on, or each step starts from zero.
            contexts: (window, time, variable).
            fed: What is fed back: the forecasts themselves, or as many true values.
            forecasts: Where to write.
        """
        windows, times, _ = contexts.shape
        call = Call(windows, times, forecasts.shape[1], int(carries_state), len(own))
        space = _space(rollout_numbers(self._layout.network, self._ends, call), own)
        data = (own, contexts, fed, forecasts, space)
        self._call(call, _NO_PLAN, np.zeros(7), self._offsets, data)

    def _call(
        self,
        call: Call,
        plan: Plan,
        rates: np.ndarray,
        order: np.ndarray,
        data: tuple[np.ndarray, ...],
    ) -> None:
        _check_kinds(order, data)
        request = np.array([*self._layout.network, *plan, *call], dtype=np.int64)
        arrays = (request, rates, self._offsets, order, *data)
        status = self._work(*[array.ctypes.data for array in arrays])
        if status:
            raise RuntimeError(message("The kernels gave {status}.", status=status))


def _check_kinds(order: np.ndarray, data: tuple[np.ndarray, ...]) -> None:
    """The kernels get addresses alone: of numbers of another size they would read past the end."""
    kind = data[0].dtype
    for array, wanted in ((order, np.dtype(np.int64)), *((array, kind) for array in data)):
        if array.dtype != wanted or not array.flags.c_contiguous:
            raise bad_value(
                "The weights are {kind} and something else is {other}: give windows and weights as "
                "one kind of number, in one piece (`.to(dtype).contiguous()`).",
                kind=kind,
                other=array.dtype,
            )


def _space(numbers: int, like: np.ndarray) -> np.ndarray:
    """Room that this thread keeps for its next call, if it is not too much; at a cache line."""
    needed = numbers * like.itemsize + 64
    space = getattr(_here, "space", None)
    if space is None or len(space) < needed:
        space = np.empty(needed, np.uint8)
        _here.space = space if needed <= _LARGEST_KEPT else None
    first = -space.ctypes.data % 64
    return space[first : first + numbers * like.itemsize].view(like.dtype)
