"""Where the numbers come from: signals, samples, series, and the windows cut from them."""

from forecasting.data.draws import Draw
from forecasting.data.frequency import Frequency
from forecasting.data.samples import SAMPLES, Sample
from forecasting.data.series import Series
from forecasting.data.signals import SIGNALS, Signal
from forecasting.data.source_json import MissingSeries, source_from_json, source_to_json
from forecasting.data.sources import (
    OWN,
    SERIES_SETTINGS,
    SampleSeries,
    Source,
    SyntheticSeries,
    check_source,
)
from forecasting.data.split import SPLIT_SETTINGS, Split
from forecasting.data.stretches import MOST_STRETCHES, Stretch, check_stretches
from forecasting.data.suggestions import period_of, swings_grow, trend_share
from forecasting.data.transforms import TRANSFORM_SETTINGS, Transform
from forecasting.data.uploaded import UploadedSeries, digest_of
from forecasting.data.windows import Scaler, Task, Windows, prepare

__all__ = [
    "MOST_STRETCHES",
    "OWN",
    "SAMPLES",
    "SERIES_SETTINGS",
    "SIGNALS",
    "SPLIT_SETTINGS",
    "TRANSFORM_SETTINGS",
    "Draw",
    "Frequency",
    "MissingSeries",
    "Sample",
    "SampleSeries",
    "Scaler",
    "Series",
    "Signal",
    "Source",
    "Split",
    "Stretch",
    "SyntheticSeries",
    "Task",
    "Transform",
    "UploadedSeries",
    "Windows",
    "check_source",
    "check_stretches",
    "digest_of",
    "period_of",
    "prepare",
    "source_from_json",
    "source_to_json",
    "swings_grow",
    "trend_share",
]
