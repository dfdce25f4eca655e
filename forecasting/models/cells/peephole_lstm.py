"""Long short-term memory whose gates see the memory cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecasting.messages import message, phrase
from forecasting.models.cells.cell import CellStep, Ingredients, Line, State, Weights
from forecasting.models.cells.lstm import LSTM

if TYPE_CHECKING:
    from torch import Tensor, nn


class PeepholeLSTM(LSTM):
    """Input and forget gate see the old memory cell, the output gate the new one.

    A peephole goes from a unit's memory to its own gates only, so its weights are diagonal.
    """

    name = "Peephole-LSTM"
    title = phrase("long short-term memory with peephole connections")
    source = "Recurrent nets that time and count, 2000, doi:10.1109/IJCNN.2000.861302"
    formula = (
        r"i_t = \sigma(W_i x_t + b_i + U_i h_{t-1} + c_i + p_i \odot c_{t-1})",
        r"f_t = \sigma(W_f x_t + b_f + U_f h_{t-1} + c_f + p_f \odot c_{t-1})",
        r"g_t = \tanh(W_g x_t + b_g + U_g h_{t-1} + c_g)",
        r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
        r"o_t = \sigma(W_o x_t + b_o + U_o h_{t-1} + c_o + p_o \odot c_t)",
        r"h_t = o_t \odot \tanh(c_t)",
    )
    letters = message(
        "The biases are $b$ and $c$, of which the sum is shown, but $c_t$ is the memory cell; $p$ "
        "are the weights of the peepholes."
    )
    colour = "gold"
    dash = "dash-dotted"

    def shapes(self, inputs: int, hidden: int) -> dict[str, tuple[int, ...]]:
        """Those of the LSTM, and the peepholes of input, forget and output gate side by side."""
        return {**super().shapes(inputs, hidden), "weight_peephole": (3 * hidden,)}

    def step(
        self, from_input: Tensor, from_hidden: Tensor, state: State, weights: Weights
    ) -> CellStep:
        """As the LSTM, with the memory cell in the gates."""
        to_input, to_forget, to_output = weights["weight_peephole"].unsqueeze(1).chunk(3, dim=-1)
        i, f, g, o = (from_input + from_hidden).chunk(4, dim=-1)
        i, f = (i + to_input * state[1]).sigmoid(), (f + to_forget * state[1]).sigmoid()
        g = g.tanh()
        c = f * state[1] + i * g
        o = (o + to_output * c).sigmoid()
        gates = {"input": i, "forget": f, "candidate": g, "output": o}
        return CellStep((o * c.tanh(), c), gates)

    def lines(self, parts: Ingredients) -> tuple[Line, ...]:
        """Those of the LSTM, with the memory cell in three of them."""
        i, f, g, o, c, h = super().lines(parts)
        to_input, to_forget, to_output = parts.vectors["weight_peephole"].chunk(3, dim=-1)
        old, new = parts.before[1], parts.after.state[1]
        seen = ((i, to_input, old), (f, to_forget, old), (o, to_output, new))
        i, f, o = (
            line._replace(terms={**line.terms, "peephole part": (weight, memory)})
            for line, weight, memory in seen
        )
        return i, f, g, c, o, h

    @property
    def module(self) -> type[nn.Module]:
        """Ours: `torch.nn` has no such class."""
        # Here, because what it inherits from is imported late.
        from forecasting.models.cells.peephole_module import PeepholeModule  # noqa: PLC0415

        return PeepholeModule
