"""Where, over the steps ahead, one cell is shown to be better: as a table and in a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pandas as pd

from forecasting.evaluation.sample_size import least_seeds
from forecasting.evaluation.verdict import Answer, PairVerdict
from forecasting.evaluation.verdict_phrases import claim, least_in_words, p_text, seeds_in_words
from forecasting.messages import (
    Message,
    as_sentence,
    beside,
    clauses,
    listed,
    message,
    phrase,
    plural,
)

COLUMNS = (
    "one",
    "other",
    "steps_ahead",
    "better",
    "answer",
    "p",
    "wins",
    "seeds",
    "least_seeds",
    "told",
)


def ribbon_table(
    verdicts: Mapping[int, Sequence[PairVerdict]], cells: Sequence[str]
) -> pd.DataFrame:
    """One row for each pair and step, pair by pair.

    Args:
        verdicts: Of `compare_steps`.
        cells: Their names, in the same order as there.

    Returns:
        one and other (the cells of the pair), steps_ahead, better (one of them, or "" if nothing
        is shown), answer ("beats", "leads" or "open"), p (which holds for all steps and pairs at
        once), wins (seeds at which the one with the lower error on average is better), seeds,
        least_seeds (that could show anything), told (all of it in words); also stretches (how
        many), where there are several.
    """
    rows = [
        (*names, step, *_row(pairs[place]))
        for place, names in enumerate(combinations(cells, 2))
        for step, pairs in verdicts.items()
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    stretches = max((pairs[0].stretches for pairs in verdicts.values() if pairs), default=1)
    return table.assign(stretches=stretches) if stretches > 1 else table


def _row(verdict: PairVerdict) -> tuple[object, ...]:
    """What is shown of a pair at a step, from `better` on."""
    is_shown, p = verdict.answer != "open", p_text(verdict.p_adjusted)
    told: str = phrase("no difference is shown, {p}", p=p)
    if verdict.reason == "seeds":
        told = phrase("too few seeds to show a difference")
    if is_shown:
        told = beside([claim(verdict.better, verdict.answer, verdict.worse), p])
    figures = verdict.p_adjusted, verdict.wins, verdict.seeds
    better = verdict.better if is_shown else ""
    return (better, verdict.answer, *figures, verdict.least_seeds, told)


def ribbon_sentences(table: pd.DataFrame) -> tuple[Message, ...]:
    """What each pair shows: "From step 4 to step 22 the GRU beats the RNN" and the like.

    Args:
        table: Of `ribbon_table`.

    Returns:
        One sentence for each pair that shows anything, else one that nothing does; none without
        pairs.
    """
    if table.empty:
        return ()
    if (table["seeds"] < table["least_seeds"]).all():
        return (_too_few(table),)
    groups = table.groupby(["one", "other"], sort=False)
    found = [_sentence(rows) for _, rows in groups if _any(rows)]
    return tuple(found) or (_nothing(),)


def _nothing() -> Message:
    return message(
        "At no single step a difference between two cells is shown, where less shows than over all "
        "steps together."
    )


def _too_few(table: pd.DataFrame) -> Message:
    stretches = int(table["stretches"].iloc[0]) if "stretches" in table else 1
    at_a_step = int(table["least_seeds"].min())
    given = {
        "seeds": seeds_in_words(int(table["seeds"].max()), stretches),
        "least": least_in_words(at_a_step, stretches),
    }
    together = least_seeds(table.groupby(["one", "other"]).ngroups)
    if together <= at_a_step:
        return message(
            "With {seeds} no difference between two cells can be shown at any step; {least} would "
            "be the least.",
            **given,
        )
    return message(
        "With {seeds} no difference between two cells can be shown at any step; {least} would be "
        "the least, and {together} over all steps together, where each pair is corrected for the "
        "others.",
        together=least_in_words(together, stretches),
        **given,
    )


def _any(rows: pd.DataFrame) -> bool:
    return bool((rows["answer"] != "open").any())


def _sentence(rows: pd.DataFrame) -> Message:
    """All stretches of one pair, those of the same claim together."""
    claims: dict[tuple[str, Answer], list[Message]] = {}
    for better, answer, first, last in _stretches(rows):
        where = phrase("from step {first} to step {last}", first=first, last=last)
        if first == last:
            where = phrase("at step {step}", step=first)
        claims.setdefault((better, answer), []).append(where)
    both = {str(rows["one"].iloc[0]), str(rows["other"].iloc[0])}
    told = [
        phrase(
            "{where} {claim}", where=listed(where), claim=claim(better, answer, *(both - {better}))
        )
        for (better, answer), where in claims.items()
    ]
    if "stretches" in rows:
        count = int(rows["stretches"].iloc[0])
        return plural(
            "At this {count} stretch: {told}.",
            "At these {count} stretches: {told}.",
            count=count,
            told=clauses(told),
        )
    return as_sentence(clauses(told))


def _stretches(rows: pd.DataFrame) -> Iterator[tuple[str, Answer, int, int]]:
    """Steps in a row at which the same is shown: who is better, how, the first and the last."""
    told = list(zip(rows["better"], rows["answer"], rows["steps_ahead"], strict=True))
    start = 0
    for place in range(1, len(told) + 1):
        if place == len(told) or told[place][:2] != told[start][:2]:
            better, answer, first = told[start]
            if answer != "open":
                yield better, answer, int(first), int(told[place - 1][2])
            start = place
