"""From the bytes that a person brings to a table, and from a table to a series."""

from forecasting.importing.column_inference import Guess, guess
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.reading import read_pasted, read_table
from forecasting.importing.table_to_series import Imported, import_series

__all__ = [
    "Guess",
    "ImportOptions",
    "Imported",
    "guess",
    "import_series",
    "read_pasted",
    "read_table",
]
