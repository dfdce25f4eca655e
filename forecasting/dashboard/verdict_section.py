"""The answer on a page: one plain sentence, numbers after it, who beats whom, every sentence."""

import streamlit as st

from forecasting.dashboard import audit_list, components
from forecasting.dashboard.markdown import plain
from forecasting.evaluation import MEASURES, RMSE, TOTAL, Verdicts, matrix, rule_for
from forecasting.experiment import Comparison, about, headline, judge, ribbons, sentences
from forecasting.experiment import figures as figures_of
from forecasting.experiment.curves import measures_of
from forecasting.experiment.once import once
from forecasting.recipes import RECIPES
from forecasting.report.pair_matrix import STYLE, matrix_html

judged = once(judge)
ribbons_of = once(ribbons)
figures_at = once(figures_of)

ALL_STEPS = "All steps together"

CHOOSE_BEFORE = (
    "Choose it before you look: who tries several measures meets a difference that is luck more "
    "often than who keeps to one."
)


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
    told = "\n".join(f"- {MEASURES[name].label}: {MEASURES[name].explanation}." for name in options)
    return st.segmented_control(
        "Measure of the errors",
        options,
        default=RMSE,
        required=True,
        format_func=lambda name: MEASURES[name].label,
        help=f"{told}\n\nAnswer, chart and tables follow it. {CHOOSE_BEFORE}",
        key="measure",
        persist_state="session",
    )


def variable_control(comparison: Comparison) -> str:
    """Which variable answer, chart and tables are about; nothing to choose where there is one."""
    names = comparison.task.series.variables
    if len(names) == 1:
        return TOTAL
    has_units = st.session_state.get("measure", RMSE) in ("rmse", "mae")
    total = f"{TOTAL}, in standard deviations" if has_units else TOTAL
    return st.segmented_control(
        "Variable",
        [TOTAL, *names],
        default=TOTAL,
        required=True,
        format_func=lambda name: total if name == TOTAL else name,
        help=f"{TOTAL}: RMSE and MAE of each variable are divided by its standard deviation in the "
        "training part, so that none outweighs the others by its units; sMAPE and MASE have none.",
        key="variable",
    )


def answer(comparison: Comparison, variable: str = TOTAL, measure: str = RMSE) -> None:
    """The headline, over all steps together, and what takes its place and why."""
    found = audit_list.audits_of(comparison)
    experiment = comparison.experiment
    broken = [recipe.broken for recipe in RECIPES.values() if recipe.is_wrong(experiment)]
    verdicts = judged(comparison, None, variable, measure)
    st.subheader(headline(verdicts, found, bool(broken)), anchor=False)
    failed = [f"{one.name}: {one.reason}" for one in found if not one.passed]
    for reason in [*broken, *failed]:
        st.markdown(f":material/gavel: {plain(reason)}")
    of = f" of {plain(variable)}" if variable != TOTAL else ""
    over = (
        f"Over all {experiment.horizon} steps together"
        if experiment.horizon > 1
        else "One step ahead"
    )
    judged_on = (
        ", on the training span from its first window" if experiment.judged_on == "training" else ""
    )
    by = f", by {MEASURES[measure].label}" if measure != RMSE else ""
    st.caption(f"{over}{of}{judged_on}{by}. A difference that is not shown may still be there.")


def step_control(comparison: Comparison) -> int:
    """The step ahead that the numbers and the table beside it are about."""
    horizon = comparison.experiment.horizon
    if horizon == 1:
        return 1
    return st.slider("Steps ahead", 1, horizon, horizon, key=f"step_{horizon}")


def figures(comparison: Comparison, step: int, variable: str = TOTAL, measure: str = RMSE) -> None:
    """The numbers at one step ahead."""
    st.caption(figures_at(comparison, step, variable, measure))


@st.fragment
def section(comparison: Comparison, step: int, variable: str = TOTAL, measure: str = RMSE) -> None:
    """Who beats whom, over all steps or at the chosen one, and all of it in sentences."""
    with st.container(border=True):
        st.markdown("**Who beats whom, and is the difference real?**")
        audit_list.warning(comparison)
        chosen = _which(comparison, step)
        verdicts = judged(comparison, chosen, variable, measure)
        table(verdicts, "verdict")
        with components.folded("In sentences", "verdict_sentences") as is_open:
            if is_open:
                st.markdown("\n".join(f"- {one}" for one in sentences(verdicts)))
                found = ribbons_of(comparison, variable, measure)
                if len(found):
                    components.csv(found, "pairs_by_step", "Download every step as CSV")
        rule = rule_for(comparison.experiment.stretches)
        st.caption(f"{plain(about(comparison, variable, measure))} {rule}")


def table(verdicts: Verdicts, key: str) -> None:
    """Who beats whom at a glance; each entry brings out its sentence."""
    st.html(STYLE)
    st.html(matrix_html(matrix(verdicts), key))
    st.caption(
        "Read a row against a column: a percentage is by how much its error is lower (−) or higher "
        "(+); a small lead is a lower error, but in fewer than three of four seeds. Press an "
        "entry for its sentence."
    )


def _which(comparison: Comparison, step: int) -> int | None:
    if comparison.experiment.horizon == 1:
        return None
    at = f"At {step} steps ahead" if step > 1 else "At 1 step ahead"
    options = {ALL_STEPS: None, "one": step}
    chosen = st.segmented_control(
        "Which steps",
        list(options),
        default=ALL_STEPS,
        required=True,
        format_func=lambda name: at if name == "one" else name,
        key="verdict_steps",
        label_visibility="collapsed",
    )
    return options[chosen]
