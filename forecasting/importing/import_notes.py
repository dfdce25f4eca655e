"""What was done to a table, in words."""

import numpy as np

from forecasting.importing.dates import Times
from forecasting.importing.import_options import ImportOptions
from forecasting.importing.numerals import Numbers
from forecasting.importing.regularize import Regular


def phrases_of(
    times: Times, read: list[Numbers], part: np.ndarray, regular: Regular, options: ImportOptions
) -> tuple[str, ...]:
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


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun: "1 row", "2,284 rows"."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _of_rows(times: Times, part: np.ndarray) -> list[str]:
    timeless = int(np.isnan(times.values).sum())
    outside = int((~part).sum()) - timeless
    found = [counted(len(part), "row")]
    found += [f"{timeless:,} without a time left out"] * bool(timeless)
    return found + [f"{outside:,} outside the chosen span left out"] * bool(outside)


def _of_values(read: list[Numbers], part: np.ndarray) -> list[str]:
    unreadable = sum(int(one.unreadable[part].sum()) for one in read)
    extreme = sum(int(one.beyond[part].sum()) for one in read)
    nothing = sum(int(np.isnan(one.values[part]).sum()) for one in read) - unreadable - extreme
    found = [f"{nothing:,} missing"] * bool(nothing)
    found += [f"{counted(unreadable, 'cell')} unreadable"] * bool(unreadable)
    return found + [f"{extreme:,} infinite or beyond ±1e100 taken as missing"] * bool(extreme)


def _of_steps(times: np.ndarray, regular: Regular, options: ImportOptions) -> list[str]:
    found = ["sorted by time"] * bool((np.diff(times) < 0).any() and not options.is_long)
    if options.resample != "as is":
        return [*found, f"resampled to {options.resample}"]
    repeats = counted(regular.repeats, "repeated time")
    found += [f"{repeats} averaged"] * bool(regular.repeats)
    if regular.step is None:
        return [*found, "uneven steps: each row counts as one"]
    return [*found, f"one value a {regular.step.title}"] if regular.step.dated else found


def _of_gaps(regular: Regular, options: ImportOptions) -> list[str]:
    found = [f"{counted(regular.gaps, 'gap')} filled"] * bool(regular.gaps)
    if regular.longest_left or regular.left_out:
        found.append(
            f"the longest stretch without a gap of more than "
            f"{counted(options.longest_gap, 'step')} kept and {regular.left_out:,} others left out"
        )
    return found


def _of_result(regular: Regular) -> list[str]:
    constant = int((np.ptp(regular.values, axis=0) == 0).sum())
    return [f"{counted(constant, 'variable')} constant"] * bool(constant)
