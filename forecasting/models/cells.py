"""The equations of the recurrent cells, for a stack of members at once.

A cell holds its equations only. What the cells share (weights, layers, the walk through time) is
in `ensemble`. A new cell is one more entry in `CELLS`.

Every array leads with the axis `member`; the gates of a cell lie side by side on the last axis,
in PyTorch's order, so that weights move between this package and `torch.nn` unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting.later import Later

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn
else:
    torch = Later("torch")


State = tuple["Tensor", ...]
"""What a layer carries from one time step to the next, each (member, batch, hidden); h first."""


def rnn_step(from_input: Tensor, from_hidden: Tensor, _state: State) -> State:
    """Elman's network: h' = tanh(W x + b + U h + c)."""
    return ((from_input + from_hidden).tanh(),)


def lstm_step(from_input: Tensor, from_hidden: Tensor, state: State) -> State:
    """Input, forget and output gate around a memory cell c, no peepholes."""
    i, f, g, o = (from_input + from_hidden).chunk(4, dim=-1)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def gru_step(from_input: Tensor, from_hidden: Tensor, state: State) -> State:
    """Reset gate r applied after the product with U, update gate z keeps the old state."""
    hidden = state[0].shape[-1]
    gates_in, new_in = from_input.split([2 * hidden, hidden], dim=-1)
    gates_hidden, new_hidden = from_hidden.split([2 * hidden, hidden], dim=-1)
    r, z = (gates_in + gates_hidden).sigmoid().chunk(2, dim=-1)
    n = (new_in + r * new_hidden).tanh()
    return (n + z * (state[0] - n),)


@dataclass(frozen=True)
class Cell:
    """One kind of recurrent cell.

    Attributes:
        name: What people call it, and its key in `CELLS`.
        title: Its name in full.
        gates: Blocks of `hidden` rows in its weights.
        states: Arrays it carries through time (the LSTM also carries its memory cell).
        step: (input part, hidden part, state) -> next state; the parts are (member, batch,
            gates * hidden) and already hold the products with the weights and the biases.
        module_name: The class of `torch.nn` with the same equations.
        forget_gate: Index of the gate that keeps the memory, if the cell has one.
        source: Where the equations come from.
    """

    name: str
    title: str
    gates: int
    states: int
    step: Callable[[Tensor, Tensor, State], State]
    module_name: str
    forget_gate: int | None
    source: str

    @property
    def module(self) -> Callable[..., nn.RNNBase]:
        """The class of `torch.nn` with the same equations."""
        return getattr(torch.nn, self.module_name)


CELLS: dict[str, Cell] = {
    cell.name: cell
    for cell in (
        Cell(
            name="RNN",
            title="vanilla recurrent network",
            gates=1,
            states=1,
            step=rnn_step,
            module_name="RNN",
            forget_gate=None,
            source="Finding structure in time, 1990, doi:10.1207/s15516709cog1402_1",
        ),
        Cell(
            name="LSTM",
            title="long short-term memory",
            gates=4,
            states=2,
            step=lstm_step,
            module_name="LSTM",
            forget_gate=1,
            source="Learning to forget, 2000, doi:10.1162/089976600300015015",
        ),
        Cell(
            name="GRU",
            title="gated recurrent unit",
            gates=3,
            states=1,
            step=gru_step,
            module_name="GRU",
            forget_gate=None,
            source="Learning phrase representations, 2014, doi:10.3115/v1/D14-1179",
        ),
    )
}
