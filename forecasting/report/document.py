"""The report: what was found, drawn and set, put into the page."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from forecasting.evaluation import TOTAL
from forecasting.experiment import Comparison, ribbons
from forecasting.experiment.audits import Audit, audit
from forecasting.experiment.curves import error_curves, unit_of
from forecasting.experiment.future import range_of_seeds
from forecasting.report import drawings, facts, numbers
from forecasting.report.program import policy, program
from forecasting.report.verdict_text import answer, verdicts
from forecasting.saving import rerun_snippet

FOLDER = Path(__file__).parent
STYLES = ("page.css", "parts.css", "matrix.css")


def report(comparison: Comparison, audits: Sequence[Audit] | None = None) -> str:
    """One self-contained HTML file; the same comparison gives the same text.

    Args:
        comparison: Trained cells.
        audits: What checks of it found; those of `audit` if not given.
    """
    experiment, curves, script = comparison.experiment, error_curves(comparison, TOTAL), program()
    found = audit(comparison) if audits is None else audits
    text = _page().render(
        title=experiment.source.title,
        answer=answer(comparison, found),
        glance=facts.glance(comparison),
        notes=facts.notes(comparison),
        errors=drawings.errors(curves, ribbons(comparison)),
        reading=drawings.errors_caption(curves),
        numbers=numbers.errors(curves),
        unit=unit_of(comparison),
        verdicts=verdicts(comparison),
        audits=found,
        scores=numbers.scores(comparison),
        rollouts=drawings.rollouts(comparison, comparison.origins[0]),
        future=drawings.rollouts(comparison, None),
        future_numbers=numbers.future(comparison),
        future_seeds=range_of_seeds(comparison),
        losses=drawings.losses(comparison),
        settings=facts.settings(experiment),
        json=comparison.as_run.to_json(),
        versions=facts.versions(),
        device=facts.device(comparison),
        rerun=rerun_snippet(comparison.as_run),
        style="\n".join((FOLDER / f).read_text(encoding="utf-8") for f in STYLES),
        policy=policy(script),
        script=script,
    )
    # A name from somebody's file may hold half a character, which no file can.
    return text.encode(errors="replace").decode()


@lru_cache(maxsize=1)
def _page() -> Template:
    """The page, in which whatever is filled in is escaped unless it is marked as markup."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A number that JSON does not know raises rather than become a chart that cannot be read.
    environment.policies["json.dumps_kwargs"] = {
        "allow_nan": False,
        "ensure_ascii": False,
        "separators": (",", ":"),
    }
    return environment.get_template("page.html")
