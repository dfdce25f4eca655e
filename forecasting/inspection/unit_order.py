"""An order of units in which similar ones are neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forecasting.later import Later
from forecasting.models.one_core import one_core

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")


def neighbours(values: np.ndarray) -> np.ndarray:
    """Units by the angle of their place on the two leading eigenvectors of their correlations.

    The circle of angles is opened where its gap is widest. Units that do not move come last.

    Args:
        values: (time, unit).

    Returns:
        Indices of the units (unit,).

    Source:
        Friendly, Corrgrams: exploratory displays for correlation matrices, 2002,
        doi:10.1198/000313002533.
    """
    centred = values - values.mean(axis=0)
    sizes = np.linalg.norm(centred, axis=0)
    # A unit that stands still has no direction: its share of rounding would be taken for one.
    moving = np.flatnonzero(sizes > 1e-12 * max(1.0, float(np.abs(values).max(initial=0.0))))
    still = np.setdiff1d(np.arange(values.shape[1]), moving)
    if len(moving) < 3:
        return np.concatenate([moving, still])
    first, second = _leading(centred[:, moving] / sizes[moving])
    return np.concatenate([moving[_opened(np.arctan2(second, first))], still])


def _leading(unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two leading eigenvectors of the correlations of columns of length 1 (time, unit)."""
    values = torch.tensor(unit)
    times, units = values.shape
    with one_core():  # numpy's own takes seconds for it where other work keeps the cores busy
        if units <= times:
            vectors = torch.linalg.eigh(values.T @ values).eigenvectors
        else:
            sizes, of_times = torch.linalg.eigh(values @ values.T)
            vectors = values.T @ of_times / sizes.clamp(min=1e-12).sqrt()
    if vectors.shape[1] < 2:
        return vectors[:, -1].numpy(), np.zeros(units)
    return vectors[:, -1].numpy(), vectors[:, -2].numpy()


def _opened(angles: np.ndarray) -> np.ndarray:
    """The order of angles on a circle, begun after their widest gap."""
    order = np.argsort(angles, kind="stable")
    ordered = angles[order]
    gaps = np.diff(ordered, append=ordered[0] + 2 * np.pi)
    return np.roll(order, -(int(gaps.argmax()) + 1))
