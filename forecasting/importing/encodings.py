"""Bytes as text: UTF-8 and UTF-16 by themselves, anything else detected, shown and asked."""

import codecs
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from charset_normalizer import from_bytes

from forecasting.importing.column_names import shown
from forecasting.importing.questions import Choice, Question, ask
from forecasting.messages import bad_value, message, phrase

TITLES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 (BE)",
    "cp1252": phrase("Western European (Windows-1252)"),
    "cp1250": phrase("Central European (Windows-1250)"),
    "cp932": phrase("Japanese (Shift JIS, CP932)"),
    "euc_jp": phrase("Japanese (EUC-JP)"),
    "gb18030": phrase("Chinese (GB18030)"),
    "big5": phrase("Chinese, traditional (Big5)"),
    "cp949": phrase("Korean (EUC-KR, CP949)"),
    "cp1251": phrase("Cyrillic (Windows-1251)"),
    "koi8_r": phrase("Russian (KOI8-R)"),
    "cp1253": phrase("Greek (Windows-1253)"),
    "cp1254": phrase("Turkish (Windows-1254)"),
}
_DETECTED = [name for name in TITLES if not name.startswith("utf")]
_WESTERN = frozenset("äöüÄÖÜßéèêëáàâãåæçíîïñóòôõøúùûœ€£°²³µ½ÉÈÀÅÆØÇÑÓÚ«»„“”‘’–—…§")
_HEAD = 65_536  # bytes that are looked at
_MOST_CHOICES = 6
_SAMPLE = 24
_NO_TEXT = message("This is not a text file. Save the table as CSV in UTF-8, and bring that.")


def decode(data: bytes, encoding: str = "") -> tuple[str, Question | None]:
    """The text in these bytes, and whether it is asked how they are written.

    Args:
        data: Of a file.
        encoding: As it was told, one of `TITLES`; "" to find out.

    Raises:
        ValueError: They are no text.
    """
    if encoding in TITLES:
        return _decoded(data, encoding), _question(data, {"encoding": encoding})
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16"), None
    if b"\x00" in data[:_HEAD]:
        return _decoded(data, _without_mark(data[:_HEAD])), None
    try:
        return printable(data.decode("utf-8-sig")), None
    except UnicodeDecodeError:
        asked = _question(data, {})
        return _decoded(data, asked.chosen if asked else "cp1252"), asked


def _without_mark(head: bytes) -> str:
    """UTF-16 by where the noughts of digits and line ends stand."""
    little, big = head[1::2].count(0), head[::2].count(0)
    if min(little, big) > max(little, big) / 10:
        raise ValueError(_NO_TEXT)
    return "utf-16-le" if little > big else "utf-16-be"


def _question(data: bytes, pinned: Mapping[str, Any]) -> Question | None:
    """How bytes that are no UTF-8 are written: likely encodings, with what each makes of them."""
    likely = list(dict.fromkeys([*_likely(data[:_HEAD]), "cp1252", *_DETECTED]))
    samples = {name: _sample(data[:_HEAD], name) for name in likely}
    known = [name for name in likely if samples[name]]
    if not known:
        return None
    choices = [
        Choice(name, phrase("{title}: {sample}", title=TITLES[name], sample=shown(samples[name])))
        for name in known[:_MOST_CHOICES]
    ]
    text = message("In which letters is the file written? They are no UTF-8.")
    return ask("encoding", text, choices, pinned)


def _likely(head: bytes) -> list[str]:
    """What a detector says, the likeliest first."""
    if _is_western(head):
        return ["cp1252"]
    # The end of the last line may be half a letter.
    whole = head[: head.rfind(b"\n") + 1] or head
    found = [
        "cp949" if one.encoding == "euc_kr" else one.encoding
        for one in from_bytes(whole, cp_isolation=_DETECTED)
    ]
    # Letters that both have stand for the more usual one.
    if found[:1] == ["cp1250"] and _sample(whole, "cp1252") == _sample(whole, "cp1250"):
        found.insert(0, "cp1252")
    return found


def _is_western(head: bytes) -> bool:
    """Whether letters beyond ASCII stand alone or in twos: too few to detect."""
    runs = re.findall(rb"[\x80-\xff]+", head)
    return all(len(run) < 3 and set(run.decode("cp1252", "replace")) <= _WESTERN for run in runs)


def _sample(head: bytes, encoding: str) -> str:
    """The first letters beyond ASCII with what stands around them; "" where they make no sense."""
    text = head.decode(encoding, "replace")
    bad = sum(
        c == "\ufffd" or (unicodedata.category(c) in ("Cc", "Cn") and c not in "\t\r\n")
        for c in text[:_HEAD]
    )
    if bad > len(text) / 200 + 1:
        return ""
    at = next((i for i, letter in enumerate(text) if letter > "\x7f"), 0)
    line = text[text.rfind("\n", 0, at) + 1 :].splitlines()[0] if text else ""
    begin = max(0, at - text.rfind("\n", 0, at) - 1 - 4)
    return line[begin : begin + _SAMPLE].strip()


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return printable(data.decode(encoding).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise bad_value(
            "This is not a text file in UTF-8 or Windows-1252: byte {byte:,} is no "
            "letter there. Save the table as CSV in UTF-8, and bring that.",
            byte=error.start,
        ) from error


def printable(text: str) -> str:
    """The text, refused if much of its beginning cannot be printed.

    Raises:
        ValueError: It cannot.
    """
    head = text[:_HEAD]
    if sum(ord(letter) < 32 and letter not in "\t\r\n" for letter in head) > len(head) / 100:
        raise ValueError(_NO_TEXT)
    return text
