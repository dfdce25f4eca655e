"""All audits, and one function that makes them."""

from collections.abc import Callable

from forecasting.experiment.audits.diverged_members import none_hidden
from forecasting.experiment.audits.equal_effort import equal_search, equal_updates, fresh_start
from forecasting.experiment.audits.finding import Audit, Finding
from forecasting.experiment.audits.leakage import kept_apart
from forecasting.experiment.audits.order_effect import no_drift
from forecasting.experiment.audits.recurrence import cell_recurs
from forecasting.experiment.comparison import Comparison, check_comparison
from forecasting.messages import Message, phrase

AUDITS: dict[Message, Callable[[Comparison], Finding]] = {
    phrase("Fresh start"): fresh_start,
    phrase("Equal updates"): equal_updates,
    phrase("Equal search effort"): equal_search,
    phrase("The cell recurs"): cell_recurs,
    phrase("No drift with the order of running"): no_drift,
    phrase("No diverged network hidden"): none_hidden,
    phrase("The test part was kept apart"): kept_apart,
}
"""What is checked of every comparison, in the order in which it is shown."""


def audit(comparison: Comparison) -> tuple[Audit, ...]:
    """Check a comparison that has been made; nothing in it is changed.

    Raises:
        ValueError: If it is no comparison.
    """
    check_comparison(comparison)
    found = {name: check(comparison) for name, check in AUDITS.items()}
    return tuple(
        Audit(name, passed is not False, reason, checked=passed is not None)
        for name, (passed, reason) in found.items()
    )
