"""Authors' Markdown as safe HTML."""

import nh3
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "replacements", "smartquotes"])
TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "a", "abbr", "kbd"),
    *("ul", "ol", "li", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "abbr": {"title"},
    "code": {"class"},
    "ol": {"start"},
    "*": set(),
}
"""Of every tag: none, where the sanitiser left to itself lets titles and languages through."""


def html(markdown: str) -> str:
    """Paragraphs, lists, tables, code."""
    return _safe(_markdown.render(markdown))


def inline(markdown: str) -> str:
    """One line, without a paragraph around it."""
    return _safe(_markdown.renderInline(markdown.strip()))


def _safe(written: str) -> str:
    return nh3.clean(
        written, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "http"}, link_rel="noopener"
    ).strip()
