import pytest

from labs.prose import html, inline


def test_markdown_becomes_html() -> None:
    assert html("## A\n\n`b` *c*") == "<h2>A</h2>\n<p><code>b</code> <em>c</em></p>"
    assert inline("**3** layers") == "<strong>3</strong> layers"


@pytest.mark.parametrize(
    "hostile",
    ["<script>x</script>", "<img src=x onerror=y>", "[a](javascript:x)", "<a href='x' onclick='y'>z</a>"],
)
def test_nothing_that_runs_comes_through(hostile: str) -> None:
    written = html(hostile)
    assert not any(word in written for word in ("<script", "<img", 'href="javascript', "<a href='x'"))
