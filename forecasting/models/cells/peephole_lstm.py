"""Long short-term memory whose gates see the memory cell."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.models.cells.cell import CellStep, State, Weights
from forecasting.models.cells.lstm import LSTM

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn
else:
    torch = Later("torch")


class PeepholeLSTM(LSTM):
    """Input and forget gate see the old memory cell, the output gate the new one.

    A peephole goes from a unit's memory to its own gates only, so its weights are diagonal.
    """

    name = "Peephole-LSTM"
    title = "long short-term memory with peephole connections"
    source = "Recurrent nets that time and count, 2000, doi:10.1109/IJCNN.2000.861302"
    formula = (
        r"i_t = \sigma(W_i x_t + b_i + U_i h_{t-1} + c_i + p_i \odot c_{t-1})",
        r"f_t = \sigma(W_f x_t + b_f + U_f h_{t-1} + c_f + p_f \odot c_{t-1})",
        r"g_t = \tanh(W_g x_t + b_g + U_g h_{t-1} + c_g)",
        r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
        r"o_t = \sigma(W_o x_t + b_o + U_o h_{t-1} + c_o + p_o \odot c_t)",
        r"h_t = o_t \odot \tanh(c_t)",
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

    @property
    def module(self) -> type[nn.Module]:
        """Ours: `torch.nn` has no such class."""
        return peephole_module()


@cache
def peephole_module() -> type[nn.Module]:  # noqa: C901 - its methods are counted as its own
    """A class for plain PyTorch, made when it is asked for: what it inherits from is late."""

    class PeepholeModule(torch.nn.Module):
        """An LSTM with peephole connections for plain PyTorch, with the arguments of `nn.LSTM`."""

        def __init__(
            self,
            input_size: int,
            hidden_size: int,
            num_layers: int = 1,
            batch_first: bool = True,
            dtype: torch.dtype | None = None,
        ) -> None:
            super().__init__()
            if not batch_first:
                raise ValueError("batch_first is False; this module takes (batch, time, variable).")
            self.hidden_size, self.num_layers = hidden_size, num_layers
            for layer in range(num_layers):
                rows, size = 4 * hidden_size, hidden_size if layer else input_size
                shapes: dict[str, tuple[int, ...]] = {
                    "weight_ih": (rows, size),
                    "weight_hh": (rows, hidden_size),
                    "bias_ih": (rows,),
                    "bias_hh": (rows,),
                    "weight_peephole": (3 * hidden_size,),  # input, forget, output
                }
                for name, shape in shapes.items():
                    weight = torch.empty(shape, dtype=dtype).uniform_(-1, 1) / hidden_size**0.5
                    self.register_parameter(f"{name}_l{layer}", torch.nn.Parameter(weight))

        def forward(
            self, inputs: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None
        ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
            """(batch, time, variable) -> outputs (batch, time, hidden), (h, c) of all layers."""
            zero = inputs.new_zeros(self.num_layers, len(inputs), self.hidden_size)
            after, sequence = [], inputs
            for layer, start in enumerate(zip(*(state or (zero, zero)), strict=True)):
                sequence, h, c = self._layer(layer, sequence, *start)
                after.append((h, c))
            hidden, memory = zip(*after, strict=True)
            return sequence, (torch.stack(hidden), torch.stack(memory))

        def _layer(
            self, layer: int, sequence: torch.Tensor, h: torch.Tensor, c: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            names = "weight_ih", "bias_ih", "weight_hh", "bias_hh", "weight_peephole"
            w, b, u, d, peepholes = (getattr(self, f"{name}_l{layer}") for name in names)
            to_input, to_forget, to_output = peepholes.chunk(3)
            outputs = []
            for x in sequence.unbind(1):
                i, f, g, o = (x @ w.T + b + h @ u.T + d).chunk(4, dim=-1)
                i, f = torch.sigmoid(i + to_input * c), torch.sigmoid(f + to_forget * c)
                c = f * c + i * torch.tanh(g)
                h = torch.sigmoid(o + to_output * c) * torch.tanh(c)
                outputs.append(h)
            return torch.stack(outputs, 1), h, c

    return PeepholeModule
