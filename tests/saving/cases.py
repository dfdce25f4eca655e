"""What the tests of this room share."""

import io
import zipfile
from dataclasses import replace
from functools import cache

from forecasting import (
    Experiment,
    SampleSeries,
    SyntheticSeries,
    TrainingConfig,
    Transform,
    compare,
    run,
)
from tests.conftest import TINY

DEEP = replace(
    TINY,
    cells=("GRU", "LSTM"),
    feedback="state",
    training=replace(
        TINY.training,
        layers=2,
        input_layer=True,
        objective="free_running",
        warm_up_steps=4,
        precision="float64",
    ),
)
DIVERGED = replace(
    TINY, training=replace(TINY.training, optimizer="sgd", learning_rate=10.0, epochs=30)
)
REAL = Experiment(
    SampleSeries("sunspots"),
    horizon=5,
    cells=("RNN",),
    seeds=(2,),
    training=TrainingConfig(hidden_size=2, epochs=2, batch_size=64),
)
CHANGED = replace(
    REAL,
    source=SyntheticSeries("sine", length=120, cycles=10.0, noise_std=0.0),
    transform=Transform(difference=True, seasonal_period=12),
)
ONE = replace(TINY, cells=("RNN",), seeds=(5,), horizon=2)
EXPERIMENTS = {
    "tiny": TINY,
    "deep": DEEP,
    "diverged": DIVERGED,
    "real": REAL,
    "one": ONE,
    "changed": CHANGED,
}


@cache
def trained(name):
    if name == "stopped":
        return next(run(TINY, "cpu")).comparison()
    return compare(EXPERIMENTS[name], "cpu")


NAMES = [*EXPERIMENTS, "stopped"]


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()
