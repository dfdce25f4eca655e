"""Inside the cells: gates, states, how far back forecasts listen, formulas, ways to the gradient.

Everything is computed anew in double precision, from the weights that were trained or kept.
"""

from forecasting.inspection.about_curves import about_curves, as_seen, left_out
from forecasting.inspection.glance import (
    Glance,
    inside_table,
    look,
    means_table,
    opening_gates,
    shown_units,
    window_on_series,
    window_table,
)
from forecasting.inspection.gradient_costs import costs_table
from forecasting.inspection.gradient_ways import (
    truncation_curves,
    truncation_table,
    ways_table,
    why_not_carried,
)
from forecasting.inspection.half_distance import (
    half_again,
    half_distance,
    needed_in_words,
    needed_lag,
    reach_sentences,
)
from forecasting.inspection.listening import (
    felt_table,
    lag_curves,
    listening_table,
    on_one_scale,
    state_table,
)
from forecasting.inspection.moment import Moment, moment_of
from forecasting.inspection.subject import Subject, learning_subject, subject_of
from forecasting.inspection.terms import Filled, Term, filled_lines, terms_table
from forecasting.inspection.walk import Stack, Walk, walk
from forecasting.inspection.which_weights import (
    about_weights,
    are_kept,
    epoch_in_words,
    why_no_epochs,
)

__all__ = [
    "Filled",
    "Glance",
    "Moment",
    "Stack",
    "Subject",
    "Term",
    "Walk",
    "about_curves",
    "about_weights",
    "are_kept",
    "as_seen",
    "costs_table",
    "epoch_in_words",
    "felt_table",
    "filled_lines",
    "half_again",
    "half_distance",
    "inside_table",
    "lag_curves",
    "learning_subject",
    "left_out",
    "listening_table",
    "look",
    "means_table",
    "moment_of",
    "needed_in_words",
    "needed_lag",
    "on_one_scale",
    "opening_gates",
    "reach_sentences",
    "shown_units",
    "state_table",
    "subject_of",
    "terms_table",
    "truncation_curves",
    "truncation_table",
    "walk",
    "ways_table",
    "why_no_epochs",
    "why_not_carried",
    "window_on_series",
    "window_table",
]
