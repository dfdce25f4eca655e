"""Slow, independent ways to the same numbers, with plain `torch.nn` and plain loops."""

import torch
from torch import nn

from forecasting.models import CELLS, Architecture, Ensemble


def make_stack(cell, seeds=(3, 8, 21), start="default", **shape):
    """A small stack in double precision."""
    architecture = Architecture(cell=cell, **{"hidden_size": 5, **shape})
    return Ensemble(architecture, seeds, start).double()


def randn(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


class Plain(nn.Module):
    """Member number `index` of a stack, its weights copied by hand into the cell's module."""

    def __init__(self, stack, index):
        super().__init__()
        a = stack.architecture
        self.cell = a.cell
        self.first = nn.Linear(a.variables, a.hidden_size) if a.input_layer else None
        size = a.hidden_size if a.input_layer else a.variables
        self.recurrent = CELLS[a.cell].module(size, a.hidden_size, a.layers, batch_first=True)
        self.head = nn.Linear(a.hidden_size, a.variables)
        self.to(stack.head_bias.dtype)
        with torch.no_grad():
            for name, weights in self.by_stack_name().items():
                weights.copy_(getattr(stack, name)[index])

    def by_stack_name(self):
        """Its weights by the names that they have in a stack."""
        named = {"head_weight": self.head.weight, "head_bias": self.head.bias}
        if self.first is not None:
            named |= {"input_weight": self.first.weight, "input_bias": self.first.bias}
        for layer in range(self.recurrent.num_layers):
            for name in CELLS[self.cell].shapes(1, 1):
                named[f"{name}_l{layer}"] = getattr(self.recurrent, f"{name}_l{layer}")
        return named

    def forward(self, inputs, state=None):
        """The next value after every step (batch, time, variable), and the last state."""
        sequence = inputs if self.first is None else self.first(inputs)
        hidden, state = self.recurrent(sequence, state)
        return self.head(hidden), state


def one_step_loss(plain, sequences, _warm_up_steps):
    """Mean squared error of the last output, for sequences (batch, time + 1, variable)."""
    outputs, _ = plain(sequences[:, :-1])
    return nn.functional.mse_loss(outputs[:, -1], sequences[:, -1])


def free_running_loss(plain, sequences, warm_up_steps):
    """The state advances once per time step; after the warm-up the output is the next input."""
    output, state, squares = None, None, []
    for t in range(sequences.shape[1] - 1):
        value = sequences[:, t : t + 1] if t < warm_up_steps else output
        output, state = plain(value, state)
        squares.append((output[:, 0] - sequences[:, t + 1]) ** 2)
    return torch.stack(squares).mean()


LOSSES = {"one_step": one_step_loss, "free_running": free_running_loss}


@torch.no_grad()
def slow_forecast(plain, context, horizon, feedback):
    """Forecasts (step, variable) from one context (time, variable)."""
    seen, state, forecasts = list(context), None, []
    if feedback == "state":
        for value in seen:
            output, state = plain(value.view(1, 1, -1), state)
    for _ in range(horizon):
        if feedback == "window":
            window = torch.stack(seen[-len(context) :])[None]
            output = plain(window)[0][:, -1:]
        forecasts.append(output.flatten())
        seen.append(forecasts[-1])
        if feedback == "state":
            output, state = plain(output, state)
    return torch.stack(forecasts)
