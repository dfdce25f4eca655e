"""A whole comparison as one zip file, with nothing in it that could run."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from forecasting.checks import check_kind
from forecasting.data import MissingSeries, Series, UploadedSeries, digest_of
from forecasting.data.source_json import UNNAMED
from forecasting.experiment import Comparison, Experiment
from forecasting.experiment.budgets import architecture_of
from forecasting.experiment.comparison import check_comparison
from forecasting.experiment.limits import Limits, check_size
from forecasting.experiment.size import weights_bytes
from forecasting.experiment.training_log import AND
from forecasting.experiment.training_run import tasks_of
from forecasting.later import Later
from forecasting.messages import Message, bad_value, phrase, said_by
from forecasting.models import ENGINES, Device
from forecasting.saving.archive import Archive, damaged, pack
from forecasting.saving.csv_export import safe_csv
from forecasting.saving.logs import LogArrays
from forecasting.saving.series_json import (
    ARRAYS_BYTES,
    FACTS_BYTES,
    series_from_parts,
    series_to_parts,
)

if TYPE_CHECKING:
    import torch
    from safetensors import torch as safetensors
    from torch import Tensor

    from forecasting.models import Ensemble
else:
    torch, safetensors = Later("torch"), Later("safetensors.torch")

FORMAT, VERSION = "forecasting-comparison", 2
EXPERIMENT, WEIGHTS, LOG, SERIES, VALUES, README = (
    "experiment.json",
    "weights.safetensors",
    "log.safetensors",
    "series.json",
    "series.safetensors",
    "README.txt",
)
TABLES = ("losses", "gradients", "errors", "baselines", "forecasts", "future", "snapshots", "costs")
NUMBERED = tuple(phrase("variable {number}", number=number) for number in range(1, 100))
OBSERVED = "forecasts"
"""The table with the values of the series beside the forecasts."""
MOST_ROWS = 300_000
TEXT_BYTES = 256 * 2**10
TABLE_BYTES = 64 * 2**20
HEADER_BYTES = 2**20
DEVICE_KINDS = ("cpu", "cuda", "mps", "xpu")
ABOUT = f"""A comparison of recurrent cells.

experiment.json      all settings
tables/*.csv         what the pages show, in the units of the series; a table of more than
                     {MOST_ROWS:,} rows is left out
weights.safetensors  the networks: <cell>.<weight>, all seeds stacked, in the order of the settings;
                     of several stretches those of the first, then those of the next
log.safetensors      losses, looks at the rollouts, and costs while training
                     without the series also without its name and those of its variables, unless
                     they were to be kept
series.json          what is known of the series, if a person brought it and wanted it saved
series.safetensors   its times and values
manifest.json        versions, where it was trained, and a checksum of every part

Everything but the weights and the log is made anew when the file is opened.
"""


def save(comparison: Comparison, with_series: bool = False, with_names: bool = False) -> bytes:
    """The comparison as a zip file; the same comparison gives the same file.

    Args:
        comparison: What to save.
        with_series: Whether a series that a person brought is saved, too. Without it, whoever
            opens the file has to bring that series.
        with_names: Whether its name and those of its variables are saved where it is not.

    Raises:
        ValueError: If it is no comparison.
    """
    check_comparison(comparison)
    source, private = comparison.experiment.source, False
    nameless = isinstance(source, UploadedSeries) and not (with_series or with_names)
    parts = {
        README: ABOUT.encode(),
        EXPERIMENT: _settings(comparison.experiment, nameless).encode(),
        WEIGHTS: safetensors.save(_weights(comparison)),
    }
    if isinstance(source, UploadedSeries):
        private = not with_series
        if with_series:
            parts[SERIES], parts[VALUES] = series_to_parts(source.series)
    parts[LOG] = LogArrays.of(comparison, private).to_bytes()
    names = [name for name in TABLES if not (private and name == OBSERVED)]
    tables = {name: getattr(comparison, name) for name in names}
    if nameless:
        numbers = dict(zip(source.variables, NUMBERED, strict=False))
        tables = {name: _without_names(table, numbers) for name, table in tables.items()}
    parts |= {_table(name): _csv(t) for name, t in tables.items() if len(t) <= MOST_ROWS}
    return pack(parts, _about(comparison))


def load(
    data: bytes, limits: Limits | None = None, own: Mapping[str, Series] | None = None
) -> Comparison:
    """The comparison that `save` wrote, on the CPU.

    Args:
        data: The file.
        limits: The largest experiment that is accepted; those of the environment if not given.
        own: Series that the person brought, by digest, for a file that was saved without them.

    Raises:
        ValueError: If it is no such file, is damaged, is too large, or lacks its series.
    """
    check_kind("data", data, bytes, phrase("bytes, such as Path('comparison.zip').read_bytes()"))
    limits = limits or Limits.from_environment()
    try:
        return _load(data, limits, own or {})
    except Exception as error:  # whatever a hostile file does to the readers of its parts
        if isinstance(error, ValueError) and isinstance(said_by(error), Message):
            raise
        raise damaged(phrase("it is damaged")) from error


def _load(data: bytes, limits: Limits, own: Mapping[str, Series]) -> Comparison:
    """Nothing large is made before what the file holds was found to fit its settings."""
    archive = Archive(data)
    _check_version(archive.manifest)
    experiment = _read_experiment(archive, {**own, **_brought(archive)})
    check_size(experiment, limits)
    largest = _largest_bytes(experiment)
    archive.check(largest)
    if WEIGHTS in archive.names and archive.bytes_of(WEIGHTS) < weights_bytes(experiment):
        raise damaged(phrase("its weights have another shape than its settings say"))
    arrays = LogArrays.from_bytes(archive.read(LOG, largest[LOG]), experiment)
    device, engines = _device(archive.manifest.get("device")), _engines(archive.manifest)
    models = {cell: _untrained(experiment, cell) for cell in experiment.cells}
    _fill(models, safetensors.load(archive.read(WEIGHTS, largest[WEIGHTS])))
    tasks = tasks_of(experiment)
    log = arrays.to_log(experiment, tasks)
    log.engines = engines
    return Comparison(experiment, tasks, models, log.sealed(log.finished), device)


def _brought(archive: Archive) -> dict[str, Series]:
    """The series that was saved with it, by its digest."""
    if SERIES not in archive.names:
        return {}
    text = archive.read(SERIES, FACTS_BYTES)
    values = archive.read(VALUES, ARRAYS_BYTES) if VALUES in archive.names else None
    series = series_from_parts(text, values)
    return {digest_of(series): series}


def _settings(experiment: Experiment, nameless: bool) -> str:
    if not nameless:
        return experiment.to_json()
    values = json.loads(experiment.to_json())
    values["source"]["title"] = UNNAMED
    return json.dumps(values, indent=2)


def _without_names(table: pd.DataFrame, numbers: Mapping[str, str]) -> pd.DataFrame:
    """A table that counts the variables; "Total" is nobody's name."""
    if "variable" not in table:
        return table
    named = table["variable"].astype(object)
    return table.assign(variable=named.map(lambda name: numbers.get(name, name)))


def _about(comparison: Comparison) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "device": {"kind": comparison.device.kind, "name": comparison.device.name},
        "engines": {str(epoch): name for epoch, name in comparison.log.engines.items()},
        "packages": {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "numpy": np.__version__,
            "pandas": pd.__version__,
        },
    }


def _check_version(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise damaged(phrase("it holds no comparison"))
    if manifest.get("version") != VERSION:
        raise bad_value(
            "This file has a format that is not known here (this program reads {version}); "
            "open it with the program that saved it.",
            version=VERSION,
        )


def _read_experiment(archive: Archive, own: Mapping[str, Series]) -> Experiment:
    text = archive.read(EXPERIMENT, TEXT_BYTES).decode(errors="replace")
    try:
        return Experiment.from_json(text, own)
    except MissingSeries:  # nothing is wrong with the file
        raise
    except Exception as error:
        why = re.sub(r"\s+", " ", str(error)[:200]).strip().rstrip(".")
        raise bad_value(
            "This file cannot be opened, its settings are wrong: {why}.", why=why
        ) from error


def _weights(comparison: Comparison) -> dict[str, Tensor]:
    return {
        f"{cell}.{name}": weights.detach().cpu().contiguous()
        for cell, model in comparison.models.items()
        for name, weights in model.named_parameters()
    }


def _untrained(experiment: Experiment, cell: str) -> Ensemble:
    from forecasting.models import Ensemble  # noqa: PLC0415 - it needs torch

    ensemble = Ensemble(architecture_of(experiment, cell), experiment.numbers)
    return ensemble.to(experiment.training.dtype)


def _fill(models: Mapping[str, Ensemble], found: dict[str, Tensor]) -> None:
    """Put the weights that were found into the models."""
    wanted = {f"{c}.{n}": w for c, model in models.items() for n, w in model.named_parameters()}
    if wanted.keys() != found.keys():
        raise damaged(phrase("its networks have other weights than its settings say"))
    for name, weights in wanted.items():
        if (found[name].shape, found[name].dtype) != (weights.shape, weights.dtype):
            raise damaged(
                phrase("the weights {name} have another shape than its settings say", name=name)
            )
    for cell, model in models.items():
        state = {name: found[f"{cell}.{name}"] for name, _ in model.named_parameters()}
        model.load_state_dict(state, strict=True)


def _largest_bytes(experiment: Experiment) -> dict[str, int]:
    """How long each part may be; a part that is not named is not allowed."""
    return {
        README: TEXT_BYTES,
        EXPERIMENT: TEXT_BYTES,
        WEIGHTS: weights_bytes(experiment) + HEADER_BYTES,
        SERIES: FACTS_BYTES,
        VALUES: ARRAYS_BYTES,
        LOG: LogArrays.largest_bytes(experiment) + HEADER_BYTES,
        **{_table(name): TABLE_BYTES for name in TABLES},
    }


def _device(values: object) -> Device:
    if not isinstance(values, dict) or values.get("kind") not in DEVICE_KINDS:
        raise damaged(phrase("it does not say where it was trained"))
    return Device(values["kind"], str(values.get("name"))[:200])


def _engines(manifest: dict[str, Any]) -> dict[int, str]:
    """What trained from which epoch on; nothing in a file that is older than such notes."""
    values = manifest.get("engines", {})
    found = values.items() if isinstance(values, dict) else [("none", "")]
    if not all(_is_engine(epoch, name) for epoch, name in found):
        raise damaged(phrase("it does not say by what it was trained"))
    return {int(epoch): name for epoch, name in found}


def _is_engine(epoch: str, name: object) -> bool:
    known = isinstance(name, str) and set(name.split(AND)) <= set(ENGINES)
    return known and epoch.isascii() and epoch.isdecimal() and len(epoch) < 10


def _table(name: str) -> str:
    return f"tables/{name}.csv"


def _csv(table: pd.DataFrame) -> bytes:
    return safe_csv(table)
