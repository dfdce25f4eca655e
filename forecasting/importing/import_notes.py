"""What was done to a table, in words."""

import numpy as np

from forecasting.importing.dates import Times
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.numerals import Numbers
from forecasting.importing.regularize import Regular
from forecasting.messages import Message, phrase, plural


def phrases_of(
    times: Times, read: list[Numbers], part: np.ndarray, regular: Regular, options: ImportOptions
) -> tuple[Message, ...]:
    """Short phrases in the order of the work, such as "2,284 rows".

    Args:
        times: Of all rows.
        read: The numbers in each column of values.
        part: Which rows were taken (row,).
        regular: What became of them.
        options: What was asked for.

    Returns:
        The phrases, without full stops.
    """
    return (
        *_of_rows(times, part),
        *_of_values(read, part),
        *_of_steps(times.values[part], regular, options),
        *_of_gaps(regular, options),
        *_of_result(regular),
    )


def _of_rows(times: Times, part: np.ndarray) -> list[Message]:
    timeless = int(np.isnan(times.values).sum())
    outside = int((~part).sum()) - timeless
    found = [plural("{count:,} row", "{count:,} rows", count=len(part))]
    found += [phrase("{rows:,} without a time left out", rows=timeless)] * bool(timeless)
    left_out = phrase("{rows:,} outside the chosen span left out", rows=outside)
    return found + [left_out] * bool(outside)


def _of_values(read: list[Numbers], part: np.ndarray) -> list[Message]:
    unreadable = sum(int(one.unreadable[part].sum()) for one in read)
    extreme = sum(int(one.beyond[part].sum()) for one in read)
    nothing = sum(int(np.isnan(one.values[part]).sum()) for one in read) - unreadable - extreme
    found = [phrase("{cells:,} missing", cells=nothing)] * bool(nothing)
    bad = plural("{count:,} cell unreadable", "{count:,} cells unreadable", count=unreadable)
    taken = phrase("{cells:,} infinite or beyond ±1e100 taken as missing", cells=extreme)
    return found + [bad] * bool(unreadable) + [taken] * bool(extreme)


def _of_steps(times: np.ndarray, regular: Regular, options: ImportOptions) -> list[Message]:
    is_sorted = not (np.diff(times) < 0).any() or options.is_long
    found = [] if is_sorted else [_sorted(times)]
    if options.resample != "as is":
        return [*found, phrase("resampled to {rule}", rule=options.resample)]
    repeats = plural(
        "{count:,} repeated time averaged",
        "{count:,} repeated times averaged",
        count=regular.repeats,
    )
    found += [repeats] * bool(regular.repeats)
    if regular.step is None:
        return [*found, phrase("uneven steps: each row counts as one")]
    if not regular.step.dated:
        return found
    return [*found, phrase("one value a {step}", step=regular.step.title)]


def _sorted(times: np.ndarray) -> Message:
    if (np.diff(times) <= 0).all():
        return phrase("newest first: turned round")
    return phrase("sorted by time")


def _of_gaps(regular: Regular, options: ImportOptions) -> list[Message]:
    filled = plural("{count:,} gap filled", "{count:,} gaps filled", count=regular.gaps)
    found = [filled] * bool(regular.gaps)
    if not (regular.longest_left or regular.left_out):
        return found
    kept = plural(
        "the longest stretch without a gap of more than {count:,} step kept and {rows:,} others "
        "left out",
        "the longest stretch without a gap of more than {count:,} steps kept and {rows:,} others "
        "left out",
        count=options.longest_gap,
        rows=regular.left_out,
    )
    return [*found, kept]


def _of_result(regular: Regular) -> list[Message]:
    constant = int((np.ptp(regular.values, axis=0) == 0).sum())
    told = plural("{count:,} variable constant", "{count:,} variables constant", count=constant)
    return [told] * bool(constant)
