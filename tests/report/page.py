"""A report as a browser reads it, without one."""

import json
from html.parser import HTMLParser

FETCHING = {"src", "srcset", "href", "data", "poster", "action", "formaction", "background", "ping"}
"""Attributes by which an element can make a browser ask for something."""


class Page(HTMLParser):
    """What stands in an HTML file.

    Attributes:
        tags: Elements in their order.
        attributes: (element, name, value) of all of them.
        text: What a person reads.
        scripts: (type, id, text).
        headings: Their levels, in their order.
    """

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.scripts, self.headings = [], [], [], []
        self.text, self._inside = "", None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._inside = tag
        if tag == "script":
            self.scripts.append((dict(attrs).get("type"), dict(attrs).get("id"), ""))
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, _):
        self._inside = None

    def handle_data(self, data):
        if self._inside == "script":
            kind, name, text = self.scripts.pop()
            self.scripts.append((kind, name, text + data))
        elif self._inside != "style":
            self.text += data

    @property
    def charts(self):
        """Name -> specification; a number that JSON does not know is refused."""
        found = [(name, text) for kind, name, text in self.scripts if kind == "application/json"]
        return {name: json.loads(text, parse_constant=refuse) for name, text in found}

    @property
    def fetched(self):
        return [(tag, name, value) for tag, name, value in self.attributes if name in FETCHING]


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")
