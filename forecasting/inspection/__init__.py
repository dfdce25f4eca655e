"""Inside the cells: gates and states over a window, how far back a forecast listens, formulas.

Everything is computed anew in double precision, from the weights that were trained or kept.
"""

from forecasting.inspection.glance import (
    Glance,
    inside_table,
    look,
    means_table,
    shown_units,
    window_on_series,
    window_table,
)
from forecasting.inspection.half_distance import half_distance, half_sentences, needed_lag
from forecasting.inspection.listening import felt_table, lag_curves, listening_table, state_table
from forecasting.inspection.subject import Subject, learning_subject, subject_of, why_no_epochs
from forecasting.inspection.terms import Filled, Term, filled_lines, terms_table
from forecasting.inspection.walk import Stack, Walk, walk

__all__ = [
    "Filled",
    "Glance",
    "Stack",
    "Subject",
    "Term",
    "Walk",
    "felt_table",
    "filled_lines",
    "half_distance",
    "half_sentences",
    "inside_table",
    "lag_curves",
    "learning_subject",
    "listening_table",
    "look",
    "means_table",
    "needed_lag",
    "shown_units",
    "state_table",
    "subject_of",
    "terms_table",
    "walk",
    "why_no_epochs",
    "window_on_series",
    "window_table",
]
