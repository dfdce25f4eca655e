"""That there are too few seeds for any verdict, and how many would be the least."""

from collections.abc import Sequence

from forecasting.evaluation.pair_figures import diverged, pair, seeds_of
from forecasting.evaluation.sample_size import ALPHA, smallest_p
from forecasting.evaluation.verdict import PairVerdict
from forecasting.evaluation.verdict_phrases import spelled
from forecasting.messages import Message, as_sentence, clauses, phrase, plural


def too_few_once(verdicts: Sequence[PairVerdict]) -> tuple[Message, ...]:
    """One sentence in place of one for each pair; none if there are seeds enough."""
    few = [verdict for verdict in verdicts if verdict.reason == "seeds"]
    if not few:
        return ()
    # A cell is in several pairs; what it did is said once.
    notes = dict.fromkeys(note for verdict in few for note in diverged(verdict))
    return (as_sentence(clauses([_too_few(few[0]), *notes])),)


def _too_few(verdict: PairVerdict) -> Message:
    """Of all pairs of one question."""
    given = {
        "level": 100 * ALPHA,
        "why": _why_too_few(verdict),
        "seeds": seeds_of(verdict),
    }
    if verdict.baseline is None:
        return phrase("No difference can be shown with {seeds} at {level:.0f} %: {why}", **given)
    return phrase(
        "No difference from a baseline can be shown with {seeds} at {level:.0f} %: {why}", **given
    )


def _why_too_few(verdict: PairVerdict) -> str:
    smallest, corrected = smallest_p(verdict.seeds), verdict.smallest_p
    least = _least(verdict)
    if verdict.seeds == 1:
        return least
    if corrected == smallest:
        return clauses([phrase("the smallest p is {smallest:.4g}", smallest=smallest), least])
    told = plural(
        "the smallest p is {smallest:.4g}, or {corrected:.4g} corrected for {pairs} pair",
        "the smallest p is {smallest:.4g}, or {corrected:.4g} corrected for {pairs} pairs",
        count=verdict.pairs,
        smallest=smallest,
        corrected=corrected,
        pairs=spelled(verdict.pairs),
    )
    return clauses([told, least])


def _least(verdict: PairVerdict) -> Message:
    """With how many seeds something could be shown."""
    seeds = -(-verdict.least_seeds // verdict.stretches)
    if verdict.stretches > 1:
        return plural(
            "{count} seed at each stretch would be the least",
            "{count} seeds at each stretch would be the least",
            count=seeds,
        )
    return plural(
        "{count} seed would be the least", "{count} seeds would be the least", count=seeds
    )


def few_for_a_pair(verdict: PairVerdict) -> Message:
    """Of one pair."""
    return phrase(
        "{where} no difference can be shown between {one} and {other} with {seeds} at "
        "{level:.0f} %: {why}",
        seeds=seeds_of(verdict),
        level=100 * ALPHA,
        why=_why_too_few(verdict),
        **pair(verdict),
    )
