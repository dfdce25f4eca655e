"""An order of units in which similar ones are neighbours."""

import numpy as np


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
    moving = np.flatnonzero(sizes > 1e-12 * max(1.0, float(np.abs(values).max(initial=0.0))))
    still = np.setdiff1d(np.arange(values.shape[1]), moving)
    if len(moving) < 3:
        return np.concatenate([moving, still])
    unit = centred[:, moving] / sizes[moving]
    _, _, axes = np.linalg.svd(unit, full_matrices=False)
    second = axes[1] if len(axes) > 1 else np.zeros(len(moving))
    return np.concatenate([moving[_opened(np.arctan2(second, axes[0]))], still])


def _opened(angles: np.ndarray) -> np.ndarray:
    """The order of angles on a circle, begun after their widest gap."""
    order = np.argsort(angles, kind="stable")
    ordered = angles[order]
    gaps = np.diff(ordered, append=ordered[0] + 2 * np.pi)
    return np.roll(order, -(int(gaps.argmax()) + 1))
