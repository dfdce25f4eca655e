"""A stack of members walks through windows and remembers all that happens inside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.models import CELLS, Architecture, Cell
from forecasting.models.cells import CellStep, Ingredients, Line, State, Weights

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = Later("torch")


@dataclass(frozen=True, eq=False)
class Stack:
    """The weights of some members of one cell, in double precision on the CPU.

    Attributes:
        architecture: The network that each member is.
        seeds: One for each member.
        weights: By the names that they have in an `Ensemble`, (member, …).
    """

    architecture: Architecture
    seeds: tuple[int, ...]
    weights: Mapping[str, Tensor]

    @property
    def cell(self) -> Cell:
        """The equations that the members share."""
        return CELLS[self.architecture.cell]

    @property
    def parameter_count(self) -> int:
        """Weights and biases of one member."""
        return sum(weights[0].numel() for weights in self.weights.values())

    def layer(self, number: int) -> Weights:
        """The weights of one layer by the cell's own names."""
        return {name: self.weights[f"{name}_l{number}"] for name in self.cell.shapes(1, 1)}

    def are_finite(self) -> list[bool]:
        """Whether all weights of each member are numbers."""
        finite = [weights.isfinite().flatten(1).all(dim=1) for weights in self.weights.values()]
        return torch.stack(finite).all(dim=0).tolist()

    def only(self, seeds: tuple[int, ...]) -> Stack:
        """The members of these seeds."""
        places = [self.seeds.index(seed) for seed in seeds]
        weights = {name: own[places] for name, own in self.weights.items()}
        return Stack(self.architecture, tuple(seeds), weights)


@dataclass(frozen=True, eq=False)
class LayerWalk:
    """What one layer did, step by step.

    Attributes:
        cell: Its equations.
        weights: Its weights.
        from_input: The products of its inputs with `weight_ih` (member, window, time, rows).
        from_hidden: Those of its old hidden states with `weight_hh`, one for each time.
        states: What it carried: before the first step, and after each.
        gates: What the gates were, by name, one for each time.
    """

    cell: Cell
    weights: Weights
    from_input: Tensor
    from_hidden: list[Tensor]
    states: list[State]
    gates: list[dict[str, Tensor]]

    @property
    def units(self) -> int:
        """How many it has."""
        return self.states[0][0].shape[-1]

    @cached_property
    def inside(self) -> dict[str, Tensor]:
        """Gates, then states, by name (member, window, time, hidden)."""
        gates = {name: torch.stack([g[name] for g in self.gates], 2) for name in self.cell.gates}
        return gates | dict(zip(self.cell.states, self._states_after, strict=True))

    @property
    def _states_after(self) -> list[Tensor]:
        return [torch.stack(kind, 2) for kind in zip(*self.states[1:], strict=True)]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The cell's formula with its numbers, terms (member, window, time, hidden)."""
        before = tuple(torch.stack(kind, 2) for kind in zip(*self.states[:-1], strict=True))
        gates = {name: self.inside[name] for name in self.cell.gates}
        vectors = {n: w[:, None, None] for n, w in self.weights.items() if w.dim() == 2}
        after = CellStep(tuple(self._states_after), gates)
        hidden = torch.stack(self.from_hidden, 2)
        return self.cell.lines(Ingredients(self.from_input, hidden, vectors, before, after))


Nudges = Sequence[Sequence[State]]


@dataclass(frozen=True, eq=False)
class Walk:
    """What a stack did with windows.

    Attributes:
        layers: Lowest first.
        outputs: The forecast of the next value after every step (member, window, time, variable).
    """

    layers: list[LayerWalk]
    outputs: Tensor


def walk(stack: Stack, inputs: Tensor, nudges: Nudges | None = None) -> Walk:
    """Walk through windows from a state of zeros.

    Args:
        stack: The members.
        inputs: (member, window, time, variable), scaled, in double precision.
        nudges: What is added to the states that are carried on, to find what depends on them: by
            layer and step. What a layer gives to the one above it is not touched.
    """
    sequence, layers, w = inputs, [], stack.weights
    if stack.architecture.input_layer:
        sequence = _product(sequence, w["input_weight"]) + w["input_bias"][:, None, None]
    for number in range(stack.architecture.layers):
        layers.append(_walk_layer(stack, number, sequence, nudges[number] if nudges else None))
        sequence = torch.stack([state[0] for state in layers[-1].states[1:]], 2)
    return Walk(layers, _product(sequence, w["head_weight"]) + w["head_bias"][:, None, None])


def _walk_layer(
    stack: Stack, number: int, sequence: Tensor, nudges: Sequence[State] | None
) -> LayerWalk:
    weights, cell = stack.layer(number), stack.cell
    from_input = _product(sequence, weights["weight_ih"])
    biased = from_input + weights["bias_ih"][:, None, None]
    transposed, bias = weights["weight_hh"].transpose(1, 2), weights["bias_hh"][:, None]
    zero = sequence.new_zeros((*sequence.shape[:2], stack.architecture.hidden_size))
    state: State = (zero,) * len(cell.states)
    states, products, gates = [state], [], []
    for step, one in enumerate(biased.unbind(2)):
        products.append(torch.bmm(state[0], transposed))
        state, opened = cell.step(one, products[-1] + bias, state, weights)
        states.append(state)
        gates.append(opened)
        if nudges:
            state = tuple(kind + own for kind, own in zip(state, nudges[step], strict=True))
    return LayerWalk(cell, weights, from_input, products, states, gates)


def _product(inputs: Tensor, weight: Tensor) -> Tensor:
    """(member, window, time, in) with each member's own (member, out, in)."""
    return torch.matmul(inputs, weight.transpose(1, 2).unsqueeze(1))
