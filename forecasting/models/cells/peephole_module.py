"""The LSTM with peepholes for plain PyTorch, to take away: `torch.nn` has no such class."""

import torch

from forecasting.messages import bad_value


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
            raise bad_value("batch_first is False; this module takes (batch, time, variable).")
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
