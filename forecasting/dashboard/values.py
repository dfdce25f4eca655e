"""An experiment as the short names and plain values that controls and links use, and back."""

from collections.abc import Mapping
from typing import Any

from forecasting.data import (
    MOST_STRETCHES,
    OWN,
    SAMPLES,
    SPLIT_SETTINGS,
    TRANSFORM_SETTINGS,
    SampleSeries,
    Series,
    Source,
    Split,
    SyntheticSeries,
    Transform,
    UploadedSeries,
    period_of,
)
from forecasting.experiment import ON_PAGES, SETTINGS, Experiment, suggest
from forecasting.messages import bad_value
from forecasting.training import TrainingConfig

TRAIN = 0.7
"""Share that a series is trained on if nothing else is said."""

LEAST_TRAIN = SETTINGS["train"].page_limits[0]
"""Share that the control for it goes down to."""

Values = Mapping[str, Any]


def values_of(experiment: Experiment) -> dict[str, Any]:
    """What every control shows for an experiment, by its name in a link."""
    holders = {
        "": experiment,
        "training": experiment.training,
        "transform": experiment.transform,
        "source": _controls_of(experiment.source),
    }
    values = {key: s.shown(getattr(holders[s.part], s.field)) for key, s in ON_PAGES.items()}
    return values | {"signal": _name_of(experiment.source)}


def experiment_from(values: Values) -> Experiment:
    """The experiment that the controls describe; its seeds are 0, 1, 2, and so on.

    Raises:
        ValueError: If the settings cannot work, with the value and the remedy.
    """
    return Experiment(
        source=source_from(values),
        transform=_transform_from(values),
        training=TrainingConfig(**_fields("training", values)),
        **_fields("", values),
    )


def _fields(part: str, values: Values) -> dict[str, Any]:
    """The fields of a part of an experiment, as the controls show them."""
    return {s.field: s.taken(values[k]) for k, s in ON_PAGES.items() if s.part == part}


def length_of(values: Values) -> int:
    """How many values the series has."""
    if values["signal"] in SAMPLES or values["signal"] == OWN:
        return source_from(values).length
    return int(values["length"])


def piece_length_of(values: Values) -> int:
    """How many values each stretch of the series has; all of them if there is one."""
    return length_of(values) // int(values["stretches"])


def most_stretches(values: Values) -> int:
    """The most stretches into each of which window, horizon and shares fit; 0 if none do.

    Raises:
        ValueError: If the shares leave nothing to test on.
    """
    length, split = length_of(values), split_from(values)
    fit = [n for n in range(1, MOST_STRETCHES + 1) if split.fits(length // n)]
    fit = fit if split.fits(length) else []
    return max(fit, default=0)


def split_from(values: Values) -> Split:
    """How the controls cut the series in time.

    Raises:
        ValueError: If the shares leave nothing to test on.
    """
    cuts = {s.field: values[s.key] for s in SPLIT_SETTINGS}
    return Split(transform=_transform_from(values), **cuts)


def with_validation(values: Values) -> dict[str, float]:
    """Shares with a validation part that is taken from the training part, where it can spare it."""
    share = 0.15 if values["train"] > 0.3 else 0.05
    return {"validation": share, "train": max(LEAST_TRAIN, round(values["train"] - share, 2))}


def _transform_from(values: Values) -> Transform:
    return Transform(**_fields("transform", values))


def transform_values(transform: Transform) -> dict[str, Any]:
    """What the controls of a transform show."""
    return {s.key: s.shown(getattr(transform, s.field)) for s in TRANSFORM_SETTINGS}


def beginning(series: Series, share: float) -> Series:
    """The part of a series that may be looked at before it is judged on the rest."""
    return series.beginning(max(2, round(len(series) * share)))


def suited(series: Series) -> dict[str, Any]:
    """Settings with which most series of this kind and length can be learnt.

    A window of two seasons, a horizon of one, and what the series calls for taken out of it.
    """
    known = beginning(series, TRAIN)
    transform = suggest(known).transform
    length, period = len(series), round(period_of(known) or 12)
    window = max(2, min(2 * period, 60, length // 6))
    return {
        "window": window,
        "horizon": max(1, min(period, 60, length // 8)),
        "train": TRAIN,
        "validation": 0.0,
        "judged": "test",
        "scaled": True,
        "anew": False,
        "stretches": 1,
        "epochs": 60,
        "batch": 16 if length < 1000 else 64,
        **transform_values(transform),
    }


def _controls_of(source: Source) -> SyntheticSeries:
    """What the controls of a series that is made here show, also while another one is chosen."""
    return source if isinstance(source, SyntheticSeries) else SyntheticSeries()


def _name_of(source: Source) -> str:
    if isinstance(source, UploadedSeries):
        return OWN
    return source.name if isinstance(source, SampleSeries) else source.signal


def source_from(values: Values) -> Source:
    """Where the series comes from.

    Raises:
        ValueError: If there is no such series.
    """
    if values["signal"] == OWN:
        return _own(values.get(OWN))
    if values["signal"] in SAMPLES:
        return SampleSeries(values["signal"])
    return SyntheticSeries(**_fields("source", values))


def _own(source: UploadedSeries | None) -> UploadedSeries:
    if source is None:
        raise bad_value(
            "Your own series is not here; bring its file on the page “Data generation”, or choose "
            "another series."
        )
    return source
