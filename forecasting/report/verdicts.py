"""Is the difference real? The sentences, by step ahead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forecasting.experiment import Comparison, findings


@dataclass(frozen=True)
class Verdicts:
    """What is shown, and what it is about.

    Attributes:
        sentences: By heading.
        scope: For which series, horizon and budget they hold.
    """

    sentences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: str = ""


def verdicts(comparison: Comparison) -> Verdicts:
    """At the last step ahead, at the middle one, and over all of them."""
    horizon = comparison.experiment.horizon
    steps = [horizon, (horizon + 1) // 2, None] if horizon > 1 else [horizon]
    found = {_heading(step): findings(comparison, step) for step in dict.fromkeys(steps)}
    scope = next(iter(found.values()))[-1]
    return Verdicts({heading: sentences[:-1] for heading, sentences in found.items()}, scope)


def _heading(step: int | None) -> str:
    if step is None:
        return "Over all steps together"
    return "At 1 step ahead" if step == 1 else f"At {step} steps ahead"
