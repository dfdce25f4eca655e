"""SAMPLES: real series that come with the project, by name."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.data.series import Series
from forecasting.messages import Message, bad_value, message, phrase

FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Sample:
    """A real series in a CSV file: a column of times, then one column per variable.

    Attributes:
        name: Key in SAMPLES, snake_case.
        title: Name for people.
        file: File name in the folder of samples.
        source: Who published it, what it covers and under which terms.
        reason: Why a person would pick it, one sentence.
        variables: Names of the columns after the first, for people.
        time_name: What the first column counts.
        period_steps: Known period in steps, or None.
    """

    name: str
    title: Message
    file: str
    source: str
    reason: Message
    variables: tuple[str, ...]
    time_name: str = "step"
    period_steps: float | None = None

    def __post_init__(self) -> None:
        if not (FOLDER / self.file).is_file():
            raise bad_value(
                "file is {file!r}; put a file of that name in {folder}/.",
                file=self.file,
                folder=FOLDER.name,
            )


_ENTRIES = (
    Sample(
        name="sunspots",
        title=phrase("Sunspots"),
        file="sunspots.csv",
        source="NOAA National Geophysical Data Center, yearly sunspot number 1700–2008, "
        "public domain",
        reason=message(
            "Three centuries of a cycle of about 11 years whose height nobody can foretell."
        ),
        variables=("sunspots",),
        time_name="year",
        period_steps=11.0,
    ),
    Sample(
        name="co2",
        title=phrase("CO2 in the air"),
        file="co2_monthly.csv",
        source="C. D. Keeling and T. P. Whorf (2004), CDIAC, weekly CO2 at Mauna Loa 1958–2001 "
        "in ppmv, as monthly means, public domain",
        reason=message("A steady rise with a season of 12 months on it, from a file with gaps."),
        variables=("CO2 (ppmv)",),
        time_name="date",
        period_steps=12.0,
    ),
)

SAMPLES: dict[str, Sample] = {sample.name: sample for sample in _ENTRIES}


@lru_cache(maxsize=8)
def read_sample(name: str) -> Series:
    """The series of a sample, read once: a series is read-only and may be shared.

    Args:
        name: A key of SAMPLES.

    Returns:
        The series; its clean values and noise are unknown.
    """
    sample = SAMPLES[name]
    table = pd.read_csv(FOLDER / sample.file)
    return Series.with_gaps(
        table.iloc[:, 1:].to_numpy(dtype=float),
        name=name,
        time=_times(table.iloc[:, 0]),
        variables=sample.variables,
        time_name=sample.time_name,
        period_steps=sample.period_steps,
    )


def _times(column: pd.Series) -> np.ndarray:
    """Numbers as they are; what is written as 1958-03-01, as dates."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy()
    return column.to_numpy(dtype="datetime64[ms]")
