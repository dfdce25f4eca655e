"""How long forecasts of a chaotic series follow it: the valid prediction time.

Chaos lets every error grow, by a factor of e in one Lyapunov time; so forecasts of different
chaotic series are compared by how many Lyapunov times they last.
"""

from dataclasses import dataclass
from itertools import cycle

import numpy as np
import pandas as pd

from forecasting.data import SyntheticSeries, Task
from forecasting.data.dynamics import LORENZ_CYCLE, MACKEY_GLASS_CYCLE
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.curves import clean_errors
from forecasting.messages import bad_value

COLUMNS = [
    "cell",
    *(f"{value}_{k}" for value in ("steps", "lyapunov") for k in ("median", "lowest", "highest")),
    "seeds",
    "networks",
    "beyond",
]
THRESHOLD = 0.4
"""The normalised error at which a forecast no longer follows the series."""


@dataclass(frozen=True)
class Chaos:
    """How fast a chaotic signal forgets where it was.

    Attributes:
        lyapunov_time: Time units in which a small error grows by a factor of e.
        cycle: Time units in one cycle of the signal.
        source: Where the Lyapunov time is from.
    """

    lyapunov_time: float
    cycle: float
    source: str

    def lyapunov_steps(self, source: SyntheticSeries) -> float:
        """Steps of a series in one Lyapunov time."""
        time_per_step = self.cycle * source.cycles / (source.length - 1)
        return self.lyapunov_time / time_per_step


CHAOTIC = {
    "lorenz": Chaos(
        lyapunov_time=1 / 0.9056,
        cycle=LORENZ_CYCLE,
        source="Sprott, Chaos and Time-Series Analysis, 2003: largest exponent 0.9056",
    ),
    "mackey_glass": Chaos(
        lyapunov_time=197.0,
        cycle=MACKEY_GLASS_CYCLE,
        source="NeuroBench, Mackey–Glass task at τ = 17, 2023, doi:10.48550/arXiv.2304.04640",
    ),
}
"""Signal -> how chaotic it is. A test finds both Lyapunov times again from the equations."""


def chaos_of(comparison: Comparison) -> Chaos | None:
    """How chaotic the signal is, None if it is not or nobody knows."""
    source = comparison.experiment.source
    return CHAOTIC.get(source.signal) if isinstance(source, SyntheticSeries) else None


def valid_prediction_times(comparison: Comparison) -> pd.DataFrame:
    """How many steps ahead each cell's forecasts stay close to a chaotic signal.

    The valid prediction time of a network is the number of steps before the first one at which its
    NRMSE exceeds 0.4, or the horizon if none does. The NRMSE at step k is the root, over the
    variables, of the mean of (RMSE at step k / σ)². Both are of the signal without its noise,
    which no forecast can foretell: the RMSE over all origins, σ the standard deviation of all
    values that are forecast. A diverged one counts up to where it diverged.

    Args:
        comparison: Trained cells.

    Returns:
        cell, steps_median, steps_lowest, steps_highest, lyapunov_median, lyapunov_lowest,
        lyapunov_highest (over networks), seeds, networks (one for each seed, at each stretch),
        beyond (how many networks last for the whole horizon); no rows for a series that is not
        in `CHAOTIC`.

    Source:
        Vlachas et al., Backpropagation algorithms and reservoir computing in recurrent neural
        networks for the forecasting of complex spatiotemporal dynamics, 2020,
        doi:10.1016/j.neunet.2020.02.016, who take the time of each forecast by itself.
    """
    source, chaos = comparison.experiment.source, chaos_of(comparison)
    if chaos is None or not isinstance(source, SyntheticSeries):
        return pd.DataFrame(columns=COLUMNS)
    table = _steps_of_seeds(comparison)
    table["beyond"] = table["steps"] == comparison.experiment.horizon
    table["lyapunov"] = table["steps"] / chaos.lyapunov_steps(source)
    ways = {"median": "median", "lowest": "min", "highest": "max"}
    columns = {f"{name}_{k}": (name, f) for name in ("steps", "lyapunov") for k, f in ways.items()}
    groups = table.groupby("cell", sort=False)
    columns |= {"seeds": ("seed", "nunique"), "networks": ("seed", "size")}
    return groups.agg(**columns, beyond=("beyond", "sum")).reset_index()


def valid_steps(nrmse: np.ndarray, threshold: float = THRESHOLD) -> np.ndarray:
    """Steps before the first error above the threshold, all of them if there is none.

    Args:
        nrmse: (..., step).
        threshold: The largest error of a forecast that still follows the series.

    Returns:
        (...,) from 0 to the number of steps.

    Raises:
        ValueError: If an error is NaN.
    """
    if np.isnan(nrmse).any():
        raise bad_value(
            "nrmse has {missing} NaN: give a diverged one as inf.",
            missing=int(np.isnan(nrmse).sum()),
        )
    beyond = nrmse > threshold
    return np.where(beyond.any(axis=-1), beyond.argmax(axis=-1), nrmse.shape[-1])


def _steps_of_seeds(comparison: Comparison) -> pd.DataFrame:
    """cell, seed (and stretch, if there are several), steps."""
    errors = clean_errors(comparison).sort_values("steps_ahead", kind="stable")
    stds = _stds(comparison)
    labels = list(comparison.experiment.labels)
    places = errors[[*labels, "variable"]].itertuples(index=False, name=None)
    share = errors["rmse"] / [stds.get(place, np.nan) for place in places]  # NaN for "Total"
    squared = errors.assign(squared=share**2).dropna(subset="squared")
    keys = ["cell", *labels, "steps_ahead"]
    nrmse = squared.groupby(keys, sort=False, as_index=False)["squared"].mean()
    groups = nrmse.groupby(keys[:-1], sort=False)["squared"]
    steps = groups.agg(lambda of_steps: int(valid_steps(np.sqrt(of_steps.to_numpy()))))
    return steps.rename("steps").reset_index()


def _stds(comparison: Comparison) -> dict[tuple[object, ...], float]:
    """The standard deviation of each member's signal, by variable, over all that is forecast."""
    known = {task: _stds_of(task) for task in comparison.distinct_tasks}
    pairs = zip(zip(*comparison.experiment.labels.values(), strict=True), cycle(comparison.tasks))
    return {
        (*member, variable): std for member, task in pairs for variable, std in known[task].items()
    }


def _stds_of(task: Task) -> dict[str, float]:
    series, origins = task.series, task.test.origins
    clean = series.values if series.clean is None else series.clean
    targets = clean[origins.min() + 1 : origins.max() + 1 + task.split.horizon]
    return dict(zip(series.variables, targets.std(axis=0).tolist(), strict=True))
