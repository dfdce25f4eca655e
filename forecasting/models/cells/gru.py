"""The gated recurrent unit."""

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


class GRU(Cell):
    """Reset gate applied after the product with U, as PyTorch does; update gate keeps the old."""

    name = "GRU"
    title = phrase("gated recurrent unit")
    source = "Learning phrase representations, 2014, doi:10.3115/v1/D14-1179"
    formula = (
        r"r_t = \sigma(W_r x_t + b_r + U_r h_{t-1} + c_r)",
        r"z_t = \sigma(W_z x_t + b_z + U_z h_{t-1} + c_z)",
        r"n_t = \tanh(W_n x_t + b_n + r_t \odot (U_n h_{t-1} + c_n))",
        r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
    )
    letters = message(
        "The biases are $b$ and $c$, of which the sum is shown; but the $c$ of the candidate "
        "stands beside its recurrent part, which the reset gate weighs."
    )
    colour = "green"
    dash = "dotted"
    blocks = 3
    gates = ("reset", "update", "candidate")

    def step(
        self, from_input: Tensor, from_hidden: Tensor, state: State, weights: Weights
    ) -> CellStep:
        """The update gate mixes the old state and a candidate."""
        hidden = state[0].shape[-1]
        gates_in, new_in = from_input.split([2 * hidden, hidden], dim=-1)
        gates_hidden, new_hidden = from_hidden.split([2 * hidden, hidden], dim=-1)
        r, z = (gates_in + gates_hidden).sigmoid().chunk(2, dim=-1)
        n = (new_in + r * new_hidden).tanh()
        return CellStep((n + z * (state[0] - n),), {"reset": r, "update": z, "candidate": n})

    def lines(self, parts: Ingredients) -> tuple[Line, ...]:
        """The reset gate weighs all that comes from the old state, its bias included."""
        r, z, n = (parts.after.gates[name] for name in self.gates)
        (w,), (u,), _ = parts.weighted(2, 3).values()
        b, c = (bias.chunk(3, dim=-1)[2] for bias in parts.biases)
        candidate = {"input part": (w,), "bias": (b,), "reset × recurrent part": (r, u + c)}
        mixed = {"candidate let in": (1 - z, n), "kept": (z, parts.before[0])}
        return (
            Line("reset", "r_t", parts.weighted(0, 3), "sigmoid"),
            Line("update", "z_t", parts.weighted(1, 3), "sigmoid"),
            Line("candidate", "n_t", candidate, "tanh"),
            Line("hidden state", "h_t", mixed),
        )

    @property
    def module(self) -> type[nn.Module]:
        """PyTorch's own."""
        return torch.nn.GRU
