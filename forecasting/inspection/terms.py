"""The formulas of a cell with the numbers of one unit at one step in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from forecasting.inspection.walk import Walk
from forecasting.messages import bad_value
from forecasting.models.cells import Line

DECIMALS = 4
CURVES = {"sigmoid": r"\sigma", "tanh": r"\tanh", "": ""}


@dataclass(frozen=True)
class Term:
    """What is added up: the product of its factors.

    Attributes:
        name: What it is.
        factors: At least one.
        value: Their product.
    """

    name: str
    factors: tuple[float, ...]
    value: float


@dataclass(frozen=True)
class Filled:
    """One line of a formula with the numbers of one unit at one step.

    Attributes:
        name: The gate or state that it gives.
        symbol: Of that, in LaTeX.
        formula: The line, in LaTeX.
        terms: What is added up.
        curve: What is taken of the sum: "sigmoid", "tanh" or "".
        total: The sum.
        value: What comes out.
    """

    name: str
    symbol: str
    formula: str
    terms: tuple[Term, ...]
    curve: str
    total: float
    value: float

    @property
    def numbers(self) -> str:
        """The line with its numbers, in LaTeX."""
        return self._with(_added(self.terms, named=False))

    @property
    def annotated(self) -> str:
        """The same, each term with its name below it."""
        return self._with(_added(self.terms, named=True))

    def _with(self, added: str) -> str:
        value = _signed(self.value)
        if not self.curve:
            return f"{self.symbol} = {added} = {value}"
        curve = CURVES[self.curve]
        total = f"{curve}({_signed(self.total)})"
        return f"{self.symbol} = {curve}({added}) = {total} = {value}"


def filled_lines(seen: Walk, layer: int, unit: int, step: int) -> tuple[Filled, ...]:
    """The formula of a cell, line by line, with the numbers of one unit at one step.

    Args:
        seen: Of one member and one window.
        layer: Counted from 0.
        unit: Counted from 0.
        step: In the window, counted from 0.

    Raises:
        ValueError: If there is no such layer, unit or step.
    """
    time, hidden = seen.outputs.shape[2], seen.layers[0].units
    for name, given, count in (
        ("layer", layer, len(seen.layers)),
        ("unit", unit, hidden),
        ("step", step, time),
    ):
        if not 0 <= given < count:
            raise bad_value(
                "{name} is {given}; give a whole number from 0 to {last}.",
                name=name,
                given=given,
                last=count - 1,
            )
    own = seen.layers[layer]
    place = (0, 0, step, unit)
    return tuple(
        _filled(line, formula, place, float(own.inside[line.name][place]))
        for line, formula in zip(own.lines, own.cell.formula, strict=True)
    )


def terms_table(lines: tuple[Filled, ...]) -> pd.DataFrame:
    """line, term, value: what is added up, the sum, and what comes out of the curve."""
    rows: list[tuple[str, str, float]] = []
    for line in lines:
        rows += [(line.name, term.name, term.value) for term in line.terms]
        rows += [(line.name, "sum", line.total)] if line.curve else []
        rows.append((line.name, line.curve or "sum", line.value))
    return pd.DataFrame(rows, columns=["line", "term", "value"])


def _filled(line: Line, formula: str, place: tuple[int, ...], value: float) -> Filled:
    terms = tuple(_terms(line, place))
    total = sum(term.value for term in terms)
    return Filled(line.name, line.symbol, formula, terms, line.curve, total, value)


def _terms(line: Line, place: tuple[int, ...]) -> Iterator[Term]:
    for name, factors in line.terms.items():
        numbers = tuple(float(one[_at(place, one.shape)]) for one in factors)
        value = 1.0
        for number in numbers:
            value *= number
        yield Term(name, numbers, value)


def _at(place: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Where a place lies in what spreads: always first along an axis of one."""
    return tuple(0 if size == 1 else index for index, size in zip(place, shape, strict=True))


def _added(terms: tuple[Term, ...], named: bool) -> str:
    texts = []
    for term in terms:
        first, *others = (_signed(factor) for factor in term.factors)
        rest = [f"({text})" if text.startswith("-") else text for text in others]
        texts.append(r" \cdot ".join([first, *rest]))
    if named:
        texts = [_named(text, term.name) for text, term in zip(texts, terms, strict=True)]
    return " + ".join(f"({t})" if k and t.startswith("-") else t for k, t in enumerate(texts))


def _named(text: str, name: str) -> str:
    return rf"\underbrace{{{text}}}_{{\text{{{name}}}}}"


def _signed(value: float) -> str:
    """As LaTeX reads it, without a zero that has a sign."""
    text = f"{value:.{DECIMALS}f}"
    return text.removeprefix("-") if not text.strip("-0.") else text
