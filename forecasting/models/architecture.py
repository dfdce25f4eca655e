"""What one network looks like, before it has weights."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Architecture:
    """The shape of one network: variables -> [input layer] -> cells -> head -> variables.

    Attributes:
        cell: A name in `CELLS`.
        variables: Channels in and out.
        hidden_size: Width of every cell layer.
        layers: Cell layers on top of each other.
        input_layer: Whether a linear layer (variables -> hidden) stands in front, as in article 4.
    """

    cell: str = "LSTM"
    variables: int = 1
    hidden_size: int = 64
    layers: int = 1
    input_layer: bool = False

    @property
    def cell_inputs(self) -> tuple[int, ...]:
        """Size of what each cell layer reads, lowest first."""
        first = self.hidden_size if self.input_layer else self.variables
        return (first, *[self.hidden_size] * (self.layers - 1))
