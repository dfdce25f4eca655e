"""Short programs to take away."""

import dataclasses
import inspect
import json
import textwrap
from typing import Any

from forecasting.data import Transform, UploadedSeries
from forecasting.experiment import Comparison, Experiment
from forecasting.models import CELLS
from forecasting.saving.members import forecaster_of, member_name

MEMBER = '''"""Forecast with one trained network in plain PyTorch: pip install torch safetensors."""

import json

import torch
from safetensors import safe_open
from torch import nn
{definition}
with safe_open("{file}", framework="pt") as file:
    about = {{name: text for name, text in file.metadata().items()}}
    weights = {{name: file.get_tensor(name) for name in file.keys()}}

parts = {{
{parts}
}}
network = nn.ModuleDict(parts).to(torch.{precision})
network.load_state_dict(weights)


def numbers(name):
    return torch.tensor(json.loads(about[name]), dtype=torch.float64)


# The last window of the series{changed}, (time, variable). Put your own values here.
window = numbers("latest_window")
mean, std = numbers("mean"), numbers("std")

inputs, state, steps = ((window - mean) / std).to(torch.{precision})[None], None, []
with torch.no_grad():
    for _ in range({horizon}):
        hidden, after = network["recurrent"]({entrance}, state)
        steps.append(network["head"](hidden[:, -1:]))
        {feedback}

forecasts = torch.cat(steps, dim=1)[0] * std + mean
{undone}for ahead, values in enumerate(forecasts.tolist(), start=1):
    print(ahead, *values)
'''

FEEDBACK = {
    "window": "inputs = torch.cat([inputs[:, 1:], steps[-1]], dim=1)",
    "state": "inputs, state = steps[-1], after",
}

RERUN = '''"""Train this comparison again; run it in the project's folder."""

from forecasting import {names}

experiment = {experiment}
comparison = compare(experiment)
print(comparison.errors)
'''


RERUN_OWN = '''"""Train this comparison again; run it in the project's folder."""

import pandas as pd

from forecasting import {names}

# Put in your file; choose the same columns, resampling and part of it as on the page.
series = Series.from_dataframe(pd.read_csv("your_file.csv"))
experiment = {experiment}
comparison = compare(experiment)
print(comparison.errors)
'''


def member_snippet(comparison: Comparison, cell: str, seed: int, stretch: int = 1) -> str:
    """A program that forecasts with the file of one member, without this package.

    Raises:
        ValueError: If there is no such member.
    """
    forecaster_of(comparison, cell, seed, stretch)
    experiment, architecture = comparison.experiment, comparison.models[cell].architecture
    return MEMBER.format(
        file=member_name(cell, seed, stretch),
        definition=_definition(cell),
        parts="\n".join(_parts(comparison, cell)),
        precision=experiment.training.precision,
        horizon=experiment.horizon,
        entrance='network["input"](inputs)' if architecture.input_layer else "inputs",
        feedback=FEEDBACK[experiment.feedback],
        changed="" if experiment.transform.is_identity else ", without trend and season",
        undone=_undone(experiment.transform),
    )


def rerun_snippet(experiment: Experiment) -> str:
    """A program that trains a comparison again with this package."""
    own = isinstance(experiment.source, UploadedSeries)
    names = {"Series"} if own else {type(experiment.source).__name__}
    code = _as_code(experiment)
    names |= {name for name in ("TrainingConfig", "Transform") if f"{name}(" in code}
    used = ", ".join(["Experiment", *sorted(names), "compare"])
    return (RERUN_OWN if own else RERUN).format(names=used, experiment=code)


def _undone(transform: Transform) -> str:
    """The lines that put trend and season back into the forecasts."""
    period = transform.seasonal_period
    level = "past[-1] - past[0]" if period else "past[-1]"
    lines = {
        'past = numbers("past")': bool(transform.lost),
        "past = past.log()": transform.log and bool(transform.lost),
        f"forecasts = forecasts.cumsum(dim=0) + {level}": transform.difference,
        f"season = past[-{period}:]": bool(period),
        "for step in range(len(forecasts)):\n    forecasts[step] += season[step]\n"
        "    season = torch.cat([season, forecasts[step : step + 1]])": bool(period),
        "forecasts = forecasts.exp()": transform.log,
    }
    return "".join(f"{line}\n" for line, wanted in lines.items() if wanted)


def _definition(cell: str) -> str:
    """The code of a cell that torch.nn does not have."""
    known = CELLS[cell]
    if known.is_torchs:
        return ""
    return f"\n\n{textwrap.dedent(inspect.getsource(known.module)).rstrip()}\n"


def _parts(comparison: Comparison, cell: str) -> list[str]:
    """The modules of one network, a line each."""
    a, name = comparison.models[cell].architecture, CELLS[cell].module.__name__
    module = f"nn.{name}" if CELLS[cell].is_torchs else name
    sizes = f"{a.cell_inputs[0]}, {a.hidden_size}, num_layers={a.layers}, batch_first=True"
    entrance = [f'    "input": nn.Linear({a.variables}, {a.hidden_size}),'] if a.input_layer else []
    return [
        *entrance,
        f'    "recurrent": {module}({sizes}),',
        f'    "head": nn.Linear({a.hidden_size}, {a.variables}),',
    ]


def _as_code(value: object, indent: str = "") -> str:
    """Settings as Python, one field a line, without those that are the default anyway."""
    if isinstance(value, tuple) and len(value) > 5 and value == tuple(range(len(value))):
        return f"tuple(range({len(value)}))"
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, UploadedSeries):
        return "series"
    if not dataclasses.is_dataclass(value):
        return repr(value)
    inner = indent + "    "
    kind: Any = type(value)
    default, names = kind(), [field.name for field in dataclasses.fields(value)]
    own = {name: getattr(value, name) for name in names}
    told = [k for k, v in own.items() if k == "source" or v != getattr(default, k)]
    lines = [f"{inner}{name}={_as_code(own[name], inner)}," for name in told]
    name = kind.__name__
    return "\n".join([f"{name}(", *lines, f"{indent})"]) if lines else f"{name}()"
