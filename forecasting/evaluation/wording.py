"""What names and numbers are called in a sentence."""

from collections.abc import Sequence

BASELINE_NAMES = {
    "naive": "the naive forecast",
    "seasonal naive": "the seasonal naive forecast",
    "differenced naive": "the naive forecast of the differences",
    "differenced seasonal naive": "the seasonal naive forecast of the differences",
    "linear autoregression": "a linear autoregression",
}
"""What a baseline is called in a sentence, where that is not "the" and its name."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def called(name: str, baseline: str | None = None) -> str:
    """A cell or a baseline within a sentence.

    Args:
        name: Of either.
        baseline: Which baseline the sentence is about, None if about none.
    """
    return BASELINE_NAMES.get(name, f"the {name}") if name == baseline else f"the {name}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """In one row: "a, b and c"."""
    return f" {last} ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def counted(count: int, noun: str) -> str:
    """With its noun: "1 seed", "2 seeds"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def spelled(count: int) -> str:
    """In letters where it is small."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def p_text(p: float) -> str:
    """A p-value in two digits, of which very small ones are all the same."""
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.2g}"
