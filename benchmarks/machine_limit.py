"""What the arithmetic of a training would cost at the speed of a large matrix product."""

import time

import torch

from benchmarks.workload import Workload

GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}


def useful_operations(setting: Workload) -> float:
    """Operations of one member of each cell in one update of a full minibatch.

    Counted are the products of the hidden state with the recurrent weights alone: forward, back
    to the state, back to the weights; 2 operations for each of batch x hidden x gates x hidden,
    in each time step and layer. Inputs, head, gates' curves and optimizer come on top, uncounted.
    """
    gates = sum(GATES[cell] for cell in setting.cells)
    one_product = 2 * setting.batch * setting.hidden * gates * setting.hidden
    return 3.0 * one_product * setting.window * setting.layers


def training_operations(setting: Workload) -> float:
    """Operations of a whole training: all seeds, all epochs, smaller last minibatches."""
    full = useful_operations(setting) / setting.batch * setting.windows
    return full * setting.seeds * setting.epochs


class LargeProduct:
    """A product of two square matrices on all cores, timed many times.

    Attributes:
        size: Rows of the matrices.
        operations: Of one product.
    """

    def __init__(self, size: int = 1024) -> None:
        self.operations = 2.0 * size**3
        self._a, self._b = torch.rand(size, size), torch.rand(size, size)

    def rate(self, repeats: int = 5) -> float:
        """Operations per second, the best of a few: it is the limit that is looked for."""
        seconds = []
        for _ in range(repeats):
            start = time.perf_counter()
            torch.mm(self._a, self._b)
            seconds.append(time.perf_counter() - start)
        return self.operations / min(seconds)
