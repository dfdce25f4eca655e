"""Is the difference real? What a comparison shows, and does not show, in sentences."""

from forecasting.evaluation import (
    baseline_sentences,
    cell_sentences,
    compare_cells,
    compare_with_baselines,
    scope,
)
from forecasting.experiment.budgets import in_words
from forecasting.experiment.comparison import Comparison


def findings(comparison: Comparison, steps_ahead: int | None = None) -> tuple[str, ...]:
    """Each pair of cells, then each baseline, and what all of it is about.

    Args:
        comparison: Trained cells.
        steps_ahead: At which step; None for all steps together.

    Returns:
        Sentences; the last one says for which series, horizon and budget they hold.
    """
    pairs = compare_cells(comparison.errors, steps_ahead)
    against = compare_with_baselines(comparison.errors, comparison.baselines, steps_ahead)
    # With too few seeds both would say the same.
    too_few = bool(pairs) and all(pair.reason == "seeds" for pair in pairs)
    baselines = () if too_few else baseline_sentences(against)
    return (*cell_sentences(pairs), *baselines, _scope(comparison))


def _scope(comparison: Comparison) -> str:
    x = comparison.experiment
    most = int(comparison.log.epochs.max())
    stopped = "at most " if comparison.log.epochs.min() < most else ""
    budget = f"{in_words(x)} and {stopped}{most} epochs"
    draws = ", noise drawn anew for each seed" if x.noise_per_seed else ""
    return scope(f"“{x.source.title}”{draws}", x.horizon, budget, len(comparison.origins))
