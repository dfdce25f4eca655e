"""Saved comparisons, altered by somebody who knows the format: the checksums fit."""

import hashlib
import json
from functools import cache
from typing import Any

import numpy as np
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from forecasting import Experiment, Series, TrainingConfig, compare
from forecasting.saving import save
from tests.saving.cases import parts_of, trained, zipped

OWN = Series(
    "sales",
    np.arange("2015-01", "2020-01", dtype="M8[M]"),
    np.random.default_rng(4).normal(size=(60, 2)).cumsum(axis=0),
    variables=("a", "b"),
    period_steps=12.0,
)

ODD = [
    None, True, False, 0, 1, -1, -5, 2**31, 2**63, 10**400, 0.0, -0.0, 0.5, 1e-320, 1e308, -1e308,
    float("nan"), float("inf"), "", "x", "NaN", "1", "x" * 200_000, "![](http://elsewhere/x.png)",
    "$x^2$", "\x00", "\u202e", "\ud800", [], [[]], {}, {"a": 1}, [1], [None], ["x" * 9000, 1],
    [[1, 2], [3]], [[[]]], [0] * 30_000, ["a"] * 20_000, [[]] * 40_000,
    {str(k): k for k in range(9000)},
]  # fmt: skip
"""What stands in place of a value."""

DTYPES = ["<f8", "<f4", "<i8", "<u8", "<i4", "|u1", "|b1"]


@cache
def good(name: str) -> dict[str, bytes]:
    """The parts of a file as it was saved."""
    if name == "own":
        training = TrainingConfig(hidden_size=3, epochs=2)
        experiment = Experiment(OWN, 6, 3, cells=("RNN", "GRU"), seeds=(0, 1), training=training)
        return parts_of(save(compare(experiment, "cpu"), with_series=True))
    return parts_of(save(trained(name)))


def signed(parts: dict[str, bytes]) -> bytes:
    """One file, with a manifest that fits its parts, unless they bring none that could."""
    try:
        manifest = json.loads(parts["manifest.json"])
        others = {name: part for name, part in parts.items() if name != "manifest.json"}
        manifest["parts"] = {n: hashlib.sha256(part).hexdigest() for n, part in others.items()}
    except (ValueError, TypeError, RecursionError):
        return zipped(parts)
    return zipped({"manifest.json": json.dumps(manifest).encode(), **others})


def mutated(number: int) -> tuple[str, bytes]:
    """An altered file, the same for the same number, and in words what was done."""
    rng = np.random.default_rng(number)
    parts = dict(good(str(rng.choice(["own", "own", "one", "real"]))))
    words = []
    for _ in range(int(rng.integers(1, 3))):
        how = [_json, _json, _json, _series_rows, _bytes, _cut, _arrays, _swap, _much]
        words.append(how[int(rng.integers(len(how)))](parts, rng))
    return f"{number}: {', '.join(words)}", signed(parts)


def _name(parts: dict[str, bytes], rng: np.random.Generator, end: str = "") -> str:
    return str(rng.choice([name for name in sorted(parts) if name.endswith(end)]))


def _json(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    """Another value, a field more or one less, at any depth of any JSON."""
    name = _name(parts, rng, ".json")
    try:
        values = json.loads(parts[name])
    except (ValueError, RecursionError):
        return "nothing"
    inner, path = values, name
    while isinstance(inner, dict | list) and inner:
        keys = sorted(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = keys[int(rng.integers(len(keys)))]
        path = f"{path}.{key}"[:80]
        if not (isinstance(inner[key], dict | list) and rng.random() < 0.7):
            _alter(inner, key, rng)
            break
        inner = inner[key]
    parts[name] = json.dumps(values).encode()
    return f"{path} changed"


def _alter(inner: Any, key: Any, rng: np.random.Generator) -> None:
    what = int(rng.integers(8))
    if what == 0:
        del inner[key]
    elif what == 1 and isinstance(inner, dict):
        inner[f"{key}_"] = inner[key]
    elif what == 2 and isinstance(inner, list):
        inner.append(inner[key])
    elif what == 3 and isinstance(inner[key], int | float):
        inner[key] = inner[key] * float(rng.choice([-1, 0, 0.1, 10, 1e3, 1e6]))
    elif what == 4 and isinstance(inner[key], int):
        inner[key] = int(inner[key]) * int(rng.choice([-1, 2, 10, 100, 1000, 20_000]))
    else:
        inner[key] = ODD[int(rng.integers(len(ODD)))]


def _series_rows(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    """Values of the series that are none."""
    if "series.json" not in parts:
        return "nothing"
    try:
        values = json.loads(parts["series.json"])
        field = str(rng.choice([n for n in ("time", "values", "clean", "filled") if n in values]))
        odd = ODD[int(rng.integers(len(ODD)))]
        rows = values[field] or [[0, 0]] * 60
        rows[int(rng.integers(len(rows)))] = odd if rng.random() < 0.5 else [odd, odd]
        values[field] = rows * int(rng.choice([1, 1, 1, 50, 1000]))
    except (ValueError, TypeError, RecursionError, IndexError):
        return "nothing"
    parts["series.json"] = json.dumps(values).encode()
    return f"{field} of the series"


def _bytes(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    name = _name(parts, rng)
    part = bytearray(parts[name])
    if not part:
        return "nothing"
    first = int(rng.integers(min(len(part), 600))) if rng.random() < 0.5 else 0
    for _ in range(int(rng.integers(1, 9))):
        place = first + int(rng.integers(len(part) - first))
        part[place] = int(rng.integers(256))
    parts[name] = bytes(part)
    return f"bytes of {name}"


def _cut(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    name = _name(parts, rng)
    a, b = sorted(int(k) for k in rng.integers(len(parts[name]) + 1, size=2))
    parts[name] = parts[name][:a] + parts[name][b:] * int(rng.choice([1, 1, 5]))
    return f"a piece of {name}"


def _arrays(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    """An array of another shape, kind or with other values."""
    name = _name(parts, rng, ".safetensors")
    try:
        arrays = load_arrays(parts[name])
        key = str(rng.choice(sorted(arrays)))
    except Exception:
        return "nothing"
    array, what = arrays[key].copy(), int(rng.integers(6))
    if what == 0:
        del arrays[key]
    elif what == 1:
        arrays[key] = np.zeros(rng.integers(0, 60, size=int(rng.integers(0, 4))), array.dtype)
    elif what == 2:
        arrays[key] = array.astype(DTYPES[int(rng.integers(len(DTYPES)))])
    elif what == 3:
        arrays[f"{key}x"] = array
    elif array.size:
        odd = [-1, 0, 1e30, np.nan, np.inf, -np.inf] if array.dtype.kind == "f" else [0, 1, 99]
        array.ravel()[int(rng.integers(array.size))] = odd[int(rng.integers(len(odd)))]
        arrays[key] = array * (np.nan if what == 5 and array.dtype.kind == "f" else 1)
    parts[name] = save_arrays({k: np.ascontiguousarray(v) for k, v in arrays.items()})
    return f"{key} of {name} ({what})"


def _swap(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    """The part of another file."""
    name, other = _name(parts, rng), good(str(rng.choice(["own", "one", "deep", "real"])))
    parts[name] = other.get(name, b"")
    return f"{name} of another file"


def _much(parts: dict[str, bytes], rng: np.random.Generator) -> str:
    """A part that packs well and is long."""
    end = str(rng.choice(["", ".json", "series.json"]))
    end = end if any(name.endswith(end) for name in parts) else ""
    name, count = _name(parts, rng, end), int(rng.choice([10**5, 10**6, 2 * 10**7, 6 * 10**7]))
    pieces = ["[],", "[[", '{"a":', "0,", "null,", '"x",', "\x00", "1e5,", " "]
    what = pieces[int(rng.integers(len(pieces)))]
    text = what * (count // len(what))
    start, end = [("", ""), ("[", "0]"), ('{"values": [', "0]}"), ('{"a":[[', "0]]}")][
        int(rng.integers(4))
    ]
    parts[name] = f"{start}{text}{end}".encode()
    return f"{name}: {len(text)} of {what!r}"
