"""All cells by name. A new cell is one file beside this one, and one entry here."""

from forecasting.models.cells.cell import Cell
from forecasting.models.cells.gru import GRU
from forecasting.models.cells.lstm import LSTM
from forecasting.models.cells.peephole_lstm import PeepholeLSTM
from forecasting.models.cells.rnn import RNN

CELLS: dict[str, Cell] = {cell.name: cell for cell in (RNN(), LSTM(), GRU(), PeepholeLSTM())}
"""In the order in which people see them."""
