"""Sentences for people are whole, with named holes: they can be translated as they stand."""

import ast
import re
from gettext import NullTranslations
from pathlib import Path
from string import Formatter

import pytest

from forecasting.checks import check_number, check_whole
from forecasting.messages import Message, message, plural

ROOT = Path(__file__).parent.parent
WHOLE = ("checks.py", "setting.py", "data", "importing", "rollout.py", "training", "inspection")
"""Rooms whose errors are messages. The others follow, until this says all of them."""


class German(NullTranslations):
    """A small catalogue with another order of words."""

    def gettext(self, text):
        return {
            "{name} is {value!r}; give true or false.": "Statt {value!r} gib {name} wahr.",
            "a {cell}": "eine {cell}",
        }.get(text, text)

    def ngettext(self, _one, _many, count):
        return "{count} Keim" if count == 1 else "{count} Keime"


def test_a_message_is_its_english_sentence():
    assert str(message("No hole.")) == "No hole."
    assert str(message("{name} is {value!r}.", name="a", value="b")) == "a is 'b'."
    assert str(message("{low:,} to {high:g}", low=1000, high=0.5)) == "1,000 to 0.5"
    assert str(ValueError(message("{name} is wrong.", name="a"))) == "a is wrong."


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 seeds of a"), (1, "1 seed of a"), (2, "2 seeds of a")]
)
def test_a_number_has_the_form_of_its_noun(count, text):
    forms = "{count} seed of {cell}", "{count} seeds of {cell}"
    assert str(plural(*forms, count=count, cell="a")) == text


def test_another_language_has_its_own_order_and_forms():
    given = message("{name} is {value!r}; give true or false.", name="scaled", value=1)
    assert given.translated(German()) == "Statt 1 gib scaled wahr."
    assert plural("{count} seed", "{count} seeds", count=1).translated(German()) == "1 Keim"
    assert plural("{count} seed", "{count} seeds", count=4).translated(German()) == "4 Keime"
    assert str(given) == "scaled is 1; give true or false."


def test_a_message_in_a_hole_is_translated_with_it():
    whole = message("This is {what}.", what=message("a {cell}", cell="GRU"))
    assert str(whole) == "This is a GRU."
    assert whole.translated(German()) == "This is eine GRU."


def test_what_is_raised_can_be_translated_later():
    with pytest.raises(ValueError, match="give a whole number from 1 to 1,024") as caught:
        check_whole("hidden_size", 0, 1, 1024)
    (raised,) = caught.value.args
    assert isinstance(raised, Message)
    assert raised.values == {"name": "hidden_size", "value": 0, "low": 1, "high": 1024}


@pytest.mark.parametrize(
    ("limits", "above", "wanted"),
    [
        ((0.5, 2.0), False, "a number from 0.5 to 2."),
        ((0.5, 2.0), True, "a number above 0.5, at most 2."),
        ((0.5, None), False, "a finite number, 0.5 or more."),
        ((0.5, None), True, "a finite number above 0.5."),
    ],
)
def test_a_number_out_of_its_range_is_told_the_range(limits, above, wanted):
    with pytest.raises(ValueError, match="; give ") as caught:
        check_number("rate", 0.1, *limits, above)
    assert str(caught.value) == f"rate is 0.1; give {wanted}"
    check_number("rate", 1.0, *limits, above)


def name_of(call):
    """What is called."""
    return getattr(call.func, "id", "")


def catalogue(root):
    """Every message of the package: where, its forms, and the names that fill its holes."""
    for path in sorted({*root.rglob("*.py")} - {root / "messages.py"}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) in KEYWORDS:
                given = {word.arg for word in node.keywords}
                forms = [getattr(argument, "value", None) for argument in node.args]
                yield f"{path.relative_to(root)}:{node.lineno}", forms, given


KEYWORDS = {"message": 1, "bad_value": 1, "plural": 2}
"""Functions that Babel is told of, and how many forms each takes."""


def wrong_in(root):
    """What could not be extracted or filled, one line each."""
    found = []
    for place, forms, given in catalogue(root):
        if not forms or not all(isinstance(form, str) for form in forms):
            found.append(f"{place}: write the sentence where it is used, in one piece")
            continue
        holes = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
        # `**given` brings names that are not written down here.
        if holes - given and None not in given:
            found.append(f"{place}: nothing fills {sorted(holes - given)}")
        if extra := given - holes - {None, "count"}:
            found.append(f"{place}: there is no hole for {sorted(extra)}")
        if not all(form.endswith(".") and re.match(r"[A-Z{a-z]", form) for form in forms):
            found.append(f"{place}: not a whole sentence")
    return found


def glued_in(path):
    """Errors of a file whose sentence is text and no message."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        raised = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(raised, ast.Call) and raised.args and name_of(raised) not in KEYWORDS:
            sentence = raised.args[0]
            if isinstance(sentence, ast.JoinedStr | ast.BinOp) or (
                isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)
            ):
                yield f"{path.name}:{node.lineno}"


def test_every_message_can_be_extracted_and_filled():
    assert len(list(catalogue(ROOT / "forecasting"))) > 40
    assert wrong_in(ROOT / "forecasting") == []


@pytest.mark.parametrize("room", WHOLE)
def test_the_errors_of_a_room_are_messages(room):
    place = ROOT / "forecasting" / room
    paths = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    assert [line for path in paths for line in glued_in(path)] == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ('message(f"{a} is wrong.", a=a)', "write the sentence where it is used, in one piece"),
        ('message("A" + "b.")', "write the sentence where it is used, in one piece"),
        ('message("{a} is wrong.")', "nothing fills ['a']"),
        ('message("This is wrong.", a=1)', "there is no hole for ['a']"),
        ('message("of a form")', "not a whole sentence"),
        ('plural("{count} seed.", "{count} {word}.", count=1)', "nothing fills ['word']"),
    ],
)
def test_a_message_that_cannot_be_translated_is_found(tmp_path, code, wrong):
    (tmp_path / "a.py").write_text(code)
    assert wrong_in(tmp_path) == [f"a.py:1: {wrong}"]


@pytest.mark.parametrize("text", ['f"{a} is wrong."', '"a" + b', '"It is wrong."'])
def test_an_error_that_is_no_message_is_found(tmp_path, text):
    (tmp_path / "a.py").write_text(f"raise ValueError({text})")
    assert list(glued_in(tmp_path / "a.py")) == ["a.py:1"]
