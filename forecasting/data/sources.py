"""Where a series comes from: small, hashable values that load() turns into a Series."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.checks import check_choice, is_real, of_another_kind
from forecasting.data.samples import SAMPLES, read_sample
from forecasting.data.series import Series
from forecasting.data.signals import SIGNALS
from forecasting.data.uploaded import UploadedSeries
from forecasting.messages import bad_value, message, phrase
from forecasting.setting import Setting, settle

OWN = "own"
"""What a series that a person brought is called among the signals; its content goes with it."""

TITLES = {
    **{name: entry.title for name, entry in (SIGNALS | SAMPLES).items()},
    OWN: "Your own series",
}
"""Everything that a series can come from."""


def _check_signal(signal: object, _series: object) -> None:
    check_choice("signal", signal, SIGNALS)


def _check_cycles(cycles: object, series: Any) -> None:
    most = series.length / 2
    if not is_real(cycles) or not 0 < cycles <= most:  # type: ignore[operator]
        raise bad_value(
            "cycles is {cycles!r}; give a number above 0 and at most {most:g}, half the "
            "length, or raise length.",
            cycles=cycles,
            most=most,
        )


SERIES_SETTINGS = (
    Setting(
        key="signal",
        field="signal",
        kind="choice",
        choices=TITLES,
        check_value=_check_signal,
        label=phrase("Series"),
        page="data_generation",
        group="main",
    ),
    Setting(
        key="length",
        field="length",
        kind="whole",
        low=20,
        high=100_000,
        page_high=5000,
        label=phrase("Length"),
        help=message("How many values the series has."),
        page="data_generation",
        group="main",
    ),
    Setting(
        key="cycles",
        field="cycles",
        kind="number",
        check_value=_check_cycles,
        page_low=0.5,
        page_high=250.0,
        label=phrase("Cycles"),
        help=message("How often the signal repeats in the whole series."),
        page="data_generation",
        group="main",
        step=0.5,
    ),
    Setting(
        key="noise",
        field="noise_std",
        kind="number",
        low=0.0,
        page_high=2.0,
        label=phrase("Noise σ"),
        help=message(
            "How strong the random noise is that is added to every value: its standard "
            "deviation σ, in the units of the signal."
        ),
        page="every",
        group="sliders",
        step=0.01,
    ),
    Setting(
        key="data_seed",
        field="seed",
        kind="whole",
        page_high=10_000,
        label=phrase("Data seed"),
        help=message("Another number gives another draw of the noise."),
        page="data_generation",
        group="main",
    ),
)
"""Of a series that is made here; a measured one has nothing for them to set but its name."""


@dataclass(frozen=True)
class SyntheticSeries:
    """A signal of SIGNALS plus Gaussian noise.

    Attributes:
        signal: Key of SIGNALS.
        length: Number of values, 20 to 100,000.
        cycles: Cycles in the whole series, at most one per two values (Nyquist).
        noise_std: Standard deviation of the noise, in units of the signal.
        seed: Seed of the noise.

    Raises:
        ValueError: A field is of the wrong type or out of its range.
    """

    signal: str = "sine"
    length: int = 200
    cycles: float = 8.0
    noise_std: float = 0.1
    seed: int = 0

    def __post_init__(self) -> None:
        settle(self, SERIES_SETTINGS)

    @property
    def title(self) -> str:
        """Name for people."""
        return SIGNALS[self.signal].title

    @property
    def variables(self) -> tuple[str, ...]:
        """One name per variable."""
        return SIGNALS[self.signal].variables

    def load(self, start: np.random.Generator | None = None) -> Series:
        """Generate the series.

        Args:
            start: Draws where the signal begins, its phase or initial state; where it always does
                if not given.

        Returns:
            Observed and clean values (time, variable). Two series that differ in noise_std alone
            have the same noise but for its size.
        """
        signal = SIGNALS[self.signal]
        clean = signal.generate(self.length, self.cycles, start)
        noise = np.random.default_rng(self.seed).standard_normal(clean.shape)
        period = signal.period_steps(self.length, self.cycles)
        return Series(
            name=self.signal,
            time=np.arange(self.length),
            values=clean + self.noise_std * noise,
            clean=clean,
            variables=signal.variables,
            period_steps=period if period < self.length else None,
            noise_std=self.noise_std,
        )


@dataclass(frozen=True)
class SampleSeries:
    """A real series of SAMPLES.

    Attributes:
        name: Key of SAMPLES.

    Raises:
        ValueError: No sample has that name.
    """

    name: str = "sunspots"

    def __post_init__(self) -> None:
        check_choice("name", self.name, SAMPLES)

    @property
    def length(self) -> int:
        """Number of values."""
        return len(read_sample(self.name))

    @property
    def title(self) -> str:
        """Name for people."""
        return SAMPLES[self.name].title

    @property
    def variables(self) -> tuple[str, ...]:
        """One name per variable."""
        return SAMPLES[self.name].variables

    def load(self) -> Series:
        """The series, read from its file once."""
        return read_sample(self.name)


Source = SyntheticSeries | SampleSeries | UploadedSeries

SOURCE_KINDS = SyntheticSeries, SampleSeries, UploadedSeries


def check_source(source: object) -> None:
    """Refuse what is no source, with how the one that was meant is written.

    Raises:
        ValueError: If it is none.
    """
    if isinstance(source, SOURCE_KINDS):
        return
    if isinstance(source, str) and source in {**SIGNALS, **SAMPLES}:
        example = f"{'SyntheticSeries' if source in SIGNALS else 'SampleSeries'}({source!r})"
        raise bad_value(
            "source is {source!r}, a name; give {example}.", source=source, example=example
        )
    wanted = phrase(
        "a SyntheticSeries, such as SyntheticSeries('sine'), a SampleSeries, or a Series, such as "
        "Series.from_dataframe(table)"
    )
    raise ValueError(of_another_kind("source", source, wanted))
