"""How far an answer reaches: these stretches of a series, or others like them, too."""

from collections.abc import Sequence

from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdict_phrases import claim, p_text
from forecasting.evaluation.verdicts import Verdicts
from forecasting.messages import Message, clauses, phrase, plural


def reach(verdict: PairVerdict) -> list[Message]:
    """What is shown of stretches that were not looked at; nothing where they are too few."""
    if verdict.stretches < verdict.least_stretches:
        return []
    p = p_text(verdict.p_stretches)
    if verdict.is_general:
        return [phrase("over stretches {p}, so at others like these, too", p=p)]
    return [phrase("over stretches {p}: not shown of others", p=p)]


def few_stretches(verdicts: Verdicts) -> tuple[Message, ...]:
    """Why nothing of what is shown is said of other stretches; nothing if it might be."""
    shown = [one for one in verdicts.all if one.answer != "open"]
    few = [one for one in shown if 1 < one.stretches < one.least_stretches]
    if not few or len(few) < len(shown):
        return ()
    told = plural(
        "With {count} stretch nothing can be shown of others: {least} would be the least.",
        "With {count} stretches nothing can be shown of others: {least} would be the least.",
        count=few[0].stretches,
        least=min(one.least_stretches for one in few),
    )
    return (told,)


def reach_of(told: Sequence[PairVerdict]) -> str:
    """How far all that an answer tells reaches, of cells and baselines, without numbers.

    Args:
        told: What the answer says to be shown.
    """
    shown = [one for one in told if one.answer != "open"]
    if not shown or shown[0].stretches == 1:
        return ""
    general, stretches = [one for one in shown if one.is_general], shown[0].stretches
    if not general:
        return plural(
            "this is about the {count} stretch of the series that was looked at, not about others",
            "this is about the {count} stretches of the series that were looked at, not about "
            "others",
            count=stretches,
        )
    if len(general) == len(shown):
        return plural(
            "this is shown of stretches like the {count} that was looked at, and not of it alone",
            "this is shown of stretches like the {count} that were looked at, and not of these "
            "alone",
            count=stretches,
        )
    return _in_part([one for one in general if one.baseline is None], stretches)


def _in_part(general: Sequence[PairVerdict], stretches: int) -> Message:
    """What of the cells is shown of other stretches, where not all is that was said."""
    if not general:
        return plural(
            "this is about the {count} stretch that was looked at; not all of it is shown of "
            "others",
            "this is about the {count} stretches that were looked at; not all of it is shown of "
            "others",
            count=stretches,
        )
    return plural(
        "this is about the {count} stretch that was looked at; of others it is shown that {claims}",
        "this is about the {count} stretches that were looked at; of others it is shown that "
        "{claims}",
        count=stretches,
        claims=clauses([claim(v.better, v.answer, v.worse, v.baseline) for v in general]),
    )
