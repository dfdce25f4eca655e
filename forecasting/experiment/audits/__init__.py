"""Was a comparison fair? Checks of what was done, each with a reason in one sentence."""

from forecasting.experiment.audits.every import audit
from forecasting.experiment.audits.finding import Audit

__all__ = ["Audit", "audit"]
