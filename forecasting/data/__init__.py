"""Where the numbers come from: signals, samples, series, and the windows cut from them."""

from forecasting.data.own import OwnSeries, digest_of
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
from forecasting.data.windows import Scaler, Split, Task, Windows, prepare

__all__ = [
    "SAMPLES",
    "SIGNALS",
    "OwnSeries",
    "Sample",
    "SampleSeries",
    "Scaler",
    "Series",
    "Signal",
    "Source",
    "Split",
    "SyntheticSeries",
    "Task",
    "Windows",
    "digest_of",
    "prepare",
    "source_from_json",
    "source_to_json",
]
