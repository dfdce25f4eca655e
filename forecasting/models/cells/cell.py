"""What every recurrent cell says of itself."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from forecasting.later import Later
from forecasting.messages import Message

if TYPE_CHECKING:
    import torch
    from torch import Generator, Tensor, nn
else:
    torch = Later("torch")

State = tuple["Tensor", ...]
"""What a layer carries from one time step to the next, each (member, batch, hidden); h first."""

Weights = Mapping[str, "Tensor"]
"""The parameters of one layer by the cell's own names, each led by the axis member."""


class CellStep(NamedTuple):
    """What a cell made of one time step.

    Attributes:
        state: What it carries on.
        gates: What each gate was, by its name in `Cell.gates`, (member, batch, hidden).
    """

    state: State
    gates: dict[str, Tensor]


class Ingredients(NamedTuple):
    """What a cell adds up in a time step, before it does.

    Attributes:
        from_input: The product of the input with `weight_ih` (…, blocks * hidden).
        from_hidden: The product of the old hidden state with `weight_hh`.
        vectors: The parameters of one axis by their names, `bias_ih`, `bias_hh` and what else the
            cell has; of shapes that spread over those above.
        before: The old state.
        after: What the cell made of it.
    """

    from_input: Tensor
    from_hidden: Tensor
    vectors: Weights
    before: State
    after: CellStep

    def weighted(self, block: int, blocks: int) -> dict[str, Factors]:
        """The terms that one block of the weights gives."""
        added = self.from_input, self.from_hidden, *self.biases
        w, u, b, c = (part.chunk(blocks, dim=-1)[block] for part in added)
        return {"input part": (w,), "recurrent part": (u,), "bias": (b + c,)}

    @property
    def biases(self) -> tuple[Tensor, Tensor]:
        """What is added to the product with the input, and to that with the hidden state."""
        return self.vectors["bias_ih"], self.vectors["bias_hh"]


Factors = tuple["Tensor", ...]
"""What is multiplied, unit by unit, to give one term."""


class Line(NamedTuple):
    """One line of a cell's formula, with its numbers.

    Attributes:
        name: What it gives: a gate of the cell or a state.
        symbol: In LaTeX, as in the formula.
        terms: What is added up, by name.
        curve: What is taken of the sum: "sigmoid", "tanh", or "" for the sum itself.
    """

    name: str
    symbol: str
    terms: Mapping[str, Factors]
    curve: str = ""


class Cell(ABC):
    """One kind of recurrent cell: all that the rest of the package asks about it.

    Every array leads with the axis member; the blocks of a cell lie side by side on the last axis,
    in PyTorch's order, so that weights move between this package and `torch.nn` unchanged.

    Attributes:
        name: What people call it, and its key in `CELLS`; without spaces, as links list them.
        title: Its name in full.
        source: Where the equations come from.
        formula: Its equations in LaTeX, one line each.
        letters: What the letters are that only this formula has, and where its biases are counted.
        colour: Of its curves, by a name in `charts.style`.
        dash: Likewise.
        blocks: Blocks of `hidden` rows in its weights.
        gates: What its step tells of the inside, by name; nothing for a cell without gates.
        states: The arrays that it carries through time, by name, the hidden state first.
        forget_block: Index of the block that keeps the memory, if the cell has one.
    """

    name: ClassVar[str]
    title: ClassVar[Message]
    source: ClassVar[str]
    formula: ClassVar[tuple[str, ...]]
    letters: ClassVar[Message]
    colour: ClassVar[str]
    dash: ClassVar[str]
    blocks: ClassVar[int]
    gates: ClassVar[tuple[str, ...]] = ()
    states: ClassVar[tuple[str, ...]] = ("hidden state",)
    forget_block: ClassVar[int | None] = None

    @abstractmethod
    def step(
        self, from_input: Tensor, from_hidden: Tensor, state: State, weights: Weights
    ) -> CellStep:
        """One time step.

        Args:
            from_input: The product of the input with `weight_ih`, and `bias_ih`, (member, batch,
                blocks * hidden).
            from_hidden: The same of the hidden state.
            state: What was carried here.
            weights: Of the layer, for a cell that has more of them.
        """

    @abstractmethod
    def lines(self, parts: Ingredients) -> tuple[Line, ...]:
        """The lines of `formula`, in its order, each with the numbers of a time step."""

    def shapes(self, inputs: int, hidden: int) -> dict[str, tuple[int, ...]]:
        """The parameters of one layer of one member, in the order in which they are drawn."""
        rows = self.blocks * hidden
        return {
            "weight_ih": (rows, inputs),
            "weight_hh": (rows, hidden),
            "bias_ih": (rows,),
            "bias_hh": (rows,),
        }

    def parameter_count(self, inputs: int, hidden: int) -> int:
        """Weights and biases of one layer of one member."""
        return sum(math.prod(shape) for shape in self.shapes(inputs, hidden).values())

    def recommend(self, generator: Generator, weights: dict[str, Tensor]) -> None:
        """Turn weights of one layer into those of the initialization "recommended", in place."""
        for block in weights["weight_hh"].chunk(self.blocks):
            torch.nn.init.orthogonal_(block, generator=generator)
        if self.forget_block is not None:
            weights["bias_ih"].chunk(self.blocks)[self.forget_block].fill_(1.0)
            weights["bias_hh"].chunk(self.blocks)[self.forget_block].fill_(0.0)

    @property
    @abstractmethod
    def module(self) -> type[nn.Module]:
        """The class of `torch.nn` with the same equations, or one with the same arguments.

        These are (inputs, hidden, layers, batch_first=True, dtype=...).
        """

    @property
    def is_torchs(self) -> bool:
        """Whether `torch.nn` has a class with the same equations."""
        return getattr(torch.nn, self.module.__name__, None) is self.module
