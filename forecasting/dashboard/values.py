"""An experiment as the short names and plain values that controls and links use, and back."""

from collections.abc import Mapping
from typing import Any

from forecasting.data import (
    SAMPLES,
    SampleSeries,
    Series,
    Source,
    Split,
    SyntheticSeries,
    Transform,
    UploadedSeries,
    period_of,
)
from forecasting.experiment import Experiment, suggest
from forecasting.training import TrainingConfig

TRAIN = 0.7
"""Share that a series is trained on if nothing else is said."""

LEAST_TRAIN = 0.1
"""Share that the control for it goes down to."""

NO_SEASON = 0
"""What the control for the seasonal difference shows when there is none."""

Values = Mapping[str, Any]

OWN = "own"
"""What a series that the person brought is called among the signals; its content goes with it."""

NO_CLIPPING = 0.0
"""What the control for the gradient norm shows when there is no clipping."""

NO_STOPPING = 0
"""What the control for the patience shows when there is no early stopping."""

TRAINING_FIELDS = {
    "hidden": "hidden_size",
    "layers": "layers",
    "input_layer": "input_layer",
    "epochs": "epochs",
    "batch": "batch_size",
    "rate": "learning_rate",
    "optimizer": "optimizer",
    "objective": "objective",
    "warm_up": "warm_up_steps",
    "start": "start",
    "snapshots": "snapshot_every",
}
"""Name in a link -> field of `TrainingConfig`."""

EXPERIMENT_FIELDS = {
    "window": "window_length",
    "horizon": "horizon",
    "train": "train_fraction",
    "judged": "judged_on",
    "scaled": "scaled",
    "feedback": "feedback",
    "budget": "budget",
    "validation": "validation_fraction",
    "anew": "noise_per_seed",
}
"""Name in a link -> field of `Experiment`."""


def values_of(experiment: Experiment) -> dict[str, Any]:
    """What every control shows for an experiment, by its name in a link."""
    training = experiment.training
    values = {name: getattr(experiment, field) for name, field in EXPERIMENT_FIELDS.items()}
    values |= {name: getattr(training, field) for name, field in TRAINING_FIELDS.items()}
    values["clip"] = NO_CLIPPING if training.clip_norm is None else training.clip_norm
    values["patience"] = NO_STOPPING if training.patience is None else training.patience
    values["rates"] = list(training.learning_rates)
    values |= transform_values(experiment.transform)
    values["cells"] = list(experiment.cells)
    values["seeds"] = len(experiment.seeds)
    return values | _source_values(experiment.source)


def experiment_from(values: Values) -> Experiment:
    """The experiment that the controls describe; its seeds are 0, 1, 2, and so on.

    Raises:
        ValueError: If the settings cannot work, with the value and the remedy.
    """
    settings = {field: values[name] for name, field in EXPERIMENT_FIELDS.items()}
    training = {field: values[name] for name, field in TRAINING_FIELDS.items()}
    training["clip_norm"] = None if values["clip"] == NO_CLIPPING else values["clip"]
    training["patience"] = None if values["patience"] == NO_STOPPING else values["patience"]
    return Experiment(
        source=source_from(values),
        cells=tuple(values["cells"]),
        seeds=tuple(range(values["seeds"])),
        transform=_transform_from(values),
        training=TrainingConfig(learning_rates=tuple(values["rates"]), **training),
        **settings,
    )


def length_of(values: Values) -> int:
    """How many values the series has."""
    if values["signal"] in SAMPLES or values["signal"] == OWN:
        return source_from(values).length
    return int(values["length"])


def split_from(values: Values) -> Split:
    """How the controls cut the series in time.

    Raises:
        ValueError: If the shares leave nothing to test on.
    """
    names = ("window", "horizon", "train", "validation", "judged", "scaled")
    fields = {EXPERIMENT_FIELDS[name]: values[name] for name in names}
    return Split(transform=_transform_from(values), **fields)


def with_validation(values: Values) -> dict[str, float]:
    """Shares with a validation part that is taken from the training part, where it can spare it."""
    share = 0.15 if values["train"] > 0.3 else 0.05
    return {"validation": share, "train": max(LEAST_TRAIN, round(values["train"] - share, 2))}


def _transform_from(values: Values) -> Transform:
    return Transform(values["log"], values["season"] or None, values["difference"])


def transform_values(transform: Transform) -> dict[str, Any]:
    """What the controls of a transform show."""
    season = transform.seasonal_period or NO_SEASON
    return {"log": transform.log, "difference": transform.difference, "season": season}


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
        "epochs": 60,
        "batch": 16 if length < 1000 else 64,
        **transform_values(transform),
    }


def _source_values(source: Source) -> dict[str, Any]:
    synthetic = source if isinstance(source, SyntheticSeries) else SyntheticSeries()
    return {
        "signal": _name_of(source),
        "length": synthetic.length,
        "cycles": synthetic.cycles,
        "noise": synthetic.noise_std,
        "data_seed": synthetic.seed,
    }


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
    return SyntheticSeries(
        signal=values["signal"],
        length=values["length"],
        cycles=values["cycles"],
        noise_std=values["noise"],
        seed=values["data_seed"],
    )


def _own(source: UploadedSeries | None) -> UploadedSeries:
    if source is None:
        raise ValueError(
            "Your own series is not here; bring its file on the page “Data generation”, or choose "
            "another series."
        )
    return source
