"""Where a series comes from: small, hashable values that load() turns into a Series."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from forecasting.checks import check_choice, is_real, shown
from forecasting.data.samples import SAMPLES, read_sample
from forecasting.data.series import Series
from forecasting.data.signals import SIGNALS
from forecasting.data.uploaded import UploadedSeries
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
        raise ValueError(
            f"cycles is {cycles!r}; give a number above 0 and at most {most:g}, half the length, "
            "or raise length."
        )


SERIES_SETTINGS = (
    Setting(
        key="signal",
        field="signal",
        kind="choice",
        choices=TITLES,
        check_value=_check_signal,
        label="Series",
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
        label="Length",
        help="How many values the series has.",
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
        label="Cycles",
        help="How often the signal repeats in the whole series.",
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
        label="Noise σ",
        help="How strong the random noise is that is added to every value: its standard deviation "
        "σ, in the units of the signal.",
        page="every",
        group="sliders",
        step=0.01,
    ),
    Setting(
        key="data_seed",
        field="seed",
        kind="whole",
        page_high=10_000,
        label="Data seed",
        help="Another number gives another draw of the noise.",
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
        raise ValueError(f"source is {source!r}, a name; give {example}.")
    raise ValueError(
        f"source is {shown(source)}; give a SyntheticSeries, such as SyntheticSeries('sine'), a "
        "SampleSeries, or a Series, such as Series.from_dataframe(table)."
    )


KINDS: dict[str, type[SyntheticSeries] | type[SampleSeries] | type[UploadedSeries]] = {
    "synthetic": SyntheticSeries,
    "sample": SampleSeries,
    "own": UploadedSeries,
}


def source_to_json(source: Source) -> dict[str, Any]:
    """The source as plain values that json can write, tagged with its kind.

    Of a series that a person brought only the digest and the title are written, not the content.
    """
    if isinstance(source, UploadedSeries):
        return {"kind": "own", "digest": source.digest, "title": source.title}
    kind = next(kind for kind, member in KINDS.items() if type(source) is member)
    return {"kind": kind, **asdict(source)}


def source_from_json(data: dict[str, Any], own: Mapping[str, Series] | None = None) -> Source:
    """The source that source_to_json wrote.

    Args:
        data: What it wrote.
        own: Series that a person brought, by digest.

    Raises:
        ValueError: The kind is unknown, a field is unknown or missing, or a value is refused; or
            it is a series that a person brought, and it was not brought now.
    """
    if not isinstance(data, dict):
        raise ValueError(f"source is {data!r}; give an object with a kind.")
    kind = data.get("kind")
    check_choice("kind", kind, KINDS)
    if kind == "own":
        return _own_from_json(data, own or {})
    values = {name: value for name, value in data.items() if name != "kind"}
    known = {field.name for field in fields(KINDS[str(kind)])}
    if unknown := sorted(values.keys() - known):
        raise ValueError(f"Unknown field {unknown[0]!r} in a {kind} source; remove it.")
    if missing := sorted(known - values.keys()):
        raise ValueError(f"Missing field {missing[0]!r} in a {kind} source; add it.")
    return KINDS[str(kind)](**values)


class MissingSeries(ValueError):  # noqa: N818 - nobody's error: it was saved like that
    """Settings were saved without the series that a person brought, and it is not here.

    Attributes:
        title: Of the series.
    """

    def __init__(self, title: str) -> None:
        super().__init__(
            f"This was saved without its series {title!r}; bring its file first, with the same "
            "choices, and then open this again."
        )
        self.title = title


def _own_from_json(data: dict[str, Any], own: Mapping[str, Series]) -> UploadedSeries:
    digest, title = data.get("digest"), data.get("title")
    if not isinstance(digest, str) or not isinstance(title, str):
        raise ValueError("An own series has a digest and a title; give both as text.")
    if digest not in own:
        raise MissingSeries(title[:80])
    return UploadedSeries(digest, title, own[digest])
