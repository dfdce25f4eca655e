"""Is the difference real? What a comparison shows, and does not show, in words."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from forecasting.evaluation import (
    MEASURES,
    RMSE,
    TOTAL,
    Verdicts,
    answer,
    baseline_sentences,
    cell_sentences,
    compare_cells,
    compare_steps,
    compare_with_baselines,
    few_stretches,
    measured,
    ribbon_table,
    scope,
)
from forecasting.experiment.audits.finding import Audit
from forecasting.experiment.budgets import in_words
from forecasting.experiment.comparison import Comparison, check_comparison
from forecasting.experiment.curves import TOTAL_UNIT, unit_of
from forecasting.messages import Message, beside, listed, message, phrase, plural


def judge(
    comparison: Comparison,
    steps_ahead: int | None = None,
    variable: str = TOTAL,
    measure: str = RMSE,
) -> Verdicts:
    """Every pair of cells and every cell beside every baseline, of one question.

    Args:
        comparison: Trained cells.
        steps_ahead: At which step; None for all steps together.
        variable: Of which variable; all of them together if not given.
        measure: By which the errors are compared, a name in `MEASURES`.

    Raises:
        ValueError: If there is no such step or variable, or the measure is not known.
    """
    tables = (comparison.errors, comparison.baselines)
    errors, baselines = (measured(table, measure, variable) for table in tables)
    pairs = compare_cells(errors, steps_ahead, variable)
    against = compare_with_baselines(errors, baselines, steps_ahead, variable)
    label = MEASURES[measure].label
    return Verdicts(
        cells=comparison.experiment.cells,
        pairs=tuple(replace(verdict, measure=label) for verdict in pairs),
        against=tuple(replace(verdict, measure=label) for verdict in against),
    )


def ribbons(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> pd.DataFrame:
    """Which cell is shown to be better at each step ahead, for each pair of cells.

    All of it holds at once: at most one comparison in twenty shows any that is not so.

    Args:
        comparison: Trained cells.
        variable: Of which variable; all of them together if not given.
        measure: By which the errors are compared, a name in `MEASURES`.

    Returns:
        one, other, steps_ahead, better (a cell, or "" if nothing is shown), answer ("beats",
        "leads" or "open"), p, wins, seeds, told (in words); no rows for a single step, which is
        the whole question.
    """
    if comparison.experiment.horizon == 1:
        return ribbon_table({}, ())
    found = compare_steps(measured(comparison.errors, measure, variable), variable)
    return ribbon_table(found, comparison.experiment.cells)


def headline(verdicts: Verdicts, audits: Sequence[Audit] = (), broken: bool = False) -> str:
    """The answer in plain words; that it must not be trusted, if that is so, in its place.

    Args:
        verdicts: Of the comparison, over all steps together.
        audits: What checks of it found.
        broken: Whether its settings are wrong on purpose.
    """
    failed = [phrase("“{name}”", name=audit.name) for audit in audits if not audit.passed]
    if failed:
        return plural(
            "Do not trust this comparison: it failed the audit {names}.",
            "Do not trust this comparison: it failed the audits {names}.",
            count=len(failed),
            names=listed(failed),
        )
    if broken:
        return message("Do not trust this comparison: its recipe is wrong on purpose.")
    return answer(verdicts)


def findings(
    comparison: Comparison,
    steps_ahead: int | None = None,
    variable: str = TOTAL,
    measure: str = RMSE,
) -> tuple[Message, ...]:
    """Each pair of cells, then each baseline, and what all of it is about.

    Args:
        comparison: Trained cells.
        steps_ahead: At which step; None for all steps together.
        variable: Of which variable; all of them together if not given.
        measure: By which the errors are compared, a name in `MEASURES`.

    Returns:
        Sentences; the last one says for which series, horizon and budget they hold.

    Raises:
        ValueError: If it is no comparison, or there is no such step or variable.
    """
    check_comparison(comparison)
    judged = judge(comparison, steps_ahead, variable, measure)
    return (*sentences(judged), about(comparison, variable, measure))


def sentences(verdicts: Verdicts) -> tuple[Message, ...]:
    """One for each pair of cells, then for each baseline."""
    pairs, against = verdicts.pairs, verdicts.against
    too_few = bool(pairs) and all(pair.reason == "seeds" for pair in pairs)
    # Where neither could show anything both would say the same.
    too_few &= all(verdict.seeds < verdict.least_seeds for verdict in against)
    baselines = () if too_few else baseline_sentences(against)
    return (*cell_sentences(pairs), *baselines, *few_stretches(verdicts))


def about(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> Message:
    """For which series, variable, measure, horizon and budget the verdicts hold."""
    experiment = comparison.experiment
    what: list[str] = [phrase("“{series}”", series=experiment.source.title)]
    what += _of_variables(comparison, variable, measure)
    if experiment.noise_per_seed and experiment.has_signals:
        what.append(phrase("noise and start drawn anew for each seed"))
    elif experiment.noise_per_seed:
        what.append(phrase("noise drawn anew for each seed"))
    if measure != RMSE:
        what.append(phrase("judged by {measure}", measure=MEASURES[measure].label))
    origins = len(comparison.origins)
    stretches = None if experiment.noise_per_seed else experiment.stretches
    return scope(beside(what), experiment.horizon, _budget(comparison), origins, stretches)


def _budget(comparison: Comparison) -> Message:
    """What each cell got, and how long it was trained."""
    budget, most = in_words(comparison.experiment), int(comparison.log.epochs.max())
    if comparison.log.epochs.min() < most:
        return plural(
            "{budget} and at most {count} epoch",
            "{budget} and at most {count} epochs",
            count=most,
            budget=budget,
        )
    return plural(
        "{budget} and {count} epoch", "{budget} and {count} epochs", count=most, budget=budget
    )


def _of_variables(comparison: Comparison, variable: str, measure: str) -> list[Message]:
    """Which variable, or how all of them were put together; nothing of a single one."""
    count = len(comparison.task.series.variables)
    if variable != TOTAL:
        return [phrase("its variable “{variable}”", variable=variable)]
    if count == 1:
        return []
    if unit_of(comparison, TOTAL, measure) == TOTAL_UNIT:
        return [
            plural(
                "its {count} variable in {unit}",
                "its {count} variables in {unit}",
                count=count,
                unit=TOTAL_UNIT,
            )
        ]
    return [plural("its {count} variable together", "its {count} variables together", count=count)]
