"""Whether a comparison was fair, as a short list."""

import streamlit as st

from forecasting.experiment import Audit, Comparison, audit
from forecasting.experiment.once import once

audits_of = once(audit)

FAILED = "An audit failed: what is shown here may come from that, and not from the cells."


def section(comparison: Comparison) -> None:
    """Each audit with a tick or a cross, its name and its reason."""
    found = audits_of(comparison)
    st.markdown(f"**Was it a fair comparison?** {_in_all(found)}")
    st.markdown("\n".join(f"- {line(one)}" for one in found))


def warning(comparison: Comparison) -> None:
    """Beside a verdict: that it is not to be trusted, if an audit failed; nothing else."""
    if has_failed(comparison):
        st.markdown(f":material/gavel: {FAILED}")


def has_failed(comparison: Comparison) -> bool:
    """Whether what is shown of the cells may be an effect of something else."""
    return not all(one.passed for one in audits_of(comparison))


def line(one: Audit) -> str:
    """One audit as Markdown: sign and word say the same as the colour."""
    if not one.checked:
        return f":gray[:material/help:] **{one.name}: not checked** · {one.reason}"
    if one.passed:
        return f":green[:material/check_circle:] **{one.name}** · {one.reason}"
    return f":red[:material/cancel: **{one.name}: failed**] · {one.reason}"


def _in_all(found: tuple[Audit, ...]) -> str:
    checked = [one for one in found if one.checked]
    passed = sum(one.passed for one in checked)
    told = f"{passed} of {len(found)} audits passed"
    if passed < len(checked):
        return f"{told}: do not trust a verdict before you know why."
    if left := len(found) - passed:
        return f"{told}; {'one' if left == 1 else left} could not be made."
    return f"All {passed} audits passed."
