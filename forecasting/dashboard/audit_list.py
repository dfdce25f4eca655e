"""Whether a comparison was fair, as a short list."""

import streamlit as st

from forecasting.dashboard.language import say
from forecasting.experiment import Audit, Comparison, audit
from forecasting.experiment.once import once
from forecasting.messages import Message, message, plural

audits_of = once(audit)

FAILED = message("An audit failed: what is shown here may come from that, and not from the cells.")


def section(comparison: Comparison) -> None:
    """Each audit with a tick or a cross, its name and its reason."""
    found = audits_of(comparison)
    st.markdown(say("**Was it a fair comparison?** {found}", found=_in_all(found)))
    st.markdown("\n".join(f"- {line(one)}" for one in found))


def warning(comparison: Comparison) -> None:
    """Beside a verdict: that it is not to be trusted, if an audit failed; nothing else."""
    if has_failed(comparison):
        st.markdown(f":material/gavel: {say(FAILED)}")


def has_failed(comparison: Comparison) -> bool:
    """Whether what is shown of the cells may be an effect of something else."""
    return not all(one.passed for one in audits_of(comparison))


def line(one: Audit) -> str:
    """One audit as Markdown: sign and word say the same as the colour."""
    if not one.checked:
        name = say("{audit}: not checked", audit=one.name)
        return f":gray[:material/help:] **{name}** · {say(one.reason)}"
    if one.passed:
        return f":green[:material/check_circle:] **{say(one.name)}** · {say(one.reason)}"
    failed = say("{audit}: failed", audit=one.name)
    return f":red[:material/cancel: **{failed}**] · {say(one.reason)}"


def _in_all(found: tuple[Audit, ...]) -> Message:
    checked = [one for one in found if one.checked]
    passed = sum(one.passed for one in checked)
    given = {"passed": passed, "all": len(found)}
    if passed < len(checked):
        return message(
            "{passed} of {all} audits passed: do not trust a verdict before you know why.", **given
        )
    if left := len(found) - passed:
        return plural(
            "{passed} of {all} audits passed; one could not be made.",
            "{passed} of {all} audits passed; {count} could not be made.",
            count=left,
            **given,
        )
    return plural("All {count} audit passed.", "All {count} audits passed.", count=passed)
