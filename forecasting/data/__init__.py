"""Where the numbers come from: signals, samples, series, and the windows cut from them."""

from forecasting.data.guessing import Guess, guess
from forecasting.data.importing import Imported, import_series
from forecasting.data.labels import safe_csv
from forecasting.data.options import ImportOptions
from forecasting.data.own import OwnSeries, digest_of
from forecasting.data.reading import read_pasted, read_table
from forecasting.data.samples import SAMPLES, Sample
from forecasting.data.series import Series
from forecasting.data.signals import SIGNALS, Signal
from forecasting.data.sources import (
    SampleSeries,
    Source,
    SyntheticSeries,
    source_from_json,
    source_to_json,
)
from forecasting.data.split import Split
from forecasting.data.suggestions import suggest
from forecasting.data.times import Step
from forecasting.data.transforms import Transform
from forecasting.data.windows import Scaler, Task, Windows, prepare

__all__ = [
    "SAMPLES",
    "SIGNALS",
    "Guess",
    "ImportOptions",
    "Imported",
    "OwnSeries",
    "Sample",
    "SampleSeries",
    "Scaler",
    "Series",
    "Signal",
    "Source",
    "Split",
    "Step",
    "SyntheticSeries",
    "Task",
    "Transform",
    "Windows",
    "digest_of",
    "guess",
    "import_series",
    "prepare",
    "read_pasted",
    "read_table",
    "safe_csv",
    "source_from_json",
    "source_to_json",
    "suggest",
]
