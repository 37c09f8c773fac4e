import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from labs.glossary import leading
from labs.prose import ATTRIBUTES, TAGS, html, inline
from tests.labs.vectors import VECTORS


def leading_away(markdown: str) -> str:
    return html(markdown, leading())


class Reader(HTMLParser):
    """What a page would get: each tag, and each attribute with its value."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags, self.attributes = set[str](), list[tuple[str, str, str]]()
        self.rest: list[str] = []
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.rest.append(data)

    def handle_decl(self, decl: str) -> None:
        self.rest.append(decl)

    def handle_pi(self, data: str) -> None:
        self.rest.append(data)

    def unknown_decl(self, data: str) -> None:
        self.rest.append(data)


def test_markdown_becomes_html() -> None:
    assert html("## A\n\n`b` *c*") == "<h2>A</h2>\n<p><code>b</code> <em>c</em></p>"
    assert inline("**3** layers") == "<strong>3</strong> layers"


def test_what_an_author_needs_comes_through() -> None:
    assert html("[a](https://a.example/b?c=1#d)") == (
        '<p><a href="https://a.example/b?c=1#d" rel="noopener">a</a></p>'
    )
    assert html('<abbr title="open container initiative">OCI</abbr>') == (
        '<p><abbr title="open container initiative">OCI</abbr></p>'
    )
    assert '<code class="language-sh">' in html("```sh\nls\n```")
    assert '<ol start="3">' in html("3. x")


@pytest.mark.parametrize("convert", [html, inline, leading_away])
@pytest.mark.parametrize("hostile", VECTORS)
def test_only_what_is_allowed_comes_through(hostile: str, convert: Callable[[str], str]) -> None:
    found = Reader(convert(hostile))
    assert found.tags <= TAGS
    assert found.rest == []
    for tag, name, value in found.attributes:
        assert name in ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        if name == "href":
            address = re.sub(r"[\x00-\x20]", "", value)  # as browsers read it
            assert urlsplit(address).scheme in ("", "http", "https"), value
