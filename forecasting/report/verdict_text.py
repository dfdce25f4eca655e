"""Is the difference real? The answer, who beats whom, and the sentences by step ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from forecasting.evaluation import RULE, matrix, reading, ribbon_sentences, rule_for
from forecasting.experiment import (
    Comparison,
    about,
    figures,
    headline,
    judge,
    ribbons,
    sentences,
)
from forecasting.experiment.audits import Audit
from forecasting.messages import message, phrase, plural
from forecasting.recipes import RECIPES
from forecasting.report.pair_matrix import matrix_html


@dataclass(frozen=True)
class Answer:
    """What stands first.

    Attributes:
        headline: The answer over all steps together, or that it is not to be trusted.
        reasons: Why it is not to be trusted.
        figures: The numbers at the last step ahead.
        matrix: Who beats whom over all steps together, as HTML.
        reading: How to read that table.
    """

    headline: str
    reasons: tuple[str, ...]
    figures: str
    matrix: Markup
    reading: str


@dataclass(frozen=True)
class VerdictText:
    """What is shown, and what it is about.

    Attributes:
        sentences: By heading.
        scope: For which series, horizon and budget they hold.
        rule: What it takes to be shown.
        steps: From which step to which one of two cells is better.
    """

    sentences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: str = ""
    rule: str = RULE
    steps: tuple[str, ...] = ()


def answer(comparison: Comparison, audits: Sequence[Audit]) -> Answer:
    """Over all steps together, and the numbers at the last one."""
    experiment, judged = comparison.experiment, judge(comparison)
    broken = tuple(recipe.broken for recipe in RECIPES.values() if recipe.is_wrong(experiment))
    return Answer(
        headline=headline(judged, audits, bool(broken)),
        reasons=broken,
        figures=figures(comparison, experiment.horizon),
        matrix=Markup(matrix_html(matrix(judged), "verdict")),
        reading=message(
            "Over all steps together. {reading}", reading=reading(experiment.stretches)
        ),
    )


def verdicts(comparison: Comparison) -> VerdictText:
    """Over all steps ahead, at the last one and at the middle one."""
    horizon = comparison.experiment.horizon
    steps = [None, horizon, (horizon + 1) // 2] if horizon > 1 else [None]
    found = {_heading(step): sentences(judge(comparison, step)) for step in dict.fromkeys(steps)}
    rule = rule_for(comparison.experiment.stretches)
    return VerdictText(found, about(comparison), rule, ribbon_sentences(ribbons(comparison)))


def _heading(step: int | None) -> str:
    if step is None:
        return phrase("Over all steps together")
    return plural("At {count} step ahead", "At {count} steps ahead", count=step)
