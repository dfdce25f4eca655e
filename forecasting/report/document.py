"""The report: what was found, drawn and set, put into the page."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from forecasting.evaluation import TOTAL
from forecasting.experiment import Comparison, ribbons
from forecasting.experiment.audits import Audit, audit
from forecasting.experiment.curves import error_curves
from forecasting.report import drawings, facts, numbers
from forecasting.report.program import policy, program
from forecasting.report.verdict_text import answer, verdicts
from forecasting.report.words import words_of
from forecasting.saving import rerun_snippet

FOLDER = Path(__file__).parent
STYLES = ("page.css", "parts.css", "matrix.css")


def report(comparison: Comparison, audits: Sequence[Audit] | None = None) -> str:
    """One self-contained HTML file; the same comparison gives the same text.

    Args:
        comparison: Trained cells.
        audits: What checks of it found; those of `audit` if not given.
    """
    found, script = audit(comparison) if audits is None else audits, program()
    text = _page().render(
        title=comparison.experiment.source.title,
        words=words_of(comparison),
        audits=found,
        **_told(comparison, found),
        **_measured(comparison),
        **_made_of(comparison),
        style="\n".join((FOLDER / f).read_text(encoding="utf-8") for f in STYLES),
        policy=policy(script),
        script=script,
    )
    # A name from somebody's file may hold half a character, which no file can.
    return text.encode(errors="replace").decode()


def _told(comparison: Comparison, audits: Sequence[Audit]) -> Mapping[str, Any]:
    """What a comparison shows, in sentences."""
    return {
        "answer": answer(comparison, audits),
        "glance": facts.glance(comparison),
        "notes": facts.notes(comparison),
        "verdicts": verdicts(comparison),
    }


def _measured(comparison: Comparison) -> Mapping[str, Any]:
    """Charts and tables."""
    curves = error_curves(comparison, TOTAL)
    return {
        "errors": drawings.errors(curves, ribbons(comparison)),
        "reading": drawings.errors_caption(curves),
        "numbers": numbers.errors(curves),
        "cells": numbers.cells(comparison),
        "measures": numbers.measures(comparison),
        "rollouts": drawings.rollouts(comparison, comparison.origins[0]),
        "future": drawings.rollouts(comparison, None),
        "future_numbers": numbers.future(comparison),
        "losses": drawings.losses(comparison),
    }


def _made_of(comparison: Comparison) -> Mapping[str, Any]:
    """Settings, and what trained and wrote."""
    return {
        "settings": facts.settings(comparison.experiment),
        "json": comparison.as_run.to_json(),
        "rerun": rerun_snippet(comparison.as_run),
        "device": facts.device(comparison),
        "versions": facts.versions(),
    }


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
