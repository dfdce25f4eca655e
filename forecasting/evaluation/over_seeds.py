"""One row in place of one for each seed: the median, the lowest and the highest."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.messages import bad_value

SPREAD_KEYS = ("cell", "epoch", "variable", "steps_ahead")
"""The columns that tell two curves, or two points of a curve, apart."""


def summarize_over_seeds(
    table: pd.DataFrame, value: str = "rmse", by: Sequence[str] | None = None
) -> pd.DataFrame:
    """Median, lowest and highest value over seeds.

    A value that is NaN or infinite belongs to a diverged member and counts as `inf`: worse than
    any other, so that a median is finite only if more than half of the seeds are.

    Args:
        table: One row for each seed and each combination of `by`; a column `seed`.
        value: The column to summarise, of which lower is better: "rmse", "loss".
        by: Columns to keep apart. By default those of cell, epoch, variable and steps_ahead
            that the table has.

    Returns:
        The columns `by`, then `<value>_median`, `<value>_lowest`, `<value>_highest`, seeds
        (how many) and diverged (how many of them), in order of appearance.

    Raises:
        ValueError: If a column is missing, or a seed has several values in one combination.
    """
    keys = [key for key in SPREAD_KEYS if key in table] if by is None else list(by)
    _check_spread(table, value, keys)
    finite = np.isfinite(table[value])
    rows = table[keys].assign(value=table[value].where(finite, np.inf), diverged=~finite)
    groups = rows.groupby(keys, sort=False, observed=True, dropna=False)
    columns = {
        f"{value}_median": ("value", "median"),
        f"{value}_lowest": ("value", "min"),
        f"{value}_highest": ("value", "max"),
        "seeds": ("value", "size"),
        "diverged": ("diverged", "sum"),
    }
    return groups.agg(**columns).reset_index()


def _check_spread(table: pd.DataFrame, value: str, keys: list[str]) -> None:
    missing = [name for name in [*keys, "seed", value] if name not in table]
    if missing or not keys:
        raise bad_value(
            "cannot summarise {value!r} by {keys}: the table has the columns {table}.",
            value=value,
            keys=keys,
            table=list(table),
        )
    # Two values of one seed are two different things; their median would be of neither.
    if table.duplicated([*keys, "seed"]).any():
        raise bad_value(
            "a seed has several values of {value!r} for one combination of {keys}: choose rows, "
            "or name the column that tells them apart.",
            value=value,
            keys=keys,
        )
