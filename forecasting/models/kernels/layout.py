"""Where every weight of a member lies for the kernels, and how to get it there and back."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from forecasting.models.architecture import Architecture
from forecasting.models.kernels.plans import GRU, LSTM, PANEL_BYTES, RNN, Network


@dataclass(frozen=True)
class CellLayout:
    """How the blocks of a cell lie side by side; see `equations`.

    Attributes:
        code: Which cell, for the kernels.
        blocks: Blocks of columns in all.
        from_hidden_at: The block on which the product with the hidden state begins.
        from_input: Which block of PyTorch's input weights comes first, second, ...
        from_hidden: The same for the recurrent weights.
    """

    code: int
    blocks: int
    from_hidden_at: int
    from_input: tuple[int, ...]
    from_hidden: tuple[int, ...]


LAYOUTS = {
    "RNN": CellLayout(RNN, 1, 0, (0,), (0,)),
    "LSTM": CellLayout(LSTM, 5, 0, (0, 1, 2, 3), (0, 1, 2, 3)),
    "GRU": CellLayout(GRU, 4, 1, (2, 0, 1), (0, 1, 2)),
}


class WeightOffsets(NamedTuple):
    """Where a member's weights lie.

    Attributes:
        table: Of each matrix its panels, their rows, where they begin, and the same for it
            transposed; the last row says where the last matrix ends (matrix + 1, 6).
        weights: The offset of each weight, in the order of `Layout.names` (weight,).
    """

    table: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class WeightMatrix:
    """One matrix of weights and its bias.

    Attributes:
        weight: Name of the weights in an `Ensemble`.
        bias: Name of the bias.
        inputs: Rows of the panels, without the bias.
        true_inputs: Those of them that are not there to fill up.
        true_outputs: Columns of one block that are not there to fill up.
        order: Which block of PyTorch's comes first, second, ...
        block: Columns of one block.
    """

    weight: str
    bias: str
    inputs: int
    true_inputs: int
    true_outputs: int
    order: tuple[int, ...]
    block: int


@dataclass(frozen=True)
class Layout:
    """The offsets of all weights of one architecture, in one precision."""

    architecture: Architecture
    itemsize: int

    @property
    def width(self) -> int:
        """Columns of a panel."""
        return PANEL_BYTES // self.itemsize

    def _filled(self, size: int) -> int:
        return -(-size // self.width) * self.width

    @cached_property
    def network(self) -> Network:
        """The numbers for the kernels."""
        a, cell = self.architecture, LAYOUTS[self.architecture.cell]
        hidden = self._filled(a.hidden_size)
        return Network(
            cell=cell.code,
            variables=a.variables,
            filled=self._filled(a.variables),
            hidden=hidden,
            layers=a.layers,
            input_layer=int(a.input_layer),
            gates_row=cell.blocks * hidden + self.width,
            from_hidden_at=cell.from_hidden_at * hidden,
            matrices=int(a.input_layer) + 2 * a.layers + 1,
        )

    @cached_property
    def matrices(self) -> tuple[WeightMatrix, ...]:
        """Input layer if there is one, input and recurrent weights of each layer, head."""
        a, cell = self.architecture, LAYOUTS[self.architecture.cell]
        size, hidden, variables = a.hidden_size, self.network.hidden, a.variables
        found = []
        if a.input_layer:
            found.append(
                WeightMatrix("input_weight", "input_bias", variables, variables, size, (0,), hidden)
            )
        for layer, true in enumerate(a.cell_inputs):
            inputs = variables if layer == 0 and not a.input_layer else hidden
            for kind, order, into in (
                ("ih", cell.from_input, (inputs, true)),
                ("hh", cell.from_hidden, (hidden, size)),
            ):
                names = f"weight_{kind}_l{layer}", f"bias_{kind}_l{layer}"
                found.append(WeightMatrix(*names, *into, size, order, hidden))
        filled = self.network.filled
        found.append(
            WeightMatrix("head_weight", "head_bias", hidden, size, variables, (0,), filled)
        )
        return tuple(found)

    @cached_property
    def offsets(self) -> WeightOffsets:
        """Where the weights lie."""
        rows, at, back_at = [], 0, 0
        for m in self.matrices:
            outputs, inputs = len(m.order) * m.block, self._filled(m.inputs)
            panels, back_panels = outputs // self.width, inputs // self.width
            rows.append([panels, m.inputs + 1, at, back_panels, outputs + 1, back_at])
            at += panels * (m.inputs + 1) * self.width
            back_at += back_panels * (outputs + 1) * self.width
        starts = [row[2] for row in rows]
        weights = [
            self._offsets_of(m, start) for m, start in zip(self.matrices, starts, strict=True)
        ]
        table = np.array([*rows, [0, 0, at, 0, 0, back_at]], dtype=np.int64)
        return WeightOffsets(table, np.concatenate(weights))

    @property
    def names(self) -> list[str]:
        """The parameters of an `Ensemble` in the order of `offsets`."""
        return [name for m in self.matrices for name in (m.weight, m.bias)]

    def _offsets_of(self, m: WeightMatrix, at: int) -> np.ndarray:
        """Of the weights (outputs, inputs) row by row, then of the bias (outputs,)."""
        outputs = np.concatenate(
            [m.order.index(gate) * m.block + np.arange(m.true_outputs) for gate in sorted(m.order)]
        )
        panel, lane = outputs // self.width, outputs % self.width
        columns = at + panel * (m.inputs + 1) * self.width + lane
        weights = columns[:, None] + np.arange(m.true_inputs) * self.width
        return np.concatenate([weights.ravel(), columns + m.inputs * self.width])


@lru_cache(maxsize=64)
def layout_of(architecture: Architecture, itemsize: int) -> Layout:
    """The layout of an architecture in single (4) or double (8) precision."""
    return Layout(architecture, itemsize)
