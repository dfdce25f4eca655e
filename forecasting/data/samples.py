"""SAMPLES: real series that come with the project, by name."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from forecasting.data.importing import import_series
from forecasting.data.options import ImportOptions
from forecasting.data.reading import read_table
from forecasting.data.series import Series

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
        options: How a file that is not ready is made into a series; None for one that is.
    """

    name: str
    title: str
    file: str
    source: str
    reason: str
    variables: tuple[str, ...]
    time_name: str = "step"
    period_steps: float | None = None
    options: ImportOptions | None = None

    def __post_init__(self) -> None:
        if not (FOLDER / self.file).is_file():
            raise ValueError(f"file is {self.file!r}; put a file of that name in {FOLDER.name}/.")


_ENTRIES = (
    Sample(
        name="sunspots",
        title="Sunspots",
        file="sunspots.csv",
        source="NOAA National Geophysical Data Center, yearly sunspot number 1700–2008, "
        "public domain",
        reason="Three centuries of a cycle of about 11 years whose height nobody can foretell.",
        variables=("sunspots",),
        time_name="year",
        period_steps=11.0,
    ),
    Sample(
        name="co2",
        title="CO2 in the air",
        file="co2.csv",
        source="C. D. Keeling and T. P. Whorf (2004), CDIAC, weekly CO2 at Mauna Loa 1958–2001 "
        "in ppmv, as monthly means, public domain",
        reason="A steady rise with a season of 12 months on it, from a file with gaps.",
        variables=("CO2 (ppmv)",),
        time_name="date",
        period_steps=12.0,
        options=ImportOptions(
            value_columns=("co2",), time_column="date", date_format="%Y%m%d", resample="months"
        ),
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
    if sample.options is not None:
        return _imported(sample, sample.options)
    table = pd.read_csv(FOLDER / sample.file)
    return Series(
        name=name,
        time=table.iloc[:, 0].to_numpy(),
        values=table.iloc[:, 1:].to_numpy(dtype=float),
        variables=sample.variables,
        time_name=sample.time_name,
        period_steps=sample.period_steps,
    )


def _imported(sample: Sample, options: ImportOptions) -> Series:
    """The series of a file as a person might bring it."""
    table = read_table((FOLDER / sample.file).read_bytes(), sample.file)
    series = import_series(table, options, sample.name).series
    return replace(series, variables=sample.variables, period_steps=sample.period_steps)
