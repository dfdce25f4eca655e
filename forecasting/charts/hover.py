"""What the mouse, or a finger, reads off a chart: a line at the nearest place, and all there.

The tooltip is text that is made with the rows: the names of columns there are ours, and a name
from somebody's file only ever a title.
"""

import json
from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd

from forecasting import digits
from forecasting.charts.style import TRUTH_COLOUR

MOST_PLACES = 400
"""At which a chart answers; of more, some are left out, closer together than anybody points."""

HOVER = "hover"


def hover_rule(x: alt.X, field: str, title: str, names: Sequence[str]) -> alt.Chart:
    """A vertical line at the nearest place to the pointer, with a tooltip of all that is there.

    It reads the table "hover" of `hover_table`, and comes last of the layers, above all marks.

    Args:
        x: The axis of the chart.
        field: The column of that axis.
        title: What a place is, such as "steps ahead".
        names: What there is at each place, in the order of the table's columns.
    """
    nearest = alt.selection_point(
        name="place",
        nearest=True,
        on="pointerover",
        clear="pointerout",
        fields=[field],
        empty=False,
    )
    rule = alt.Chart(alt.NamedData(name=HOVER)).mark_rule(
        strokeWidth=1.2, color=TRUTH_COLOUR, tooltip=alt.ExprRef(_tooltip([title, *names]))
    )
    seen = alt.condition(nearest, alt.value(0.9), alt.value(0))
    return rule.encode(x=x, opacity=seen).add_params(nearest)


def _tooltip(titles: Sequence[str]) -> str:
    """An object of titles and texts, as Vega evaluates it.

    Vega-Lite would look for texts, unlike for numbers, beside the row and not in it: what answers
    to the pointer is a cell around the line, of which the row is a part.
    """
    columns = ["at", *(f"c{k}" for k in range(len(titles) - 1))]
    pairs = zip(map(json.dumps, titles), columns, strict=True)
    return f"{{{', '.join(f'{title}: (datum.datum || datum).{name}' for title, name in pairs)}}}"


def hover_table(
    place: str, columns: Sequence[pd.Series], says: Callable[[pd.Series], list[str]] | None = None
) -> pd.DataFrame:
    """What a chart says at each place.

    Args:
        place: The column of the horizontal axis.
        columns: Text, indexed by the place; what is missing somewhere is a dash there.
        says: Puts places into words; whole numbers if not given.

    Returns:
        `place`, c0, c1, …, at.
    """
    table = pd.concat([c[~c.index.duplicated()] for c in columns], axis=1).sort_index()
    table.columns = pd.Index([f"c{k}" for k in range(len(columns))])
    table = table.fillna(digits.NOTHING).rename_axis(place).reset_index()
    table = table.iloc[:: max(1, -(-len(table) // MOST_PLACES))]
    at = says(table[place]) if says else [f"{value:.0f}" for value in table[place]]
    return table.assign(at=pd.Series(at, index=table.index, dtype=object))


def numbers_at(
    rows: pd.DataFrame,
    place: str,
    columns: Sequence[str],
    write: Callable[[float], str] | None = None,
    form: str = digits.BETWEEN,
) -> pd.Series:
    """A number, or a number, its least and its most, as text at each place.

    Args:
        rows: A row for each place.
        place: The column of the horizontal axis.
        columns: The number alone, or with its least and its most.
        write: Puts numbers into words; as suits the number's column if not given.
        form: Of the three, with their places in braces.
    """
    write = write or digits.writer(rows[columns[0]].astype(float))
    texts = rows[list(columns)].astype(float).map(write).to_numpy().tolist()
    told = [
        text[0] if len(set(text)) == 1 or digits.NOTHING in text else form.format(*text)
        for text in texts
    ]
    return pd.Series(told, index=rows[place].to_numpy(), dtype=object)
