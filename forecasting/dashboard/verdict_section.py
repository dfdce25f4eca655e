"""The answer on a page: one plain sentence, numbers after it, who beats whom, every sentence."""

import streamlit as st

from forecasting.dashboard import audit_list, components
from forecasting.dashboard.language import say
from forecasting.dashboard.markdown import plain
from forecasting.evaluation import MEASURES, RMSE, TOTAL, Verdicts, matrix, reading, rule_for
from forecasting.experiment import Audit, Comparison, about, headline, judge, ribbons, sentences
from forecasting.experiment import figures as figures_of
from forecasting.experiment.curves import measures_of
from forecasting.experiment.once import once
from forecasting.messages import Message, beside, message, phrase, plural
from forecasting.recipes import RECIPES
from forecasting.report.pair_matrix import STYLE, matrix_html

judged = once(judge)
ribbons_of = once(ribbons)
figures_at = once(figures_of)

ALL_STEPS = phrase("All steps together")

CHOOSE_BEFORE = message(
    "Choose it before you look: who tries several measures meets a difference that is luck more "
    "often than who keeps to one."
)


FOLLOW = message("Answer, chart and tables follow it.")


def _meaning(measure: str) -> str:
    entry = MEASURES[measure]
    return say("- {measure}: {meaning}.", measure=entry.label, meaning=entry.explanation)


def controls(comparison: Comparison) -> tuple[str, str]:
    """Which variable, by which measure: answer, chart and tables are about both."""
    with st.container(horizontal=True, gap="medium"):
        variable = variable_control(comparison)
        return variable, measure_control(comparison, variable)


def measure_control(comparison: Comparison, variable: str) -> str:
    """By which measure errors are shown and compared, of those that are known."""
    options = measures_of(comparison, variable)
    if st.session_state.get("measure", RMSE) not in options:
        del st.session_state["measure"]
    told = "\n".join(_meaning(name) for name in options)
    return st.segmented_control(
        say("Measure of the errors"),
        options,
        default=RMSE,
        required=True,
        format_func=lambda name: MEASURES[name].label,
        help=f"{told}\n\n{say(FOLLOW)} {say(CHOOSE_BEFORE)}",
        key="measure",
        persist_state="session",
    )


def variable_control(comparison: Comparison) -> str:
    """Which variable answer, chart and tables are about; nothing to choose where there is one."""
    names = comparison.task.series.variables
    if len(names) == 1:
        return TOTAL
    has_units = st.session_state.get("measure", RMSE) in ("rmse", "mae")
    total = say("Total, in standard deviations") if has_units else say("Total")
    return st.segmented_control(
        say("Variable"),
        [TOTAL, *names],
        default=TOTAL,
        required=True,
        format_func=lambda name: total if name == TOTAL else plain(name),
        help=say(
            "{total}: RMSE and MAE of each variable are divided by its standard deviation "
            "in the training part, so that none outweighs the others by its units; sMAPE "
            "and MASE have none.",
            total=TOTAL,
        ),
        key="variable",
    )


def answer(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> None:
    """The headline, over all steps together, and what takes its place and why."""
    found = audit_list.audits_of(comparison)
    experiment = comparison.experiment
    broken = [recipe.broken for recipe in RECIPES.values() if recipe.is_wrong(experiment)]
    verdicts = judged(comparison, None, variable, measure)
    st.subheader(say(headline(verdicts, found, bool(broken))), anchor=False)
    failed = [_failed(one) for one in found if not one.passed]
    for reason in [*broken, *failed]:
        st.markdown(f":material/gavel: {plain(say(reason))}")
    st.caption(say(_about(comparison, variable, measure)))


def _failed(audit: Audit) -> Message:
    return phrase("{audit}: {reason}", audit=audit.name, reason=audit.reason)


def _about(comparison: Comparison, variable: str, measure: str) -> str:
    """Which question the answer is to."""
    experiment = comparison.experiment
    told: list[str] = [
        plural("One step ahead", "Over all {count} steps together", count=experiment.horizon)
    ]
    if variable != TOTAL:
        told = [phrase("{steps} of {variable}", steps=told[0], variable=plain(variable))]
    if experiment.judged_on == "training":
        told.append(phrase("on the training span from its first window"))
    if measure != RMSE:
        told.append(phrase("by {measure}", measure=MEASURES[measure].label))
    return message(
        "{question}. A difference that is not shown may still be there.", question=beside(told)
    )


def step_control(comparison: Comparison) -> int:
    """The step ahead that the numbers and the table beside it are about."""
    horizon = comparison.experiment.horizon
    if horizon == 1:
        return 1
    return st.slider(say("Steps ahead"), 1, horizon, horizon, key=f"step_{horizon}")


def figures(comparison: Comparison, step: int, variable: str = TOTAL, measure: str = RMSE) -> None:
    """The numbers at one step ahead."""
    st.caption(say(figures_at(comparison, step, variable, measure)))


@st.fragment
def section(comparison: Comparison, step: int, variable: str = TOTAL, measure: str = RMSE) -> None:
    """Who beats whom, over all steps or at the chosen one, and all of it in sentences."""
    with st.container(border=True):
        st.markdown(say("**Who beats whom, and is the difference real?**"))
        audit_list.warning(comparison)
        chosen = _which(comparison, step)
        verdicts = judged(comparison, chosen, variable, measure)
        table(verdicts, "verdict")
        with components.folded(say("In sentences"), "verdict_sentences") as is_open:
            if is_open:
                st.markdown("\n".join(f"- {say(one)}" for one in sentences(verdicts)))
                found = ribbons_of(comparison, variable, measure)
                if len(found):
                    components.csv(found, "pairs_by_step", say("Download every step as CSV"))
        rule = rule_for(comparison.experiment.stretches)
        st.caption(f"{plain(say(about(comparison, variable, measure)))} {say(rule)}")


def table(verdicts: Verdicts, key: str) -> None:
    """Who beats whom at a glance; each entry brings out its sentence."""
    st.html(STYLE)
    st.html(matrix_html(matrix(verdicts), key))
    stretches = max((verdict.stretches for verdict in verdicts.all), default=1)
    how = message("{reading} Press an entry for its sentence.", reading=reading(stretches))
    st.caption(say(how))


def _which(comparison: Comparison, step: int) -> int | None:
    if comparison.experiment.horizon == 1:
        return None
    at = plural("At {count} step ahead", "At {count} steps ahead", count=step)
    options = {ALL_STEPS: None, "one": step}
    chosen = st.segmented_control(
        say("Which steps"),
        list(options),
        default=ALL_STEPS,
        required=True,
        format_func=lambda name: say(at if name == "one" else ALL_STEPS),
        key="verdict_steps",
        label_visibility="collapsed",
    )
    return options[chosen]
