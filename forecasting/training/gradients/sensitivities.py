"""How what a stack carries depends on its weights, one time step after another.

It works for every cell that keeps to its interface, as the derivatives of one step are taken of the
step itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from forecasting.later import Later

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from forecasting.models import Ensemble
    from forecasting.models.cells import State, Weights
else:
    torch = Later("torch")

PRODUCTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
"""The weights that a cell sees as products only; what else it has it is given as it is."""


class Carried(NamedTuple):
    """Values, and how they depend on the weights.

    Attributes:
        values: (member, batch, value).
        by_weight: (member, batch, value, weight).
    """

    values: Tensor
    by_weight: Tensor


class LayerState(NamedTuple):
    """What a layer carries, and how it depends on the weights.

    Attributes:
        state: Each kind (member, batch, hidden).
        by_weight: Of all kinds, one after another (member, batch, kind * hidden, weight).
    """

    state: State
    by_weight: Tensor

    @property
    def hidden(self) -> Carried:
        """What the layer above it, or the head, sees."""
        hidden = self.state[0]
        return Carried(hidden, self.by_weight[:, :, : hidden.shape[-1]])


@dataclass(frozen=True)
class Jacobians:
    """How a layer's new state depends on what its step was given, (member, batch, state, …)."""

    from_input: Tensor
    from_hidden: Tensor
    state: Tensor
    others: dict[str, Tensor]


class Sensitive:
    """A stack that carries the derivatives of its states by all of its weights along.

    Attributes:
        weights: Weights of one member, in the order of the stack's parameters.
        numbers: Derivatives that are carried for each window of one member.
    """

    def __init__(self, ensemble: Ensemble) -> None:
        self.ensemble, self.cell = ensemble, ensemble.cell
        self._named = {name: weight.detach() for name, weight in ensemble.named_parameters()}
        self._places: dict[str, slice] = {}
        self.weights = 0
        for name, weight in self._named.items():
            size = weight[0].numel()
            self._places[name] = slice(self.weights, self.weights + size)
            self.weights += size
        a = ensemble.architecture
        self.numbers = a.layers * len(self.cell.states) * a.hidden_size * self.weights

    def start(self, inputs: Tensor) -> list[LayerState]:
        """Zeros, which depend on nothing, for inputs (member, batch, variable)."""
        states = self.ensemble.zero_states(inputs)
        rows = len(self.cell.states) * self.ensemble.architecture.hidden_size
        shape = (*inputs.shape[:2], rows, self.weights)
        return [LayerState(state, inputs.new_zeros(shape)) for state in states]

    def step(self, layers: list[LayerState], inputs: Carried | Tensor) -> list[LayerState]:
        """All layers one time step further; what is observed depends on no weights."""
        below = self._linear("input", inputs) if "input_weight" in self._named else inputs
        after = []
        for number, layer in enumerate(layers):
            after.append(self._layer(number, layer, below))
            below = after[-1].hidden
        return after

    def output(self, top: LayerState) -> Carried:
        """The forecast of the next value (member, batch, variable)."""
        return self._linear("head", top.hidden)

    def _linear(self, name: str, inputs: Carried | Tensor) -> Carried:
        weight, bias = self._named[f"{name}_weight"], self._named[f"{name}_bias"]
        read = inputs.values if isinstance(inputs, Carried) else inputs
        values = torch.baddbmm(bias.unsqueeze(1), read, weight.transpose(1, 2))
        by_weight = values.new_zeros(*values.shape, self.weights)
        if isinstance(inputs, Carried):
            by_weight += weight.unsqueeze(1) @ inputs.by_weight
        own = torch.eye(values.shape[-1], dtype=values.dtype, device=values.device)
        own = own.expand(*values.shape[:2], -1, -1)
        self._add(by_weight, f"{name}_weight", _outer(own, read))
        self._add(by_weight, f"{name}_bias", own)
        return Carried(values, by_weight)

    def _layer(self, number: int, layer: LayerState, below: Carried | Tensor) -> LayerState:
        weights = {name: self._named[f"{name}_l{number}"] for name in self.cell.shapes(1, 1)}
        w, u = weights["weight_ih"], weights["weight_hh"]
        read = below.values if isinstance(below, Carried) else below
        old = layer.state[0]
        products = (
            torch.baddbmm(weights["bias_ih"].unsqueeze(1), read, w.transpose(1, 2)),
            torch.baddbmm(weights["bias_hh"].unsqueeze(1), old, u.transpose(1, 2)),
        )
        state, by = self._cell_step(products, layer.state, weights)
        through = by.state
        through[..., : old.shape[-1]] += by.from_hidden @ u.unsqueeze(1)
        by_weight = through @ layer.by_weight
        if isinstance(below, Carried):
            by_weight += (by.from_input @ w.unsqueeze(1)) @ below.by_weight
        direct = {
            "weight_ih": _outer(by.from_input, read),
            "bias_ih": by.from_input,
            "weight_hh": _outer(by.from_hidden, old),
            "bias_hh": by.from_hidden,
            **by.others,
        }
        for name, derivative in direct.items():
            self._add(by_weight, f"{name}_l{number}", derivative)
        return LayerState(state, by_weight)

    def _cell_step(
        self, products: tuple[Tensor, Tensor], before: State, weights: Weights
    ) -> tuple[State, Jacobians]:
        """The step of the cell and its derivatives, each window as a member of its own."""
        members, batch, _ = before[0].shape
        others = {name: weight for name, weight in weights.items() if name not in PRODUCTS}
        alone = [one.reshape(members * batch, 1, -1) for one in (*products, *before)]
        alone += [one.repeat_interleave(batch, dim=0) for one in others.values()]
        given = [one.detach().requires_grad_() for one in alone]
        kinds = len(before)
        spread = {**weights, **dict(zip(others, given[2 + kinds :], strict=True))}
        with torch.enable_grad():
            step = self.cell.step(given[0], given[1], tuple(given[2 : 2 + kinds]), spread)
            after = torch.cat(step.state, dim=-1)
        by = [found.unflatten(0, (members, batch)) for found in _jacobians(after, given)]
        state = after.detach().view(members, batch, -1).chunk(kinds, dim=-1)
        named = dict(zip(others, by[2 + kinds :], strict=True))
        return state, Jacobians(by[0], by[1], torch.cat(by[2 : 2 + kinds], dim=-1), named)

    def _add(self, by_weight: Tensor, name: str, derivative: Tensor) -> None:
        by_weight[..., self._places[name]] += derivative


def _jacobians(after: Tensor, given: list[Tensor]) -> list[Tensor]:
    """Derivatives of a step's result (window, 1, state) by each it was given (window, state, …)."""
    count = after.shape[-1]
    rows = torch.eye(count, dtype=after.dtype, device=after.device)[:, None, None]
    found = torch.autograd.grad(
        after, given, rows.expand(-1, *after.shape), is_grads_batched=True, allow_unused=True
    )
    zeros = ((count, *one.shape) for one in given)
    whole = (
        one.new_zeros(shape) if by is None else by
        for one, by, shape in zip(given, found, zeros, strict=True)
    )
    return [by.flatten(2).transpose(0, 1) for by in whole]


def _outer(derivative: Tensor, values: Tensor) -> Tensor:
    """By a matrix whose product with values it is (member, batch, state, row * value)."""
    return (derivative.unsqueeze(-1) * values[:, :, None, None]).flatten(3)
