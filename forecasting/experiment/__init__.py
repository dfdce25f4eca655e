"""The whole pipeline: an experiment goes in, a comparison comes out."""

from forecasting.experiment.audits import Audit, audit
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.judging import about, findings, headline, judge, ribbons, sentences
from forecasting.experiment.registry import BUDGETS, ON_PAGES, SETTINGS, settings_of
from forecasting.experiment.run import Progress, compare, run
from forecasting.experiment.settings import Experiment
from forecasting.experiment.settings_table import as_text, settings_table
from forecasting.experiment.summary import figures
from forecasting.experiment.training_log import Snapshot, TrainingLog
from forecasting.experiment.transform_choice import Suggestion, suggest

__all__ = [
    "BUDGETS",
    "ON_PAGES",
    "SETTINGS",
    "Audit",
    "Comparison",
    "Experiment",
    "Progress",
    "Snapshot",
    "Suggestion",
    "TrainingLog",
    "about",
    "as_text",
    "audit",
    "compare",
    "figures",
    "findings",
    "headline",
    "judge",
    "ribbons",
    "run",
    "sentences",
    "settings_of",
    "settings_table",
    "suggest",
]
