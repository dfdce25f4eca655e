"""An update recorded once as a CUDA graph and then replayed.

A small network on a GPU is bound by launches: an update is many hundred operations of a few
microseconds each, and the interpreter takes longer to start one than the GPU to do it. A graph
starts all of them at once.

**Unmeasured**: no GPU was at hand when this was written. All but the calls of CUDA, which are in
`CudaRecorder`, is tested on the CPU; the tests marked gpu check the rest where there is one.

Source:
    CUDA semantics, section "Whole-network capture", docs.pytorch.org/docs/stable/notes/cuda.html
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from forecasting.later import Later
from forecasting.messages import Message, phrase

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.optim import Optimizer
else:
    torch = Later("torch")


REHEARSALS = 3
"""Times that work is done before it is recorded, so that libraries have set themselves up."""

_ONE_RECORDING = threading.Lock()
"""PyTorch allows one capture at a time in a process."""

logger = logging.getLogger(__name__)

Work = Callable[[], None]


class Recorder(Protocol):
    """What records work on a device."""

    def rehearse(self, work: Work) -> None:
        """Do the work as it will be recorded, without recording it."""

    def record(self, work: Work) -> Work:
        """Record the work without doing it; returns what does it."""


class CudaRecorder:
    """Records CUDA graphs, each with a private pool of memory.

    Rehearsals and recordings share one side stream, as a capture must not happen on the default
    stream and libraries set themselves up per stream.
    """

    def __init__(self) -> None:
        self._side = torch.cuda.Stream()

    def rehearse(self, work: Work) -> None:
        """Do the work on the side stream; the current one waits for it."""
        current = torch.cuda.current_stream()
        self._side.wait_stream(current)
        with torch.cuda.stream(self._side):
            work()
        current.wait_stream(self._side)

    def record(self, work: Work) -> Work:
        """Capture the work; the graph is replayed on the stream that is current then."""
        graph = torch.cuda.CUDAGraph()
        # The outer stream context restores the stream where a failed capture would not.
        # Other threads may go on with their own work on the GPU meanwhile: "thread_local".
        with (
            _ONE_RECORDING,
            torch.cuda.stream(self._side),
            torch.cuda.graph(graph, stream=self._side, capture_error_mode="thread_local"),
        ):
            work()
        return graph.replay


@dataclass(frozen=True, eq=False)
class _Tape:
    """A recording, and the buffer that it reads the minibatch from."""

    batch: Tensor
    replay: Work


class Replayed:
    """An update that is recorded once for each size of minibatch, then replayed.

    The first few updates of each size are the rehearsals: they train like all others. Where the
    recording fails, the updates go on one operation after another. Between the calls the weights
    may change, but not move to other memory.

    Args:
        update: (batch (member, batch), totals (member,)) -> None; it must not look at any value.
        recorder: What records it.

    Attributes:
        failure: Why it could not be recorded, None if it could so far.
    """

    def __init__(self, update: Callable[[Tensor, Tensor], None], recorder: Recorder) -> None:
        self._update, self._recorder = update, recorder
        self._rehearsals: Counter[int] = Counter()
        self._tapes: dict[int, _Tape] = {}
        self.failure: Message | None = None

    def __call__(self, batch: Tensor, totals: Tensor) -> None:
        """Do the update; `totals` has to be the same tensor every time."""
        size = batch.shape[1]
        if self._rehearsals[size] < REHEARSALS:
            self._rehearsals[size] += 1
            self._rehearse(partial(self._update, batch, totals))
            return
        if size not in self._tapes and self.failure is None:
            self._record(batch, totals)
        if size not in self._tapes:
            self._update(batch, totals)
            return
        tape = self._tapes[size]
        tape.batch.copy_(batch)
        tape.replay()

    def _rehearse(self, work: Work) -> None:
        with warnings.catch_warnings():
            # It is right that a rehearsal is not captured.
            warnings.filterwarnings("ignore", message=r"[\s\S]*capturable=True")
            self._recorder.rehearse(work)

    def _record(self, batch: Tensor, totals: Tensor) -> None:
        buffer = batch.clone(memory_format=torch.contiguous_format)
        try:
            replay = self._recorder.record(partial(self._update, buffer, totals))
        except RuntimeError as error:  # what PyTorch raises for all that CUDA refuses
            self.failure = phrase(
                "the update could not be recorded ({error})", error=_first_line(error)
            )
            logger.warning("No CUDA graph: %s; going on without.", self.failure)
        else:
            self._tapes[batch.shape[1]] = _Tape(buffer, replay)


def make_capturable(optimizer: Optimizer) -> None:
    """Have an optimizer that counts its steps do so on the device, before its first step."""
    for group in optimizer.param_groups:
        if "capturable" in group:
            group["capturable"] = True


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
