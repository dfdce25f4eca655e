"""What an error is measured by: RMSE, MAE, sMAPE and MASE, at each step ahead alone.

Each is a mean over windows. A value that was not observed is not scored; a member with a forecast
that is no finite number has `inf` at that step in every measure.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecasting.checks import check_choice
from forecasting.evaluation.baseline_history import History
from forecasting.messages import Message, bad_value, phrase


@dataclass(frozen=True)
class Measure:
    """One way to say how large errors are, for the registry; less is better.

    Attributes:
        label: What people call it.
        explanation: What it is, in words.
        source: Where it is defined.
        most: What none is above, and so no interval of one.
    """

    label: str
    explanation: Message
    source: str
    most: float = math.inf


MEASURES: dict[str, Measure] = {
    "rmse": Measure(
        "RMSE",
        phrase("the root of the mean squared error: large errors weigh most"),
        "Hyndman and Koehler, Another Look at Measures of Forecast Accuracy (2006), section 2.1, "
        "doi:10.1016/j.ijforecast.2006.03.001",
    ),
    "mae": Measure(
        "MAE",
        phrase(
            "the mean of the errors without their signs: every error weighs as much as it is large"
        ),
        "Hyndman and Koehler (2006), section 2.1, doi:10.1016/j.ijforecast.2006.03.001",
    ),
    "smape": Measure(
        "sMAPE",
        phrase(
            "errors in per cent of the mean size of forecast and value, from 0 to 200 %; says "
            "little where values are near 0 or change their sign"
        ),
        "Makridakis, Accuracy Measures (1993), doi:10.1016/0169-2070(93)90079-3, with the sizes of "
        "both in the denominator, as Chen and Yang (2004) have it, so that it is never negative",
        most=200.0,
    ),
    "mase": Measure(
        "MASE",
        phrase(
            "MAE divided by that of one-step forecasts of the seasonal naive, or of the naive "
            "where there is no season, on the training part: below 1 is better than those"
        ),
        "Hyndman and Koehler (2006), section 3, doi:10.1016/j.ijforecast.2006.03.001",
    ),
}
"""Column of a table of errors -> what it is; the first is what is shown if nothing is chosen."""

RMSE = next(iter(MEASURES))


def known_measures(errors: pd.DataFrame, variable: str) -> tuple[str, ...]:
    """Those that a table of errors holds for a variable, in the order of the registry."""
    rows = errors[errors["variable"] == variable]
    rest = [name for name in MEASURES if name in rows and not rows[name].isna().any()]
    return tuple(dict.fromkeys([RMSE, *rest]))


def check_known(table: pd.DataFrame, measure: object, variable: str) -> None:
    """Refuse a measure that a table of errors does not hold for a variable.

    Raises:
        ValueError: If there is no such measure, or it is not known of these errors.
    """
    check_choice("measure", measure, MEASURES)
    known = known_measures(table, variable)
    if measure not in known:
        raise bad_value(
            "measure is {measure!r}, which is not known here; choose one of {known}.",
            measure=measure,
            known=", ".join(known),
        )


def measured(table: pd.DataFrame, measure: str, variable: str) -> pd.DataFrame:
    """A table of errors in which the column rmse holds another measure: a verdict compares that.

    Raises:
        ValueError: If there is no such measure, or it is not known of these errors.
    """
    check_known(table, measure, variable)
    return table if measure == RMSE else table.assign(rmse=table[measure])


@dataclass(frozen=True, eq=False)
class Scales:
    """What the errors of each variable are divided by.

    Attributes:
        stds: (variable,) in the total of RMSE and of MAE, if there are several variables; led by
            member if each has a series of its own. 1 if not given.
        naive: In MASE, likewise: `naive_error` of each variable. NaN if not given: it is not known.
    """

    stds: np.ndarray | None = None
    naive: np.ndarray | None = None

    def of(self, member: int, variables: int) -> "Scales":
        """Those of one member: (variable,), with nothing left out."""
        stds = np.ones(variables) if self.stds is None or variables == 1 else self.stds
        naive = np.full(variables, np.nan) if self.naive is None else self.naive
        stds, naive = (each[member] if each.ndim > 1 else each for each in (stds, naive))
        return replace(self, stds=stds, naive=naive)


def absolute_measures(
    forecasts: np.ndarray, observed: np.ndarray, scales: Scales | None = None
) -> dict[str, np.ndarray]:
    """MAE, sMAPE and MASE at each step ahead, over windows.

    With the error e, the observed value y and the forecast f, over the windows at which y was
    observed: MAE is the mean of |e|; sMAPE the mean of 200 |e| / (|y| + |f|) per cent, 0 where
    both are 0, so that it is 200 where they differ in sign; MASE is MAE / `naive_error`. In the
    total of several variables, which is the mean over them, MAE is divided by their standard
    deviations; sMAPE and MASE have no units.

    Args:
        forecasts: (member, window, step, variable).
        observed: (window, step, variable), NaN where nothing was; led by member if each has its
            own.
        scales: What errors are divided by.

    Returns:
        "mae", "smape" and "mase": each (member, step, variable + 1), the last column all variables
        together. NaN for MASE of a variable whose `naive_error` is not known, and in its total.

    Source:
        See `MEASURES`.
    """
    scales = scales or Scales()
    made = []
    # One member after the other: the arrays in between stay small.
    for member, own in enumerate(np.asarray(forecasts, np.float64)):
        truth = observed[member] if observed.ndim == forecasts.ndim else observed
        made.append(
            _of_member(own, np.asarray(truth, np.float64), scales.of(member, own.shape[-1]))
        )
    return {name: np.stack([one[name] for one in made]) for name in made[0]}


def naive_error(training: np.ndarray, season: int = 1) -> np.ndarray:
    """Mean absolute error of the seasonal naive, one step ahead, on the training part.

    Args:
        training: (time, variable), NaN where nothing was observed.
        season: Steps in a season; 1 for the naive.

    Returns:
        (variable,): mean of |y[t] − y[t − season]|; NaN where no two such values were observed,
        or all of them are equal, so that nothing can be divided by it.

    Source:
        Hyndman and Koehler (2006), section 3, doi:10.1016/j.ijforecast.2006.03.001
    """
    errors = np.abs(training[season:] - training[:-season])
    scored = ~np.isnan(errors)
    total = np.where(scored, errors, 0.0).sum(axis=0)
    return np.where(total > 0, total / np.maximum(scored.sum(axis=0), 1), np.nan)


def season_of(history: History) -> int:
    """Steps that the naive error of a training part looks back: a season, 1 where there is none."""
    period = history.whole_period or 1
    return period if period < history.training_length else 1


def _of_member(
    forecasts: np.ndarray, observed: np.ndarray, scales: Scales
) -> dict[str, np.ndarray]:
    """Each (step, variable + 1), of forecasts (window, step, variable)."""
    left_out = np.isnan(observed)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        size = np.abs(forecasts - observed)
        both = np.abs(forecasts) + np.abs(observed)
        mae = _mean(size, left_out)
        smape = _mean(np.where(both == 0, 0.0, MEASURES["smape"].most * (size / both)), left_out)
        mase = mae / scales.naive
        # Too large to be squared is lost for the RMSE, and so it is here.
        squared = np.square(np.where(left_out & np.isfinite(forecasts), 0.0, size))
        lost = ~np.isfinite(squared.sum(axis=0)).all(axis=-1)
        shares = {"mae": (mae, mae / scales.stds), "smape": (smape, smape), "mase": (mase, mase)}
        found = {name: _with_total(*both) for name, both in shares.items()}
    for values in found.values():
        values[lost] = np.inf
    return found


def _with_total(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """(step, variable) and what the mean over variables is taken of -> (step, variable + 1)."""
    return np.concatenate([values, shares.mean(axis=-1, keepdims=True)], axis=-1)


def _mean(values: np.ndarray, left_out: np.ndarray) -> np.ndarray:
    """Mean over windows (step, variable) of what is scored."""
    return values.mean(axis=0, where=~left_out) if left_out.any() else values.mean(axis=0)
