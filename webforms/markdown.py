"""Markdown and HTML from process owners, made safe to show (design 7 `bpmn:documentation`, form-js `text` and `html`).

Knows markdown-it and nh3. What a diagram or a form says may hold headings, lists, emphasis, tables and links; it can
neither run, load nor restyle anything.
"""

from __future__ import annotations

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "br", "hr", "ul", "ol", "li", "strong", "em", "b", "i", "code", "pre", "blockquote", "a", "h2", "h3", "h4",
    "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "del", "sub", "sup", "dl", "dt", "dd", "span", "div",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def to_html(text: str) -> Markup:
    """Return safe HTML of a Markdown text; a top heading becomes an `h2`, because the page has its own `h1`."""
    return clean(_reader().render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>"))


def clean(html: str) -> Markup:
    """Return `html` with only harmless tags left."""
    safe = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto", "tel"})
    return Markup(safe)  # noqa: S704 - nh3 made it safe
