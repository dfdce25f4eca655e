"""Dates in other words: months and weekdays of some languages, East Asian dates, as plain dates."""

import re
from functools import cache

import pandas as pd

from forecasting.importing.repairs import repaired

_MONTHS = (
    "januar|janvier|janv|enero|ene|gennaio|gen|janeiro|januari|jänner|jän",
    "februar|février|fevrier|févr|fevr|fév|febrero|febbraio|fevereiro|fev|februari|feber",
    "märz|maerz|mrz|mär|mars|marzo|março|marco|maart|mrt",
    "avril|avr|abril|abr|aprile",
    "mai|mayo|maggio|mag|maio|mei",
    "juni|juin|junio|giugno|giu|junho",
    "juli|juillet|juil|julio|luglio|lug|julho",
    "août|aout|agosto|ago|augustus",
    "sept|septembre|septiembre|settembre|set|setembro",
    "okt|oktober|octobre|octubre|ottobre|ott|outubro|out",
    "novembre|noviembre|novembro",
    "dez|dezember|décembre|decembre|déc|diciembre|dic|dicembre|dezembro",
)
_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FULL = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WEEKDAYS = (
    "mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|"
    "sunday|mo|montag|di|dienstag|mi|mittwoch|do|donnerstag|fr|freitag|sa|samstag|sonnabend|so|"
    "sonntag|lun|lundi|mardi|mer|mercredi|jeu|jeudi|ven|vendredi|sam|samedi|dim|dimanche|lunes|"
    "martes|mié|miércoles|jue|jueves|vie|viernes|sáb|sábado|domingo|lunedì|martedì|mercoledì|"
    "giovedì|venerdì|sabato|domenica|[月火水木金土日](?:曜日?)?"
)
_ZONES = r"(?:UTC|GMT|CES?T|MES?Z|WES?T|EES?T|BST|JST|KST|[ECMPA][SD]T|[ECMP]T)"

_REPAIRS = (
    # Before the characters of years and months go: 日 is a day of the week and of the month.
    (rf"(?i)\s*\((?:{_WEEKDAYS})\.?\)", ""),
    (r"(\d+)\s*[年년]\s*(\d+)\s*[月월]\s*(\d+)\s*[日일号]", r"\1-\2-\3 "),
    (r"(\d+)\s*[年년]\s*(\d+)\s*[月월]", r"\1-\2 "),
    (r"(\d+)\s*[時时시]\s*(\d+)\s*[分분]\s*(\d+)\s*[秒초]", r"\1:\2:\3"),
    (r"(\d+)\s*[時时시]\s*(\d+)\s*[分분]", r"\1:\2"),
    (rf"(?i)^(?:{_WEEKDAYS})\.?,?\s+", ""),
    (r"(?i)\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1"),
    (r"(?i)(\d|[a-z])\s+(?:de|del|of)\s+", r"\1 "),
    (r"^(\d{1,2})\.\s*([A-Za-zÀ-ž])", r"\1 \2"),
    (rf"\s*\(?{_ZONES}\)?$", ""),
    (r"(?i)\s*uhr$", ""),
    (r"[\s.,;]+$", ""),
)
_LAYOUTS = (
    (r"^(\d{4})\.\s+(\d{1,2})\.\s+(\d{1,2})", r"\1.\2.\3"),
    (r"^([^\s:]*\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}),\s*(\d{1,2}:)", r"\1 \2"),
    (r"^(\d{4}-\d{2}-\d{2})-(\d{2}[:.])", r"\1 \2"),
    (r"^(\d{1,2}/\S+/\d{4}):(\d{2}:)", r"\1 \2"),
    (r"^(\d{1,2})/([A-Za-z]{3})/(\d{4})", r"\1-\2-\3"),
    (r"^(\S+) (\d{1,2})\.(\d{2})$", r"\1 \2:\3"),
    (r"^(\d{4})(\d{2})(\d{2})[T ](\d{2}):?(\d{2})$", r"\1-\2-\3 \4:\5"),
    (r"^(\d{4})(\d{2})(\d{2})[T ](\d{2}):?(\d{2}):?(\d{2})", r"\1-\2-\3 \4:\5:\6"),
    (r"^(\d{4})[Mm](\d{1,2})$", r"\1-\2"),
    (r"^([A-Za-z]+ \d{1,2}) (\d{4})", r"\1, \2"),
    (r"^([A-Za-z]+ \d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$", r"\1, \3 \2"),
    (r"\s+", " "),
)
_IN_ENGLISH = tuple(
    (rf"(?i)\b(?:{names})\b\.?", english) for names, english in zip(_MONTHS, _ENGLISH, strict=True)
)
_PLAIN = (
    r"\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"(?: ?[AaPp][Mm])?(?:Z|[+\-]\d{2}(?::?\d{2})?)?)?|\d*"
)


def plain_dates(text: pd.Series) -> pd.Series:
    """Cells as text with weekdays, ordinals and zones gone, and months in English.

    Args:
        text: Cells (row,); those that are no dates may come out as anything that is none.

    Returns:
        The same, where a date needs no words; the clock stays what it was.
    """
    known = text.dropna()
    odd = known[~known.str.fullmatch(_PLAIN).to_numpy(dtype=bool)]
    if odd.empty:
        return text
    composed = odd if odd.str.isascii().all() else odd.str.normalize("NFKC").str.strip()
    found = repaired(composed, (*_REPAIRS, *_IN_ENGLISH, *_LAYOUTS))
    return found if len(found) == len(text) else found.reindex(text.index).fillna(text)


@cache
def month_number(name: str) -> int | None:
    """Which month a name is in any of the languages, 1 to 12; None for no month."""
    plain = name.strip()
    for pattern, english in _IN_ENGLISH:
        plain = re.sub(pattern, english, plain)
    plain = plain.rstrip(".").lower()
    return next((i for i, one in enumerate(_FULL, 1) if plain in (one, one[:3])), None)
