"""Settings and experiments that all tests share."""

import os
import threading

import pytest
import torch
from hypothesis import settings

from forecasting import Experiment, SyntheticSeries, TrainingConfig, compare
from forecasting.inspection import subject_of
from forecasting.models import engines

# With operations as small as these, two threads only fight.
torch.set_num_threads(1)

# A machine that does other work too is no reason to fail.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

TINY = Experiment(
    source=SyntheticSeries("sine_cosine", length=60, cycles=5.0, noise_std=0.1, seed=1),
    window_length=8,
    horizon=5,
    cells=("RNN", "LSTM", "GRU"),
    seeds=(0, 3),
    training=TrainingConfig(hidden_size=6, epochs=4, batch_size=8, snapshot_every=2),
)


SLOW = ("browser", "test_benchmarks.py", "test_audits.py", "test_manager.py")
"""Folders and files with few, long tests: they begin, so that no core waits for them in the end."""


def pytest_xdist_auto_num_workers():
    """One more than there are cores, since a test that waits for a browser needs none."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else None


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not any(name in item.path.parts for name in SLOW))


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """A server in an earlier test is no reason not to wait for the kernels in this one."""
    monkeypatch.setattr(engines, "_server", threading.Event())


@pytest.fixture
def tiny():
    """An experiment with two variables that trains in a blink."""
    return TINY


@pytest.fixture(scope="session")
def tiny_comparison():
    """Its comparison, made once: look, but do not change it."""
    return compare(TINY, "cpu")


@pytest.fixture(scope="session")
def subject(tiny_comparison):
    """The same, to be looked into."""
    return subject_of(tiny_comparison)
