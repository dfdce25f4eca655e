"""The vanilla recurrent network."""

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


class RNN(Cell):
    """Elman's network: the new state is one curve of the input and the old state."""

    name = "RNN"
    title = phrase("vanilla recurrent network")
    source = "Finding structure in time, 1990, doi:10.1207/s15516709cog1402_1"
    formula = (r"h_t = \tanh(W x_t + b + U h_{t-1} + c)",)
    letters = message("The biases are $b$ and $c$, of which the sum is shown.")
    colour = "orange"
    dash = "solid"
    blocks = 1

    def step(
        self, from_input: Tensor, from_hidden: Tensor, state: State, weights: Weights
    ) -> CellStep:
        """H' = tanh(W x + b + U h + c); there is no gate."""
        return CellStep(((from_input + from_hidden).tanh(),), {})

    def lines(self, parts: Ingredients) -> tuple[Line, ...]:
        """The one curve."""
        return (Line("hidden state", "h_t", parts.weighted(0, 1), "tanh"),)

    @property
    def module(self) -> type[nn.Module]:
        """PyTorch's own."""
        return torch.nn.RNN
