"""Was a comparison fair? Checks of what was done, each with a reason in one sentence."""

from forecasting.experiment.audits.finding import Audit
from forecasting.experiment.audits.registry import audit

__all__ = ["Audit", "audit"]
