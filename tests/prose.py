"""Finds sentences for people in code that are no messages: text with words, and pieces glued."""

import ast
import re
from html.parser import HTMLParser

MADE_BY = {"message": 1, "phrase": 1, "bad_value": 1, "say": 1, "plural": 2}
"""Functions that Babel is told of, and how many forms each takes."""

SENTENCE = 4
"""A text of so many words is for people."""

WORD = re.compile(r"(?<![\w.])[^\W\d_]{2,}(?:[-’'][^\W\d_]+)*(?![\w(=])")
MARKUP = re.compile(
    r"<[^>]*>|:material/\w+:|https?://\S+|--[a-z]|[{}\\@#]|\w+-\w+:|0 0 "
    r"|doi:|-apple-|document\.|datum| \? |ceil\("
)
"""What only a machine reads, and where something is written: tags, styles, formulas, articles."""


def name_of(call):
    """What is called, without what it belongs to."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_made(node):
    """Whether a message is made here."""
    return isinstance(node, ast.Call) and name_of(node) in MADE_BY


def words_of(text):
    """For people; none of what only a machine reads."""
    return [] if MARKUP.search(text) else WORD.findall(text)


def fixed(node):
    """The text that a node brings, its holes left out; empty for all that is no text."""
    if is_text(node):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "…".join(part.value for part in node.values if is_text(part))
    return ""


def has_words(node):
    """Whether a piece of a text has words and spaces: a key of a machine has none."""
    text = fixed(node)
    return " " in text and bool(words_of(text))


def skipped(tree):
    """What is no text of a page: docstrings, forms of messages, types, logs, titles of articles."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and is_text(node.value):
            found.add(node.value)
        elif is_made(node):
            found |= set(node.args[: MADE_BY[name_of(node)]])
        elif isinstance(node, ast.Call) and name_of(node) in UNREAD:
            found |= {part for argument in node.args for part in ast.walk(argument)}
        elif isinstance(node, ast.JoinedStr):
            found |= set(node.values)
        elif isinstance(node, ast.keyword) and node.arg == "source":
            found.add(node.value)
    return found


UNREAD = {"warning", "info", "debug", "exception", "error", "query", "cast", "TypeVar", "compile"}
"""Calls whose texts go to a log, to a type checker or to a query."""


def wrong_with(node):
    """Why a node is text for people that is no message; empty if it is not."""
    return next((why for why, is_wrong in RULES.items() if is_wrong(node)), "")


def is_sentence(node):
    return is_text(node) and " " in node.value and len(words_of(node.value)) >= SENTENCE


def is_filled(node):
    """A text with values in it, by f-string or `format`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        text = re.sub(r"{[^}]*}", "…", fixed(node.func.value))
        return node.func.attr == "format" and " " in text and bool(words_of(text))
    return isinstance(node, ast.JoinedStr) and has_words(node)


def is_glued(node):
    """Texts or messages put one after the other, or joined by a word or a mark."""
    if isinstance(node, ast.BinOp):
        sides = {ast.Add: (node.left, node.right), ast.Mod: (node.left,)}
        return any(has_words(side) or is_made(side) for side in sides.get(type(node.op), ()))
    if isinstance(node, ast.AugAssign):
        return has_words(node.value) or is_made(node.value)
    if not isinstance(node, ast.Call) or name_of(node) != "join" or is_made(node):
        return False
    between = fixed(getattr(node.func, "value", node))
    return bool(re.search(r"[^\W\d_]|[;.] |^ $", between)) and not MARKUP.search(between)


def is_one_of_two(node):
    """A piece that stands there or not, by a condition."""
    return isinstance(node, ast.IfExp) and any(map(is_piece, (node.body, node.orelse)))


def is_changed(node):
    """A sentence of which something is replaced or cut off."""
    changes = {"capitalize", "removesuffix", "removeprefix", "replace"}
    return (
        isinstance(node, ast.Call) and name_of(node) in changes and any(map(has_several, node.args))
    )


def is_error(node):
    """What is raised with a text, of however few words."""
    raised = node.exc if isinstance(node, ast.Raise) else None
    if not isinstance(raised, ast.Call) or not raised.args or is_made(raised):
        return False
    return is_text(raised.args[0]) or isinstance(raised.args[0], ast.JoinedStr | ast.BinOp)


RULES = {
    "an error that is no message": is_error,
    "a sentence that is no message": is_sentence,
    "a sentence with values that is no message": is_filled,
    "glued": is_glued,
    "a piece of a sentence, by a condition": is_one_of_two,
    "a sentence that is changed": is_changed,
}


def has_several(node):
    return len(words_of(fixed(node))) > 1


def is_piece(node):
    """A part that is to be put beside others: it begins or ends with a space or a mark."""
    text = fixed(node)
    return bool(words_of(text)) and bool(re.match(r"[ ,;:.]|.*[ ,;:]$", text))


def prose_in(source):
    """Line and reason of every text for people that is no message, in a program."""
    tree = ast.parse(source)
    skip = skipped(tree)
    for node in ast.walk(tree):
        if node not in skip and (reason := wrong_with(node)):
            yield node.lineno, reason


SHOWN_FIRST = {
    *("button", "caption", "checkbox", "download_button", "error", "expander", "file_uploader"),
    *("folded", "header", "info", "markdown", "metric", "multiselect", "nothing_yet"),
    *(
        "number_input",
        "page_link",
        "pills",
        "popover",
        "radio",
        "segmented_control",
        "select_slider",
    ),
    *("selectbox", "slider", "subheader", "success", "tabs", "text_area", "text_input", "title"),
    *("toggle", "warning"),
}
"""What shows its first argument to people: of Streamlit and of ours."""

SHOWN_NAMED = {"label", "help"}
"""Arguments that are shown, whatever they are given to."""

WORDS_OF_ONE = re.compile(r"[^\W\d_]{2,}")
NOT_SHOWN = re.compile(r":[\w/]+:|<[^>]*>|pages/\w+\.py")
"""Icons, tags and addresses within a text."""


def unsaid_in(source):
    """Lines at which a page shows a text of however few words that is not said."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and not is_made(node) and root_of(node.func) != "fields":
            shown = node.args[:1] if name_of(node) in SHOWN_FIRST else []
            named = [word.value for word in node.keywords if word.arg in SHOWN_NAMED]
            texts = [part for given in (*shown, *named) for part in parts_of(given)]
            if any(WORDS_OF_ONE.search(NOT_SHOWN.sub("", fixed(text))) for text in texts):
                yield node.lineno


def root_of(node):
    """The name that an attribute is looked up from."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", "")


def parts_of(node):
    """The texts that an argument may be: one of two, or all in a list."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.elts if isinstance(node, ast.List | ast.Tuple) else [node]


READ = {"aria-label", "alt", "title", "placeholder"}
"""Attributes of an element that people read or hear."""

JINJA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


class _Texts(HTMLParser):
    """What of a page people read."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, _, attrs):
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_data(self, data):
        self.found.append(data)


def words_in(template):
    """Every text of a template that is for people and not filled in."""
    page = _Texts()
    page.feed(JINJA.sub("…", template))
    page.close()
    quoted = [text for part in JINJA.findall(template) for text in re.findall(r'"([^"]*)"', part)]
    yield from (text.strip("… \n") for text in page.found if WORDS_OF_ONE.search(text))
    yield from (text for text in quoted if " " in text and WORDS_OF_ONE.search(text))
