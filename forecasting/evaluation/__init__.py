"""How good forecasts are: errors per step ahead, baselines, and whether a difference is real.

Takes arrays and tables, and knows neither models nor the files a series came from.
"""

from forecasting.evaluation.answer import answer
from forecasting.evaluation.baseline_history import History, Learnt
from forecasting.evaluation.baselines import (
    BASELINES,
    Baseline,
    baseline_errors,
    differenced_naive,
    differenced_seasonal_naive,
    linear_autoregression,
    naive,
    period_note,
    seasonal_naive,
)
from forecasting.evaluation.by_step import ribbon_sentences, ribbon_table
from forecasting.evaluation.errors import (
    TOTAL,
    Labels,
    errors_table,
    forecasts_table,
    join_tables,
    rmse_per_step,
    rmse_table,
    with_stretches,
)
from forecasting.evaluation.intervals import RANGE, error_interval, interval_name
from forecasting.evaluation.matrix import Entry, Matrix, matrix, reading
from forecasting.evaluation.measures import (
    MEASURES,
    RMSE,
    Measure,
    Scales,
    absolute_measures,
    check_known,
    known_measures,
    measured,
    naive_error,
    season_of,
)
from forecasting.evaluation.over_seeds import summarize_over_seeds
from forecasting.evaluation.pair_tests import compare_cells, compare_steps, compare_with_baselines
from forecasting.evaluation.reach import few_stretches
from forecasting.evaluation.sample_size import ALPHA, least_seeds, seeds_needed, smallest_p
from forecasting.evaluation.scope import scope
from forecasting.evaluation.sentences import (
    baseline_sentences,
    cell_sentences,
    sentence,
)
from forecasting.evaluation.statistics import (
    LEVEL,
    holm,
    interquartile_mean,
    probability_better,
    probability_interval,
    sign_flip_p,
)
from forecasting.evaluation.verdict import LEAST_PROBABILITY, RULE, PairVerdict, rule_for
from forecasting.evaluation.verdicts import Verdicts

__all__ = [
    "ALPHA",
    "BASELINES",
    "LEAST_PROBABILITY",
    "LEVEL",
    "MEASURES",
    "RANGE",
    "RMSE",
    "RULE",
    "TOTAL",
    "Baseline",
    "Entry",
    "History",
    "Labels",
    "Learnt",
    "Matrix",
    "Measure",
    "PairVerdict",
    "Scales",
    "Verdicts",
    "absolute_measures",
    "answer",
    "baseline_errors",
    "baseline_sentences",
    "cell_sentences",
    "check_known",
    "compare_cells",
    "compare_steps",
    "compare_with_baselines",
    "differenced_naive",
    "differenced_seasonal_naive",
    "error_interval",
    "errors_table",
    "few_stretches",
    "forecasts_table",
    "holm",
    "interquartile_mean",
    "interval_name",
    "join_tables",
    "known_measures",
    "least_seeds",
    "linear_autoregression",
    "matrix",
    "measured",
    "naive",
    "naive_error",
    "period_note",
    "probability_better",
    "probability_interval",
    "reading",
    "ribbon_sentences",
    "ribbon_table",
    "rmse_per_step",
    "rmse_table",
    "rule_for",
    "scope",
    "season_of",
    "seasonal_naive",
    "seeds_needed",
    "sentence",
    "sign_flip_p",
    "smallest_p",
    "summarize_over_seeds",
    "with_stretches",
]
