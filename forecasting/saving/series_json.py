"""A series that a person brought, as parts of a saved comparison: only if the person says so.

What is known of it is JSON, its values are arrays. Files of before have the values in the JSON,
too, where each takes many times its size in memory: what such a text holds is counted beforehand.
"""

import itertools
import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from forecasting.data import Frequency, Series
from forecasting.messages import phrase
from forecasting.saving.archive import damaged

FACTS_BYTES, ARRAYS_BYTES = 24 * 2**20, 64 * 2**20
MOST_OF = {b"{": 10, b'"': 4_000, b"[": 700_000, b",": 2_600_000}
"""What a text of a series may have of each sign: each stands for something in memory."""
ARRAYS = {"time": "iuf", "values": "iuf", "clean": "iuf", "filled": "b"}
"""The fields that are arrays, and the kinds of their values."""


def series_to_parts(series: Series) -> tuple[bytes, bytes]:
    """What is known of a series as JSON, and its arrays; every number is exact."""
    held = {field.name: getattr(series, field.name) for field in fields(Series)}
    facts = {name: value for name, value in held.items() if name not in ARRAYS}
    if series.step is not None:
        facts["step"] = asdict(series.step)
    arrays = {n: np.ascontiguousarray(held[n]) for n in ARRAYS if held[n] is not None}
    return json.dumps(facts).encode(), save_arrays(arrays)


def series_from_parts(text: bytes, arrays: bytes | None = None) -> Series:
    """The series that `series_to_parts` wrote, or one with its values in the text.

    Raises:
        ValueError: If it is no such series.
    """
    try:
        facts = _facts(text)
        found: dict[str, Any] = {name: _listed(name, facts.pop(name, None)) for name in ARRAYS}
        found |= {} if arrays is None else load_arrays(arrays)
        _check_kinds(found)
        return Series(**facts, **found)  # which checks everything else
    except Exception as error:  # whatever a hostile file holds
        raise damaged(phrase("its series is damaged")) from error


def _facts(text: bytes) -> dict[str, Any]:
    if any(text.count(sign) > most for sign, most in MOST_OF.items()):
        raise damaged(phrase("its series is larger than it can be"))
    facts = json.loads(text)
    if facts.get("step") is not None:
        facts["step"] = Frequency(**facts["step"])
    return {n: tuple(v) if isinstance(v, list) and n not in ARRAYS else v for n, v in facts.items()}


def _listed(name: str, rows: Any) -> np.ndarray | None:
    """An array out of lists, whose types are looked at before it is made.

    numpy makes room for the longest text in every cell, and an object of every long number.
    """
    if rows is None:
        return None
    if name == "time":
        return _flat(name, rows)
    width = len(rows[0])
    if {(type(row), len(row)) for row in rows} != {(list, width)}:
        raise damaged(phrase("its series is damaged"))
    return _flat(name, list(itertools.chain.from_iterable(rows))).reshape(len(rows), width)


def _flat(name: str, values: list[Any]) -> np.ndarray:
    wanted = {bool} if name == "filled" else {int, float}
    if type(values) is not list or not set(map(type, values)) <= wanted:
        raise damaged(phrase("its series is damaged"))
    return np.array(values)


def _check_kinds(arrays: dict[str, np.ndarray | None]) -> None:
    for name, array in arrays.items():
        if array is not None and array.dtype.kind not in ARRAYS[name]:
            raise damaged(phrase("its series is damaged"))
