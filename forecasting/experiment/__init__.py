"""The whole pipeline: an experiment goes in, a comparison comes out."""

from forecasting.experiment.audits import Audit, audit
from forecasting.experiment.comparison import Comparison
from forecasting.experiment.judging import about, findings, headline, judge, ribbons, sentences
from forecasting.experiment.run import Progress, compare, run
from forecasting.experiment.settings import BUDGETS, Experiment
from forecasting.experiment.summary import figures
from forecasting.experiment.training_log import Snapshot, TrainingLog
from forecasting.experiment.transform_choice import Suggestion, suggest

__all__ = [
    "BUDGETS",
    "Audit",
    "Comparison",
    "Experiment",
    "Progress",
    "Snapshot",
    "Suggestion",
    "TrainingLog",
    "about",
    "audit",
    "compare",
    "figures",
    "findings",
    "headline",
    "judge",
    "ribbons",
    "run",
    "sentences",
    "suggest",
]
