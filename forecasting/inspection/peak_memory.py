"""How much memory the tensors take that are alive at the same time, at the most."""

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class PeakMemory(TorchDispatchMode):
    """While it is entered, it notes what the operations of this thread allocate.

    What was there before is not counted, nor what an operation needs for itself only.

    Attributes:
        now: Bytes of the tensors alive.
        peak: The most that there were.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.now = self.peak = 0
        self._known: set[int] = set()

    def __torch_dispatch__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Do it, and note what came of it."""
        given = {one.untyped_storage()._cdata for one in tree_leaves(args) if _is_plain(one)}
        result = func(*args, **(kwargs or {}))
        for one in tree_leaves(result):
            if _is_plain(one) and one.untyped_storage()._cdata not in given:
                self._note(one)
        return result

    def _note(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        if storage._cdata not in self._known:
            self._known.add(storage._cdata)
            self.now += storage.nbytes()
            self.peak = max(self.peak, self.now)
            weakref.finalize(storage, self._forget, storage._cdata, storage.nbytes())

    def _forget(self, storage: int, size: int) -> None:
        self._known.discard(storage)
        self.now -= size


def _is_plain(one: object) -> bool:
    return isinstance(one, Tensor) and one.device.type != "meta"
