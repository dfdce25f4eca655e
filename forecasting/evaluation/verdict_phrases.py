"""What names and numbers are called in a sentence."""

from forecasting.evaluation.verdict import Answer
from forecasting.messages import Message, phrase, plural

BASELINE_NAMES = {
    "naive": phrase("the naive forecast"),
    "seasonal naive": phrase("the seasonal naive forecast"),
    "differenced naive": phrase("the naive forecast of the differences"),
    "differenced seasonal naive": phrase("the seasonal naive forecast of the differences"),
    "linear autoregression": phrase("a linear autoregression"),
}
"""What a baseline is called in a sentence, where that is not "the" and its name."""

NUMBERS = (
    phrase("no"),
    phrase("one"),
    phrase("two"),
    phrase("three"),
    phrase("four"),
    phrase("five"),
    phrase("six"),
    phrase("seven"),
    phrase("eight"),
    phrase("nine"),
    phrase("ten"),
)


def called(name: str, baseline: str | None = None) -> Message:
    """A cell or a baseline within a sentence.

    Args:
        name: Of either.
        baseline: Which baseline the sentence is about, None if about none.
    """
    own = BASELINE_NAMES.get(name) if name == baseline else None
    return own or phrase("the {name}", name=name)


def claim(better: str, answer: Answer, worse: str, baseline: str | None = None) -> Message:
    """That one beats another, or has a small lead on it; one of them may be a baseline."""
    given = {"better": called(better, baseline), "worse": called(worse, baseline)}
    if answer == "leads":
        return phrase("{better} has a small lead on {worse}", **given)
    return phrase("{better} beats {worse}", **given)


def at_steps(steps_ahead: int | None, stretches: int = 1) -> Message:
    """Which steps a sentence is about, and which stretches if there are several: how it begins."""
    if stretches > 1:
        return plural(
            "{steps} at this {count} stretch",
            "{steps} at these {count} stretches",
            count=stretches,
            steps=at_steps(steps_ahead),
        )
    if steps_ahead is None:
        return phrase("Over all steps")
    return plural("At {count} step ahead", "At {count} steps ahead", count=steps_ahead)


def seeds_in_words(pairs: int, stretches: int = 1) -> Message:
    """With how many seeds, at how many stretches: "8 seeds", "8 seeds at each of 4 stretches"."""
    seeds = plural("{count} seed", "{count} seeds", count=pairs // stretches)
    if stretches == 1:
        return seeds
    return plural(
        "{seeds} at each of {count} stretch",
        "{seeds} at each of {count} stretches",
        count=stretches,
        seeds=seeds,
    )


def least_in_words(pairs: int, stretches: int = 1) -> str:
    """How many seeds are the least, of which each is trained at several stretches."""
    least = str(-(-pairs // stretches))
    return least if stretches == 1 else phrase("{least} at each stretch", least=least)


def runs(pairs: int, stretches: int = 1) -> Message:
    """What errors are of: "8 seeds", "32 pairs of seed and stretch"."""
    if stretches == 1:
        return plural("{count} seed", "{count} seeds", count=pairs)
    return plural(
        "{count} pair of seed and stretch", "{count} pairs of seed and stretch", count=pairs
    )


def spelled(count: int) -> str:
    """In letters where it is small."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def p_text(p: float) -> str:
    """A p-value in two digits, of which very small ones are all the same."""
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.2g}"
