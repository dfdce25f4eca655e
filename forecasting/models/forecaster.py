"""One member as plain `torch.nn` modules, to take away."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from forecasting.checks import check_choice
from forecasting.models.architecture import Architecture

TorchState = Tensor | tuple[Tensor, Tensor]
"""What `torch.nn` carries through time; the LSTM also carries its memory cell."""


class Forecaster(nn.Module):
    """[Linear], the cell's module such as nn.LSTM, and a linear head, with one member's weights.

    Works in the scaled units that the member was trained in; `comparison.task.scaler` converts.
    """

    def __init__(
        self, architecture: Architecture, module: Callable[..., nn.Module], dtype: torch.dtype
    ) -> None:
        super().__init__()
        a = architecture
        self.input: nn.Module = (
            nn.Linear(a.variables, a.hidden_size, dtype=dtype) if a.input_layer else nn.Identity()
        )
        self.recurrent = module(
            a.cell_inputs[0], a.hidden_size, a.layers, batch_first=True, dtype=dtype
        )
        self.head = nn.Linear(a.hidden_size, a.variables, dtype=dtype)

    def forward(self, windows: Tensor) -> Tensor:
        """The value after each window: (batch, time, variable) -> (batch, variable)."""
        return self.outputs(windows)[0][:, -1]

    def outputs(self, inputs: Tensor, state: TorchState | None = None) -> tuple[Tensor, TorchState]:
        """The next value after every time step (batch, time, variable), and the last state."""
        hidden, state = self.recurrent(self.input(inputs), state)
        return self.head(hidden), state

    @torch.no_grad()
    def forecast(self, windows: Tensor, horizon: int, feedback: str = "window") -> Tensor:
        """Feed the forecasts back: (batch, time, variable) -> (batch, step, variable).

        Raises:
            ValueError: If feedback is neither "window" nor "state".
        """
        check_choice("feedback", feedback, ("window", "state"))
        inputs, state, forecasts = windows, None, []
        for _ in range(horizon):
            outputs, after = self.outputs(inputs, state)
            forecasts.append(outputs[:, -1:])
            if feedback == "state":
                inputs, state = outputs[:, -1:], after
            else:
                inputs = torch.cat([inputs[:, 1:], outputs[:, -1:]], dim=1)
        return torch.cat(forecasts, dim=1)

    def load_stacked(self, weights: dict[str, Tensor]) -> None:
        """Take one member's weights by the names they have in an `Ensemble`."""
        self.load_state_dict({_module_name(name): value for name, value in weights.items()})


def _module_name(name: str) -> str:
    if name.startswith(("input_", "head_")):
        return name.replace("_", ".", 1)
    return f"recurrent.{name}"
