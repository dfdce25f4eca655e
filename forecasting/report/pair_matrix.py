"""Who beats whom as HTML that needs no script, for a report and for a page.

Each entry is a button that brings out its sentence; by mouse, touch and keyboard. Where there is
little width it moves sideways, and the names of its rows stay.
"""

from html import escape
from pathlib import Path

from forecasting.evaluation import Entry, Matrix
from forecasting.messages import phrase

STYLE = Path(__file__).with_name("matrix.css")


def matrix_html(matrix: Matrix, key: str) -> str:
    """The table as a fragment.

    Args:
        matrix: Who beats whom.
        key: Differs between the tables of one page; letters, digits and dashes.
    """
    names = "".join(_head("columnheader", name) for name in matrix.columns)
    # The corner heads nothing: as a header it would be one without a name.
    head = f'<div role="row"><div role="cell"></div>{names}</div>'
    rows = "".join(
        f'<div role="row">{_head("rowheader", name)}'
        + "".join(_entry(entry, f"{key}-{r}-{c}") for c, entry in enumerate(entries))
        + "</div>"
        for r, (name, entries) in enumerate(matrix.rows)
    )
    size = f"--rows:{len(matrix.rows)};--columns:{len(matrix.columns)}"
    label = phrase("Who beats whom: each row a cell, each column what it is compared with")
    table = f'<div class="matrix" role="table" aria-label="{label}" style="{size}">{head}{rows}'
    return f'<div class="matrix-frame">{table}</div></div>'


def _head(role: str, name: str) -> str:
    return f'<div role="{role}">{escape(name)}</div>'


def _entry(entry: Entry | None, name: str) -> str:
    if entry is None:
        label = phrase("itself")
        return f'<div role="cell" class="self"><span aria-label="{label}">·</span></div>'
    figure = f" <b>{escape(entry.figure)}</b>" if entry.figure else ""
    shown = f'<i aria-hidden="true">{entry.sign}</i> <span>{entry.word}{figure}</span>'
    return (
        f'<div role="cell" class="{entry.outcome}">'
        f'<button type="button" popovertarget="{name}">{shown}</button>'
        f'<div popover id="{name}">{escape(entry.sentence)}</div></div>'
    )
