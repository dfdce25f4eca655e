"""A source as plain values that JSON can write, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from forecasting.checks import check_choice
from forecasting.data.series import Series
from forecasting.data.series_facts import check_name
from forecasting.data.sources import SampleSeries, Source, SyntheticSeries
from forecasting.data.uploaded import UploadedSeries
from forecasting.messages import bad_value, message

UNNAMED = "your own series"
"""The title in a file that was saved without the name of its series."""

KINDS: dict[str, type[SyntheticSeries] | type[SampleSeries] | type[UploadedSeries]] = {
    "synthetic": SyntheticSeries,
    "sample": SampleSeries,
    "own": UploadedSeries,
}


def source_to_json(source: Source) -> dict[str, Any]:
    """The source as plain values that json can write, tagged with its kind.

    Of a series that a person brought only the digest and the title are written, not the content.
    """
    if isinstance(source, UploadedSeries):
        return {"kind": "own", "digest": source.digest, "title": source.title}
    kind = next(kind for kind, member in KINDS.items() if type(source) is member)
    return {"kind": kind, **asdict(source)}


def source_from_json(data: dict[str, Any], own: Mapping[str, Series] | None = None) -> Source:
    """The source that source_to_json wrote.

    Args:
        data: What it wrote.
        own: Series that a person brought, by digest.

    Raises:
        ValueError: The kind is unknown, a field is unknown or missing, or a value is refused; or
            it is a series that a person brought, and it was not brought now.
    """
    if not isinstance(data, dict):
        raise bad_value("source is {source!r}; give an object with a kind.", source=data)
    kind = data.get("kind")
    check_choice("kind", kind, KINDS)
    if kind == "own":
        return _own_from_json(data, own or {})
    values = {name: value for name, value in data.items() if name != "kind"}
    known = {field.name for field in fields(KINDS[str(kind)])}
    if unknown := sorted(values.keys() - known):
        raise bad_value(
            "Unknown field {name!r} in a {kind} source; remove it.", name=unknown[0], kind=kind
        )
    if missing := sorted(known - values.keys()):
        raise bad_value(
            "Missing field {name!r} in a {kind} source; add it.", name=missing[0], kind=kind
        )
    return KINDS[str(kind)](**values)


class MissingSeries(ValueError):  # noqa: N818 - nobody's error: it was saved like that
    """Settings were saved without the series that a person brought, and it is not here.

    Attributes:
        title: Of the series.
    """

    def __init__(self, title: str) -> None:
        super().__init__(
            message(
                "This was saved without its series {title!r}; bring its file first, with the "
                "same choices, and then open this again.",
                title=title,
            )
        )
        self.title = title


def _own_from_json(data: dict[str, Any], own: Mapping[str, Series]) -> UploadedSeries:
    digest, title = data.get("digest"), data.get("title")
    if not isinstance(digest, str) or not isinstance(title, str):
        raise bad_value("An own series has a digest and a title; give both as text.")
    check_name("title", title)
    if digest not in own:
        raise MissingSeries(title[:80])
    return UploadedSeries(digest, own[digest].name if title == UNNAMED else title, own[digest])
