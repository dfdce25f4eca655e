"""The recurrent cells, one file each. What they share, the walk through time, is in `ensemble`."""

from forecasting.models.cells.cell import Cell, CellStep, Ingredients, Line, State, Weights
from forecasting.models.cells.registry import CELLS

__all__ = ["CELLS", "Cell", "CellStep", "Ingredients", "Line", "State", "Weights"]
