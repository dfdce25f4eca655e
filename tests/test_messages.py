"""Sentences for people are whole, with named holes: they can be translated as they stand."""

import ast
import copy
import json
import pickle
import re
from gettext import NullTranslations
from pathlib import Path
from string import Formatter

import pytest

from forecasting.checks import check_number, check_whole
from forecasting.messages import (
    Message,
    as_sentence,
    beside,
    clauses,
    either,
    in_turn,
    listed,
    message,
    phrase,
    plural,
)
from tests.prose import MADE_BY, name_of, prose_in, unsaid_in, words_in, words_of

ROOT = Path(__file__).parent.parent
FOR_MACHINES = {
    "forecasting/saving/snippets.py": "programs in Python",
    "forecasting/report/program.py": "a policy for browsers",
    "forecasting/models/__init__.py": "what Python itself says of a name that is not there",
    "forecasting/dashboard/markdown.py": "spaces of any text",
}
"""Files with a text that looks like a sentence and is none: not looked through."""


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


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (listed(["a", "b", "c"]), "a, b and c"),
        (listed(["a", "b"]), "a and b"),
        (listed(["a"]), "a"),
        (listed([]), ""),
        (either(["a", "b", "c"]), "a, b or c"),
        (beside(["a", "b", "c"]), "a, b, c"),
        (clauses(["a", "b"]), "a; b"),
        (in_turn([message("One."), message("Two.")]), "One. Two."),
        (as_sentence(phrase("the GRU wins")), "The GRU wins."),
    ],
)
def test_rows(row, text):
    assert row == text


def test_a_row_is_translated_as_a_whole():
    class Other(NullTranslations):
        def gettext(self, text):
            return {"{most} and {last}": "{most} und {last}", "a dog": "ein Hund"}.get(text, text)

    whole = as_sentence(listed([phrase("a dog"), "3"]))
    assert whole == "A dog and 3."
    assert whole.translated(Other()) == "Ein Hund und 3."


def test_a_message_is_kept_whole_where_it_is_copied_or_stored():
    whole = plural("{count} seed of {cell}", "{count} seeds of {cell}", count=4, cell="a")
    for other in (pickle.loads(pickle.dumps(whole)), copy.deepcopy(whole)):
        assert (other, hash(other)) == (whole, hash(whole))
        assert other.translated(German()) == "4 Keime"
    assert json.dumps(whole) == '"4 seeds of a"'
    assert {whole: 1}["4 seeds of a"] == 1


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


def catalogue(root):
    """Every message of the package: where, its forms, and the names that fill its holes."""
    for path in sorted({*root.rglob("*.py")} - {root / "messages.py"}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) in MADE_BY and not is_passed_on(node):
                given = {word.arg for word in node.keywords}
                forms = [getattr(argument, "value", None) for argument in node.args]
                yield f"{path.relative_to(root)}:{node.lineno}", name_of(node), forms, given


def is_passed_on(call):
    """What is said, but was made elsewhere."""
    texts = ast.Constant | ast.JoinedStr | ast.BinOp
    return name_of(call) == "say" and bool(call.args) and not isinstance(call.args[0], texts)


def wrong_in(root):
    """What could not be extracted or filled, one line each."""
    found = []
    for place, made_by, forms, given in catalogue(root):
        if not forms or not all(isinstance(form, str) for form in forms):
            found.append(f"{place}: write the sentence where it is used, in one piece")
            continue
        holes = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
        # `**given` brings names that are not written down here.
        if holes - given and None not in given:
            found.append(f"{place}: nothing fills {sorted(holes - given)}")
        if extra := given - holes - {None, "count"}:
            found.append(f"{place}: there is no hole for {sorted(extra)}")
        if not all(is_whole(form, made_by) for form in forms):
            found.append(f"{place}: not whole")
    return found


ENDS, BEGINS = (
    re.compile(r".*[.?!:](?: \{\w+\})?$", re.DOTALL),
    re.compile(r"[^\W_]|[{“(*:_±−<×→-]"),
)
PIECE = re.compile(
    r"(?:and|or|but|of|which|that|is|are|has|have|,|;|\.)\b|.*(?:[ ,;]|\b(?:a|the))$"
)
"""What a piece of a sentence begins or ends with."""


def is_whole(form, made_by):
    """Whether it stands by itself: a sentence, or a label, a name, a clause where that will do."""
    if made_by in {"message", "bad_value"}:
        return bool(BEGINS.match(form) and ENDS.match(form))
    return bool(BEGINS.match(form)) and not PIECE.match(form)


def test_every_message_can_be_extracted_and_filled():
    assert len(list(catalogue(ROOT / "forecasting"))) > 900
    assert [*wrong_in(ROOT / "forecasting"), *wrong_in(ROOT / "pages")] == []


def files():
    """Every file of the package and of the pages but those for machines, from the root."""
    found = [ROOT / "streamlit_app.py", *(ROOT / "pages").glob("*.py")]
    found += (ROOT / "forecasting").rglob("*.py")
    places = [str(path.relative_to(ROOT)) for path in sorted(found)]
    return [p for p in places if p not in FOR_MACHINES]


@pytest.mark.parametrize("place", files())
def test_every_sentence_is_a_message(place):
    source = (ROOT / place).read_text(encoding="utf-8")
    assert [f"line {line}: {why}" for line, why in prose_in(source)] == []


TEMPLATES = [*(ROOT / "forecasting").rglob("*.html")]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_markup_alone(path):
    assert list(words_in(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ("<p>It is so.</p>", "It is so."),
        ("<p>{{ one }} and {{ other }}</p>", "and"),
        ('<div aria-label="Yes">{{ one }}</div>', "Yes"),
        ('{{ grid(table, "Errors of " ~ band) }}', "Errors of "),
    ],
)
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_words_in_a_template_are_found(path, planted, words):
    assert list(words_in(path.read_text(encoding="utf-8") + planted)) == [words]


def test_what_a_report_runs_says_nothing():
    source = (ROOT / "forecasting/report/page.js").read_text(encoding="utf-8")
    texts = re.findall(r"""(["'`])(.*?)\1""", re.sub(r"//.*", "", source))
    assert len(texts) > 3
    assert [text for _, text in texts if len(words_of(text)) > 2] == []


@pytest.mark.parametrize(
    "planted",
    [
        'WORDS = f"The {CELL} beats the rest"',
        'WORDS = "The " + CELL + " beats the rest"',
        'WORDS = "; ".join(SENTENCES)',
        'WORDS = "The cells forecast equally well."',
        'raise ValueError(f"cell is {CELL}")',
    ],
)
@pytest.mark.parametrize("place", ["forecasting/evaluation/answer.py", "pages/evaluation.py"])
def test_a_glued_sentence_in_a_room_is_found(place, planted):
    source = (ROOT / place).read_text(encoding="utf-8") + planted + "\n"
    assert {line for line, _ in prose_in(source)} == {source.count("\n")}


PAGES = [p for p in files() if p.startswith(("forecasting/dashboard", "pages", "streamlit_app"))]


@pytest.mark.parametrize("place", PAGES)
def test_what_a_page_shows_is_said(place):
    """However short: labels, titles, options."""
    assert list(unsaid_in((ROOT / place).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        'st.button("Stop")',
        'left.selectbox(say("Cell"), cells, help="Which.")',
        'st.caption(f"Epoch {epoch}")',
        'st.tabs([say("A file"), "Paste"])',
        'st.button("Pause" if playing else say("Play"))',
    ],
)
def test_what_is_shown_but_not_said_is_found(code):
    assert list(unsaid_in(code)) == [1]


@pytest.mark.parametrize(
    "code",
    ['st.button(say("Stop"))', 'st.markdown(f"**{name}**")', 'st.caption(":material/help:")'],
)
def test_what_is_said_is_left_alone(code):
    assert list(unsaid_in(code)) == []


def test_babel_finds_every_message():
    from babel.messages.extract import extract_from_dir

    forms = {name: (1, 2) if count == 2 else None for name, count in MADE_BY.items()}
    found = set()
    for room in ("forecasting", "pages"):
        extracted = extract_from_dir(ROOT / room, [("**.py", "python")], keywords=forms)
        found |= {(m,) if isinstance(m, str) else m for _, _, m, _, _ in extracted}
        assert {tuple(told) for _, _, told, _ in catalogue(ROOT / room)} <= found


@pytest.mark.parametrize("place", FOR_MACHINES)
def test_what_is_left_alone_is_there_and_has_something_to_leave_alone(place):
    assert list(prose_in((ROOT / place).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ('x = "The GRU beats the RNN."', "a sentence that is no message"),
        ('x = {"a": ("b", "it is the best of all")}', "a sentence that is no message"),
        ('say("Good.", help="It is the best of all.")', "a sentence that is no message"),
        ('x = f"{who} beats {whom}"', "a sentence with values that is no message"),
        ('x = f"at step {step}"', "a sentence with values that is no message"),
        ('x = "At {} steps".format(3)', "a sentence with values that is no message"),
        ('x = who + " beats " + whom', "glued"),
        ('x = message("This is so.") + other', "glued"),
        ('x += " and more"', "glued"),
        ('x = "At step %d" % step', "glued"),
        ('x = "; ".join(parts)', "glued"),
        ('x = " and ".join(parts)', "glued"),
        ('x = " ".join(sentences)', "glued"),
        ('x = ", and the noise" if noise else ""', "a piece of a sentence, by a condition"),
        ('x = words.removesuffix(" of them")', "a sentence that is changed"),
    ],
)
def test_a_sentence_that_is_no_message_is_found(code, why):
    assert (1, why) in list(prose_in(code))


@pytest.mark.parametrize(
    "code",
    [
        '"""What a module is for, in words."""',
        'def f():\n    """What a function does, in words."""',
        'x = message("{who} beats {whom}.", who=who, whom=whom)',
        'x = plural("{count} seed of these", "{count} seeds of these", count=3)',
        'x = f"seed_{number}"',
        'x = f"{cell}/{seed}.npy"',
        'x = ", ".join(names)',
        'x = "<b>the text of a page</b>"',
        'x = table["steps_ahead"] + 1',
        'log.warning("The file %s could not be read", name)',
    ],
)
def test_what_is_no_sentence_for_people_is_left_alone(code):
    assert list(prose_in(code)) == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ('message(f"{a} is wrong.", a=a)', "write the sentence where it is used, in one piece"),
        ('message("A" + "b.")', "write the sentence where it is used, in one piece"),
        ('message("{a} is wrong.")', "nothing fills ['a']"),
        ('message("This is wrong.", a=1)', "there is no hole for ['a']"),
        ('message("of a form")', "not whole"),
        ('say(f"{a} is wrong.")', "write the sentence where it is used, in one piece"),
        ('phrase("of a form")', "not whole"),
        ('phrase("the form of a ")', "not whole"),
        ('plural("{count} seed.", "{count} {word}.", count=1)', "nothing fills ['word']"),
    ],
)
def test_a_message_that_cannot_be_translated_is_found(tmp_path, code, wrong):
    (tmp_path / "a.py").write_text(code)
    assert wrong_in(tmp_path) == [f"a.py:1: {wrong}"]


@pytest.mark.parametrize("text", ['f"{a} is wrong."', '"a" + b', '"It is wrong."'])
def test_an_error_that_is_no_message_is_found(text):
    assert (1, "an error that is no message") in list(prose_in(f"raise ValueError({text})"))
