"""A series that a person brought, as a part of a saved comparison: only if the person says so."""

import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from forecasting.data import Frequency, Series
from forecasting.messages import phrase
from forecasting.saving.archive import damaged


def series_to_json(series: Series) -> bytes:
    """The whole content of a series as text; every number is exact."""
    values = {field.name: _plain(getattr(series, field.name)) for field in fields(Series)}
    return json.dumps(values).encode()


def series_from_json(text: bytes) -> Series:
    """The series that `series_to_json` wrote.

    Raises:
        ValueError: If it is no such text.
    """
    try:
        values = json.loads(text)
        return Series(**{name: _typed(name, value) for name, value in values.items()})
    except Exception as error:  # whatever a hostile file holds
        raise damaged(phrase("its series is damaged")) from error


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return asdict(value) if isinstance(value, Frequency) else value


def _typed(name: str, value: Any) -> Any:
    if name == "step":
        return None if value is None else Frequency(**value)
    if name in ("time", "values", "clean", "filled"):
        return None if value is None else np.array(value)
    return tuple(value) if isinstance(value, list) else value
