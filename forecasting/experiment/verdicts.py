"""Is the difference real? What a comparison shows, and does not show, in words."""

from collections.abc import Sequence

from forecasting.evaluation import (
    Verdicts,
    answer,
    baseline_sentences,
    cell_sentences,
    compare_cells,
    compare_with_baselines,
    listed,
    scope,
)
from forecasting.experiment.audits.finding import Audit
from forecasting.experiment.budgets import in_words
from forecasting.experiment.comparison import Comparison


def judge(comparison: Comparison, steps_ahead: int | None = None) -> Verdicts:
    """Every pair of cells and every cell beside every baseline, of one question.

    Args:
        comparison: Trained cells.
        steps_ahead: At which step; None for all steps together.
    """
    return Verdicts(
        cells=comparison.experiment.cells,
        pairs=compare_cells(comparison.errors, steps_ahead),
        against=compare_with_baselines(comparison.errors, comparison.baselines, steps_ahead),
    )


def headline(verdicts: Verdicts, audits: Sequence[Audit] = (), broken: bool = False) -> str:
    """The answer in plain words; that it must not be trusted, if that is so, in its place.

    Args:
        verdicts: Of the comparison, over all steps together.
        audits: What checks of it found.
        broken: Whether its settings are wrong on purpose.
    """
    failed = [f"“{audit.name}”" for audit in audits if not audit.passed]
    if failed:
        audit = "audit" if len(failed) == 1 else "audits"
        return f"Do not trust this comparison: it failed the {audit} {listed(failed)}."
    if broken:
        return "Do not trust this comparison: its recipe is wrong on purpose."
    return answer(verdicts)


def findings(comparison: Comparison, steps_ahead: int | None = None) -> tuple[str, ...]:
    """Each pair of cells, then each baseline, and what all of it is about.

    Args:
        comparison: Trained cells.
        steps_ahead: At which step; None for all steps together.

    Returns:
        Sentences; the last one says for which series, horizon and budget they hold.
    """
    return (*sentences(judge(comparison, steps_ahead)), about(comparison))


def sentences(verdicts: Verdicts) -> tuple[str, ...]:
    """One for each pair of cells, then for each baseline."""
    # With too few seeds both would say the same.
    too_few = bool(verdicts.pairs) and all(pair.reason == "seeds" for pair in verdicts.pairs)
    baselines = () if too_few else baseline_sentences(verdicts.against)
    return (*cell_sentences(verdicts.pairs), *baselines)


def about(comparison: Comparison) -> str:
    """For which series, horizon and budget the verdicts hold."""
    x = comparison.experiment
    most = int(comparison.log.epochs.max())
    stopped = "at most " if comparison.log.epochs.min() < most else ""
    budget = f"{in_words(x)} and {stopped}{most} epochs"
    draws = ", noise drawn anew for each seed" if x.noise_per_seed else ""
    return scope(f"“{x.source.title}”{draws}", x.horizon, budget, len(comparison.origins))
