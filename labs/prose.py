"""Authors' Markdown as safe HTML."""

from collections.abc import Callable, Iterable, Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

Split = Callable[[str], Iterable[tuple[str, str | None]]]
"""Cuts plain text into pieces, each with the address that it leads to, if any."""
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


def html(markdown: str, split: Split | None = None) -> str:
    """Paragraphs, lists, tables, code. `split` leads from words in neither code, links nor headings."""
    return _safe(_markdown.render(markdown, {"split": split}))


def inline(markdown: str) -> str:
    """One line, without a paragraph around it."""
    return _safe(_markdown.renderInline(markdown.strip()))


def _safe(written: str) -> str:
    return nh3.clean(
        written, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "http"}, link_rel="noopener"
    ).strip()


def _lead(state: StateCore) -> None:
    split = state.env.get("split")
    if split is None:
        return
    before = ""
    for token in state.tokens:
        if token.type == "inline" and token.children and before != "heading_open":
            token.children = list(_led(token.children, split))
        before = token.type


def _led(tokens: list[Token], split: Split) -> Iterator[Token]:
    """As they are where they hold a link or HTML of the author's: nothing may stand within another link."""
    if any(token.type in ("link_open", "html_inline") for token in tokens):
        yield from tokens
        return
    for token in tokens:
        for text, address in split(token.content) if token.type == "text" else ():
            piece = Token("text", "", 0, content=text)
            if address is None:
                yield piece
            else:
                yield from (
                    Token("link_open", "a", 1, attrs={"href": address}),
                    piece,
                    Token("link_close", "a", -1),
                )
        if token.type != "text":
            yield token


_markdown.core.ruler.push("lead", _lead)
