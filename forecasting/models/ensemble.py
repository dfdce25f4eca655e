"""All members of one cell as a single stack of weights, trained and run in batched products."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from forecasting.messages import bad_value
from forecasting.models.architecture import Architecture
from forecasting.models.cells import CELLS, Cell, State, Weights
from forecasting.models.forecaster import Forecaster
from forecasting.models.initialization import (
    Initialization,
    draw_cell,
    draw_linear,
    member_generator,
)

States = tuple[State, ...]
"""The states of all layers, lowest first."""


class Ensemble(nn.Module):
    """One cell, all seeds: every weight leads with the axis member.

    Args:
        architecture: The network that each member is.
        seeds: One member for each; a member's weights depend on its own seed alone.
        start: How the weights are drawn.

    Shapes:
        weight_ih (member, blocks * hidden, input), weight_hh (member, blocks * hidden, hidden),
        bias_ih and bias_hh (member, blocks * hidden), per layer, in PyTorch's order, and what else
        `Cell.shapes` names.
    """

    input_weight: Tensor
    input_bias: Tensor
    head_weight: Tensor
    head_bias: Tensor

    def __init__(
        self, architecture: Architecture, seeds: Sequence[int], start: Initialization = "default"
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.seeds = tuple(seeds)
        drawn_from = self.seeds[:1] * len(self.seeds) if start == "same" else self.seeds
        drawn = [draw_member(architecture, seed, start) for seed in drawn_from]
        for name in drawn[0]:
            weights = torch.stack([member[name] for member in drawn])
            self.register_parameter(name, nn.Parameter(weights))

    @property
    def cell(self) -> Cell:
        """The equations that the members share."""
        return CELLS[self.architecture.cell]

    @property
    def parameter_count(self) -> int:
        """Weights and biases of one member."""
        return sum(p[0].numel() for p in self.parameters())

    def forward(self, inputs: Tensor, states: States | None = None) -> tuple[Tensor, States]:
        """Walk through time and give the next value after every step.

        Args:
            inputs: (member, batch, time, variable).
            states: What the layers carry in; zeros if not given.

        Returns:
            Outputs (member, batch, time, variable), and the states after the last step.
        """
        states = self.zero_states(inputs) if states is None else states
        sequence = inputs
        if self.architecture.input_layer:
            sequence = linear(sequence, self.input_weight, self.input_bias)
        after = []
        for layer, state in enumerate(states):
            sequence, state = self._run_layer(layer, sequence, state)  # noqa: PLW2901
            after.append(state)
        return linear(sequence, self.head_weight, self.head_bias), tuple(after)

    def as_input(self, values: np.ndarray) -> Tensor:
        """Values as a tensor with this stack's precision, on its device."""
        return torch.as_tensor(values, dtype=self.head_bias.dtype, device=self.head_bias.device)

    def zero_states(self, inputs: Tensor) -> States:
        """States of a network that has seen nothing, for inputs (member, batch, ...)."""
        shape = (inputs.shape[0], inputs.shape[1], self.architecture.hidden_size)
        zero = inputs.new_zeros(shape)
        return tuple((zero,) * len(self.cell.states) for _ in range(self.architecture.layers))

    def _run_layer(self, layer: int, sequence: Tensor, state: State) -> tuple[Tensor, State]:
        weights = self._layer_weights(layer)
        from_inputs = linear(sequence, weights["weight_ih"], weights["bias_ih"]).unbind(dim=2)
        weight_hh, bias_hh = weights["weight_hh"].transpose(1, 2), weights["bias_hh"].unsqueeze(1)
        cell, hidden = self.cell, []
        for from_input in from_inputs:
            from_hidden = torch.baddbmm(bias_hh, state[0], weight_hh)
            state, _ = cell.step(from_input, from_hidden, state, weights)
            hidden.append(state[0])
        return torch.stack(hidden, dim=2), state

    def _layer_weights(self, layer: int) -> Weights:
        names = self.cell.shapes(1, 1)
        return {name: getattr(self, f"{name}_l{layer}") for name in names}

    def member(self, seed: int) -> Forecaster:
        """One member as plain `torch.nn` modules, on the CPU, with a copy of its weights.

        Raises:
            ValueError: If no member was made from this seed.
        """
        if seed not in self.seeds:
            raise bad_value(
                "No member has seed {seed}. The seeds are {seeds}.",
                seed=seed,
                seeds=list(self.seeds),
            )
        index = self.seeds.index(seed)
        forecaster = Forecaster(self.architecture, self.cell.module, self.head_bias.dtype)
        own = {name: weights[index].detach().cpu() for name, weights in self.named_parameters()}
        forecaster.load_stacked(own)
        return forecaster


def linear(inputs: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Each member's own linear layer: (member, batch, time, in) -> (member, batch, time, out)."""
    members, batch, time, size = inputs.shape
    flat = inputs.reshape(members, batch * time, size)
    outputs = torch.baddbmm(bias.unsqueeze(1), flat, weight.transpose(1, 2))
    return outputs.view(members, batch, time, -1)


def draw_member(architecture: Architecture, seed: int, start: Initialization) -> dict[str, Tensor]:
    """The initial weights of one member, by name, from its own generator.

    They are drawn on the CPU in double precision, so that a seed means the same on every device.
    """
    generator = member_generator(seed, stream="weights")
    a, cell = architecture, CELLS[architecture.cell]
    weights: dict[str, Tensor] = {}
    if a.input_layer:
        drawn = draw_linear(generator, a.variables, a.hidden_size)
        weights |= dict(zip(("input_weight", "input_bias"), drawn, strict=True))
    for layer, size in enumerate(a.cell_inputs):
        drawn_cell = draw_cell(generator, cell, (size, a.hidden_size), start)
        weights |= {f"{name}_l{layer}": value for name, value in drawn_cell.items()}
    drawn = draw_linear(generator, a.hidden_size, a.variables)
    return weights | dict(zip(("head_weight", "head_bias"), drawn, strict=True))
