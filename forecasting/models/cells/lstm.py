"""Long short-term memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.messages import message, phrase
from forecasting.models.cells.cell import Cell, CellStep, Ingredients, Line, State, Weights

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn
else:
    torch = Later("torch")


class LSTM(Cell):
    """Input, forget and output gate around a memory cell, no peepholes."""

    name = "LSTM"
    title = phrase("long short-term memory")
    source = "Learning to forget, 2000, doi:10.1162/089976600300015015"
    formula = (
        r"i_t = \sigma(W_i x_t + b_i + U_i h_{t-1} + c_i)",
        r"f_t = \sigma(W_f x_t + b_f + U_f h_{t-1} + c_f)",
        r"g_t = \tanh(W_g x_t + b_g + U_g h_{t-1} + c_g)",
        r"o_t = \sigma(W_o x_t + b_o + U_o h_{t-1} + c_o)",
        r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
        r"h_t = o_t \odot \tanh(c_t)",
    )
    letters = message(
        "The biases are $b$ and $c$, of which the sum is shown, but $c_t$ is the memory cell."
    )
    colour = "blue"
    dash = "dashed"
    blocks = 4
    gates = ("input", "forget", "candidate", "output")
    states = ("hidden state", "memory cell")
    forget_block = 1

    def step(
        self, from_input: Tensor, from_hidden: Tensor, state: State, weights: Weights
    ) -> CellStep:
        """The forget gate keeps the memory, the input gate lets the candidate in."""
        i, f, g, o = (from_input + from_hidden).chunk(4, dim=-1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * state[1] + i * g
        gates = {"input": i, "forget": f, "candidate": g, "output": o}
        return CellStep((o * c.tanh(), c), gates)

    def lines(self, parts: Ingredients) -> tuple[Line, ...]:
        """Four sums under a curve, the memory cell, and what is shown of it."""
        i, f, g, o = (parts.after.gates[name] for name in self.gates)
        memory = {"kept": (f, parts.before[1]), "candidate let in": (i, g)}
        return (
            Line("input", "i_t", parts.weighted(0, 4), "sigmoid"),
            Line("forget", "f_t", parts.weighted(1, 4), "sigmoid"),
            Line("candidate", "g_t", parts.weighted(2, 4), "tanh"),
            Line("output", "o_t", parts.weighted(3, 4), "sigmoid"),
            Line("memory cell", "c_t", memory),
            Line("hidden state", "h_t", {"memory let out": (o, parts.after.state[1].tanh())}),
        )

    @property
    def module(self) -> type[nn.Module]:
        """PyTorch's own."""
        return torch.nn.LSTM
